"""Enter personal data breaches in the register, record whether the regulator must be told, and close them.

What is known of a breach can be changed until it is closed.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
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
    """Enter a breach in the register and return it.

    The parameters are fields of Breach. Safe to submit twice: the second time, the breach that is already entered is
    returned.
    """
    lock_person(coordinator.pk)
    recheck(coordinator, can_keep_records)
    facts = {"known_at": known_at, "what": what, "whose": whose, "how_many": how_many, "harm": harm}
    facts |= {"entered_by": coordinator, "contained": contained}
    if same := Breach.objects.open().filter(**facts).first():
        return same
    breach = Breach.objects.create(**facts)
    record(breach, "records.breach.enter", actor=coordinator)
    return breach


@transaction.atomic
def edit_breach(*, breach_id: int, coordinator: User, shown_hash: str, **facts: Any) -> bool:
    """Change an open breach in the register. Return False if the breach is already closed.

    facts: the new values of all fields named in Breach.FACTS. If `harm` is now likely or high, an earlier decision that
    the Commissioner need not be told is deleted, so that a coordinator must decide again. shown_hash: the breach's
    facts_hash when the form was shown (optimistic lock). Raises Stale if a field has changed since.
    """
    breach = Breach.objects.select_for_update(no_key=True).get(pk=breach_id)
    recheck(coordinator, can_keep_records)
    if not breach.is_open:
        return False
    if shown_hash != breach.facts_hash:
        raise Stale
    changed = [name for name in Breach.FACTS if getattr(breach, name) != facts[name]]
    for name in changed:
        setattr(breach, name, facts[name])
    if breach.regulator == Regulator.NOT_NEEDED and breach.harm in (Harm.LIKELY, Harm.HIGH):
        breach.regulator, breach.decided_at, breach.reminded_at = "", None, None
    breach.save()
    if changed:
        record(breach, "records.breach.edit", actor=coordinator, fields=changed)
    return True


@transaction.atomic
def decide_about_regulator(
    *,
    breach_id: int,
    coordinator: User,
    harm: Harm,
    how_many: HowMany,
    regulator: Regulator,
    why: str,
    told_at: dt.datetime | None = None,
    shown_hash: str = "",
) -> bool:
    """Record the decision whether to tell the Information Commissioner of a breach; update its harm and size.

    regulator: the decision. why: its reason. told_at: when the Commissioner was told; None if they were not. Returns
    False if a different decision is already recorded. Safe to submit twice: the same decision changes nothing and
    returns True. shown_hash: the breach's facts_hash when the form was shown (optimistic lock); "" skips this check.
    Raises Stale if a fact has changed since.
    """
    breach = Breach.objects.select_for_update(no_key=True).get(pk=breach_id)
    recheck(coordinator, can_keep_records)
    if breach.decided_at is not None:
        return (breach.regulator, breach.regulator_why, breach.told_at) == (regulator, why, told_at)
    if shown_hash and shown_hash != breach.facts_hash:
        raise Stale
    breach.harm, breach.how_many = harm, how_many
    breach.regulator, breach.regulator_why, breach.told_at = regulator, why, told_at
    breach.decided_at = timezone.now()
    breach.save(update_fields=["harm", "how_many", "regulator", "regulator_why", "told_at", "decided_at"])
    record(breach, "records.breach.decide", actor=coordinator, regulator=str(regulator))
    return True


@transaction.atomic
def close_breach(*, breach_id: int, coordinator: User, people_told: str, lesson: str) -> bool:
    """Close a breach, and store what the people concerned were told and the lesson.

    Returns False if nobody has decided yet about telling the regulator, or if the breach is already closed with other
    texts. Safe to submit twice: returns True if it is already closed with the same texts.
    """
    breach = Breach.objects.select_for_update(no_key=True).get(pk=breach_id)
    recheck(coordinator, can_keep_records)
    if not breach.is_open:
        return (breach.people_told, breach.lesson) == (people_told, lesson)
    if breach.decided_at is None:
        return False
    breach.people_told, breach.lesson, breach.closed_at = people_told, lesson, timezone.now()
    breach.save(update_fields=["people_told", "lesson", "closed_at"])
    record(breach, "records.breach.close", actor=coordinator)
    return True
