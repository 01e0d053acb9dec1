"""Second review: identifiers that a curator says are public wait for another curator or a moderator.

The resource is locked first, then the review; rights are checked under the locks.
"""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.actions.notify import tell_of_look
from library.enums import ResourceState
from library.models import Resource, ResourceFile, SecondLook
from library.queries.hashes import shown_hash_of_look
from library.rules import can_look
from ratsite.accounts.actions.lock_rows import as_now
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.actions import refuse_stored
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.forget_item import forget_item
from ratsite.moderation.rules import is_recused
from ratsite.network.enums import LookOutcome

LOOKS = "second-looks"  # the name of the queue in the review queue
SENT_BACK = "It was looked at and sent back: {}"


def hold_words(resource: Resource, *, curator: User, spoken_for: str) -> None:
    """Hide this resource from readers until its second review. The caller has locked it and saves it."""
    _end_look_at_words(resource, LookOutcome.OVER)
    resource.state = ResourceState.HELD
    _ask(resource=resource, file=None, curator=curator, spoken_for=spoken_for)


def hold_file(file: ResourceFile, *, curator: User) -> None:
    """Ask for a second review of this file, which was just added or is to get more readers."""
    _ask(resource=file.resource, file=file, curator=curator, spoken_for=file.spoken_for)


def hold_spoken_files(resource: Resource, *, curator: User) -> None:
    """Ask for another second review of files that passed one, because the resource gets more readers.

    The caller has locked the resource.
    """
    for file in resource.files.clean().exclude(spoken_for="").filter(is_held=False):
        file.is_held = True
        file.save(update_fields=["is_held"])
        hold_file(file, curator=curator)


def open_mended(resource: Resource) -> None:
    """Publish this resource: it has no more identifiers. The caller has locked it and saves it."""
    _end_look_at_words(resource, LookOutcome.MENDED)
    resource.state = ResourceState.PUBLISHED


@transaction.atomic
def open_look(*, look_id: int, decider: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Approve a second review: readers find the resource or get the file. Return False if it was already decided."""
    look = _lock(look_id, decider, shown_hash)
    if look is None:
        return False
    if look.file is None:
        look.resource.state = ResourceState.PUBLISHED
        look.resource.save(update_fields=["state"])
    else:
        look.file.is_held = False
        look.file.save(update_fields=["is_held"])
    _settle(look, LookOutcome.OPENED, decider, reason)
    record(look.resource, "library.look.open", actor=decider, reason=reason, of_file=look.file is not None)
    return True


@transaction.atomic
def send_back(*, look_id: int, decider: User, reason: str, shown_hash: str | None = None) -> bool:
    """Reject a second review: withdraw the resource or refuse the file. Return False if it was already decided.

    Curators can still change a withdrawn resource.
    """
    look = _lock(look_id, decider, shown_hash)
    if look is None:
        return False
    if look.file is None:
        look.resource.state = ResourceState.WITHDRAWN
        look.resource.save(update_fields=["state"])
    else:
        refuse_stored(file_id=str(look.file.stored_file_id), why=SENT_BACK.format(reason))
    _settle(look, LookOutcome.SENT_BACK, decider, reason)
    record(look.resource, "library.look.send_back", actor=decider, reason=reason, of_file=look.file is not None)
    return True


def _end_look_at_words(resource: Resource, outcome: LookOutcome) -> None:
    """End the open review of the resource's text, because the text has changed."""
    for look in resource.looks.filter(file=None, outcome=LookOutcome.WAITS):
        look.outcome, look.decided_at = outcome, timezone.now()
        look.save(update_fields=["outcome", "decided_at"])
        forget_item(LOOKS, look.pk)


def _ask(*, resource: Resource, file: ResourceFile | None, curator: User, spoken_for: str) -> None:
    SecondLook.objects.create(
        resource=resource, file=file, spoken_for=spoken_for, spoken_by=curator, asked_at=timezone.now()
    )


def _lock(look_id: int, decider: User, shown_hash: str | None) -> SecondLook | None:
    looks = SecondLook.objects.waiting().filter(pk=look_id)
    resource_id = looks.values_list("resource", flat=True).first()
    Resource.objects.select_for_update(of=("self",), no_key=True).filter(pk=resource_id).first()
    look = looks.select_for_update(of=("self",), no_key=True).select_related("resource", "file__stored_file").first()
    if look is None:
        return None
    decider = as_now(decider)
    may_see = SecondLook.objects.visible_to(decider).filter(pk=look_id).exists()
    if is_recused(decider, LOOKS, look_id) or not (may_see and can_look(decider, look)):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of_look(look):
        raise Stale
    forget_item(LOOKS, look_id)
    return look


def _settle(look: SecondLook, outcome: LookOutcome, decider: User, reason: str) -> None:
    look.settle(outcome, by=decider, reason=reason)
    transaction.on_commit(partial(tell_of_look, look.pk))
