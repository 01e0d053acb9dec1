"""Who may read the health page and its facts."""

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members


def can_read_site_health(user: User) -> bool:
    return can_manage_members(user)
