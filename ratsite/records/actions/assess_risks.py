from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from ratsite.accounts.actions.lock_rows import lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.records.enums import IllegalContent, RiskLevel
from ratsite.records.models import DUPLICATE_WITHIN, Risk, RiskAssessment
from ratsite.records.rules import can_keep_records


@transaction.atomic
def assess_risks(
    *,
    coordinator: User,
    about: str,
    risks: Iterable[tuple[IllegalContent, RiskLevel, str]],
    is_unchanged: bool = False,
) -> tuple[RiskAssessment, bool]:
    """Save a new risk assessment, due again in a year. Return it, and whether it is new.

    about: the text that describes the evidence. risks: (kind, level, text) for each kind of illegal content; the text
    has the reason and the measures. is_unchanged: the coordinator says that the last assessment is still right. Safe to
    submit twice: if the coordinator saved the same assessment within the last hour, that one is returned.
    """
    lock_person(coordinator.pk)
    recheck(coordinator, can_keep_records)
    risks = list(risks)
    for recent in RiskAssessment.objects.filter(
        made_by=coordinator, about=about, made_at__gt=timezone.now() - DUPLICATE_WITHIN
    ):
        if list(recent.risks.values_list("kind", "level", "why")) == risks:
            return recent, False
    assessment = RiskAssessment.objects.create(made_by=coordinator, about=about)
    Risk.objects.bulk_create(Risk(assessment=assessment, kind=kind, level=level, why=why) for kind, level, why in risks)
    reason = gettext("Nothing has changed since the last assessment") if is_unchanged else ""
    record(assessment, "records.risk.assess", actor=coordinator, reason=reason)
    return assessment, True
