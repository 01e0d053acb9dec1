"""Letting people in and seeing them out. Rights are asked again under the locks; coordinator is None for a command."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from ratsite.accounts.actions.confirm import bring_forward
from ratsite.accounts.actions.lock_rows import ask_again, lock_coordinators, lock_person
from ratsite.accounts.actions.note_bounce import trust_address
from ratsite.accounts.actions.publish_terms import ask_of, lock_newest
from ratsite.accounts.enums import INACTIVE_STATES, MemberState, Role
from ratsite.accounts.hooks import roles_ended
from ratsite.accounts.models import TermsOfReference, User
from ratsite.accounts.rules import can_decide_about, can_leave, can_manage_members, why_not_let_in
from ratsite.audit.actions import record
from ratsite.lib import yearly
from ratsite.network.models import Agency
from ratsite.notifications.actions.send_mail import send_mail

LAPSED = "The yearly confirmation was not given in time."


class Refused(Exception):
    """Why this cannot be done to them now, in words for a coordinator."""


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
    if coordinator is not None:
        ask_again(coordinator, can_manage_members)
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
    """Approve, suspend, or note that someone lapsed or left; as change_state."""
    return change_state(_lock(person_id, state, coordinator), state, actor=coordinator, reason=reason)


@transaction.atomic
def decide_about_person(
    *, person_id: int, state: MemberState, roles: set[Role], coordinator: User | None, reason: str = ""
) -> bool:
    """State and roles together, or neither; False when that is how it stood already. Raises Refused."""
    person = _lock(person_id, state, coordinator)
    changed = change_state(person, state, actor=coordinator, reason=reason)
    return _change_roles(person, roles, coordinator) or changed


@transaction.atomic
def lapse(*, person_id: int) -> bool:
    """Say that their time to confirm is over; False where they have confirmed meanwhile, or it was said before."""
    person = lock_person(person_id)
    if person.state != MemberState.APPROVED or person.standing != MemberState.LAPSED:
        return False
    return change_state(person, MemberState.LAPSED, actor=None, reason=LAPSED)


@transaction.atomic
def set_roles(*, person_id: int, roles: set[Role], coordinator: User | None) -> bool:
    """Make the person's steward roles exactly these, and none where they have left; False when they were.

    Raises Refused.
    """
    return _change_roles(_lock(person_id, None, coordinator), roles, coordinator)


def change_state(person: User, state: MemberState, *, actor: User | None, reason: str = "") -> bool:
    """For the actions: the person is locked, and before them the terms where they are let in; rights are asked.

    False when that is how it stood already. Approval tells the person how to sign in. Every other state ends their
    sessions at once. Whoever leaves keeps nothing that they were trusted with, here or by other apps: coming back, by
    whatever door, is a new beginning. Raises Refused.
    """
    if person.state == state or person.is_erased:
        return False
    if state != MemberState.LEFT and (why := why_not_let_in(person)):
        raise Refused(why)
    if state != MemberState.APPROVED:
        _leave_one(person)
    trusted = _trust_no_more(person) if MemberState.LEFT in (person.state, state) else []
    person.state, person.state_reason = state, reason
    person.is_active = state not in INACTIVE_STATES
    if state == MemberState.APPROVED:
        person.approved_at = timezone.now()
        person.confirm_by, person.reminded = yearly.a_year_from_now(), None
        ask_of(person, TermsOfReference.objects.newest())
        _tell_approved(person)
    else:
        end_sessions(person)
        _tell_refused(person)
    person.save()
    roles_ended(person, trusted, actor=actor)
    if trusted:
        record(person, "accounts.person.roles", actor=actor, before=trusted, after=[])
    record(person, f"accounts.person.{state}", actor=actor, reason=reason)
    return True


@transaction.atomic
def note_address_change(*, person: User, before: str, after: str) -> None:
    """A member proved and chose another address: log it, and tell the coordinator."""
    if before.rpartition("@")[2] != after.rpartition("@")[2]:
        bring_forward(person_id=person.pk)  # another employer, perhaps
    trust_address(person=person)  # what came back came back from the old one
    record(person, "accounts.person.email", actor=person)
    text = render_to_string("email/person_email.txt", {"person": person, "before": before, "after": after})
    send_mail(to=settings.CONTACT_EMAIL, subject="A member has changed their e-mail address", text=text)


def _lock(person_id: int, state: MemberState | None, coordinator: User | None) -> User:
    """Of two coordinators who decide about each other, the second is asked as the first has left them.

    state: what the person comes to, if anything.
    """
    if state == MemberState.APPROVED:
        lock_newest()
    lock_coordinators()
    person = lock_person(person_id)
    if coordinator is not None:
        ask_again(coordinator, can_decide_about, person)
    return person


def _change_roles(person: User, roles: set[Role], coordinator: User | None) -> bool:
    wanted = set() if person.state == MemberState.LEFT else {role.value for role in roles}
    held = _roles_of(person)
    if held == wanted:
        return False
    if Role.COORDINATOR.value not in wanted:
        _leave_one(person)
    person.groups.remove(*Group.objects.filter(name__in=held - wanted))
    person.groups.add(*Group.objects.filter(name__in=wanted - held))
    roles_ended(person, held - wanted, actor=coordinator)
    record(person, "accounts.person.roles", actor=coordinator, before=sorted(held), after=sorted(wanted))
    return True


def _leave_one(person: User) -> None:
    if not can_leave(person):
        raise Refused(f"{person} is the only coordinator. Make another one first")


def _roles_of(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True)) & set(Role.values)


def _trust_no_more(person: User) -> list[str]:
    """No role, no circle by name, no lead, which the caller saves; the roles that they had."""
    held = _roles_of(person)
    person.groups.remove(*Group.objects.filter(name__in=held))
    person.circles.clear()
    person.is_agency_lead = False
    return sorted(held)


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
