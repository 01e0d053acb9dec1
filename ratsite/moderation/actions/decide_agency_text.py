"""Decide on an agency text that may identify a person: publish it or send it back to its author.

The decision is made by another coordinator than the author. The agency is locked first, then the waiting text;
rights are checked once both are locked.
"""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction

from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.moderation.actions.notify import notify_of_agency_text
from ratsite.moderation.enums import AGENCY_TEXTS
from ratsite.moderation.rules import can_decide_agency_text, is_recused
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import Agency, AgencySecondReview


def shown_hash_of_text(review: AgencySecondReview) -> str:
    """Return the hash of what a coordinator sees before deciding on a waiting agency text (optimistic lock).

    It covers the waiting text, the published one and the agency's contacts. A text never changes while it waits.
    """
    return content_hash([review.pk, getattr(review.agency, review.field), review.agency.public_contacts])


@transaction.atomic
def publish_agency_text(*, review_id: int, decider: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Publish an agency text that waits. Return False if a decision was already made."""
    review = _lock(review_id, decider, shown_hash)
    if review is None:
        return False
    setattr(review.agency, review.field, review.text)
    review.agency.save(update_fields=[review.field])
    _record_outcome(review, SecondReviewOutcome.APPROVED, decider, reason)
    about = {"field": review.field, "item": review_id}
    record(review.agency, "network.agency_text.publish", actor=decider, reason=reason, **about)
    return True


@transaction.atomic
def send_agency_text_back(*, review_id: int, decider: User, reason: str, shown_hash: str | None = None) -> bool:
    """Send an agency text that waits back to its author with a reason. Return False if a decision was already made.

    The agency's page stays as it is.
    """
    review = _lock(review_id, decider, shown_hash)
    if review is None:
        return False
    _record_outcome(review, SecondReviewOutcome.SENT_BACK, decider, reason)
    about = {"field": review.field, "item": review_id}
    record(review.agency, "network.agency_text.send_back", actor=decider, reason=reason, **about)
    return True


def clear_replaced_agency_text(review_id: int) -> None:
    """Take a waiting agency text out of the review queue, because its writer or another coordinator has replaced it.

    Notifies the text's author once the change is committed. Call it within the transaction of that change.
    """
    clear_item(AGENCY_TEXTS, review_id)
    transaction.on_commit(partial(notify_of_agency_text, review_id))


def _lock(review_id: int, decider: User, shown_hash: str | None) -> AgencySecondReview | None:
    waiting = AgencySecondReview.objects.waiting().filter(pk=review_id)
    agency_id = waiting.values_list("agency", flat=True).first()
    Agency.objects.select_for_update(of=("self",), no_key=True).filter(pk=agency_id).first()
    review = waiting.select_for_update(of=("self",), no_key=True).select_related("agency").first()
    if review is None:
        return None
    recheck(decider, can_decide_agency_text, review)
    if is_recused(decider, AGENCY_TEXTS, review_id):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of_text(review):
        raise Stale
    clear_item(AGENCY_TEXTS, review_id)
    return review


def _record_outcome(review: AgencySecondReview, outcome: SecondReviewOutcome, decider: User, reason: str) -> None:
    review.record_outcome(outcome, by=decider, reason=reason)
    transaction.on_commit(partial(notify_of_agency_text, review.pk))
