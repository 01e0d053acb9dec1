from django.db import models
from django.utils.translation import gettext_lazy as _

from ratsite.network.enums import ReviewOutcome


class ResourceKind(models.TextChoices):
    GUIDANCE = "guidance", _("Guidance")
    BRIEFING = "briefing", _("Briefing")
    FORM = "form", _("Form")
    TEMPLATE = "template", _("Template")
    TRAINING = "training", _("Training")
    RESEARCH = "research", _("Research")


class Audience(models.TextChoices):
    PUBLIC = "public", _("Anyone: the public site shows it too")
    MEMBERS = "members", _("All members")
    CIRCLE = "circle", _("One circle")


class ResourceState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    HELD = "held", _("Waiting for a second review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


SECOND_REVIEWS = "second-reviews"  # name of both the review queue and the notification source
VERBS = {ReviewOutcome.OPENED: "opened", ReviewOutcome.SENT_BACK: "sent_back"}  # its verbs
