from django.db import models
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """The parts of a background process, each in a thread of its own so that none delays another."""

    TASKS = "tasks", _("Background tasks")
    MAIL = "mail", _("Email")
    CLOCK = "clock", _("Clock")
