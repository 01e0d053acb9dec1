"""Tell a person what a coordinator decided about their membership, details or roles."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ratsite.accounts.enums import ROLE_CHANGES, Role
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


def notify_roles(person: User, *, added: set[str], removed: set[str], reason: str) -> None:
    about = {
        when: [role.label for role in Role if role.value in roles]
        for when, roles in (("added", added), ("removed", removed))
    }
    subject = _("%(network)s: your roles have changed") % {"network": own_network().short_name}
    send_template("person_roles", to=person.email, subject=subject, person=person, reason=reason, **about)


def notify_roles_on_site(person_id: int, entry_id: int) -> None:
    """Notify a person on the site of changed roles. entry_id: ID of the audit log entry about the change."""
    notify(
        source=ROLE_CHANGES,
        item_id=entry_id,
        group=f"{ROLE_CHANGES}-{entry_id}",
        verb="changed",
        people={person_id: Reason(Level.DIGEST, "given")},
        no_mail=Skip.OWN,  # notify_roles sends it, with the reason
    )


def notify_approved(person: User) -> None:
    subject = _("%(network)s: you are now a member") % {"network": own_network().short_name}
    send_template("person_approved", to=person.email, subject=subject, person=person)
