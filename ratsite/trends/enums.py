from django.db import models
from django.utils.translation import gettext_lazy as _

from ratsite.lib.nrm import NrmSeries

BRIEFINGS = "briefings"  # name of both the review queue and the notification source


class OfficialSeries(models.TextChoices):
    """The official statistics that the site can import."""

    REFERRALS = NrmSeries.REFERRALS.value, _("NRM referrals in the UK")
    REASONABLE = NrmSeries.REASONABLE.value, _("NRM reasonable grounds decisions")
    CONCLUSIVE = NrmSeries.CONCLUSIVE.value, _("NRM conclusive grounds decisions")
    DUTY = NrmSeries.DUTY.value, _("Duty to notify reports")
    FORCES = NrmSeries.FORCES.value, _("NRM referrals to police forces of the region")


class DateBasis(models.TextChoices):
    """What the stored date of a release means: the day of publication, or only the day when the file was copied."""

    PUBLISHED = "published", _("published on this day")
    COPIED = "copied", _("copied on this day, but published earlier")


class TrendState(models.TextChoices):
    """The state of a trend. It is computed from the figures that readers see, and never stored."""

    SEEN = "seen", _("Seen")
    CHECKED = "checked", _("Checked")
    FADING = "fading", _("Fading")
    CLOSED = "closed", _("Closed")


class TrendGroup(models.TextChoices):
    """A group of trends that the list of trends can show. The value is used in the list's query string."""

    NEW = "new", _("New")
    RISING = "rising", _("Rising")
    FADING = "fading", _("Fading")
    UNCHECKED = "unchecked", _("Not checked yet")


class BriefingKind(models.TextChoices):
    """What a briefing is made from."""

    TREND = "trend", _("Team briefing on a trend")
    OUTCOME = "outcome", _("Team briefing made from a topic")
    RESOURCE = "resource", _("Team briefing on a resource")
    ADVICE = "advice", _("Advice to a safeguarding partnership")


class BriefingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for a signature")
    PUBLISHED = "published", _("Published")
    TAKEN_BACK = "taken_back", _("Sent back to its author")


class BriefingVerb(models.TextChoices):
    """What a second person did with a briefing, as its author is notified of it."""

    SIGNED = "signed", _("Signed")
    SENT_BACK = "sent_back", _("Sent back")
    TAKEN_BACK = "taken_back", _("Unpublished")
