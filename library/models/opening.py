"""Which version of a resource a member opened last, so that the resource's page can show what is new."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from library.models.resource import Resource

DELETE_OPENINGS_AFTER = dt.timedelta(days=2 * 366)  # most resources change once a year


class ResourceOpeningQuerySet(models.QuerySet):
    def old(self) -> "ResourceOpeningQuerySet":
        return self.filter(opened_on__lt=timezone.localdate() - DELETE_OPENINGS_AFTER)


class ResourceOpening(models.Model):
    """The day of a member's last visit to a resource's page, and the newest published version on that day.

    Only the member sees it. How long they read and how often they came is not stored.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    version_number = models.PositiveSmallIntegerField()
    opened_on = models.DateField()
    # Set on the day on which the member first opens a newer version or a changed description: the version and the day
    # of their visit before that one. Otherwise None.
    earlier_number = models.PositiveSmallIntegerField(null=True, blank=True)
    earlier_on = models.DateField(null=True, blank=True)
    # True if the member has opened the page that compares with that earlier visit.
    has_read_changes = models.BooleanField(default=False)

    objects = ResourceOpeningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "resource"], name="resource_opening_once_a_person"),
            models.CheckConstraint(
                name="resource_opening_earlier_has_day",
                condition=Q(earlier_number=None, earlier_on=None)
                | Q(earlier_on__isnull=False, earlier_number__lte=models.F("version_number")),
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.pk}"

    @property
    def has_news(self) -> bool:
        """True if the member has something new to read: a new version, or a changed description.

        New means: since the member's last visit before today. False if the member has read the page of changes, or if
        readers can no longer see the version of that visit, because nothing can be compared with it.
        """
        if self.has_read_changes:
            return False
        return self.earlier_number is not None and self.earlier_number >= self.resource.first_shown

    @property
    def has_newer_version(self) -> bool:
        return self.earlier_number is not None and self.earlier_number < self.version_number
