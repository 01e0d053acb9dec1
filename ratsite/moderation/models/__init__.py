from ratsite.moderation.models.item import AboutItem, Claim, FirstApproval, Recusal
from ratsite.moderation.models.note import Note
from ratsite.moderation.models.sanction import Sanction
from ratsite.moderation.models.seal import LogSeal

__all__ = ["AboutItem", "Claim", "FirstApproval", "LogSeal", "Note", "Recusal", "Sanction"]
