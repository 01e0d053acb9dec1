from django.db import models


class MailState(models.TextChoices):
    WAITING = "waiting", "Waiting to be sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Given up"
    DROPPED = "dropped", "Not sent: nothing was left to say"


class Level(models.TextChoices):
    """How much a member wants to hear of one thing, from least to most."""

    OFF = "off", "Off"
    CATCH_UP = "catch_up", "Only on my catch-up page"
    DIGEST = "digest", "Notification and summary email"
    AT_ONCE = "at_once", "Notification and immediate email"

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    @property
    def is_told(self) -> bool:
        return self in (Level.DIGEST, Level.AT_ONCE)


class Says(models.TextChoices):
    """How much an email may say about an item; its marking decides."""

    NOTHING = "nothing", "only that there is something new"
    TITLE = "title", "its title, and which remit wrote"
    WORDS = "words", "its title and first words"


class Outcome(models.TextChoices):
    """What became of the email about one notification."""

    DUE = "due", "Waits for its time"
    POSTED = "posted", "Passed on to be sent"
    SKIPPED = "skipped", "Not emailed"


class Skip(models.TextChoices):
    """Why a notification was not emailed, in the text that the person reads."""

    STOPPED = "stopped", "You have stopped all emails about what is new."
    UNWANTED = "unwanted", "You had chosen to hear less of it before the email was due."
    READ = "read", "You had read it here before the email was due."
    EARLIER = "earlier", "You had not been back since the last email about the same topic."
    CEILING = "ceiling", "You had reached your limit of emails for that week."
    GONE = "gone", "It was taken back, or you could no longer read it."
    CLOSED = "closed", "Your membership was not open at that time."
    SITE = "site", "It is shown on this site only, not by email."
    BOUNCED = "bounced", "Our emails to your address had come back."


class Rhythm(models.TextChoices):
    DAILY = "daily", "Once a day"
    WEEKLY = "weekly", "Once a week"
