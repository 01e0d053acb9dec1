"""Who may have whom erased, and what stands in the way. Answers only; nothing here writes.

Somebody whom an inquiry looks at does not hear of it from the site: a hold forbids the erasing, and not the asking.
"""

from django.db.models import Q

from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_leave, can_manage_members
from ratsite.lib.personal_data import kept_people, why_kept
from ratsite.privacy.models import LegalHold


def can_erase(user: User, person: User) -> bool:
    """A coordinator, and never on their own behalf: somebody else looks as well."""
    return can_manage_members(user) and user.pk != person.pk


def can_hold(user: User, person: User) -> bool:
    """Place and end a legal hold, and read of one: never about oneself."""
    return can_manage_members(user) and user.pk != person.pk


def may_ask(person: User) -> bool:
    """Everybody who could leave. Nothing else forbids asking, so that nothing is told by it."""
    return can_leave(person)


def obstacle(person: User) -> str:
    """Why nothing of this person can be erased today; empty when it can. For coordinators, but for the person."""
    hold = LegalHold.objects.in_force().filter(person=person).first()
    if hold is not None:
        until = f" until {hold.until:%-d %B %Y}" if hold.until else ""
        return f"The law asks us to keep it{until}: {hold.reason}"
    if not can_leave(person):
        return "They are the only coordinator. Nobody could let members in after them."
    return why_kept(person)


def held_people() -> UserQuerySet:
    """Whom the law keeps from being erased today: by a hold on them, or on what has their words or their name in it."""
    return User.objects.filter(Q(pk__in=LegalHold.objects.in_force().values("person")) | kept_people())
