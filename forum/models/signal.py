"""Signals on trend notes: what one agency sees of a trend, in one area and month."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from forum.enums import Confidence, Frequency, SignalKind
from forum.models.access import in_topic, is_member
from forum.models.board import Board
from forum.models.topic import Topic
from ratsite.network.models import Agency, Area, Circle, Remit

SIGNAL_MONTHS = 12  # how far back the chart on a trend's page goes


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def months_before(month: dt.date, count: int) -> dt.date:
    """Return the first day of the month that is `count` months before `month`."""
    number = month.year * 12 + month.month - 1 - count
    return dt.date(number // 12, number % 12 + 1, 1)


def frozen_from(month: dt.date) -> dt.date:
    """Return the first day on which the signals of this month can no longer change."""
    return months_before(month, -1) + dt.timedelta(days=settings.MONTH_GRACE_DAYS)


def is_frozen(month: dt.date, today: dt.date | None = None) -> bool:
    """True if the signals of this month can no longer change. today: None means the current day."""
    return (today or timezone.localdate()) >= frozen_from(month)


class ReportingMonthQuerySet(models.QuerySet):
    def of(self, agency_id: int | None, board: Board) -> "ReportingMonthQuerySet":
        """Return the months in which the agency was able to report on this board."""
        months = self.filter(agency=agency_id)
        return months if board.circle_id is None else months.filter(circles=board.circle_id)


class ReportingMonth(models.Model):
    """A month in which an agency was able to report trends, because it had a member who could sign in.

    remit, circles: the agency's main remit in that month, and the circles that it was in. A signal refers to its agency
    through this row. So the agencies that signalled in a month are never more than those that were able to report, and
    later changes to a circle do not change the figures of past months.
    """

    wagtail_reference_index_ignore = True

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # the first day of the month
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    circles = models.ManyToManyField(Circle, blank=True, related_name="+")

    objects = ReportingMonthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "agency"], name="reporting_month_once_an_agency"),
        ]

    def __str__(self) -> str:
        return f"reporting month {self.pk}"


class SignalQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SignalQuerySet":
        """Return the signals of the user's own agency on trend notes that the user can see.

        Nobody sees other agencies' signals.
        """
        if not is_member(user) or user.agency_id is None:
            return self.none()
        return self.filter(in_topic(user, "topic__"), reporting__agency=user.agency_id)

    def on_time(self) -> "SignalQuerySet":
        """Return the signals that count in figures: those made before their month was frozen."""
        return self.filter(is_late=False)


class Signal(models.Model):
    """What an agency saw of a trend in an area and month. Only members of the agency can see that the signal is theirs.

    A signal has no text: an agency that has something to say writes a reply. confidence: how the agency knows; "" if it
    did not say. person: None once the member who signalled was erased; the signal stays.
    """

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="signals")
    reporting = models.ForeignKey(ReportingMonth, on_delete=models.PROTECT, related_name="signals")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="signals", db_index=True
    )
    kind = models.CharField(max_length=8, choices=SignalKind)
    frequency = models.CharField(max_length=5, choices=Frequency, blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True)
    is_late = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-reporting__month", "area__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "reporting", "area"], name="signal_once_an_agency_area_and_month"),
            models.CheckConstraint(
                name="signal_of_what_is_seen_says_how_often",
                condition=Q(kind=SignalKind.SEEN) & ~Q(frequency="")
                | ~Q(kind=SignalKind.SEEN) & Q(frequency="", confidence=""),
            ),
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"

    @property
    def month(self) -> dt.date:
        return self.reporting.month

    @property
    def is_frozen(self) -> bool:
        return is_frozen(self.month)
