"""Record a person's new email address, remove the address of an account, or remove every way to sign in to it."""

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.confirm import bring_forward
from ratsite.accounts.actions.end_sessions import end_sessions
from ratsite.accounts.actions.record_bounce import trust_address
from ratsite.accounts.models import FormerAddress, User
from ratsite.accounts.models.person import GIVEN_UP
from ratsite.audit.actions import record
from ratsite.notifications.actions.send_mail import send_template


@transaction.atomic
def record_address_change(*, person: User, before: str, after: str) -> None:
    """Log that a member proved a new email address, and email the coordinator about it.

    The former address no longer opens the account. What is stored under it from now on counts as another person's data.
    If the domain changed, the member's yearly confirmation becomes due early.
    """
    EmailAddress.objects.filter(user=person).exclude(email=after).delete()
    _store_former_address(person, before, timezone.now())
    if before.rpartition("@")[2] != after.rpartition("@")[2]:
        bring_forward(person_id=person.pk)  # they may have changed employer
    trust_address(person=person)  # the bounces came from the old address
    record(person, "accounts.person.email", actor=person)
    about = {"person": person, "before": before, "after": after}
    subject = _("A member has changed their email address")
    send_template("person_email", to=settings.CONTACT_EMAIL, subject=subject, **about)


def remove_ways_in(person: User) -> None:
    """Remove everything with which a person could sign in: the password, the second steps and all other addresses.

    To sign in again, they must set a new password through a link that is emailed to their address.
    """
    person.set_unusable_password()
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    end_sessions(person)


def give_up_address(person: User, *, at: dt.datetime) -> None:
    """Take the email address from a former member's account, because another person has the mailbox now.

    at: the time from which the address counts as the other person's.
    """
    _store_former_address(person, person.email, at)
    EmailAddress.objects.filter(user=person).delete()
    person.email = f"former-{person.pk}{GIVEN_UP}"
    person.save(update_fields=["email"])


def _store_former_address(person: User, email: str, until: dt.datetime) -> None:
    """Store a former email address of a person. until: when it stopped being theirs."""
    earlier = person.former_addresses.last()
    given_up = FormerAddress.objects.free_address(email).since
    since = max((time for time in (earlier and earlier.until, given_up) if time), default=None)
    FormerAddress.objects.create(person=person, email=email.lower(), since=since, until=until)
