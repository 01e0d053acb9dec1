"""Who may propose phrases that sound like blame, and decide on them."""

from forum.models import BlamingPhrase
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_moderate_somewhere, can_write


def can_propose_phrase(user: User) -> bool:
    return can_write(user)


def can_manage_phrases(user: User) -> bool:
    """True if the user may decide on phrases that sound like blame: they moderate some board."""
    return can_write(user) and can_moderate_somewhere(user)


def can_decide_phrase(user: User, phrase: BlamingPhrase) -> bool:
    """True if the user may accept or decline the proposed phrase: they moderate some board, and did not propose it."""
    return can_manage_phrases(user) and phrase.proposed_by_id != user.pk
