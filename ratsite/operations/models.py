"""Store what operators did with the whole site, and since when something is wrong with the site."""

from typing import Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ratsite.operations.enums import OperationKind, Outcome


class OperationRecordQuerySet(models.QuerySet):
    def last_done(self, *kinds: OperationKind) -> Self | None:
        """Return the newest operation of one of these kinds that succeeded, or None."""
        return self.filter(kind__in=kinds, outcome=Outcome.DONE).order_by("-finished_at", "-pk").first()


class OperationRecord(models.Model):
    """One backup, check, restore, upgrade or rollback of the whole site, and how it ended.

    figures: numbers and texts to show, such as {"rows": 4459, "files": 80, "bytes": 222298112}. detail: one or two
    sentences about what failed, or what was found. by: the operator's name, if they gave one.
    """

    wagtail_reference_index_ignore = True

    kind = models.CharField(_("what"), max_length=20, choices=OperationKind.choices)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, default=Outcome.RUNNING)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    by = models.CharField(_("who"), max_length=100, blank=True)
    figures = models.JSONField(_("figures"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    detail = models.TextField(_("detail"), blank=True)

    objects = OperationRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="operation_finished_has_a_time",
                condition=Q(outcome=Outcome.RUNNING, finished_at=None)
                | (~Q(outcome=Outcome.RUNNING) & Q(finished_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_outcome_display()}"


class KnownFact(models.Model):
    """A fact of the health page that needs action, and since when. The row is deleted when all is well again."""

    wagtail_reference_index_ignore = True

    code = models.CharField(max_length=100, unique=True)  # the code of the HealthFact
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)  # when coordinators were sent an email about it

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return self.code
