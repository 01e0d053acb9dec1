from django.db import models

from ratsite.network.enums import ReviewOutcome


class ResourceKind(models.TextChoices):
    GUIDANCE = "guidance", "Guidance"
    BRIEFING = "briefing", "Briefing"
    FORM = "form", "Form"
    TEMPLATE = "template", "Template"
    TRAINING = "training", "Training"
    RESEARCH = "research", "Research"


class Audience(models.TextChoices):
    """Who can read a resource and its files."""

    PUBLIC = "public", "Anyone: it is on the public site too"
    MEMBERS = "members", "All members"
    CIRCLE = "circle", "One circle"


class ResourceState(models.TextChoices):
    DRAFT = "draft", "Draft"
    HELD = "held", "Waits for somebody else to look at it"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


SECOND_REVIEWED = "library-second-reviews"  # the notification source: outcomes of second reviews
VERBS = {ReviewOutcome.OPENED: "opened", ReviewOutcome.SENT_BACK: "sent_back"}  # its verbs
