from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """What a background process does, each in a thread of its own so that none holds up another."""

    TASKS = "tasks", _("Background tasks")
    MAIL = "mail", _("Email")
    CLOCK = "clock", _("Clock")
