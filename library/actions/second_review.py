"""Second reviews: a second curator or a moderator checks identifiers that a curator says are public.

Each action locks the resource first, then the second review, and checks rights under the locks.
"""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from library.actions.notify import notify_of_second_review
from library.enums import SECOND_REVIEWS, ResourceState
from library.models import Resource, ResourceFile, ResourceSecondReview
from library.queries.hashes import shown_hash_of_second_review
from library.rules import can_decide_second_review
from ratsite.accounts.actions.lock_rows import as_now
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.actions import refuse_stored
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.forget_item import forget_item
from ratsite.moderation.rules import is_recused
from ratsite.network.enums import ReviewOutcome


def hold_resource(resource: Resource, *, curator: User, spoken_for: str) -> None:
    """Hide this resource from readers until its second review. The caller has locked it and saves it afterwards."""
    _end_open_review(resource, ReviewOutcome.OVER)
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


def publish_corrected(resource: Resource) -> None:
    """Publish this resource, which has no more identifiers. The caller has locked it and saves it afterwards."""
    _end_open_review(resource, ReviewOutcome.MENDED)
    resource.state = ResourceState.PUBLISHED


@transaction.atomic
def approve_second_review(*, review_id: int, decider: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Approve a second review, so that readers find the resource or get the file.

    Return False if it was already decided.
    """
    review = _lock(review_id, decider, shown_hash)
    if review is None:
        return False
    if review.file is None:
        review.resource.state = ResourceState.PUBLISHED
        review.resource.save(update_fields=["state"])
    else:
        review.file.is_held = False
        review.file.save(update_fields=["is_held"])
    _settle(review, ReviewOutcome.OPENED, decider, reason)
    record(review.resource, "library.second_review.open", actor=decider, reason=reason, of_file=review.file is not None)
    return True


@transaction.atomic
def reject_second_review(*, review_id: int, decider: User, reason: str, shown_hash: str | None = None) -> bool:
    """Decide a second review by withdrawing the resource or refusing the file. Return False if it was already decided.

    Curators can still change a withdrawn resource.
    """
    review = _lock(review_id, decider, shown_hash)
    if review is None:
        return False
    if review.file is None:
        review.resource.state = ResourceState.WITHDRAWN
        review.resource.save(update_fields=["state"])
    else:
        refuse_stored(
            file_id=str(review.file.stored_file_id),
            why=_("A second review sent it back: %(reason)s") % {"reason": reason},
        )
    _settle(review, ReviewOutcome.SENT_BACK, decider, reason)
    record(
        review.resource,
        "library.second_review.send_back",
        actor=decider,
        reason=reason,
        of_file=review.file is not None,
    )
    return True


def _end_open_review(resource: Resource, outcome: ReviewOutcome) -> None:
    """End the second review of the resource's text that is still open, because the text has changed."""
    for review in resource.second_reviews.filter(file=None, outcome=ReviewOutcome.WAITS):
        review.outcome, review.decided_at = outcome, timezone.now()
        review.save(update_fields=["outcome", "decided_at"])
        forget_item(SECOND_REVIEWS, review.pk)


def _ask(*, resource: Resource, file: ResourceFile | None, curator: User, spoken_for: str) -> None:
    ResourceSecondReview.objects.create(
        resource=resource, file=file, spoken_for=spoken_for, spoken_by=curator, asked_at=timezone.now()
    )


def _lock(review_id: int, decider: User, shown_hash: str | None) -> ResourceSecondReview | None:
    reviews = ResourceSecondReview.objects.waiting().filter(pk=review_id)
    resource_id = reviews.values_list("resource", flat=True).first()
    Resource.objects.select_for_update(of=("self",), no_key=True).filter(pk=resource_id).first()
    review = (
        reviews.select_for_update(of=("self",), no_key=True).select_related("resource", "file__stored_file").first()
    )
    if review is None:
        return None
    decider = as_now(decider)
    may_see = ResourceSecondReview.objects.visible_to(decider).filter(pk=review_id).exists()
    if is_recused(decider, SECOND_REVIEWS, review_id) or not (may_see and can_decide_second_review(decider, review)):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of_second_review(review):
        raise Stale
    forget_item(SECOND_REVIEWS, review_id)
    return review


def _settle(review: ResourceSecondReview, outcome: ReviewOutcome, decider: User, reason: str) -> None:
    review.settle(outcome, by=decider, reason=reason)
    transaction.on_commit(partial(notify_of_second_review, review.pk))
