"""Letting people in and seeing them out. Callers have asked can_manage_members."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from ratsite.accounts.actions.bounces import trust_address
from ratsite.accounts.actions.confirming import bring_forward
from ratsite.accounts.actions.terms import ask_of, lock_newest
from ratsite.accounts.enums import INACTIVE_STATES, MemberState, Role
from ratsite.accounts.models import User
from ratsite.audit import record
from ratsite.lib import yearly
from ratsite.network.models import Agency
from ratsite.notifications.actions.mail import send_mail


@transaction.atomic
def create_person(
    *,
    coordinator: User | None,
    email: str,
    first_name: str,
    last_name: str,
    agency: Agency | None,
    job_title: str = "",
    is_agency_lead: bool = False,
    is_proved: bool = False,
) -> User:
    """Add someone, not approved yet and without a password: they set one themselves after proving the address.

    is_proved: they have proved it already, by a code that was sent there.
    """
    person = User.objects.create_user(
        email,
        first_name=first_name,
        last_name=last_name,
        agency=agency,
        job_title=job_title,
        is_agency_lead=is_agency_lead,
    )
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=is_proved)
    record(person, "accounts.person.create", actor=coordinator)
    return person


@transaction.atomic
def set_member_state(*, person_id: int, state: MemberState, coordinator: User | None, reason: str = "") -> bool:
    """Approve, suspend, or note that someone lapsed or left; False when that is how it stood already.

    Approval tells the person how to sign in. Every other state ends their sessions at once.
    """
    newest = lock_newest() if state == MemberState.APPROVED else None
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.state == state or person.is_erased:
        return False
    person.state, person.state_reason = state, reason
    person.is_active = state not in INACTIVE_STATES
    if state == MemberState.APPROVED:
        person.approved_at = timezone.now()
        person.confirm_by, person.reminded = yearly.a_year_from_now(), None
        ask_of(person, newest)
        _tell_approved(person)
    else:
        end_sessions(person)
        _tell_refused(person)
    person.save()
    record(person, f"accounts.person.{state}", actor=coordinator, reason=reason)
    return True


@transaction.atomic
def decide_about_person(
    *, person_id: int, state: MemberState, roles: set[Role], coordinator: User | None, reason: str = ""
) -> bool:
    """State and roles together, or neither; False when that is how it stood already."""
    if state == MemberState.APPROVED:
        lock_newest()
    changed = set_roles(person_id=person_id, roles=roles, coordinator=coordinator)
    return set_member_state(person_id=person_id, state=state, coordinator=coordinator, reason=reason) or changed


@transaction.atomic
def note_address_change(*, person: User, before: str, after: str) -> None:
    """A member proved and chose another address: log it, and tell the coordinator."""
    if before.rpartition("@")[2] != after.rpartition("@")[2]:
        bring_forward(person_id=person.pk)  # another employer, perhaps
    trust_address(person=person)  # what came back came back from the old one
    record(person, "accounts.person.email", actor=person)
    text = render_to_string("email/person_email.txt", {"person": person, "before": before, "after": after})
    send_mail(to=settings.CONTACT_EMAIL, subject="A member has changed their e-mail address", text=text)


@transaction.atomic
def set_roles(*, person_id: int, roles: set[Role], coordinator: User | None) -> bool:
    """Make the person's steward roles exactly these; False when they were."""
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    wanted = {role.value for role in roles}
    held = set(person.groups.values_list("name", flat=True)) & set(Role.values)
    if held == wanted:
        return False
    person.groups.remove(*Group.objects.filter(name__in=held - wanted))
    person.groups.add(*Group.objects.filter(name__in=wanted - held))
    record(person, "accounts.person.roles", actor=coordinator, before=sorted(held), after=sorted(wanted))
    return True


def _tell_refused(person: User) -> None:
    text = render_to_string("email/person_refused.txt", {"person": person, "site_url": settings.SITE_URL})
    send_mail(to=person.email, subject="Your membership of the RAT Network has changed", text=text)


def end_sessions(person: User) -> None:
    """Wherever they are signed in; inside the caller's transaction."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def _tell_approved(person: User) -> None:
    text = render_to_string("email/person_approved.txt", {"person": person, "site_url": settings.SITE_URL})
    send_mail(to=person.email, subject="You are now a member of the RAT Network", text=text)
