from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members


def can_keep_records(user: User) -> bool:
    """Coordinators: complaints may be about moderators, and breaches about anybody."""
    return can_manage_members(user)
