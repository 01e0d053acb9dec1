"""Row locks, which all actions on members take in the same order.

The order is: application, terms, coordinators, people, audit log. The locks are FOR NO KEY UPDATE, as in the forum, so
that inserting a row with a foreign key to a locked row does not wait. Writing a log entry locks the log until the
transaction ends (ratsite.audit.actions): write it after all other locks are held. The actor was fetched before the
locks, and their rights may have changed since: check them again with `recheck`.
"""

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User, UserQuerySet
from ratsite.lib.db.compiled_queries import compiled


def lock_coordinators() -> None:
    """Lock the set of coordinators, so that it stays unchanged until the caller's transaction ends."""
    Group.objects.select_for_update(no_key=True).get(name=Role.COORDINATOR)


def lock_person(person_id: int) -> User:
    return _locked.get(person_id)


@compiled(int)
def _locked(person_id: int) -> UserQuerySet:
    people = User.objects.filter(pk=person_id).select_related("agency").order_by()
    return people.select_for_update(of=("self",), no_key=True)


def lock_actor(actor: User) -> User:
    """Lock the acting user's row and return the user, reloaded from the database.

    If a form is submitted twice, the second submission waits until the first one has ended.
    """
    lock_person(actor.pk)
    return reloaded(actor)


def reloaded(actor: User) -> User:
    """Return the acting user, reloaded from the database without cached roles. Call it once all locks are held."""
    now = _reloaded.get(actor.pk)
    # Copied to save queries; neither can restore a right that was removed since.
    now.unread_groups, now.has_roles = actor.unread_groups, actor.has_roles
    now.has_taken_second_step = actor.has_taken_second_step  # of the session in which they act
    return now


@compiled(int)
def _reloaded(person_id: int) -> UserQuerySet:
    return User.objects.filter(pk=person_id).select_related("agency").order_by()


def recheck(actor: User, may: Callable[..., bool], *about: object) -> User:
    """Return the acting user, reloaded. Raise PermissionDenied if the rule `may` refuses that user.

    about: the arguments of the rule after the user.
    """
    now = reloaded(actor)
    if not may(now, *about):
        raise PermissionDenied
    return now
