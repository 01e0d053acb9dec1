"""What other apps trust people with by name because of a role: it goes when the role does.

They say so in their AppConfig.ready().
"""

from collections.abc import Callable, Collection

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User

TakeBack = Callable[[User, User | None], None]

_takers: list[tuple[Role, TakeBack]] = []


def take_back_with(role: Role, take_back: TakeBack) -> None:
    """take_back(person, actor) runs in the transaction that takes the role, which holds lock_coordinators.

    The log may be locked then: it waits for no row. Whoever else changes what it takes holds lock_coordinators too.
    """
    _takers.append((role, take_back))


def take_back_all(person: User, roles: Collection[str], *, actor: User | None) -> None:
    for role, take_back in _takers:
        if role.value in roles:
            take_back(person, actor)
