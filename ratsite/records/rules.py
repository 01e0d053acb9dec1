from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members


def can_keep_records(user: User) -> bool:
    """True for coordinators only: an entry may be about a moderator, or anyone else."""
    return can_manage_members(user)
