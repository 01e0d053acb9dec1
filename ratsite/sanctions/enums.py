import datetime as dt

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.lib.days import end_words

MESSAGES = "moderators"  # name of the notification source for messages from the moderators
SANCTIONS = "sanctions"  # name of the notification source for decisions on sanctions


class SanctionKind(models.TextChoices):
    """The kinds of sanction. No sanction may last longer than a year."""

    PRE_MODERATE = "pre_moderate", _("Pre-moderate: a moderator reads everything they post before it is published")
    SILENCE = "silence", _("Silence: they can read, but not write")
    EXCLUDE = "exclude", _("Exclude: they cannot sign in")

    @property
    def column(self) -> str:
        """Return the name of the field of User that stores when a sanction of this kind ends."""
        return {"pre_moderate": "held_until", "silence": "silenced_until", "exclude": "excluded_until"}[self.value]

    def effect(self, until: dt.datetime) -> str:
        """Return what a sanction of this kind means for the person, as a sentence without a full stop."""
        sentence = {
            "pre_moderate": gettext("Until %(time)s a moderator must read what you post before it is published"),
            "silence": gettext("Until %(time)s you can read, but not write"),
            "exclude": gettext("Until %(time)s you cannot sign in"),
        }[self.value]
        return sentence % {"time": end_words(until)}

    @property
    def noun(self) -> str:
        return {
            "pre_moderate": gettext("Pre-moderation"),
            "silence": gettext("Silence"),
            "exclude": gettext("Exclusion"),
        }[self.value]


class Length(models.TextChoices):
    DAY = "1", _("One day")
    WEEK = "7", _("One week")
    FOUR_WEEKS = "28", _("4 weeks")
    THREE_MONTHS = "91", _("3 months")
    OWN = "own", _("Until a date that I choose")

    @property
    def delta(self) -> dt.timedelta:
        return dt.timedelta(days=int(self.value))


LONGEST = dt.timedelta(days=366)


class AppealOutcome(models.TextChoices):
    LIFTED = "lifted", _("The appeal was right")
    UNCHANGED = "stands", _("The decision has not changed")
