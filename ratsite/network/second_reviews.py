"""What somebody has spoken for and another looks at. The model adds what it is, and why nobody is known by it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from ratsite.network.enums import LookOutcome


class Look(models.Model):
    """That somebody asked for a look, and what came of it."""

    wagtail_reference_index_ignore = True

    spoken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=LookOutcome, default=LookOutcome.WAITS)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["asked_at", "pk"]

    def settle(self, outcome: LookOutcome, *, by, reason: str) -> None:
        """Inside the caller's transaction, which holds it locked."""
        self.outcome, self.decided_by, self.decided_at, self.reason = outcome, by, timezone.now(), reason
        self.save(update_fields=["outcome", "decided_by", "decided_at", "reason"])
