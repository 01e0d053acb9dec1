"""The base model of second reviews.

Each subclass adds the text to review, and the writer's explanation why it identifies no one.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ratsite.network.enums import SecondReviewOutcome


class SecondReview(models.Model):
    wagtail_reference_index_ignore = True

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=SecondReviewOutcome, default=SecondReviewOutcome.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["asked_at", "pk"]

    def record_outcome(self, outcome: SecondReviewOutcome, *, by, reason: str) -> None:
        """Store the outcome of this second review. Call it inside the transaction that has the row locked."""
        self.outcome, self.decided_by, self.decided_at, self.reason = outcome, by, timezone.now(), reason
        self.save(update_fields=["outcome", "decided_by", "decided_at", "reason"])
