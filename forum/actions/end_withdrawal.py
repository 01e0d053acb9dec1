"""End the ten minutes in which an author can undo the withdrawal of a post."""

from django.db import transaction

from forum.actions.lock_rows import lock_post
from forum.models import Withdrawal


@transaction.atomic
def end_withdrawal(post_id: int) -> None:
    """Delete the stored copy of a withdrawn post, so that its author can no longer undo it."""
    lock_post(post_id)  # the author may be undoing it now
    Withdrawal.objects.filter(post=post_id).delete()
