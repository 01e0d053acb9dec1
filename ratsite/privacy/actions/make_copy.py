"""A person's copy: asked for, and gone again. In no steward's log: it is nobody else's business."""

import datetime as dt
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import read_group
from ratsite.privacy.enums import COPIES, CopyState
from ratsite.privacy.models import DataCopy
from ratsite.privacy.tasks import make_copy

FORGOTTEN_AFTER = dt.timedelta(minutes=30)  # a copy takes a minute: after this its worker must have died


@transaction.atomic
def ask_for_copy(*, person: User) -> bool:
    """Start making one; False while one is being made. The one before goes: there is never more than one."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    before = DataCopy.objects.filter(person=person).first()
    if before is not None and before.is_being_made:
        return False
    if before is not None:
        _delete(before)
    copy = DataCopy.objects.create(person=person, asked_at=timezone.now())
    transaction.on_commit(partial(make_copy.enqueue, copy.pk))
    return True


@transaction.atomic
def discard_copy(*, person: User) -> bool:
    """The person wants it gone before its time; False when there was none."""
    copy = DataCopy.objects.select_for_update(of=("self",), no_key=True).filter(person=person).first()
    if copy is not None:
        _delete(copy)
    return copy is not None


def forget_old_copies() -> int:
    """Delete those whose time is over; returns how many. The clock calls this every hour."""
    old = list(DataCopy.objects.filter(expires_at__lte=timezone.now()))
    for copy in old:
        with transaction.atomic():
            _delete(copy)
    return len(old)


def make_forgotten_copies() -> int:
    """Queue those whose task was lost with its worker; returns how many. The clock calls this."""
    asked_before = timezone.now() - FORGOTTEN_AFTER
    forgotten = DataCopy.objects.filter(state=CopyState.MAKING, asked_at__lt=asked_before)
    numbers = list(forgotten.filter(person__in=User.objects.approved()).values_list("pk", flat=True))
    for number in numbers:
        make_copy.enqueue(number)
    return len(numbers)


def _delete(copy: DataCopy) -> None:
    """With it goes the news that it is ready: it would be counted with the next."""
    read_group(person=copy.person, group=COPIES)
    storage: Storage = copy.content.storage
    if copy.content:
        transaction.on_commit(partial(storage.delete, copy.content.name))
    copy.delete()
