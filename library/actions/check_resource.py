"""Store a curator's check of a resource, and confirm or refuse a check that waits for a second person.

Each action locks the resource first and checks rights under the lock.
"""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.actions.follow_resource import notify_followers
from library.actions.notify_checks import notify_of_refusal
from library.actions.record_check import answer_reports, next_due_on, record_check
from library.enums import CheckOutcome, CheckState, RelationKind
from library.models import Resource, ResourceCheck, ResourceRelation
from library.queries.hashes import shown_hash_of_check
from library.rules.checks import can_check_resource, can_decide_check, check_needs_other_agency
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale

# The outcomes that `check_resource` takes. Withdrawing is an action of its own, because nobody has to confirm it.
CURATOR_OUTCOMES = (CheckOutcome.STILL_RIGHT, CheckOutcome.AMENDED, CheckOutcome.SUPERSEDED, CheckOutcome.NOT_REPLACED)


@transaction.atomic
def check_resource(
    *,
    resource_id: int,
    curator: User,
    outcome: str,
    reason: str,
    instead: Resource | None = None,
    shown_hash: str | None = None,
    last_report: int | None = None,
) -> ResourceCheck | None:
    """Store the result of a curator's check and return it.

    Returns None if the resource is not published, or if another check of it waits for a second person. The check waits
    until a curator of another agency confirms it if the curator's own agency looks after the resource or handed it
    over, or if the outcome is NOT_REPLACED. Raises Stale if the resource has changed since the curator opened the form
    (shown_hash).

    - outcome: one of CURATOR_OUTCOMES.
    - reason: how the curator checked it; readers see this.
    - instead: the newer resource that replaces this one, if the outcome is "superseded"; otherwise None.
    - last_report: the id of the last report that the curator was shown (see answer_reports).
    """
    resource = _lock(resource_id, curator, instead.pk if instead is not None else None)
    if not resource.is_published or resource.checks.waiting().exists():
        return None
    curator = recheck(curator, can_check_resource, resource)
    if shown_hash is not None and shown_hash != shown_hash_of_check(resource):
        raise Stale
    result = CheckOutcome(outcome)
    if result not in CURATOR_OUTCOMES or (result == CheckOutcome.SUPERSEDED) != (instead is not None):
        raise PermissionDenied
    if instead is not None and not can_replace(instead, resource, curator):
        raise PermissionDenied
    if result == CheckOutcome.NOT_REPLACED and not is_replaced_by_seen(resource, curator):
        raise PermissionDenied
    waits = check_needs_other_agency(curator, resource) or result == CheckOutcome.NOT_REPLACED
    state = CheckState.WAITING if waits else CheckState.DONE
    check = record_check(
        resource, result, checked_by=curator, reason=reason, last_report=last_report, instead=instead, state=state
    )
    if waits:
        record(resource, "library.check.ask", actor=curator, reason=reason, outcome=result.value)
    else:
        _apply(check)
        record(resource, "library.check.done", actor=curator, reason=reason, outcome=result.value)
    return check


@transaction.atomic
def confirm_check(
    *, check_id: int, decider: User, shown_hash: str | None = None, last_report: int | None = None
) -> bool:
    """Confirm a waiting check and apply its outcome. Return False if it was already decided.

    last_report: the id of the last report that the decider was shown (see answer_reports).

    Raises Stale if the resource has changed since the decider opened the page (shown_hash), if a newer resource can no
    longer replace this one, or if the decider cannot see all resources that the check compares (is_confirmable).
    """
    check = _lock_waiting(check_id, decider)
    if check is None:
        return False
    if shown_hash is not None and shown_hash != shown_hash_of_check(check.resource):
        raise Stale
    if not is_confirmable(check, decider):
        raise Stale
    _decide(check, CheckState.DONE, decider)
    _apply(check)
    answer_reports(check, last_report)
    record(check.resource, "library.check.confirm", actor=decider, outcome=check.outcome)
    return True


@transaction.atomic
def refuse_check(*, check_id: int, decider: User, reason: str) -> bool:
    """Refuse a waiting check: the resource stays due. Return False if it was already decided."""
    check = _lock_waiting(check_id, decider)
    if check is None:
        return False
    _decide(check, CheckState.REFUSED, decider)
    check.answer = reason
    check.save(update_fields=["state", "decided_by", "decided_agency", "decided_at", "answer"])
    record(check.resource, "library.check.refuse", actor=decider, reason=reason, outcome=check.outcome)
    transaction.on_commit(partial(notify_of_refusal, check.pk))
    return True


def is_confirmable(check: ResourceCheck, decider: User) -> bool:
    """True if a waiting check can still be applied, and the decider can see the newer resources that it is about."""
    if check.outcome == CheckOutcome.NOT_REPLACED:
        return is_replaced_by_seen(check.resource, decider)
    if check.outcome == CheckOutcome.SUPERSEDED:
        return check.instead is not None and can_replace(check.instead, check.resource, decider)
    return True


def can_replace(newer: Resource, older: Resource, curator: User) -> bool:
    """True if `newer` is published, the curator can see it, and it is not itself replaced by `older`."""
    seen = Resource.objects.visible_to(curator).published().filter(pk=newer.pk).exists()
    return seen and newer.pk != older.pk and older.pk not in newer_than(newer.pk)


def is_replaced_by_seen(resource: Resource, curator: User) -> bool:
    """True if published resources replace this one, and the curator can see all of these."""
    newer = Resource.objects.published().filter(relations__kind=RelationKind.SUPERSEDES, relations__other=resource)
    return newer.exists() and not newer.exclude(pk__in=Resource.objects.visible_to(curator).values("pk")).exists()


def newer_than(resource_id: int) -> set[int]:
    """Return the ids of all resources that replace this one, directly or through others."""
    newer: set[int] = set()
    newest = {resource_id}
    while newest:
        rows = ResourceRelation.objects.filter(kind=RelationKind.SUPERSEDES, other__in=newest)
        newest = set(rows.values_list("resource", flat=True)) - newer
        newer |= newest
    return newer


def _decide(check: ResourceCheck, state: CheckState, decider: User) -> None:
    """Set the check's new state, and who decided on it and when. The caller saves the check."""
    check.state, check.decided_at = state, timezone.now()
    check.decided_by, check.decided_agency = decider, decider.agency


def _apply(check: ResourceCheck) -> None:
    """Apply the outcome of a check to its resource, set the resource's next review date, and save both."""
    resource = check.resource
    if check.outcome == CheckOutcome.SUPERSEDED and check.instead is not None:
        ResourceRelation.objects.get_or_create(resource=check.instead, kind=RelationKind.SUPERSEDES, other=resource)
        transaction.on_commit(partial(notify_followers, check.pk))
    if check.outcome == CheckOutcome.NOT_REPLACED:
        # Not the relations of withdrawn resources: nobody was asked about these.
        newer = Resource.objects.published()
        ResourceRelation.objects.filter(kind=RelationKind.SUPERSEDES, other=resource, resource__in=newer).delete()
    resource.review_due_on = check.next_due_on = next_due_on()
    resource.save(update_fields=["review_due_on"])
    check.save()


def _lock(resource_id: int, curator: User, also: int | None = None) -> Resource:
    """Lock a resource and return it. also: the id of a second resource to lock.

    The two are always locked in the order of their ids, so that two actions cannot wait for each other (deadlock).
    """
    locked = Resource.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    resource = locked.in_bulk([pk for pk in (resource_id, also) if pk is not None])[resource_id]
    if not Resource.objects.visible_to(curator).filter(pk=resource_id).exists():
        raise PermissionDenied
    return resource


def _lock_waiting(check_id: int, decider: User) -> ResourceCheck | None:
    resource_id, instead_id = ResourceCheck.objects.values_list("resource", "instead").get(pk=check_id)
    _lock(resource_id, decider, instead_id)
    check = ResourceCheck.objects.select_related("resource", "instead").waiting().filter(pk=check_id).first()
    if check is None:
        return None
    recheck(decider, can_decide_check, check)
    return check
