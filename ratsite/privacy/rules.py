"""Who may request, begin or forbid an erasure. Nothing here writes.

A legal hold forbids erasing but not asking to be erased, so that the person does not learn of an inquiry.
"""

from django.db.models import Q

from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_leave, can_manage_members
from ratsite.lib.personal_data import kept_people, why_kept
from ratsite.privacy.models import LegalHold


def can_erase(user: User, person: User) -> bool:
    """True for every coordinator except the person themselves, so that two people look at it."""
    return can_manage_members(user) and user.pk != person.pk


def can_hold(user: User, person: User) -> bool:
    """True if the user may place, end and read legal holds on this person: every coordinator but themselves."""
    return can_manage_members(user) and user.pk != person.pk


def may_ask(person: User) -> bool:
    """True for everyone who could leave. Any other rule would tell the person of a legal hold."""
    return can_leave(person)


def obstacle(person: User) -> str:
    """Return why nothing of this person can be erased today, as a message for coordinators; "" if it can.

    Never show it to the person.
    """
    hold = LegalHold.objects.in_force().filter(person=person).first()
    if hold is not None:
        until = f" until {hold.until:%-d %B %Y}" if hold.until else ""
        return f"The law asks us to keep it{until}: {hold.reason}"
    if not can_leave(person):
        return "They are the only coordinator. Nobody could let members in after them."
    return why_kept(person)


def held_people() -> UserQuerySet:
    """Return the people who are under a legal hold today, on themselves or on things that name or quote them."""
    return User.objects.filter(Q(pk__in=LegalHold.objects.in_force().values("person")) | kept_people())
