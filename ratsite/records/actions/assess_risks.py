import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.records.enums import IllegalContent, RiskLevel
from ratsite.records.models import Risk, RiskAssessment
from ratsite.records.rules import can_keep_records

AN_HOUR = dt.timedelta(hours=1)


@transaction.atomic
def assess_risks(
    *, coordinator: User, about: str, risks: Iterable[tuple[IllegalContent, RiskLevel, str]]
) -> RiskAssessment:
    """Save a new risk assessment and return it. The next assessment is due in a year.

    about: the text that describes the evidence. risks: (kind, level, text) for each kind of illegal content; the text
    has the reason and the measures. Safe to submit twice: if the coordinator saved the same assessment within the last
    hour, that one is returned.
    """
    lock_person(coordinator.pk)
    recheck(coordinator, can_keep_records)
    risks = list(risks)
    for recent in RiskAssessment.objects.filter(made_by=coordinator, about=about, made_at__gt=timezone.now() - AN_HOUR):
        if list(recent.risks.values_list("kind", "level", "why")) == risks:
            return recent
    assessment = RiskAssessment.objects.create(made_by=coordinator, about=about)
    Risk.objects.bulk_create(Risk(assessment=assessment, kind=kind, level=level, why=why) for kind, level, why in risks)
    record(assessment, "records.risk.assess", actor=coordinator)
    return assessment
