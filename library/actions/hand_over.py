"""Change which agency looks after a resource: because its agency has left the network, or because a curator says so."""

from collections.abc import Collection
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from library.actions.lock_rows import lock_seen
from library.actions.notify import notify_new_deciders, notify_of_owner
from library.actions.record_changes import changes_recorded
from library.models import Resource
from library.queries.hashes import shown_hash_of_owner
from library.queries.owners import able_agencies, agencies_to_hand_over_to, without_able_owner
from library.rules.owners import can_hand_over, can_take_over
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Agency

BOTH = ("received", "given")


def hand_over_to_deputies() -> int:
    """Give each resource that its agency can no longer look after to its deputy agency. Return how many. Runs daily."""
    waiting = without_able_owner().filter(deputy__in=able_agencies())
    return sum(_hand_over_to_deputy(pk) for pk in waiting.values_list("pk", flat=True))


@transaction.atomic
def _hand_over_to_deputy(resource_id: int) -> bool:
    rows = Resource.objects.select_for_update(of=("self",), no_key=True)
    resource = rows.filter(pk__in=without_able_owner().values("pk"), deputy__in=able_agencies(), pk=resource_id).first()
    if resource is None:
        return False
    before_id = resource.agency_id
    reason = _("The agency that looked after the resource has left the network.")
    with changes_recorded(resource, changed_by=None, reason=reason):
        resource.agency, resource.deputy = resource.deputy, None
        resource.save(update_fields=["agency", "deputy"])
    record(
        resource,
        "library.resource.hand_over",
        actor=None,
        reason=reason,
        before=before_id,
        after=resource.agency_id,
        change=resource.changes.latest("pk").pk,
    )
    transaction.on_commit(partial(notify_new_deciders, resource_id))
    return True


@transaction.atomic
def take_over(*, resource_id: int, curator: User) -> bool:
    """Make the curator's agency look after a resource that no agency can look after at present (without_able_owner).

    Return False if its agency still can.
    """
    resource = lock_seen(resource_id, curator)
    curator = recheck(curator, can_take_over, resource)
    if not without_able_owner().filter(pk=resource_id).exists():
        return False
    before_id = resource.agency_id
    with changes_recorded(resource, curator):
        resource.agency = curator.agency
        resource.save(update_fields=["agency"])
    record(resource, "library.resource.take_over", actor=curator, before=before_id, after=resource.agency_id)
    transaction.on_commit(partial(notify_new_deciders, resource_id))
    return True


@transaction.atomic
def hand_over(
    *,
    resource_id: int,
    curator: User,
    agency: Agency,
    reason: str,
    shown_hash: str | None = None,
    notifies: Collection[str] = BOTH,
) -> bool:
    """Make another agency look after a resource. Return False if it does so already.

    The curators of the old and the new agency are notified, except the curator who acts. The people who can answer the
    waiting requests for the resource's files from now on are notified of these requests. The deputy agency stays the
    same, unless it is the new agency: the resource then has no deputy. Raises Stale if the resource was handed over
    since the curator opened the form (shown_hash), and PermissionDenied if the agency is not one of
    agencies_to_hand_over_to.

    notifies: the agencies whose curators are notified: "received" for the new agency, "given" for the old one.
    """
    resource = lock_seen(resource_id, curator)
    curator = recheck(curator, can_hand_over, resource)
    if resource.agency_id == agency.pk:
        return False
    if shown_hash is not None and shown_hash != shown_hash_of_owner(resource):
        raise Stale
    if not agencies_to_hand_over_to(curator, resource).filter(pk=agency.pk).exists():
        raise PermissionDenied
    before_id = resource.agency_id
    with changes_recorded(resource, curator, reason):
        resource.agency, resource.handed_over_by = agency, curator.agency
        if resource.deputy_id == agency.pk:
            resource.deputy = None
        resource.save(update_fields=["agency", "handed_over_by", "deputy"])
    change = resource.changes.latest("pk")
    record(
        resource,
        "library.resource.hand_over_to",
        actor=curator,
        reason=reason,
        before=before_id,
        after=agency.pk,
        change=change.pk,
    )
    for agency_id, verb in ((agency.pk, "received"), (before_id, "given")):
        if agency_id is not None and verb in notifies:
            transaction.on_commit(partial(notify_of_owner, change.pk, agency_id, verb))
    transaction.on_commit(partial(notify_new_deciders, resource_id))
    return True
