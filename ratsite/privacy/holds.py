"""What a legal hold is, whatever it keeps. Whoever holds something adds what, and locks it before a hold changes."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ratsite.accounts.models import User


class HoldQuerySet(models.QuerySet):
    def in_force(self) -> "HoldQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)

    def place(self, *, by: User, reason: str, until: dt.date | None, **kept: models.Model) -> bool:
        """False where one is in force. One that has run out is ended, and the new one takes its place."""
        if self.in_force().filter(**kept).exists():
            return False
        now = timezone.now()
        self.filter(ended_at=None, **kept).update(ended_at=now)
        self.create(reason=reason, until=until, placed_by=by, placed_at=now, **kept)
        return True

    def end(self, *, by: User, **kept: models.Model) -> bool:
        """False where there is none."""
        return bool(self.filter(ended_at=None, **kept).update(ended_at=timezone.now(), ended_by=by))


class Hold(models.Model):
    """The model adds one key to what it keeps, and that there is one open hold for each."""

    wagtail_reference_index_ignore = True

    reason = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)  # empty: until a steward ends it
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]
