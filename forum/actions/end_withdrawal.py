"""End the ten minutes in which an author can undo the withdrawal of a post."""

from django.db import transaction

from forum.actions.settle_flags import notify_reporters
from forum.enums import FlagOutcome
from forum.models import Flag, Withdrawal


@transaction.atomic
def end_withdrawal(post_id: int) -> None:
    """Delete the stored copy of a withdrawn post and tell those who had reported it. A second call does nothing."""
    was = Withdrawal.objects.select_for_update(no_key=True).filter(post=post_id).first()
    if was is None:
        return
    flags = Flag.objects.filter(pk__in=was.flags, outcome=FlagOutcome.WITHDRAWN).select_related("reporter")
    notify_reporters(flags)
    was.delete()
