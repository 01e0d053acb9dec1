"""Sanctions, with their reasons and appeals."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ratsite.sanctions.enums import AppealOutcome, SanctionKind


class SanctionQuerySet(models.QuerySet):
    def open(self) -> "SanctionQuerySet":
        """Return the sanctions in force. A sanction ends by itself at `ends_at`."""
        return self.filter(closed_at=None, ends_at__gt=timezone.now())

    def visible_to(self, person) -> "SanctionQuerySet":
        """Return the sanctions against this person.

        ratsite.sanctions.rules decides who may see sanctions against others.
        """
        return self.filter(person=person) if person.is_authenticated else self.none()

    def appealed(self) -> "SanctionQuerySet":
        """Return the sanctions whose appeal nobody has decided yet, including those of sanctions that have ended."""
        return self.filter(appealed_at__isnull=False, appeal_outcome="")


class Sanction(models.Model):
    """A sanction of one kind against one person, in force until `ends_at`.

    Only ratsite.sanctions.actions writes a sanction, together with the time of its end in the person's row.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=12, choices=SanctionKind)
    reason = models.CharField(max_length=500)  # the person can read it
    imposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # When the sanction was lifted; or its end, which is set when the next sanction of its kind is imposed.
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_because = models.CharField(max_length=500, blank=True)
    appeal = models.CharField(max_length=1000, blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    appeal_outcome = models.CharField(max_length=6, choices=AppealOutcome, blank=True)
    appeal_answer = models.CharField(max_length=500, blank=True)
    appeal_decided_at = models.DateTimeField(null=True, blank=True)
    appeal_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["appealed_at"],
                name="sanction_appeals",
                condition=Q(appealed_at__isnull=False, appeal_outcome=""),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(closed_at=None), name="sanction_one_open_of_a_kind"
            ),
            models.CheckConstraint(name="sanction_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="sanction_ends_later", condition=Q(ends_at__gt=F("imposed_at"))),
            models.CheckConstraint(name="sanction_not_of_oneself", condition=~Q(imposed_by=F("person"))),
            models.CheckConstraint(
                name="sanction_lifted_with_reason", condition=Q(closed_by=None) | ~Q(closed_because="")
            ),
            models.CheckConstraint(
                name="sanction_appeal_has_text",
                condition=Q(appealed_at=None, appeal="") | (Q(appealed_at__isnull=False) & ~Q(appeal="")),
            ),
            models.CheckConstraint(
                name="sanction_appeal_decided_with_answer",
                condition=Q(appeal_outcome="", appeal_decided_by=None)
                | (~Q(appeal_outcome="") & ~Q(appeal_answer="") & Q(appealed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"sanction {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.ends_at > timezone.now()

    @property
    def was_lifted(self) -> bool:
        return self.closed_by_id is not None

    @property
    def over_at(self) -> dt.datetime:
        return self.closed_at or self.ends_at

    @property
    def noun(self) -> str:
        return SanctionKind(self.kind).noun

    @property
    def effect(self) -> str:
        """Return what the moderators decided, as a sentence addressed to the sanctioned person."""
        return SanctionKind(self.kind).effect(self.ends_at)

    @property
    def actual_effect(self) -> str:
        """Return the sentence of `effect`, but with the time when the sanction really ended if it was lifted early."""
        return SanctionKind(self.kind).effect(self.over_at)
