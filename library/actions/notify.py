from library.enums import CHECKS, FIELD_NOTES, FILE_REQUESTS, OWNERS, PUBLICATIONS, VERBS
from library.models import (
    AccessRequest,
    FieldNote,
    PublicationReview,
    RequestState,
    ResourceChange,
    ResourceVersion,
)
from library.rules.access import access_deciders
from library.rules.resources import curators_of
from ratsite.network.enums import SecondReviewOutcome
from ratsite.notifications.actions.notify import Reason, delete_notification, delete_other_notifications, notify
from ratsite.notifications.enums import Level

RESOURCE_GROUP = "resource-"


def resource_group_of(resource_id: int) -> str:
    """Return the key of the notification group of a resource: all notifications about it that are read together.

    The resource's pages mark the group as read. A person who has an unread notification of the group gets no further
    email about it.
    """
    return f"{RESOURCE_GROUP}{resource_id}"


def request_group_of(request: AccessRequest) -> str:
    """Return the key of a file request's notification group. Only the page of the request marks the group as read."""
    return f"file-request-{request.pk}"


def notify_of_review(review_id: int) -> int:
    """Notify the curator who asked for a publication review how it ended. Return how many people were notified, 1 or 0.

    Safe to run twice.
    """
    review = PublicationReview.objects.filter(pk=review_id, outcome__in=VERBS).select_related("version").first()
    if review is None:
        return 0
    may_read = PublicationReview.objects.visible_to(review.asked_by.with_second_step())
    if not may_read.filter(pk=review_id).exists():
        return 0
    return notify(
        source=PUBLICATIONS,
        item_id=review.pk,
        group=resource_group_of(review.version.resource_id),
        verb=VERBS[SecondReviewOutcome(review.outcome)],
        people={review.asked_by_id: Reason(Level.DIGEST, "asked")},
    )


def notify_of_checks(version_id: int) -> int:
    """Notify the curator of a draft that a check found something to correct. Return how many were notified, 1 or 0."""
    version = ResourceVersion.objects.filter(pk=version_id).select_related("created_by__agency").first()
    if version is None:
        return 0
    if not ResourceVersion.objects.visible_to(version.created_by.with_second_step()).filter(pk=version_id).exists():
        return 0
    return notify(
        source=CHECKS,
        item_id=version.pk,
        group=resource_group_of(version.resource_id),
        verb="needs_you",
        people={version.created_by_id: Reason(Level.DIGEST, "made")},
    )


def notify_of_request(request_id: int) -> int:
    """Notify people about a request for a file: those who can answer it or, once it is answered, the person who asked.

    Return how many people were notified.
    """
    related = ("asked_by__agency", "file__version__resource__circle")
    request = AccessRequest.objects.select_related(*related).filter(pk=request_id).first()
    if request is None or request.state == RequestState.WITHDRAWN:
        return 0
    group = request_group_of(request)
    if request.is_waiting:
        people = dict.fromkeys(access_deciders(request).values_list("pk", flat=True), Reason(Level.DIGEST, "decides"))
        return notify(source=FILE_REQUESTS, item_id=request.pk, group=group, verb="asked", people=people)
    if not AccessRequest.objects.visible_to(request.asked_by).filter(pk=request_id).exists():
        return 0
    if request.state == RequestState.ENDED:  # replace the earlier notification that it was granted
        delete_notification(source=FILE_REQUESTS, item_id=request.pk, person_id=request.asked_by_id)
    return notify(
        source=FILE_REQUESTS,
        item_id=request.pk,
        group=group,
        verb=str(request.state),
        people={request.asked_by_id: Reason(Level.DIGEST, "asked")},
    )


def notify_new_deciders(resource_id: int) -> None:
    """Notify the people who can answer the waiting requests for a resource's files, now that its owner has changed.

    The notifications of people who can no longer answer them are deleted.
    """
    waiting = AccessRequest.objects.waiting().filter(file__version__resource=resource_id)
    for request in waiting.select_related("file__version__resource__circle"):
        deciders = access_deciders(request).values_list("pk", flat=True)
        delete_other_notifications(source=FILE_REQUESTS, item_id=request.pk, people=deciders)
        notify_of_request(request.pk)


def notify_of_owner(change_id: int, agency_id: int, verb: str) -> int:
    """Notify the curators of an agency that a resource was handed over to it ("received") or to another ("given").

    change_id: the id of the ResourceChange. The curator who handed the resource over is not notified. Return how many
    people were notified.
    """
    change = ResourceChange.objects.select_related("resource__circle").filter(pk=change_id).first()
    if change is None:
        return 0
    people = (
        curators_of(change.resource)
        .filter(agency=agency_id)
        .exclude(pk=change.changed_by_id)
        .values_list("pk", flat=True)
    )
    return notify(
        source=OWNERS,
        item_id=change.pk,
        group=resource_group_of(change.resource_id),
        verb=verb,
        people=dict.fromkeys(people, Reason(Level.DIGEST, verb)),
    )


def notify_of_note(note_id: int) -> int:
    """Notify the author of a field note that it was published or sent back. Return how many were notified, 1 or 0."""
    note = FieldNote.objects.filter(pk=note_id, outcome__in=VERBS).select_related("asked_by").first()
    if note is None or not FieldNote.objects.visible_to(note.asked_by).filter(pk=note_id).exists():
        return 0
    return notify(
        source=FIELD_NOTES,
        item_id=note.pk,
        group=resource_group_of(note.resource_id),
        verb=VERBS[SecondReviewOutcome(note.outcome)],
        people={note.asked_by_id: Reason(Level.DIGEST, "wrote")},
    )
