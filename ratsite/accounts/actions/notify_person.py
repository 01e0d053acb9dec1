"""Tell a person what a coordinator decided about their membership, details or roles."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ratsite.accounts.enums import ROLE_CHANGES, role_labels
from ratsite.accounts.models import User
from ratsite.lib.own_network import own_network
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.actions.send_mail import send_template
from ratsite.notifications.enums import Level, Skip


def notify_refused(person: User) -> None:
    subject = _("%(network)s: your membership has changed") % {"network": own_network().short_name}
    send_template("person_refused", to=person.email, subject=subject, person=person)


def notify_details(person: User, changed: list[str | Promise], reason: str) -> None:
    about = {"person": person, "changed": changed, "reason": reason}
    subject = _("%(network)s: your details have changed") % {"network": own_network().short_name}
    send_template("person_details", to=person.email, subject=subject, **about)


def notify_roles(person: User, *, added: set[str], removed: set[str], coordinator: User | None, reason: str) -> None:
    """Email a person which of their roles changed, and the coordinator's reason. A command (None) has no reason."""
    about = {
        "added": role_labels(added),
        "removed": role_labels(removed),
        "is_by_coordinator": coordinator is not None,
        "reason": reason,
    }
    subject = _("%(network)s: your roles have changed") % {"network": own_network().short_name}
    send_template("person_roles", to=person.email, subject=subject, person=person, **about)


def notify_roles_on_site(person_id: int, entry_id: int, why: str) -> None:
    """Notify a person on the site of their changed roles, or of those that they have when they are approved.

    entry_id: ID of the audit log entry about it. why: a key of RoleSource.reasons.
    """
    notify(
        source=ROLE_CHANGES,
        item_id=entry_id,
        group=f"{ROLE_CHANGES}-{entry_id}",
        verb="changed",
        people={person_id: Reason(Level.DIGEST, why)},
        no_mail=Skip.OWN,  # of notify_roles or notify_approved
    )


def notify_approved(person: User, roles: set[str]) -> None:
    """Email a person that they are approved, how to sign in, and which roles they have already."""
    subject = _("%(network)s: you are now a member") % {"network": own_network().short_name}
    send_template("person_approved", to=person.email, subject=subject, person=person, roles=role_labels(roles))
