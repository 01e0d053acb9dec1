from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedKind(models.TextChoices):
    FORUM = "forum", _("New posts in the forum")
    LIBRARY = "library", _("New resources and versions")
    CALENDAR = "calendar", _("The network’s events")
