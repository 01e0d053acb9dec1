from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")
    DROPPED = "dropped", _("Not sent, because there was nothing new left to tell you")


class Level(models.TextChoices):
    """How much a member wants to hear about one thing, such as a board, from least to most."""

    OFF = "off", _("Off")
    CATCH_UP = "catch_up", _("Only on my catch-up page")
    DIGEST = "digest", _("Notification and summary email")
    AT_ONCE = "at_once", _("Notification and immediate email")

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    @property
    def notifies(self) -> bool:
        return self in (Level.DIGEST, Level.AT_ONCE)


class Says(models.TextChoices):
    """How much an email may say about an item; the item's marking decides."""

    NOTHING = "nothing", _("only that there is something new")
    TITLE = "title", _("its title, and which remit wrote")
    WORDS = "words", _("its title and first words")


class Outcome(models.TextChoices):
    """The state of the email about one notification: waiting, queued or skipped."""

    DUE = "due", _("Waiting for its time")
    QUEUED = "posted", _("Passed on to be sent")
    SKIPPED = "skipped", _("Not emailed")


class Skip(models.TextChoices):
    """The reasons why a notification was not emailed, in the words that its recipient reads."""

    STOPPED = "stopped", _("You have stopped all emails about what is new.")
    UNWANTED = "unwanted", _("You had chosen fewer emails about it before this one was due.")
    READ = "read", _("You had read it here before the email was due.")
    EARLIER = "earlier", _("You had not come back since the last email about the same topic.")
    CEILING = "ceiling", _("You had reached your limit of emails for that week.")
    GONE = "gone", _("It was withdrawn, or you could no longer read it.")
    CLOSED = "closed", _("You were not a member at that time.")
    SITE = "site", _("We show it on this site only, not by email.")
    OWN = "own", _("We sent you a separate email about it.")
    BOUNCED = "bounced", _("Your email address did not accept our emails.")


class Rhythm(models.TextChoices):
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
