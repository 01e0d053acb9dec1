"""Leaving: by oneself, or because the agency's lead says that somebody has left. Every door is shut at once.

Sessions end here; feeds, mail, links in mails and links for a new password each ask whether somebody is a member.
"""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from ratsite.accounts.actions.change_membership import change_state
from ratsite.accounts.actions.lock_rows import as_now, lock_coordinators, lock_person
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_leave, can_see_out
from ratsite.notifications.actions.send_mail import send_mail


@transaction.atomic
def leave(*, person: User, reason: str = "") -> bool:
    """Leave the network; False for the last coordinator, and the second time."""
    lock_coordinators()
    found = lock_person(person.pk)
    return can_leave(found) and _end(found, actor=person, reason=reason)


@transaction.atomic
def see_out(*, person_id: int, lead: User, reason: str = "") -> bool:
    """A lead says that a colleague has left the agency; False where that is not theirs to say, and the second time."""
    lock_coordinators()  # as wherever roles go: no board names a moderator who leaves in this moment
    person = lock_person(person_id)
    return can_see_out(as_now(lead), person) and _end(person, actor=lead, reason=reason)


def _end(person: User, *, actor: User, reason: str) -> bool:
    if not change_state(person, MemberState.LEFT, actor=actor, reason=reason):
        return False
    text = render_to_string(
        "email/person_left.txt", {"person": person, "actor": actor, "reason": reason, "site_url": settings.SITE_URL}
    )
    send_mail(to=settings.CONTACT_EMAIL, subject="A member has left the network", text=text)
    return True
