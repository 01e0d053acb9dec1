"""Enter personal data breaches in the register, record the decision about telling the regulator, and close them."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.records.enums import Harm, HowMany, Regulator
from ratsite.records.models import Breach
from ratsite.records.rules import can_keep_records


@transaction.atomic
def enter_breach(
    *,
    coordinator: User,
    known_at: dt.datetime,
    what: str,
    whose: str,
    how_many: HowMany,
    harm: Harm,
    contained: str = "",
) -> Breach:
    ask_again(coordinator, can_keep_records)
    breach = Breach.objects.create(
        entered_by=coordinator,
        known_at=known_at,
        what=what,
        whose=whose,
        how_many=how_many,
        harm=harm,
        contained=contained,
    )
    record(breach, "records.breach.enter", actor=coordinator)
    return breach


@transaction.atomic
def decide_about_regulator(
    *, breach_id: int, coordinator: User, harm: Harm, how_many: HowMany, regulator: Regulator, why: str
) -> bool:
    """Record whether the Information Commissioner was told of a breach, and the harm as it is known by now.

    Returns False if this decision was recorded already.
    """
    breach = Breach.objects.select_for_update(no_key=True).get(pk=breach_id)
    ask_again(coordinator, can_keep_records)
    if breach.decided_at is not None:
        return False
    breach.harm, breach.how_many = harm, how_many
    breach.regulator, breach.regulator_why, breach.decided_at = regulator, why, timezone.now()
    breach.save(update_fields=["harm", "how_many", "regulator", "regulator_why", "decided_at"])
    record(breach, "records.breach.decide", actor=coordinator, regulator=str(regulator))
    return True


@transaction.atomic
def close_breach(*, breach_id: int, coordinator: User, people_told: str, lesson: str) -> bool:
    """Close a breach.

    Returns False if it is closed already, or if the decision about telling the regulator is missing.
    """
    breach = Breach.objects.select_for_update(no_key=True).get(pk=breach_id)
    ask_again(coordinator, can_keep_records)
    if breach.decided_at is None or not breach.is_open:
        return False
    breach.people_told, breach.lesson, breach.closed_at = people_told, lesson, timezone.now()
    breach.save(update_fields=["people_told", "lesson", "closed_at"])
    record(breach, "records.breach.close", actor=coordinator)
    return True
