"""Reports of reading lists: a reader says what is wrong with a list, and a moderator or curator decides."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from library.models.reading_list import DECISION_LENGTH, ReadingList

REPORT_TEXT_LENGTH = 500


class ListReportReason(models.TextChoices):
    IDENTIFIES = "identifies", _("It identifies someone")
    LIVE_CASE = "live_case", _("It is about a live case")
    DISRESPECTFUL = "disrespectful", _("It is disrespectful")
    MISLEADS = "misleads", _("It could lead people to do harm")
    OTHER = "other", _("Something else")


class ListReportOutcome(models.TextChoices):
    """How a report ended: by a decision, or because the list is no longer shared. The reporter sees the label."""

    TAKEN_DOWN = "taken_down", _("The list was taken down")
    LEFT = "left", _("The list stays")
    UNSHARED = "unshared", _("Its owner no longer shares it with you")


class ReadingListReportQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReadingListReportQuerySet":
        """Return the reports that the user made.

        Moderators and curators read the reports of other people by the reverse relation `reading_list.reports` instead.
        """
        return self.filter(reporter=user) if user.is_authenticated and user.is_member else self.none()

    def open(self) -> "ReadingListReportQuerySet":
        return self.filter(outcome="")


class ReadingListReport(models.Model):
    """A report by one reader about one reading list. The list's owner never learns who reported it."""

    wagtail_reference_index_ignore = True

    reading_list = models.ForeignKey(ReadingList, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=14, choices=ListReportReason)
    text = models.CharField(max_length=REPORT_TEXT_LENGTH, blank=True)
    created_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=ListReportOutcome, blank=True)  # empty until someone has decided
    answer = models.CharField(max_length=DECISION_LENGTH, blank=True)  # the moderator's reason
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ReadingListReportQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading_list", "reporter"], name="list_report_one_open_a_reader", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="list_report_settled_has_time",
                condition=Q(outcome="", settled_at=None) | (~Q(outcome="") & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"report of a reading list {self.pk}"
