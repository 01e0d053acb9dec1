from django.db import models


class ResourceKind(models.TextChoices):
    GUIDANCE = "guidance", "Guidance"
    BRIEFING = "briefing", "Briefing"
    FORM = "form", "Form"
    TEMPLATE = "template", "Template"
    TRAINING = "training", "Training"
    RESEARCH = "research", "Research"


class Audience(models.TextChoices):
    """Who can read a resource; its files inherit it."""

    PUBLIC = "public", "Anyone: it is on the public site too"
    MEMBERS = "members", "All members"
    CIRCLE = "circle", "One circle"


class ResourceState(models.TextChoices):
    DRAFT = "draft", "Draft"
    HELD = "held", "Waits for somebody else to look at it"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class LookOutcome(models.TextChoices):
    """Of a second look at what a curator has spoken for."""

    WAITS = "waits", "Waits"
    OPENED = "opened", "Opened to readers"
    SENT_BACK = "sent_back", "Sent back"
    OVER = "over", "Not needed any more: the words were changed, and spoken for, again"
    MENDED = "mended", "Not needed any more: what was spoken for was taken out"
