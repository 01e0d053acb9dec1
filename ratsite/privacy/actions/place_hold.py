"""Legal holds on people. While a hold is in force, the person's data is not erased. The person is not told."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import lock_person, recheck
from ratsite.accounts.models import User, UserQuerySet
from ratsite.audit.actions import record
from ratsite.privacy.models import Erasure, LegalHold
from ratsite.privacy.rules import can_hold, held_people


@transaction.atomic
def place_hold(*, person_id: int, coordinator: User, reason: str, until: dt.date | None) -> bool:
    """Place a legal hold on a person. Return False if another hold is in force; an expired hold is replaced."""
    person = _lock(person_id, coordinator)
    if not LegalHold.objects.place(person=person, by=coordinator, reason=reason, until=until):
        return False
    clear_answers(User.objects.filter(pk=person.pk))
    record(person, "privacy.hold.place", actor=coordinator, reason=reason)
    return True


@transaction.atomic
def end_hold(*, person_id: int, coordinator: User, reason: str) -> bool:
    """End a person's legal hold. Return False if the person has none."""
    person = _lock(person_id, coordinator)
    ended = LegalHold.objects.end(person=person, by=coordinator)
    if ended:
        record(person, "privacy.hold.end", actor=coordinator, reason=reason)
    return ended


@transaction.atomic
def record_answer(*, person_id: int, coordinator: User) -> bool:
    """Record that the coordinator has written to a person whose request for erasure is forbidden by a legal hold.

    Returns False if there is no request or no hold, or if this was recorded before.
    """
    person = _lock(person_id, coordinator)
    if not held_people().filter(pk=person.pk).exists():
        return False
    answered = Erasure.objects.open().filter(person=person, answered_at=None).update(answered_at=timezone.now())
    if answered:
        record(person, "privacy.hold.answer", actor=coordinator)
    return bool(answered)


def clear_answers(people: UserQuerySet) -> None:
    """Put the erasure requests of these people back in the review queue, so that a coordinator writes to them again.

    Use it when a new legal hold is placed: what a coordinator wrote before was about an earlier hold.
    """
    Erasure.objects.open().filter(person__in=people).update(answered_at=None)


def _lock(person_id: int, coordinator: User) -> User:
    person = lock_person(person_id)
    recheck(coordinator, can_hold, person)
    return person
