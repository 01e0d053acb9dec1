"""Reports by readers that a resource looks out of date."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from library.models.resource import Resource
from library.models.resource_check import ResourceCheck
from ratsite.accounts.rules import can_curate

REPORT_LENGTH = 300


class OutdatedReportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OutdatedReportQuerySet":
        """Return the user's own reports or, for a curator, all reports about resources that the curator can see."""
        seen = self.filter(resource__in=Resource.objects.visible_to(user))
        if can_curate(user):
            return seen
        return seen.filter(person=user) if user.is_authenticated else self.none()

    def open(self) -> "OutdatedReportQuerySet":
        return self.filter(answer=None)


class OutdatedReport(models.Model):
    """A reader's report that a resource looks out of date. The next check of the resource answers it.

    A signed-out reader can report a public resource, but add no text, so that nobody can use it to send messages.
    """

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="outdated_reports")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.CharField(max_length=REPORT_LENGTH, blank=True)
    created_at = models.DateTimeField()
    answer = models.ForeignKey(ResourceCheck, on_delete=models.CASCADE, null=True, blank=True, related_name="reports")

    objects = OutdatedReportQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "person"], name="report_one_open", condition=Q(answer=None, person__isnull=False)
            ),
            models.CheckConstraint(name="report_text_of_members", condition=Q(person__isnull=False) | Q(text="")),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"
