"""Publish a version of a resource once its checks have passed, after a second person's review if one is needed.

Each action locks the resource first, then the review, and checks rights under the locks.
"""

from collections.abc import Mapping
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.actions.lock_rows import lock_version
from library.actions.notify import notify_of_checks, notify_of_review
from library.actions.record_changes import changes_recorded
from library.actions.record_check import log_publication
from library.actions.store_sketch import store_sketch
from library.actions.write_note import send_back_waiting_notes
from library.enums import CHECKS, PUBLICATIONS, ResourceState, VersionState
from library.models import PublicationReview, Resource, ResourceFile, ResourceVersion
from library.queries.checklist import are_answers_unconfirmed, checklist
from library.queries.hashes import shown_hash_of_answers, shown_hash_of_review
from library.rules.publication import can_decide_publication
from library.rules.resources import can_edit_resource
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.tasks import draw_thumbnail
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.approve_first import approve_as_one_of_two
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.moderation.rules import is_recused
from ratsite.network.enums import SecondReviewOutcome
from ratsite.notifications.actions.notify import delete_read_notification


@transaction.atomic
def submit_version(
    *,
    version_id: int,
    curator: User,
    justification: str = "",
    case_answers: Mapping[str, str] | None = None,
    shown_hash: str = "",
) -> ResourceVersion:
    """Publish a draft, or ask for its review if a second person must read it first, and return the version.

    If a check has failed or is still running, the version stays a draft. It is published or sent to review once all
    checks have passed.

    - justification: why identifiers in it identify no private person; empty leaves the stored reason.
    - case_answers: for case learning, the fields named in CASE_ANSWERS. If they are missing and the stored answers came
      with a suggestion, the version stays a draft until its curator has confirmed the answers.
    - shown_hash: the shown_hash_of_answers when the form was opened; "" to compare nothing. Raises Stale if another
      curator has saved other texts in the draft since.
    """
    version = lock_version(version_id, curator)
    texts = {"justification": justification or version.justification, **(case_answers or {})}
    is_new = any(getattr(version, name) != text for name, text in texts.items())
    if version.is_draft and is_new and shown_hash and shown_hash != shown_hash_of_answers(version):
        raise Stale
    may_go = bool(case_answers) or not (version.resource.is_case and are_answers_unconfirmed(version))
    if version.is_draft and may_go:
        version.justification = justification or version.justification
        version.is_to_publish = True
        for name, answer in (case_answers or {}).items():
            setattr(version, name, answer)
        version.save(update_fields=["justification", "is_to_publish", *(case_answers or ())])
        advance(version, asked_by=curator)
    return version


def advance(version: ResourceVersion, *, asked_by: User, is_news: bool = False) -> None:
    """Publish this draft or ask for its review, if it is to be published and its checks have passed.

    If the curator has to do something before a check can pass, notify the curator. is_news: True if the check of a file
    has just found something: the curator is notified even if they have read an earlier notification about this draft.
    The caller has locked the resource.
    """
    if not (version.is_draft and version.is_to_publish):
        return
    checks = checklist(version, asked_by=asked_by)
    if checks.is_ready and checks.second_person:
        version.state = VersionState.IN_REVIEW
        version.save(update_fields=["state"])
        ask_for_review(version, asked_by=asked_by)
    elif checks.is_ready:
        publish(version, checked_by=asked_by)
        record(version.resource, "library.version.publish", actor=asked_by, version=version.number)
    elif checks.needs_curator:
        if is_news:
            delete_read_notification(source=CHECKS, item_id=version.pk, person_id=version.created_by_id)
        if not checks.is_waiting:
            transaction.on_commit(partial(notify_of_checks, version.pk))


def publish(version: ResourceVersion, *, checked_by: User | None = None, decided_by: User | None = None) -> None:
    """Publish this version: from now on the resource's readers get it at the resource's address.

    The caller has locked the resource and made sure that all needed approvals are there. checked_by: the person who
    published it or asked for its review; None means the person who made the version. decided_by: the second person who
    approved it, if there was one.
    """
    resource = version.resource
    is_new, was_hidden = not version.is_published, not resource.is_published
    if not version.is_published:
        version.state, version.published_at = VersionState.PUBLISHED, timezone.now()
        version.save(update_fields=["state", "published_at"])
    if is_new and was_hidden:
        # The earlier versions stay hidden: what their resource was hidden for may be in their files.
        resource.first_shown = version.number
    earlier = resource.current
    if earlier is None or earlier.number < version.number:
        resource.current = version
        if earlier is not None:
            _ask_for_newer(earlier, version)
    resource.state = ResourceState.PUBLISHED
    log_publication(
        version,
        is_new=is_new,
        was_hidden=was_hidden,
        checked_by=checked_by or version.created_by,
        decided_by=decided_by,
    )
    resource.save(update_fields=["current", "state", "review_due_on", "first_shown"])


def _ask_for_newer(earlier: ResourceVersion, newer: ResourceVersion) -> None:
    """End the earlier version's open review. If it would have added readers, ask for such a review of the newer one."""
    ended = end_open_review(earlier, SecondReviewOutcome.SUPERSEDED)
    if ended is not None and ended.audience:
        ask_for_review(newer, asked_by=ended.asked_by, audience=ended.audience, marking=ended.marking)


def ask_for_review(
    version: ResourceVersion, *, asked_by: User, audience: str = "", marking: str = "", why_back: str = ""
) -> None:
    """Ask for a review of this version, and end an earlier review that is still open.

    - audience and marking: what the resource gets if the review approves it. If audience is empty, both are taken from
      the earlier review.
    - why_back: why the curator wants a withdrawn resource back, for the reviewer.

    The caller has locked the resource.
    """
    earlier = end_open_review(version, SecondReviewOutcome.SUPERSEDED)
    if earlier is not None and not audience:
        audience, marking = earlier.audience, earlier.marking
    PublicationReview.objects.create(
        version=version,
        audience=audience,
        marking=marking,
        why_back=why_back,
        asked_by=asked_by,
        agency=asked_by.agency,
        asked_at=timezone.now(),
    )


def end_open_review(version: ResourceVersion, outcome: SecondReviewOutcome) -> PublicationReview | None:
    """End the open review of this version and return it. Return None if there is none."""
    review = version.reviews.filter(outcome=SecondReviewOutcome.WAITING).first()
    if review is not None:
        review.outcome, review.decided_at = outcome, timezone.now()
        review.save(update_fields=["outcome", "decided_at"])
        clear_item(PUBLICATIONS, review.pk)
    return review


@transaction.atomic
def approve_publication(*, review_id: int, decider: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Approve a publication review, so that readers get the version. Return False if it was already decided.

    Case learning needs two approvals by people of different main remits. The first approval is stored and publishes
    nothing, but the function returns True. If the review opens the resource to more readers, the new readers get this
    version and later ones, not earlier ones. Raises Stale if the review has changed since it was shown (shown_hash), or
    if a check does not pass, for example because the review date of case learning has come.
    """
    review = _lock(review_id, decider, shown_hash)
    if review is None:
        return False
    version, resource = review.version, review.version.resource
    if not checklist(version, audience=review.audience).is_ready:
        raise Stale
    if resource.is_case and not approve_as_one_of_two(
        queue=PUBLICATIONS,
        item_id=review.pk,
        moderator=decider,
        content_hash=shown_hash_of_review(review),
        may_decide=lambda person: can_decide_publication(person, review),
    ):
        record(resource, "library.publication.approve_first", actor=decider, reason=reason, version=version.number)
        return True
    if review.audience:
        with changes_recorded(resource, decider):
            resource.audience, resource.circle = review.audience, None
            resource.marking = review.marking or resource.marking
            resource.hide_earlier_from_new_readers(version.number)
            resource.save(update_fields=["audience", "circle", "marking", "first_shown", "opened_at"])
        send_back_waiting_notes(resource, by=decider)
    _record_outcome(review, SecondReviewOutcome.APPROVED, decider, reason)
    publish(version, checked_by=review.asked_by, decided_by=decider)
    about = {"version": version.number, "item": review_id}
    record(resource, "library.publication.approve", actor=decider, reason=reason, **about)
    return True


@transaction.atomic
def send_publication_back(*, review_id: int, decider: User, reason: str, shown_hash: str | None = None) -> bool:
    """Send a version back to its curator, who can change it. Return False if the review was already decided.

    If the review would have brought a withdrawn resource back, the resource stays withdrawn.
    """
    review = _lock(review_id, decider, shown_hash)
    if review is None:
        return False
    version = review.version
    if not version.is_published:
        version.state, version.is_to_publish = VersionState.DRAFT, False
        version.save(update_fields=["state", "is_to_publish"])
    _record_outcome(review, SecondReviewOutcome.SENT_BACK, decider, reason)
    about = {"version": version.number, "item": review_id}
    record(version.resource, "library.publication.send_back", actor=decider, reason=reason, **about)
    return True


def lock_for_file(file_id: str) -> None:
    """Lock the resource that a stored file belongs to, before the result of the file's check is stored."""
    of_file = ResourceFile.objects.filter(stored_file__pk=file_id).values("version__resource")
    list(Resource.objects.select_for_update(no_key=True).filter(pk__in=of_file).values_list("pk"))


def apply_check_to_resource(file_id: str, identifiers: list[str]) -> None:
    """Store which kinds of identifiers the check found in a resource's file, and continue with its version (advance).

    Does nothing if no resource has the file. The caller has locked the resource (lock_for_file).
    """
    related = ("version__resource__current", "version__created_by", "stored_file")
    file = ResourceFile.objects.filter(stored_file__pk=file_id).select_related(*related).first()
    if file is None:
        return
    longest = ResourceFile._meta.get_field("identifiers").max_length
    file.identifiers = ", ".join(dict.fromkeys(identifiers))[:longest]
    file.save(update_fields=["identifiers"])
    store_sketch(file)
    if file.stored_file.is_clean and file.stored_file.extension == "pdf":
        transaction.on_commit(partial(draw_thumbnail.enqueue, file_id))
    curator = file.version.created_by.with_second_step()
    if can_edit_resource(curator, file.version.resource):
        hidden = file.stored_file.hidden_parts.to_clear().filter(reason="")
        found = file.stored_file.refusal or file.identifiers or file.stored_file.has_unread_pages
        is_news = bool(found) or hidden.exists()
        advance(file.version, asked_by=curator, is_news=is_news)


def _lock(review_id: int, decider: User, shown_hash: str | None) -> PublicationReview | None:
    reviews = PublicationReview.objects.waiting().filter(pk=review_id)
    of_review = reviews.values("version__resource")
    list(Resource.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=of_review).values_list("pk"))
    locked = reviews.select_for_update(of=("self",), no_key=True)
    review = locked.select_related("version__resource__current", "version__resource__circle").first()
    if review is None:
        return None
    decider = reloaded(decider)
    may_see = PublicationReview.objects.visible_to(decider).filter(pk=review_id).exists()
    if is_recused(decider, PUBLICATIONS, review_id) or not (may_see and can_decide_publication(decider, review)):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of_review(review):
        raise Stale
    return review


def _record_outcome(review: PublicationReview, outcome: SecondReviewOutcome, decider: User, reason: str) -> None:
    clear_item(PUBLICATIONS, review.pk)
    review.record_outcome(outcome, by=decider, reason=reason)
    transaction.on_commit(partial(notify_of_review, review.pk))
