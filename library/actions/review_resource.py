"""Review a resource whose review date has passed: a curator reads the resource, then keeps or withdraws it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.enums import ResourceState
from library.models import Resource
from library.queries.hashes import REVIEWED_AFTER, shown_hash_of
from library.rules import can_edit_resource
from ratsite.accounts.actions.lock_rows import as_now
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.forget_item import forget_item
from ratsite.moderation.rules import is_recused

RESOURCES = "resources"  # the name of the queue in the review queue


@transaction.atomic
def keep_resource(*, resource_id: int, curator: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Keep the resource and make its next review due REVIEWED_AFTER from today.

    Return False if it was reviewed already.
    """
    resource = _lock(resource_id, curator, shown_hash)
    if resource is None:
        return False
    resource.review_due_on = timezone.localdate() + REVIEWED_AFTER
    resource.save(update_fields=["review_due_on"])
    record(resource, "library.resource.keep", actor=curator, reason=reason)
    return True


@transaction.atomic
def withdraw_resource(*, resource_id: int, curator: User, reason: str, shown_hash: str | None = None) -> bool:
    """Withdraw the resource, so that only curators find it. Return False if another curator reviewed it already."""
    resource = _lock(resource_id, curator, shown_hash)
    if resource is None:
        return False
    resource.state = ResourceState.WITHDRAWN
    resource.save(update_fields=["state"])
    record(resource, "library.resource.withdraw", actor=curator, reason=reason)
    return True


def _lock(resource_id: int, curator: User, shown_hash: str | None) -> Resource | None:
    locked = Resource.objects.select_for_update(of=("self",), no_key=True).filter(pk=resource_id)
    resource = locked.overdue().first()
    if resource is None:
        return None
    curator = as_now(curator)
    may_see = Resource.objects.visible_to(curator).filter(pk=resource_id).exists()
    if is_recused(curator, RESOURCES, resource_id) or not (may_see and can_edit_resource(curator, resource)):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != shown_hash_of(resource):
        raise Stale
    forget_item(RESOURCES, resource_id)
    return resource
