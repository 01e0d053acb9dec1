"""The one order in which the actions on members lock rows: application, terms, who coordinates, people, the log.

The locks are for rows, not for their keys (no_key), as in the forum: what merely points to a locked row, as a log entry
does to a person, waits for nothing. An entry of the log locks it until the transaction ends (ratsite.audit.actions): it
is written when everything else is locked.

Whoever acts was fetched before that, and asked by a view what they may do: others may have decided about them since.
"""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User, UserQuerySet
from ratsite.lib.db.compiled_queries import prepared


def lock_coordinators() -> None:
    """Nobody becomes a coordinator, or is one no more, until the caller's transaction ends."""
    Group.objects.select_for_update(no_key=True).get(name=Role.COORDINATOR)


def lock_person(person_id: int) -> User:
    """With their agency."""
    return _locked.get(person_id)


def as_now(actor: User) -> User:
    """As the database has them, with nothing remembered; to be asked for when the caller's locks are held."""
    now = _as_now.get(actor.pk)
    # What spares the request a query spares the action one: neither opens a door that is shut by now.
    now.unread_groups, now.has_roles = actor.unread_groups, actor.has_roles
    return now


@prepared(int)
def _as_now(person_id: int) -> UserQuerySet:
    return User.objects.filter(pk=person_id).select_related("agency").order_by()


@prepared(int)
def _locked(person_id: int) -> UserQuerySet:
    people = User.objects.filter(pk=person_id).select_related("agency").order_by()
    return people.select_for_update(of=("self",), no_key=True)


def ask_again(actor: User, may: Callable[..., bool], *about: object) -> User:
    """The actor as they are now; raises PermissionDenied where this rule says no by now."""
    now = as_now(actor)
    if not may(now, *about):
        raise PermissionDenied
    return now
