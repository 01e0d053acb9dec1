from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members


def can_keep_records(user: User) -> bool:
    """True for coordinators only: an entry of the registers may be about anyone, also about a moderator."""
    return can_manage_members(user)
