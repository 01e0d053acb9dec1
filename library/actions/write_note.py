"""Write field notes on resources, delete one's own, and decide whether readers get them."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from library.actions.notify import notify_of_note
from library.enums import FIELD_NOTES
from library.models import FieldNote, NoteKind, Resource
from library.queries.hashes import shown_hash_of_note
from library.rules.field_notes import can_decide_note, can_write_note
from ratsite.accounts.actions.lock_rows import lock_actor, recheck, reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.identifiers import unresolved_names
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.moderation.rules import is_recused
from ratsite.network.enums import SecondReviewOutcome
from ratsite.pages.contacts import published_contacts


@transaction.atomic
def write_note(*, resource_id: int, author: User, kind: NoteKind, text: str, is_by_role: bool = False) -> FieldNote:
    """Store a field note, which another person must approve, and return it.

    If the author has sent the same note before and it still waits, that one is returned. is_by_role: True if readers
    see only the agency's main remit, not the agency.
    """
    author = lock_actor(author)
    resource = Resource.objects.visible_to(author).filter(pk=resource_id).first()
    if resource is None or not can_write_note(author, resource) or unresolved_names([text], published_contacts):
        raise PermissionDenied
    fields = {"resource": resource, "asked_by": author, "kind": kind, "text": text, "is_by_role": is_by_role}
    waiting = FieldNote.objects.waiting().filter(**fields).first()
    return waiting or FieldNote.objects.create(**fields, agency=author.agency, asked_at=timezone.now())


@transaction.atomic
def delete_note(*, note_id: int, author: User) -> bool:
    """Delete the author's own note. Return False if it was already deleted."""
    note = FieldNote.objects.select_for_update(of=("self",)).filter(pk=note_id).first()
    if note is None:
        return False
    recheck(author, lambda now: now.pk == note.asked_by_id)
    clear_item(FIELD_NOTES, note_id)
    note.delete()
    return True


@transaction.atomic
def publish_note(*, note_id: int, decider: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Publish a field note. Return False if it was already decided or deleted.

    Raises Stale if the note has changed since the decider was shown it (shown_hash).
    """
    note = _record_outcome(note_id, decider, shown_hash, SecondReviewOutcome.APPROVED, reason)
    if note is None:
        return False
    record(note.resource, "library.note.publish", actor=decider, reason=reason, item=note_id)
    return True


@transaction.atomic
def send_note_back(*, note_id: int, decider: User, reason: str, shown_hash: str | None = None) -> bool:
    """Send a field note back to its author, who reads the reason. Return False if it was already decided or deleted.

    Raises Stale if the note has changed since the decider was shown it (shown_hash).
    """
    note = _record_outcome(note_id, decider, shown_hash, SecondReviewOutcome.SENT_BACK, reason)
    if note is None:
        return False
    record(note.resource, "library.note.send_back", actor=decider, reason=reason, item=note_id)
    return True


def send_back_waiting_notes(resource: Resource, *, by: User) -> None:
    """Send a resource's waiting notes back to their authors, because the resource gets new readers."""
    for note in FieldNote.objects.waiting().filter(resource=resource):
        clear_item(FIELD_NOTES, note.pk)
        reason = _("The resource has new readers. Write the note again if it is for them too.")
        note.record_outcome(SecondReviewOutcome.SENT_BACK, by=by, reason=reason)
        transaction.on_commit(partial(notify_of_note, note.pk))


def _record_outcome(
    note_id: int, decider: User, shown_hash: str | None, outcome: SecondReviewOutcome, reason: str
) -> FieldNote | None:
    locked = FieldNote.objects.waiting().select_for_update(of=("self",), no_key=True)
    note = locked.select_related("resource__circle").filter(pk=note_id).first()
    if note is None:
        return None
    decider = reloaded(decider)
    may_see = FieldNote.objects.visible_to(decider).filter(pk=note_id).exists()
    if is_recused(decider, FIELD_NOTES, note_id) or not (may_see and can_decide_note(decider, note)):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of_note(note):
        raise Stale
    clear_item(FIELD_NOTES, note_id)
    note.record_outcome(outcome, by=decider, reason=reason)
    transaction.on_commit(partial(notify_of_note, note.pk))
    return note
