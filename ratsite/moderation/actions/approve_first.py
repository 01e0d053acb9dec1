"""Give and withdraw the first of the two approvals that some boards require."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.moderation.actions.claim import release
from ratsite.moderation.models import FirstApproval
from ratsite.moderation.rules import may_second
from ratsite.network.models import Agency


def approve_as_one_of_two(
    *,
    queue: str,
    item_id: int,
    moderator: User,
    content_hash: str,
    may_decide: Callable[[User], bool],
    agency: Agency | None = None,
    reason: str = "",
) -> bool:
    """Return True if this approval of an item is the second of two. Otherwise save it as the first and return False.

    Call it inside the transaction that has the item locked. content_hash: hash of what is approved. may_decide: a
    function that says whether a person may decide on the item. agency, reason: see FirstApproval. A stored first
    approval is replaced if it has another content_hash, or if the person who gave it may no longer decide. Raises
    PermissionDenied if the moderator may not give the second approval.
    """
    approvals, moderator = FirstApproval.objects.about(queue, item_id), reloaded(moderator)
    first = approvals.select_for_update(of=("self",), no_key=True).select_related("person__agency").first()
    first = first if first and first.content_hash == content_hash and first.remit_id else None
    # Moderators approve only after their second step, so check the rights that the first moderator had then.
    if first is not None and may_decide(first.person.with_second_step()):
        if not may_second(moderator, first):
            raise PermissionDenied
        return True
    approvals.delete()
    FirstApproval.objects.create(
        queue=queue,
        item_id=item_id,
        person=moderator,
        content_hash=content_hash,
        agency=agency,
        reason=reason,
        remit=moderator.agency.main_remit if moderator.agency else None,
        created_at=timezone.now(),
    )
    release(queue=queue, item_id=item_id, person=moderator)
    return False


def void_first_approval(queue: str, item_id: int) -> None:
    """Delete the first approval of an item, because the item's text has changed."""
    FirstApproval.objects.about(queue, item_id).delete()


@transaction.atomic
def take_back_approval(*, queue: str, item_id: int, moderator: User) -> bool:
    """Withdraw the moderator's first approval of an item.

    Returns False if it was already withdrawn or a second approval was given.
    """
    approvals = FirstApproval.objects.select_for_update(no_key=True).about(queue, item_id).by(moderator)
    first = approvals.first()
    if first is None:
        return False
    record(first, "moderation.approval.take_back", actor=moderator, queue=queue, item=item_id)
    first.delete()
    return True
