"""The base model of legal holds, which forbid deleting data.

Each app adds a foreign key to what its holds protect, and locks that row before a hold changes.
"""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ratsite.accounts.models import User


class HoldQuerySet(models.QuerySet):
    def in_force(self) -> "HoldQuerySet":
        return self.filter(Q(until=None) | Q(until__gte=timezone.localdate()), ended_at=None)

    def place(self, *, by: User, reason: str, until: dt.date | None, **target: models.Model) -> bool:
        """Place a legal hold. Return False if another one is in force; an expired hold is ended first.

        target: one keyword argument, the name of the foreign key and what the hold protects, such as person=person.
        """
        if self.in_force().filter(**target).exists():
            return False
        now = timezone.now()
        self.filter(ended_at=None, **target).update(ended_at=now)
        self.create(reason=reason, until=until, placed_by=by, placed_at=now, **target)
        return True

    def end(self, *, by: User, **target: models.Model) -> bool:
        return bool(self.filter(ended_at=None, **target).update(ended_at=timezone.now(), ended_by=by))


class Hold(models.Model):
    """Base model of a legal hold.

    Each subclass adds a foreign key to what the hold protects, and a constraint so that nothing has two open holds.
    """

    wagtail_reference_index_ignore = True

    reason = models.CharField(max_length=300)
    until = models.DateField(null=True, blank=True)  # null: until a coordinator ends the hold
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
