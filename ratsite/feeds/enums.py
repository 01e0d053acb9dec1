from django.db import models


class Kind(models.TextChoices):
    """The kinds of private feed."""

    FORUM = "forum", "That there is something new in the forum"
    CALENDAR = "calendar", "The network's events"
