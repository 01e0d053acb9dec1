"""Legal holds: what they keep is not erased, whoever asks. The caller has asked can_manage_members."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.audit import record
from ratsite.owndata.models import LegalHold


@transaction.atomic
def place_hold(*, person_id: int, coordinator: User, reason: str, until: dt.date | None) -> bool:
    """False where one is in force. One that has run out is ended, and the new one takes its place."""
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if LegalHold.objects.in_force().filter(person=person).exists():
        return False
    now = timezone.now()
    LegalHold.objects.filter(person=person, ended_at=None).update(ended_at=now)
    LegalHold.objects.create(person=person, reason=reason, until=until, placed_by=coordinator, placed_at=now)
    record(person, "owndata.hold.place", actor=coordinator, reason=reason)
    return True


@transaction.atomic
def end_hold(*, person_id: int, coordinator: User) -> bool:
    """False where there is none."""
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    ended = LegalHold.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now(), ended_by=coordinator)
    if ended:
        record(person, "owndata.hold.end", actor=coordinator)
    return bool(ended)
