"""Request and delete personal data copies. The audit log does not record this, because it concerns only one member."""

import datetime as dt
import logging
from functools import partial

from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import Reason, notify, read_group
from ratsite.notifications.enums import Level
from ratsite.privacy.enums import COPIES, WHY_ASKED, CopyState
from ratsite.privacy.models import DataCopy
from ratsite.privacy.tasks import make_copy

logger = logging.getLogger(__name__)

RETRY_AFTER = dt.timedelta(minutes=30)  # a copy takes a minute, so after this time its worker has died
FAILED_AFTER = dt.timedelta(days=1)  # by then it was tried every half hour, if a worker ran


@transaction.atomic
def ask_for_copy(*, person: User) -> bool:
    """Request a new personal data copy, which replaces the person's earlier one.

    Returns False while a copy is being made.
    """
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
    """Delete a person's personal data copy before it expires. Return False if there was no copy."""
    copy = DataCopy.objects.select_for_update(of=("self",), no_key=True).filter(person=person).first()
    if copy is not None:
        _delete(copy)
    return copy is not None


def delete_old_copies() -> int:
    """Delete expired personal data copies; return how many. Runs hourly."""
    old = list(DataCopy.objects.filter(expires_at__lte=timezone.now()))
    for copy in old:
        with transaction.atomic():
            _delete(copy)
    return len(old)


def retry_copies() -> int:
    """Queue again the tasks of personal data copies whose worker died; return how many. Runs on a schedule.

    After FAILED_AFTER a copy counts as failed, and its person is notified that they can ask again.
    """
    now = timezone.now()
    for copy_id in _unmade(now - FAILED_AFTER):
        _give_up(copy_id)
    ids = _unmade(now - RETRY_AFTER)
    for copy_id in ids:
        make_copy.enqueue(copy_id)
    return len(ids)


def _unmade(asked_before: dt.datetime) -> list[int]:
    """Return the ids of the members' copies that were requested before this time and are not made yet."""
    unmade = DataCopy.objects.filter(state=CopyState.MAKING, asked_at__lt=asked_before)
    return list(unmade.filter(person__in=User.objects.approved()).values_list("pk", flat=True))


@transaction.atomic
def _give_up(copy_id: int) -> None:
    copy = DataCopy.objects.select_for_update(of=("self",), no_key=True).filter(pk=copy_id).first()
    if copy is None or not copy.is_being_made:
        return  # made or deleted since
    copy.state = CopyState.FAILED
    copy.save(update_fields=["state"])
    logger.error("data copy %s is not made after a day; its tasks' errors, if there are any, say why", copy_id)
    recipients = {copy.person_id: Reason(Level.AT_ONCE, WHY_ASKED)}
    notify(source=COPIES, item_id=copy.pk, group=COPIES, verb="failed", people=recipients)


def _delete(copy: DataCopy) -> None:
    """Delete a personal data copy with its file, and mark its notification as read.

    While a notification is unread, the person would not be emailed about the next copy.
    """
    read_group(person=copy.person, group=COPIES)
    storage: Storage = copy.content.storage
    if copy.content:
        transaction.on_commit(partial(storage.delete, copy.content.name))
    copy.delete()
