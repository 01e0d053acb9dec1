"""Impose and lift sanctions.

Each action first locks the person, then checks again that the steward may do this. One transaction writes a sanction in
two places: the Sanction row has the reason, the person's row has the time when the sanction ends.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.end_sessions import end_sessions
from ratsite.accounts.actions.lock_rows import lock_coordinators, lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.sanctions.actions.notify_person import notify_person
from ratsite.sanctions.enums import LONGEST, AppealOutcome, SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.rules import can_lift, can_sanction, kinds_for


@transaction.atomic
def impose(*, person_id: int, kind: SanctionKind, ends_at: dt.datetime, reason: str, steward: User) -> Sanction | None:
    """Impose a sanction on a person and return it; return None if one of the same kind is in force.

    An exclusion ends every session of the person. The person is emailed the reason, the end and how to appeal. Raises
    ValueError if the reason is missing, or if the end is in the past or further away than LONGEST.
    """
    lock_coordinators()
    person, now = lock_person(person_id), timezone.now()
    if kind not in kinds_for(recheck(steward, can_sanction, person)):
        raise PermissionDenied
    if not reason.strip() or not now < ends_at <= now + LONGEST:
        raise ValueError("a sanction has a reason, and an end within a year")
    same = Sanction.objects.filter(person=person, kind=kind, closed_at=None)
    if same.open().exists():
        return None
    for ended in same:
        ended.closed_at = ended.ends_at
        ended.save(update_fields=["closed_at"])
    sanction = Sanction.objects.create(
        person=person, kind=kind, reason=reason, imposed_by=steward, imposed_at=now, ends_at=ends_at
    )
    _write(person, kind, ends_at)
    if kind == SanctionKind.EXCLUDE:
        end_sessions(person)
    entry = record(person, f"moderation.sanction.{kind}", actor=steward, reason=reason, until=ends_at)
    notify_person(sanction, "imposed", _("A decision on your membership"), entry)
    return sanction


@transaction.atomic
def lift(*, sanction_id: int, steward: User, reason: str) -> bool:
    """End a sanction early. Return False if it was already over.

    Safe to submit twice: True if this steward has already lifted it with the same reason.
    """
    sanction = lock_sanction(sanction_id)
    recheck(steward, can_lift, sanction)
    if not sanction.is_open:
        return (sanction.closed_by_id, sanction.closed_because) == (steward.pk, reason)
    if sanction.appealed_at and not sanction.appeal_outcome:
        answer_appeal(sanction, AppealOutcome.LIFTED, reason, steward)
    close(sanction, steward, reason)
    return True


def lock_sanction(sanction_id: int) -> Sanction:
    """Lock the sanctioned person, then the sanction; return the sanction with its person fetched."""
    person = lock_person(Sanction.objects.values_list("person", flat=True).get(pk=sanction_id))
    sanction = Sanction.objects.select_for_update(of=("self",), no_key=True).get(pk=sanction_id)
    sanction.person = person
    return sanction


def answer_appeal(sanction: Sanction, outcome: AppealOutcome, answer: str, steward: User) -> None:
    sanction.appeal_outcome, sanction.appeal_answer = outcome, answer
    sanction.appeal_decided_at, sanction.appeal_decided_by = timezone.now(), steward
    sanction.save()


def close(sanction: Sanction, steward: User, reason: str) -> None:
    """End a locked sanction now, log it, and notify the person."""
    now = timezone.now()
    sanction.closed_at, sanction.closed_by, sanction.closed_because = now, steward, reason
    sanction.save()
    # An exclusion's end stays in the person's row: tokens made before it are invalid (User.let_in_at).
    _write(sanction.person, SanctionKind(sanction.kind), now)
    entry = record(sanction.person, "moderation.sanction.lift", actor=steward, reason=reason, kind=sanction.kind)
    notify_person(sanction, "lifted", _("A sanction against you was lifted"), entry)


def _write(person: User, kind: SanctionKind, until: dt.datetime) -> None:
    setattr(person, kind.column, until)
    person.save(update_fields=[kind.column])
