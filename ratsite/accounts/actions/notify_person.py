"""Notify people of what a coordinator decided about their membership, details, roles or invitations."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ratsite.accounts.enums import DETAIL_CHANGES, INVITATIONS, ROLE_CHANGES, MemberState, role_labels
from ratsite.accounts.models import Invitation, User
from ratsite.accounts.password_links import days_to_use, password_url
from ratsite.lib.own_network import own_network
from ratsite.notifications.actions.notify import Reason, delete_notification, notify
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level, Skip


def notify_left(person: User) -> None:
    """Email a person who has ended their own membership."""
    subject = _("%(network)s: you have left the network") % {"network": own_network().short_name}
    send_template("person_left_by_choice", to=person.email, subject=subject, person=person)


def notify_refused(person: User) -> None:
    """Email a person that their membership was ended or suspended by others, or has lapsed."""
    subject = _("%(network)s: your membership has changed") % {"network": own_network().short_name}
    send_template("person_refused", to=person.email, subject=subject, person=person)


def notify_details(person: User, changed: list[str | Promise], reason: str) -> None:
    """Email a person which of their details a coordinator changed, and the coordinator's reason."""
    about = {"person": person, "changed": changed, "reason": reason}
    subject = _("%(network)s: your details have changed") % {"network": own_network().short_name}
    send_template("person_details", to=person.email, subject=subject, **about)


def notify_details_on_site(person_id: int, entry_id: int) -> None:
    """Notify a person on the site that a coordinator changed their details. entry_id: ID of the audit log entry."""
    notify(
        source=DETAIL_CHANGES,
        item_id=entry_id,
        group=f"{DETAIL_CHANGES}-{entry_id}",
        verb="changed",
        people={person_id: Reason(Level.DIGEST, "coordinator")},
        no_mail=Skip.OWN,  # of notify_details
    )


def notify_roles(person: User, *, added: set[str], removed: set[str], coordinator: User | None, reason: str) -> None:
    """Email a person which of their roles changed, and the coordinator's reason. coordinator: None for a command."""
    about = {
        "added": role_labels(added),
        "removed": role_labels(removed),
        "is_by_coordinator": coordinator is not None,
        "reason": reason,
    }
    subject = _("%(network)s: your roles have changed") % {"network": own_network().short_name}
    send_template("person_roles", to=person.email, subject=subject, person=person, **about)


def notify_roles_on_site(person_id: int, entry_id: int, why: str) -> None:
    """Notify a person on the site that their roles have changed, or which roles they have now that they are approved.

    entry_id: ID of the audit log entry about this. why: a key of RoleSource.reasons.
    """
    notify(
        source=ROLE_CHANGES,
        item_id=entry_id,
        group=f"{ROLE_CHANGES}-{entry_id}",
        verb="changed",
        people={person_id: Reason(Level.DIGEST, why)},
        no_mail=Skip.OWN,  # of notify_roles, notify_approved or notify_back
    )


def notify_approved(person: User, roles: set[str], message: str) -> None:
    """Email a person that they are approved, how to sign in, which roles they have, and the coordinator's message."""
    about = {"person": person, "roles": role_labels(roles), "message": message, **_way_in(person)}
    subject = _("%(network)s: you are now a member") % {"network": own_network().short_name}
    send_template("person_approved", to=person.email, subject=subject, **about)


def notify_back(person: User, before: str, roles: set[str], reason: str) -> None:
    """Email a person that they are a member again, why, and which roles they have. before: their state until now."""
    about = {
        **_way_in(person),
        "person": person,
        "was_suspended": before == MemberState.SUSPENDED,
        "roles": role_labels(roles),
        "reason": reason,
    }
    subject = _("%(network)s: you are a member again") % {"network": own_network().short_name}
    send_template("person_back", to=person.email, subject=subject, **about)


def _way_in(person: User) -> dict:
    """Return the context of email/_way_in.txt: a link to choose a first password, or "" if the person has one."""
    return {"password_url": "" if person.has_usable_password() else password_url(person), "days": days_to_use()}


def notify_inviter(inviter: User, invitation: Invitation, *, is_approved: bool) -> None:
    """Tell the inviter, by email and on the site, whether their guest was approved.

    A later decision about the same person, such as one on an appeal, replaces the earlier notification.
    """
    about = {"invitation": invitation, "is_approved": is_approved}
    send_template("invitation_outcome", to=inviter.email, subject=_("A decision about a person you invited"), **about)
    delete_notification(source=INVITATIONS, item_id=invitation.pk, person_id=inviter.pk)
    notify(
        source=INVITATIONS,
        item_id=invitation.pk,
        group=INVITATIONS,
        verb="approved" if is_approved else "rejected",
        people={inviter.pk: Reason(Level.DIGEST, "invited")},
        no_mail=Skip.OWN,
    )
