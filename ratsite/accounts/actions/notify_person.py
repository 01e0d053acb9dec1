"""Email a person what a coordinator decided about their membership, details or roles."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.lib.own_network import own_network
from ratsite.notifications.actions.send_mail import send_template


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


def notify_approved(person: User) -> None:
    subject = _("%(network)s: you are now a member") % {"network": own_network().short_name}
    send_template("person_approved", to=person.email, subject=subject, person=person)
