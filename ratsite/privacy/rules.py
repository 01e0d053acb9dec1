"""Who may request, begin or forbid an erasure. Nothing here writes.

A legal hold forbids an erasure but not a request for one: a person whose request was refused would learn of an inquiry.
"""

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ratsite.accounts.models import User, UserQuerySet
from ratsite.accounts.rules import can_leave, can_manage_members
from ratsite.lib.personal_data import people_under_legal_hold, why_under_legal_hold
from ratsite.privacy.models import LegalHold


def can_erase(user: User, person: User) -> bool:
    """True if the user may begin this person's erasure: every coordinator except the person, so that two look at it."""
    return can_manage_members(user) and user.pk != person.pk


def can_hold(user: User, person: User) -> bool:
    """True if the user may place, end and read legal holds on this person: every coordinator except the person."""
    return can_manage_members(user) and user.pk != person.pk


def can_ask_for_erasure(person: User) -> bool:
    """True if the person may request erasure of their own data: everyone who may leave the network.

    A legal hold must not change the answer, because that would tell the person of the hold.
    """
    return can_leave(person)


def why_not_erasable(person: User) -> str:
    """Return why this person's data cannot be erased now, as a message for coordinators; "" if it can be.

    Never show this message to the person.
    """
    hold = LegalHold.objects.in_force().filter(person=person).first()
    if hold is not None:
        if hold.until is None:
            return _("The law requires us to keep their data: %(reason)s") % {"reason": hold.reason}
        facts = {"day": date_format(hold.until, "j F Y"), "reason": hold.reason}
        return _("The law requires us to keep their data until %(day)s: %(reason)s") % facts
    if not can_leave(person):
        return _("They are the only coordinator. First make another member a coordinator.")
    return why_under_legal_hold(person)


def held_people() -> UserQuerySet:
    """Return the people whose data is protected by a legal hold that is in force.

    The hold may be on the person, or on something that names or quotes the person.
    """
    return User.objects.filter(Q(pk__in=LegalHold.objects.in_force().values("person")) | people_under_legal_hold())
