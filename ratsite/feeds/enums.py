from django.db import models


class Kind(models.TextChoices):
    """What a private address gives to whoever asks for it."""

    FORUM = "forum", "That there is something new in the forum"
    CALENDAR = "calendar", "The network's events"
