from ratsite.moderation.models.item import AboutItem, Claim, FirstApproval, Recusal

__all__ = ["AboutItem", "Claim", "FirstApproval", "Recusal"]
