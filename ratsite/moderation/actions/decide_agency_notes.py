"""Decide about an agency text that may identify a person: publish it or send it back to its author.

The decision is made by another coordinator than the author. The agency is locked first, then the waiting text;
rights are checked once both are locked.
"""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction

from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.moderation.actions.forget_item import forget_item
from ratsite.moderation.actions.notify import tell_of_notes
from ratsite.moderation.enums import AGENCY_NOTES
from ratsite.moderation.rules import can_decide_notes, is_recused
from ratsite.network.enums import ReviewOutcome
from ratsite.network.models import Agency, AgencySecondReview


def shown_hash_of_notes(notes: AgencySecondReview) -> str:
    """Return the hash of what a coordinator is shown to decide about an agency text that waits (optimistic lock).

    It covers the waiting text, the published one and the agency's contacts. A text never changes while it waits.
    """
    return content_hash([notes.pk, getattr(notes.agency, notes.field), notes.agency.public_contacts])


@transaction.atomic
def open_notes(*, notes_id: int, decider: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Publish an agency text that waits. Return False if a decision was made already."""
    notes = _lock(notes_id, decider, shown_hash)
    if notes is None:
        return False
    setattr(notes.agency, notes.field, notes.words)
    notes.agency.save(update_fields=[notes.field])
    _settle(notes, ReviewOutcome.OPENED, decider, reason)
    record(notes.agency, "network.notes.open", actor=decider, reason=reason, field=notes.field)
    return True


@transaction.atomic
def send_notes_back(*, notes_id: int, decider: User, reason: str, shown_hash: str | None = None) -> bool:
    """Send an agency text that waits back to its author with a reason. Return False if a decision was made already.

    The agency's page stays as it is.
    """
    notes = _lock(notes_id, decider, shown_hash)
    if notes is None:
        return False
    _settle(notes, ReviewOutcome.SENT_BACK, decider, reason)
    record(notes.agency, "network.notes.send_back", actor=decider, reason=reason, field=notes.field)
    return True


def let_go(notes_id: int) -> None:
    """Take an agency text that waits out of the review queue, because the text was changed in the CMS.

    Call it within the transaction of that change.
    """
    forget_item(AGENCY_NOTES, notes_id)
    transaction.on_commit(partial(tell_of_notes, notes_id))


def _lock(notes_id: int, decider: User, shown_hash: str | None) -> AgencySecondReview | None:
    waiting = AgencySecondReview.objects.waiting().filter(pk=notes_id)
    agency_id = waiting.values_list("agency", flat=True).first()
    Agency.objects.select_for_update(of=("self",), no_key=True).filter(pk=agency_id).first()
    notes = waiting.select_for_update(of=("self",), no_key=True).select_related("agency").first()
    if notes is None:
        return None
    ask_again(decider, can_decide_notes, notes)
    if is_recused(decider, AGENCY_NOTES, notes_id):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of_notes(notes):
        raise Stale
    forget_item(AGENCY_NOTES, notes_id)
    return notes


def _settle(notes: AgencySecondReview, outcome: ReviewOutcome, decider: User, reason: str) -> None:
    notes.settle(outcome, by=decider, reason=reason)
    transaction.on_commit(partial(tell_of_notes, notes.pk))
