"""Change who is in a circle, or an agency's remits and areas, or whether an agency is in the network.

Some changes wait for a second coordinator: see needs_second in ratsite/circles/rules.py.

Locks: coordinators, the circle or agency, the change, then the audit log. The actions that end a membership lock the
coordinators first too, so that no change adds a person to a circle while their membership ends.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.lock_rows import lock_coordinators, recheck
from ratsite.accounts.enums import APPLICATIONS, PEOPLE_TO_APPROVE
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.circles.actions.approve_joining import end_first_approval
from ratsite.circles.actions.notify import (
    email_cut_off,
    email_let_back,
    notify_of_answer,
    notify_of_change,
    notify_of_request,
)
from ratsite.circles.enums import WAITING_ACCESS_CHANGES
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import Effect, Parts, effect_needs_second, effect_of
from ratsite.circles.rules import (
    can_decide_change,
    can_manage_circles,
    can_refuse_access,
    can_take_back_access,
    possible_seconds,
    why_not_agreed,
    why_not_taken_out,
)
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.moderation.models import FirstApproval
from ratsite.network.actions import lock_row
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import Agency, Circle

REQUEST_LIFE = dt.timedelta(days=30)  # a change that waits ends after this time: the circle may be another by then


@transaction.atomic
def change_access(
    *,
    target: Circle | Agency,
    coordinator: User,
    added: Mapping[str, Iterable[int]],
    removed: Mapping[str, Iterable[int]],
    reason: str,
    shown_hash: str,
) -> AccessChange | None:
    """Make a change or, if a second coordinator must agree, save it as waiting for one.

    Returns the change, or None if it would change nothing. target: the circle or agency. added, removed: IDs by part,
    such as {"people": [7]}. shown_hash: the Effect.shown_hash that the coordinator confirmed. Raises Stale if the
    change would now have another effect.
    """
    lock_coordinators()
    target = lock_row(target)
    coordinator = recheck(coordinator, can_manage_circles)
    effect = effect_of(target, added, removed)
    if effect.is_empty:
        return None
    if effect.shown_hash != shown_hash:
        raise Stale
    change = AccessChange(
        circle=target if isinstance(target, Circle) else None,
        agency=target if isinstance(target, Agency) else None,
        added=_ids(effect.added),
        removed=_ids(effect.removed),
        why=reason,
        asked_by=coordinator,
        asked_at=timezone.now(),
        remit=coordinator.agency.main_remit if coordinator.agency else None,
    )
    if isinstance(target, Agency) and effect.removed["network"] and why_not_taken_out(target):
        raise PermissionDenied
    if effect_needs_second(coordinator, effect):
        return _ask(change, effect)
    change.outcome = SecondReviewOutcome.APPROVED  # never WAITS: a target can have only one change that waits
    change.save()
    _make(change, effect, coordinator, "")
    return change


@transaction.atomic
def agree_to_access(*, change_id: int, decider: User, reason: str, shown_hash: str) -> bool:
    """Agree to a change that waits, and make it. Return False if it was already decided.

    Raises Stale if the change would now have another effect than the decider was shown.
    """
    change = _lock(change_id)
    if change is None:
        return False
    decider = recheck(decider, can_decide_change, change)
    if why_not_agreed(change):
        raise PermissionDenied
    effect = effect_of(change.target, change.added, change.removed)
    if effect.is_empty or effect.shown_hash != shown_hash:
        raise Stale
    _make(change, effect, decider, reason)
    return True


@transaction.atomic
def refuse_access(*, change_id: int, decider: User, reason: str) -> bool:
    """Refuse a change that waits. Return False if it was already decided."""
    change = _lock(change_id)
    if change is None:
        return False
    decider = recheck(decider, can_refuse_access, change)
    _record_outcome(change, SecondReviewOutcome.SENT_BACK, decider, reason)
    record(change.target, f"network.{_kind(change)}.access_refuse", actor=decider, reason=reason, **_logged(change))
    return True


@transaction.atomic
def take_back_access(*, change_id: int, coordinator: User, reason: str) -> bool:
    """Take back one's own change while it waits. Return False if it was already decided."""
    change = _lock(change_id)
    if change is None:
        return False
    coordinator = recheck(coordinator, can_take_back_access, change)
    _record_outcome(change, SecondReviewOutcome.SUPERSEDED, coordinator, reason)
    record(
        change.target, f"network.{_kind(change)}.access_take_back", actor=coordinator, reason=reason, **_logged(change)
    )
    return True


def end_old_requests() -> None:
    """End the changes, and the first approvals of people and applications, that have waited too long. Runs daily."""
    before = timezone.now() - REQUEST_LIFE
    for change_id in AccessChange.objects.waiting().filter(asked_at__lt=before).values_list("pk", flat=True):
        _end(change_id)
    firsts = FirstApproval.objects.filter(queue__in=(PEOPLE_TO_APPROVE, APPLICATIONS), created_at__lt=before)
    for first in firsts.values_list("pk", flat=True):
        end_first_approval(approval_id=first, coordinator=None)


@transaction.atomic
def _end(change_id: int) -> None:
    change = _lock(change_id)
    if change is not None:
        reason = _("Nobody decided within %(days)s days.") % {"days": REQUEST_LIFE.days}
        _record_outcome(change, SecondReviewOutcome.SENT_BACK, None, reason)
        record(change.target, f"network.{_kind(change)}.access_end", actor=None, reason=reason, **_logged(change))


def _ask(change: AccessChange, effect: Effect) -> AccessChange:
    """Save a change that waits for a second coordinator.

    A form sent twice saves one change. Raises Stale while another change of the same circle or agency waits.
    """
    waiting = AccessChange.objects.waiting().about(effect.target).first()
    if waiting is not None:
        asked = (waiting.asked_by_id, waiting.added, waiting.removed)
        if asked == (change.asked_by_id, change.added, change.removed):
            return waiting
        raise Stale
    if not possible_seconds(change.asked_by).exists():
        raise PermissionDenied
    change.save()
    record(
        change.target,
        f"network.{_kind(change)}.access_ask",
        actor=change.asked_by,
        reason=change.why,
        **_logged(change),
    )
    transaction.on_commit(partial(notify_of_request, change.pk))
    return change


def _make(change: AccessChange, effect: Effect, decider: User, answer: str) -> None:
    """Make a change, store that it was made, log it, and notify people.

    answer: the second coordinator's reason; "" if the change needed no second.
    """
    target = effect.target
    for part, ids in effect.added.items():
        if part == "main_remit":
            for remit_id in ids:
                target.main_remit_id = remit_id
                target.save(update_fields=["main_remit"])
            continue
        if part == "network":
            if ids or effect.removed[part]:
                target.is_active = bool(ids)
                target.save(update_fields=["is_active"])
            continue
        getattr(target, part).remove(*effect.removed[part])
        getattr(target, part).add(*ids)
    change.added, change.removed = _ids(effect.added), _ids(effect.removed)
    change.save(update_fields=["added", "removed"])
    _record_outcome(change, SecondReviewOutcome.APPROVED, decider, answer)
    reason = answer or change.why
    email_cut_off(effect.cut_off, change)
    email_let_back(effect.let_back, change)
    record(target, f"network.{_kind(change)}.access", actor=decider, reason=reason, **_logged(change))
    transaction.on_commit(partial(notify_of_change, change.pk, gained=effect.gained, lost=effect.lost))


def _lock(change_id: int) -> AccessChange | None:
    """Lock the coordinators, the circle or agency, and the change. Return the change; None if it no longer waits."""
    lock_coordinators()
    waiting = AccessChange.objects.waiting().filter(pk=change_id)
    change = waiting.select_related("circle", "agency").first()
    if change is None:
        return None
    lock_row(change.target)
    locked = waiting.select_for_update(of=("self",), no_key=True)
    return locked.select_related("circle", "agency", "asked_by__agency").first()


def _record_outcome(change: AccessChange, outcome: SecondReviewOutcome, decider: User | None, reason: str) -> None:
    change.record_outcome(outcome, by=decider, reason=reason)
    clear_item(WAITING_ACCESS_CHANGES, change.pk)
    transaction.on_commit(partial(notify_of_answer, change.pk))


def _kind(change: AccessChange) -> str:
    return "circle" if change.circle_id else "agency"


def _logged(change: AccessChange) -> dict:
    """Return the data that the audit log stores about a change. It has only IDs.

    The log's page shows the names behind the IDs to people who may see them.
    """
    asked = {} if change.decided_by_id in (None, change.asked_by_id) else {"asked_by": change.asked_by_id}
    return {"added": change.added, "removed": change.removed, **asked}


def _ids(parts: Parts) -> dict[str, list[int]]:
    return {part: sorted(ids) for part, ids in parts.items()}
