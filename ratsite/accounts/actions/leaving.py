"""Leaving: by oneself, or because the agency's lead says that somebody has left. Every door is shut at once.

Sessions end here; feeds, mail, links in mails and links for a new password each ask whether somebody is a member.
"""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string

from ratsite.accounts.actions.membership import set_member_state, set_roles
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_leave, can_see_out
from ratsite.notifications.actions.mail import send_mail


@transaction.atomic
def leave(*, person: User, reason: str = "") -> bool:
    """Leave the network; False for the last coordinator, and the second time."""
    # Two coordinators who leave at the same moment come one after the other.
    Group.objects.select_for_update(no_key=True).get(name=Role.COORDINATOR)
    return can_leave(person) and _end(person.pk, actor=person, reason=reason)


@transaction.atomic
def see_out(*, person_id: int, lead: User, reason: str = "") -> bool:
    """A lead says that a colleague has left the agency; False where that is not theirs to say, and the second time."""
    person = User.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=person_id)
    return can_see_out(lead, person) and _end(person_id, actor=lead, reason=reason)


def _end(person_id: int, *, actor: User, reason: str) -> bool:
    """Whoever comes back is trusted anew: with no role, in no circle by name, not as a lead."""
    if not set_member_state(person_id=person_id, state=MemberState.LEFT, coordinator=actor, reason=reason):
        return False
    set_roles(person_id=person_id, roles=set(), coordinator=actor)
    person = User.objects.select_related("agency").get(pk=person_id)
    person.circles.clear()
    person.is_agency_lead = False
    person.save(update_fields=["is_agency_lead"])
    text = render_to_string(
        "email/person_left.txt", {"person": person, "actor": actor, "reason": reason, "site_url": settings.SITE_URL}
    )
    send_mail(to=settings.CONTACT_EMAIL, subject="A member has left the network", text=text)
    return True
