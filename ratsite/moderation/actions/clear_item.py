"""Remove what the review queue stores about a decided item. Other apps' actions call this in their transactions."""

from ratsite.moderation.models import Claim, FirstApproval, Recusal


def clear_item(queue: str, item_id: int) -> None:
    """Delete the claim, first approval and recusals of an item in a queue.

    If the item is queued again, it counts as new.
    """
    for model in (Claim, FirstApproval, Recusal):
        model.objects.about(queue, item_id).delete()
