import datetime as dt

from django.db import models

MESSAGES = "moderators"  # name of the notification source for messages from the team


class SanctionKind(models.TextChoices):
    """The kinds of sanction. None may last longer than a year."""

    PRE_MODERATE = "pre_moderate", "Pre-moderate: a moderator reads everything they post first"
    SILENCE = "silence", "Silence: they can read and not write"
    SUSPEND = "suspend", "Suspend: they cannot sign in"

    @property
    def column(self) -> str:
        """Return the name of the User column that has the end date."""
        return {"pre_moderate": "held_until", "silence": "silenced_until", "suspend": "suspended_until"}[self.value]

    @property
    def means(self) -> str:
        """Return what the sanction means for the person, to follow "Until 3 December,"."""
        return {
            "pre_moderate": "a moderator reads what you post before others do",
            "silence": "you can read and not write",
            "suspend": "you cannot sign in",
        }[self.value]

    @property
    def noun(self) -> str:
        return {"pre_moderate": "Pre-moderation", "silence": "Silence", "suspend": "Suspension"}[self.value]


class Length(models.TextChoices):
    DAY = "1", "One day"
    WEEK = "7", "One week"
    FOUR_WEEKS = "28", "Four weeks"
    THREE_MONTHS = "91", "Three months"
    OWN = "own", "Up to a day that I choose"

    @property
    def delta(self) -> dt.timedelta:
        return dt.timedelta(days=int(self.value))


LONGEST = dt.timedelta(days=366)


class AppealOutcome(models.TextChoices):
    LIFTED = "lifted", "It was lifted"
    STANDS = "stands", "It stays in force"
