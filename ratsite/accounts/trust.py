"""What other apps trust people with by name because of a role: it goes when the role does.

They say so in their AppConfig.ready().
"""

from collections.abc import Callable, Collection

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User

_takers: list[tuple[Role, Callable[[User], None]]] = []


def take_back_with(role: Role, take_back: Callable[[User], None]) -> None:
    """take_back(person) runs in the transaction that takes the role, before its entries in the log."""
    _takers.append((role, take_back))


def take_back_all(person: User, roles: Collection[str]) -> None:
    for role, take_back in _takers:
        if role.value in roles:
            take_back(person)
