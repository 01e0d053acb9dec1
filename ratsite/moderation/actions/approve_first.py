"""The first and the second of two approvals, where a board wants two."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import as_now
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.moderation.actions.claim import release
from ratsite.moderation.models import FirstApproval
from ratsite.moderation.rules import may_second


def approve_as_one_of_two(
    *, source: str, item_id: int, moderator: User, version: str, may_decide: Callable[[User], bool]
) -> bool:
    """True where two have approved these words now; else this is the first approval, and it is kept.

    Inside the caller's transaction, which holds the thing locked. An approval of other words counts for nothing,
    nor one of somebody who may not decide any more.
    Raises PermissionDenied for whoever cannot be the second.
    """
    approvals, moderator = FirstApproval.objects.about(source, item_id), as_now(moderator)
    first = approvals.select_for_update(of=("self",), no_key=True).select_related("person__agency").first()
    if first is not None and first.version == version and first.remit_id and may_decide(first.person):
        if not may_second(moderator, first):
            raise PermissionDenied
        return True
    approvals.delete()
    FirstApproval.objects.create(
        source=source,
        item_id=item_id,
        person=moderator,
        version=version,
        remit=moderator.agency.main_remit if moderator.agency else None,
        created_at=timezone.now(),
    )
    release(source=source, item_id=item_id, person=moderator)
    return False


def void_first_approval(source: str, item_id: int) -> None:
    """The words are others now: nobody has approved them yet."""
    FirstApproval.objects.about(source, item_id).delete()


@transaction.atomic
def take_back_approval(*, source: str, item_id: int, moderator: User) -> bool:
    """False where there is none of theirs any more: taken back before, or seconded."""
    approvals = FirstApproval.objects.select_for_update(no_key=True).about(source, item_id).by(moderator)
    first = approvals.first()
    if first is None:
        return False
    record(first, "moderation.approval.take_back", actor=moderator, source=source, item=item_id)
    first.delete()
    return True
