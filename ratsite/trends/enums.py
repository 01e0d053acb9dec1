"""Choices of the trends app."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ratsite.lib.nrm import NrmSeries


class OfficialSeries(models.TextChoices):
    """Official statistics that the site can read, by what they count."""

    REFERRALS = NrmSeries.REFERRALS.value, _("NRM referrals in the UK")
    REASONABLE = NrmSeries.REASONABLE.value, _("NRM reasonable grounds decisions")
    CONCLUSIVE = NrmSeries.CONCLUSIVE.value, _("NRM conclusive grounds decisions")
    DUTY = NrmSeries.DUTY.value, _("Duty to notify reports")
    FORCES = NrmSeries.FORCES.value, _("NRM referrals to police forces of the region")


class DateBasis(models.TextChoices):
    """What the date of a release is."""

    PUBLISHED = "published", _("published on this day")
    COPIED = "copied", _("copied on this day; published earlier")


class TrendState(models.TextChoices):
    """Where a trend has got to. It is computed from what is printed, and never stored."""

    SEEN = "seen", _("Seen")
    CHECKED = "checked", _("Checked")
    FADING = "fading", _("Fading")
    CLOSED = "closed", _("Closed")


class TrendGroup(models.TextChoices):
    """A part of the list of trends. The value is in the list's address."""

    NEW = "new", _("New")
    RISING = "rising", _("Rising")
    FADING = "fading", _("Fading")
    UNCHECKED = "unchecked", _("Not checked yet")


class BriefingKind(models.TextChoices):
    """What a briefing is made from."""

    TREND = "trend", _("Team briefing on a trend")
    OUTCOME = "outcome", _("Team briefing on what a topic came to")
    RESOURCE = "resource", _("Team briefing on a resource")
    ADVICE = "advice", _("Advice to a safeguarding partnership")


class BriefingState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waits for a signature")
    PUBLISHED = "published", _("Published")
    TAKEN_BACK = "taken_back", _("Taken back")
