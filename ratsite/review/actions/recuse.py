"""Recuse a moderator from an item of the review queue, and undo a recusal.

The caller checks that the item is in the moderator's queue.
"""

from django.db import transaction
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.moderation.actions.claim import release
from ratsite.moderation.actions.notify import email_no_decider_left
from ratsite.moderation.models import FirstApproval, Recusal
from ratsite.review.queries.all_queues import get_queue


@transaction.atomic
def recuse(*, queue: str, item_id: int, moderator: User, reason: str) -> bool:
    """Recuse a moderator from an item, so that others decide it. Return False if they are recused already.

    The audit log records the reason. If nobody is left who could decide the item, the coordinators are emailed.
    """
    found_in = get_queue(queue)
    deciders = found_in.deciders(item_id) if found_in else User.objects.none()
    # Lock the people who can decide: if the last two recuse themselves at once, the second sees the first recusal.
    list(User.objects.filter(pk__in=deciders.values("pk")).order_by("pk").select_for_update(no_key=True))
    fields = {"reason": reason, "created_at": timezone.now()}
    recusal, created = Recusal.objects.get_or_create(queue=queue, item_id=item_id, person=moderator, defaults=fields)
    if not created:
        return False
    release(queue=queue, item_id=item_id, person=moderator)
    FirstApproval.objects.about(queue, item_id).by(moderator).delete()
    record(recusal, "moderation.item.recuse", actor=moderator, reason=reason, queue=queue, item=item_id)
    recused = Recusal.objects.about(queue, item_id).select_related("person")
    if not deciders.exclude(pk__in=recused.values("person")).exists():
        email_no_decider_left([str(recusal.person) for recusal in recused])
    return True


@transaction.atomic
def take_back_recusal(*, queue: str, item_id: int, moderator: User) -> bool:
    """End a moderator's recusal from an item. Return False if they are not recused from it."""
    recusal = Recusal.objects.about(queue, item_id).by(moderator).first()
    if recusal is None:
        return False
    record(recusal, "moderation.item.return", actor=moderator, queue=queue, item=item_id)
    recusal.delete()
    return True
