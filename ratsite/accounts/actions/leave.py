"""End a membership: the member leaves, or the agency lead reports that the member has left the agency.

Sessions end here. Feeds, emails, links in emails and password reset links each check the membership themselves.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ratsite.accounts.actions.change_membership import change_state
from ratsite.accounts.actions.lock_rows import lock_coordinators, lock_person, reloaded
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_leave, can_report_leaver
from ratsite.notifications.actions.send_mail import send_template


@transaction.atomic
def leave(*, person: User, reason: str = "") -> bool:
    """End a member's own membership. Return False for the last coordinator and for a person who has left already."""
    lock_coordinators()
    locked = lock_person(person.pk)
    return can_leave(locked) and _end(locked, actor=person, reason=reason)


@transaction.atomic
def report_leaver(*, person_id: int, lead: User, reason: str = "") -> bool:
    """End the membership of a colleague who, as the agency lead reports, has left the agency.

    Returns False if the lead may not report this or the colleague has left the network already.
    """
    lock_coordinators()  # as in every change of roles, so that no board gets a leaving moderator at this moment
    person = lock_person(person_id)
    return can_report_leaver(reloaded(lead), person) and _end(person, actor=lead, reason=reason)


def _end(person: User, *, actor: User, reason: str) -> bool:
    if not change_state(person, MemberState.LEFT, actor=actor, reason=reason):
        return False
    about = {"person": person, "actor": actor, "reason": reason}
    send_template("person_left", to=settings.CONTACT_EMAIL, subject=_("A member has left the network"), **about)
    return True
