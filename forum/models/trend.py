"""The facts of a trend note: area, sector, months, and how the author knows them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from forum.enums import Confidence
from forum.models.topic import Topic
from ratsite.network.models import Area, Sector


class TrendNote(models.Model):
    """The facts of a trend note: where, when and in which sector.

    A district is the finest area, because a smaller one could identify people.
    """

    wagtail_reference_index_ignore = True

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="trend")
    areas = models.ManyToManyField(Area, blank=True, related_name="+")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Both are the first day of a month.
    first_month = models.DateField()
    last_month = models.DateField()
    confidence = models.CharField(max_length=10, choices=Confidence)
    # The first month whose figures are shown; None: all are shown. Figures of earlier months count other agencies.
    counted_from = models.DateField(null=True, blank=True)
    # The reading line: a moderator's sentence on how to read the chart.
    reading = models.CharField(max_length=300, blank=True)
    reading_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reading_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="trend_months_in_order", condition=Q(last_month__gte=F("first_month")))
        ]

    def __str__(self) -> str:
        return f"trend note {self.pk}"
