"""Approve people who will read circles, with a second coordinator if one is needed, and notify these circles.

ratsite/wiring.py connects these functions to the hooks of ratsite.accounts, whose actions call them.
"""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.lock_rows import lock_coordinators, recheck
from ratsite.accounts.hooks import Joiner
from ratsite.accounts.models import Application, User
from ratsite.audit.actions import record
from ratsite.circles.actions.notify import notify_of_change, notify_of_first_approval
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.joiner_access import Joining, approved_hash, approved_of, first_approval_of, joining_of
from ratsite.circles.rules import can_end_first_approval
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.approve_first import approve_as_one_of_two
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.moderation.models import FirstApproval
from ratsite.network.enums import SecondReviewOutcome

# The log's verbs of first approvals that ended without the coordinator who gave them, and the notification's verb of
# each.
ENDED = {"approve_first_refuse": "refused", "approve_first_end": "ended", "approve_first_void": "decided"}


def approve_joiner(
    joiner: Joiner, coordinator: User, *, reason: str = "", shown_hash: str | None = None
) -> Joining | None:
    """Approve a person: alone or, if two coordinators must approve, as the first or second of them.

    Returns the Joining, with the circles that the person gains, if they may be let in now; None if this was only the
    first approval. Call it inside the transaction that lets the person in and holds lock_coordinators. shown_hash: the
    Joining.shown_hash that the coordinator confirmed; None: not checked. Raises Stale if that hash is no longer right,
    and PermissionDenied if the coordinator may not give the second approval.
    """
    joining = joining_of(joiner, coordinator)
    if joining.circles and shown_hash is not None and joining.shown_hash != shown_hash:
        raise Stale
    agency = joiner.agency if joiner.agency and joiner.agency.pk else None
    before = first_approval_of(joiner.queue, joiner.item_id)
    if not joining.needs_second:
        # This coordinator alone is enough, for example because the first one approved a colleague. The first approval
        # has its second then: delete it without the notification that it no longer counts.
        if before is not None and before.agency == agency:
            clear_item(joiner.queue, joiner.item_id)
        return joining
    is_second = approve_as_one_of_two(
        queue=joiner.queue,
        item_id=joiner.item_id,
        moderator=coordinator,
        content_hash=approved_hash(joiner, joining.circles),
        may_decide=joiner.may_decide,
        agency=agency,
        reason=reason,
    )
    if is_second:
        clear_item(joiner.queue, joiner.item_id)  # or clear_decided would find an approval that counted
        return joining
    if before is not None:
        _record_void(before, coordinator, reason)
    action = f"accounts.{joiner.target._meta.model_name.replace('user', 'person')}.approve_first"
    record(joiner.target, action, actor=coordinator, reason=reason, **({"agency": agency.pk} if agency else {}))
    return None


@transaction.atomic
def end_first_approval(*, approval_id: int, coordinator: User | None, reason: str = "") -> bool:
    """End the first of two approvals of a person or an application: refuse it, or take back one's own.

    The person or application stays undecided. The coordinator who gave the approval is notified, unless they took it
    back themselves. Returns False if it has already ended. coordinator: the one who ends it; None if the site ends it
    because nobody gave the second approval in time.
    """
    lock_coordinators()
    first = FirstApproval.objects.select_for_update(of=("self",), no_key=True).filter(pk=approval_id).first()
    if first is None:
        return False
    verb = "approve_first_end"
    if coordinator is not None:
        coordinator = recheck(coordinator, can_end_first_approval, first)
        verb = "approve_first_take_back" if first.person_id == coordinator.pk else "approve_first_refuse"
    first.delete()
    _record_end(first, verb, coordinator, reason)
    return True


def clear_decided(queue: str, item_id: int, decider: User | None, reason: str) -> None:
    """Delete what the review queue stores about a person or an application, because they have been decided on.

    If that ends a first approval, the coordinator who gave it is notified. decider: the coordinator or the person
    themselves; None if the site decided.
    """
    first = FirstApproval.objects.about(queue, item_id).select_for_update(of=("self",), no_key=True).first()
    clear_item(queue, item_id)
    if first is not None:
        _record_void(first, decider, reason)


def _record_void(first: FirstApproval, decider: User | None, reason: str) -> None:
    """Log that a decision ended a first approval, and notify the coordinator who gave it.

    Does nothing if the decision came from that coordinator, from the person whom the approval is about, or from the
    site.
    """
    if decider not in (None, first.person, approved_of(first)):
        _record_end(first, "approve_first_void", decider, reason)


def _record_end(first: FirstApproval, verb: str, coordinator: User | None, reason: str) -> None:
    target = approved_of(first)
    if target is None:
        return
    kind = "application" if isinstance(target, Application) else "person"
    entry = record(target, f"accounts.{kind}.{verb}", actor=coordinator, reason=reason)
    if verb in ENDED:
        transaction.on_commit(partial(notify_of_first_approval, first.person_id, entry.pk, ENDED[verb]))


def complete_joining(joining: Joining, person: User, coordinator: User) -> None:
    """Log for each circle that the person has come into it, and notify the circle's people and the person.

    The log gives a fixed reason: the coordinator's own reason is about the person, and the circle must not read it.
    """
    clear_item(joining.joiner.queue, joining.joiner.item_id)
    first, now = joining.first, timezone.now()
    asked_by = first.person if first else coordinator
    added = {"people": [person.pk], "agencies": [], "remits": []}
    why = _("They became a member, or joined an agency, and so can read this circle.")
    for effect in joining.circles:
        change = AccessChange.objects.create(
            circle=effect.circle,
            added=added,
            removed={part: [] for part in added},
            why=why,
            is_join=True,
            asked_by=asked_by,
            asked_at=first.created_at if first else now,
            remit=asked_by.agency.main_remit if asked_by.agency else None,
            outcome=SecondReviewOutcome.APPROVED,
            decided_by=coordinator,
            decided_at=now,
        )
        record(
            effect.circle,
            "network.circle.join",
            actor=coordinator,
            reason=why,
            added=added,
            reads=effect.reads,
            **({"asked_by": asked_by.pk} if first else {}),
        )
        transaction.on_commit(partial(notify_of_change, change.pk, gained={person.pk}, lost=()))
