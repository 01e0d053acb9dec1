"""What is left in the queue of a thing that is decided: nothing. For the rooms' actions, inside their transactions."""

from ratsite.moderation.models import Claim, FirstApproval, Recusal


def forget_item(source: str, item_id: int) -> None:
    """Its claim, its first approval, and who would not decide: it may come back one day, as something new."""
    for model in (Claim, FirstApproval, Recusal):
        model.objects.about(source, item_id).delete()
