from django.db import models


class FeedKind(models.TextChoices):
    FORUM = "forum", "That there is something new in the forum"
    CALENDAR = "calendar", "The network's events"
