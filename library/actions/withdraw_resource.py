"""Withdraw a resource that is wrong, bring it back, move it to the trash, and delete it after TRASH_DAYS there.

Each action locks the resource first and checks rights under the lock.
"""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from library.actions.edit_version import delete_with_copies
from library.actions.follow_resource import notify_followers
from library.actions.lock_rows import lock_seen
from library.actions.notify import resource_group_of
from library.actions.publish_version import ask_for_review, end_open_review, publish
from library.actions.record_check import make_due, next_due_on, record_check
from library.enums import CheckOutcome, CheckState, Freshness, RelationKind, ResourceState, VersionState
from library.models import Resource, ResourceCheck, ResourceFile, ResourceQuerySet
from library.queries.checklist import checklist
from library.queries.hashes import shown_hash_of_check
from library.rules.checks import can_check_resource
from library.rules.publication import can_bring_back
from library.rules.resources import can_edit_resource, can_trash_resource
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.models import StoredFile
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import SecondReviewOutcome
from ratsite.notifications.actions.notify import delete_group_notifications

TRASH_DAYS = 30  # long enough for someone to notice that it is missing


class NotReady(Exception):
    """Raised when a check of the newest version has failed, so that the resource cannot be brought back."""


@transaction.atomic
def withdraw_resource(
    *,
    resource_id: int,
    curator: User,
    reason: str,
    instead: Resource | None = None,
    shown_hash: str | None = None,
    last_report: int | None = None,
) -> ResourceCheck | None:
    """Withdraw a published resource: its readers then see only the reason, and what to use instead.

    Return the entry in its review history; None if it is not published. No second person has to confirm this, because
    wrong guidance must be removed at once. A check of the resource that waits for confirmation ends. The review date
    stays, for when the resource comes back. A resource that only this one replaced is no longer superseded, and is due
    for a check today. Raises Stale if the resource has changed since the curator opened the form (shown_hash).

    last_report: the id of the last report that the curator was shown (see answer_reports).
    """
    _lock_with_replaced(resource_id)
    resource = lock_seen(resource_id, curator)
    if not resource.is_published:
        return None
    curator = recheck(curator, can_check_resource, resource)
    if shown_hash is not None and shown_hash != shown_hash_of_check(resource):
        raise Stale
    if instead is not None and not Resource.objects.visible_to(curator).published().filter(pk=instead.pk).exists():
        raise PermissionDenied
    _end_reviews_and_checks(resource)
    resource.state = ResourceState.WITHDRAWN
    resource.save(update_fields=["state"])
    check = record_check(
        resource, CheckOutcome.WITHDRAWN, checked_by=curator, reason=reason, last_report=last_report, instead=instead
    )
    transaction.on_commit(partial(notify_followers, check.pk))
    record(resource, "library.resource.withdraw", actor=curator, reason=reason)
    _make_replaced_due(resource, curator)
    return check


@transaction.atomic
def bring_back(*, resource_id: int, curator: User, reason: str) -> bool:
    """Publish a withdrawn resource again, after a second person's review if one is needed.

    The resource stays withdrawn while the review waits, and if the reviewer sends it back: readers still find why it
    was withdrawn. Its earlier versions stay hidden. Return False if it is not withdrawn, or if a review to bring it
    back waits already. Raises NotReady if a check of its newest version fails.

    reason: why readers should find the resource again; the reviewer reads this.
    """
    resource = lock_seen(resource_id, curator)
    version = resource.current
    curator = recheck(curator, can_edit_resource, resource)
    if version is None or not can_bring_back(curator, resource):
        return False
    version.resource = resource
    checks = checklist(version, asked_by=curator)
    if not checks.is_ready:
        raise NotReady
    resource.first_shown = version.number
    if resource.review_due_on is not None:  # set while it was withdrawn; only a check sets a later day
        resource.review_due_on = min(resource.review_due_on, next_due_on())
    resource.save(update_fields=["first_shown", "review_due_on"])
    if checks.second_person:
        ask_for_review(version, asked_by=curator, why_back=reason)
    else:
        publish(version, checked_by=curator)
    action = "library.resource.ask_back" if checks.second_person else "library.resource.back"
    record(resource, action, actor=curator, reason=reason)
    return True


@transaction.atomic
def trash_resource(*, resource_id: int, curator: User, reason: str) -> bool:
    """Move a draft or a withdrawn resource to the trash. Return False if it is in the trash already.

    Nobody can open a resource in the trash, so the notifications that link to it are deleted. Notifications about
    requests for its files stay, because the resource may be restored.
    """
    resource = lock_seen(resource_id, curator, trashed=True)
    if resource.state == ResourceState.TRASHED:
        return False
    curator = recheck(curator, can_trash_resource, resource)
    _end_reviews_and_checks(resource)
    resource.state, resource.trashed_at = ResourceState.TRASHED, timezone.now()
    resource.save(update_fields=["state", "trashed_at"])
    delete_group_notifications(group=resource_group_of(resource_id))
    record(resource, "library.resource.trash", actor=curator, reason=reason)
    return True


@transaction.atomic
def restore_resource(*, resource_id: int, curator: User) -> bool:
    """Take a resource out of the trash, as the draft or withdrawn resource that it was before.

    Return False if it is no longer in the trash.
    """
    resource = lock_seen(resource_id, curator, trashed=True)
    if resource.state != ResourceState.TRASHED:
        return False
    curator = recheck(curator, can_edit_resource, resource)
    was_published = resource.checks.filter(outcome=CheckOutcome.WITHDRAWN).exists()
    resource.state = ResourceState.WITHDRAWN if was_published else ResourceState.DRAFT
    resource.trashed_at = None
    resource.save(update_fields=["state", "trashed_at"])
    record(resource, "library.resource.restore", actor=curator)
    return True


def empty_trash() -> int:
    """Delete resources that have been in the trash for TRASH_DAYS, with their files. Return how many. Runs daily."""
    old = Resource.objects.trashed().filter(trashed_at__lt=timezone.now() - dt.timedelta(days=TRASH_DAYS))
    return sum(_delete(pk) for pk in old.values_list("pk", flat=True))


@transaction.atomic
def _delete(resource_id: int) -> bool:
    resource = Resource.objects.select_for_update(of=("self",)).trashed().filter(pk=resource_id).first()
    if resource is None:
        return False
    record(resource, "library.resource.delete", actor=None, reason=_("It was in the trash for 30 days."))
    delete_with_files(resource)
    return True


def delete_with_files(resource: Resource) -> None:
    """Delete a resource for good, with its versions and stored files. The caller has locked it."""
    stored = list(StoredFile.objects.filter(resource_file__version__resource=resource))
    Resource.objects.filter(pk=resource.pk).update(current=None)  # the current version is protected from deletion
    ResourceFile.objects.filter(version__resource=resource).delete()
    resource.delete()
    for file in stored:
        delete_with_copies(file)


def _replaced_by(resource_id: int) -> ResourceQuerySet:
    return Resource.objects.published().filter(
        related_from__kind=RelationKind.SUPERSEDES, related_from__resource=resource_id
    )


def _lock_with_replaced(resource_id: int) -> None:
    """Lock a resource and those that it replaces, in the order of their ids, so that two actions cannot deadlock.

    While this function waits for a lock, a check can find that the resource replaces yet another one. That one is
    locked too, afterwards.
    """
    rows = Resource.objects.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True)
    locked: set[int] = set()
    while missing := {resource_id, *_replaced_by(resource_id).values_list("pk", flat=True)} - locked:
        list(rows.filter(pk__in=missing))
        locked |= missing


def _make_replaced_due(resource: Resource, curator: User) -> None:
    """Make the resources that this one replaced due for a check, unless another published resource replaces them too.

    They may not have been checked for a year: while they were superseded, no list of due resources showed them.
    """
    reason = _("The resource that replaced it was withdrawn.")
    for older in _replaced_by(resource.pk).with_freshness().exclude(freshness=Freshness.SUPERSEDED).order_by("pk"):
        make_due(older, asked_by=curator, reason=reason)
        record(older, "library.check.replaced", actor=curator, reason=reason)


def _end_reviews_and_checks(resource: Resource) -> None:
    """End a resource's open reviews and waiting checks. Its unpublished version becomes a draft that is not sent."""
    for version in resource.versions.all():
        end_open_review(version, SecondReviewOutcome.SUPERSEDED)
    unpublished = resource.versions.exclude(state=VersionState.PUBLISHED)
    unpublished.update(state=VersionState.DRAFT, is_to_publish=False)
    resource.checks.waiting().update(state=CheckState.REFUSED, decided_at=timezone.now())
