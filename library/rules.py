"""Who may do what in the library. Callers have fetched the object through visible_to."""

from library.models import Resource
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_write


def can_add_resource(user: User) -> bool:
    return can_curate(user) and can_write(user)


def can_edit_resource(user: User, resource: Resource) -> bool:
    return can_curate(user) and can_write(user)
