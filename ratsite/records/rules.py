from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members


def can_keep_records(user: User) -> bool:
    """True for coordinators only: entries may be about moderators, or anyone else."""
    return can_manage_members(user)
