"""Add people, and change their membership and roles.

The coordinator's rights are checked again once the rows are locked. `coordinator` is None when a management command
calls.
"""

from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.end_sessions import end_sessions
from ratsite.accounts.actions.lock_rows import lock_coordinators, lock_person, recheck, reloaded
from ratsite.accounts.actions.notify_person import (
    notify_approved,
    notify_back,
    notify_left,
    notify_refused,
    notify_roles,
    notify_roles_on_site,
)
from ratsite.accounts.actions.publish_terms import lock_newest, set_terms_deadline
from ratsite.accounts.enums import INACTIVE_STATES, PEOPLE_TO_APPROVE, MemberState, Role
from ratsite.accounts.hooks import Joiner, approve_joiner, complete_joining, item_decided, roles_ended
from ratsite.accounts.models import TermsOfReference, User
from ratsite.accounts.rules import can_decide_about, can_leave, can_manage_members, why_not_let_in
from ratsite.audit.actions import record
from ratsite.lib import yearly
from ratsite.lib.optimistic_lock import Stale, content_hash
from ratsite.network.models import Agency


class Refused(PermissionDenied):
    """Raised if a change of membership is not possible now. The error's message tells a coordinator why."""


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
    """Add a person who is not approved yet and has no password.

    The person sets a password after proving the email address. is_proved: the person has already proved the address,
    with a code sent to it.
    """
    if coordinator is not None:
        recheck(coordinator, can_manage_members)
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
    person = _lock(person_id, state, coordinator)
    return _set_state(person, state, coordinator, reason=reason)


@transaction.atomic
def decide_about_person(
    *,
    person_id: int,
    state: MemberState,
    roles: set[Role],
    coordinator: User | None,
    reason: str = "",
    shown_hash: str | None = None,
    joining_hash: str | None = None,
) -> bool:
    """Set a person's membership state and roles together. Return False if the person has this state and roles already.

    If the person would come into circles, a second coordinator may have to agree (approve_joiner). This call is then
    the first of two approvals: it leaves the state as it is, and saves the roles. A person who has left has no roles
    until they are approved.

    shown_hash: the membership_hash that the coordinator was shown; raises Stale if it has changed since. joining_hash:
    the Joining.shown_hash that the coordinator confirmed. Raises Refused if the change is not possible now.
    """
    person = _lock(person_id, state, coordinator)
    if (person.state, _roles_of(person)) == (state, _roles_in(state, roles)):
        return False
    if shown_hash is not None and shown_hash != membership_hash(person):
        raise Stale
    changed = _set_state(person, state, coordinator, reason=reason, joining_hash=joining_hash)
    return _change_roles(person, roles, coordinator, reason) or changed


def joiner_of(person: User, agency: Agency | None) -> Joiner:
    """Return the Joiner for a decision that approves the person at this agency or gives them this agency."""
    return Joiner(
        queue=PEOPLE_TO_APPROVE,
        item_id=person.pk,
        person=person,
        agency=agency,
        target=person,
        version=content_hash([person.pk, person.state]),
        may_decide=lambda coordinator: can_decide_about(coordinator, person),
    )


def _set_state(
    person: User, state: MemberState, coordinator: User | None, *, reason: str, joining_hash: str | None = None
) -> bool:
    """Set the state of a locked person (change_state). Return False if nothing changed.

    Nothing changes if a second coordinator must also approve the person (approve_joiner).
    """
    joining = None
    if coordinator is not None and state == MemberState.APPROVED and person.state != state:
        coordinator = reloaded(coordinator)
        if why := why_not_let_in(person):
            raise Refused(why)
        joining = approve_joiner(joiner_of(person, person.agency), coordinator, reason=reason, shown_hash=joining_hash)
        if joining is None:
            return False
    changed = change_state(person, state, actor=coordinator, reason=reason)
    if changed and joining is not None:
        complete_joining(joining, person, coordinator)
    return changed


def membership_hash(person: User) -> str:
    """Return the hash of a person's membership state and roles (optimistic lock)."""
    return content_hash([person.pk, person.state, *sorted(person.role_names)])


@transaction.atomic
def lapse(*, person_id: int) -> bool:
    """Mark a person's membership as lapsed.

    Returns False if the person has confirmed the membership since, or if it is already marked as lapsed.
    """
    person = lock_person(person_id)
    if person.state != MemberState.APPROVED or person.state_today != MemberState.LAPSED:
        return False
    return change_state(person, MemberState.LAPSED, actor=None, reason=_("The membership was not confirmed in time."))


@transaction.atomic
def set_roles(*, person_id: int, roles: set[Role], coordinator: User | None, reason: str = "") -> bool:
    """Set a person's steward roles to exactly `roles`, or to none if the person has left the network.

    Returns False if nothing changed. Raises Refused.
    """
    return _change_roles(_lock(person_id, None, coordinator), roles, coordinator, reason)


def change_state(
    person: User,
    state: MemberState,
    *,
    actor: User | None,
    reason: str = "",
    message: str | None = None,
    sends_email: bool = True,
) -> bool:
    """Set a person's membership state; for actions that hold the locks and have checked the rights.

    Returns False if nothing changed. Raises Refused if the person cannot be let in, or is the last coordinator.

    - The caller has locked the person and, to approve a person, the terms before that.
    - A person who is approved is emailed which roles they already have, and is notified of these roles on the site too.
      The email also says how to choose a password or, if they were suspended or no longer a member, the reason.
    - Every other state ends the person's sessions at once.
    - A person who leaves loses all roles, circles and the agency lead, and other apps undo what depended on the lost
      roles (`roles_ended`).

    message: what the coordinator who approves an application writes to the applicant; the email contains it. None if
    there is no application. sends_email: False to send no email about a state other than approved.
    """
    if person.state == state or person.is_erased:
        return False
    if state != MemberState.LEFT and (why := why_not_let_in(person)):
        raise Refused(why)
    if state != MemberState.APPROVED:
        _refuse_last_coordinator(person)
    item_decided(PEOPLE_TO_APPROVE, person.pk, actor, reason)
    lost_roles = _remove_roles_and_circles(person) if MemberState.LEFT in (person.state, state) else []
    roles = _roles_of(person) if state == MemberState.APPROVED else set()
    before = person.state
    person.state, person.state_reason = state, reason
    person.is_active = state not in INACTIVE_STATES
    if state == MemberState.APPROVED:
        person.approved_at = timezone.now()
        person.confirm_by, person.reminded = yearly.a_year_from_now(), None
        set_terms_deadline(person, TermsOfReference.objects.newest())
        if before != MemberState.PENDING and message is None:
            notify_back(person, before, roles, reason)
        else:
            notify_approved(person, roles, message or "")
    else:
        end_sessions(person)
        if sends_email and actor == person:
            notify_left(person)
        elif sends_email:
            notify_refused(person)
    person.save()
    roles_ended(person, lost_roles, actor=actor)
    if lost_roles:
        record(person, "accounts.person.roles", actor=actor, reason=reason, before=lost_roles, after=[])
    logged = {"roles": sorted(roles)} if roles else {}
    entry = record(person, f"accounts.person.{state}", actor=actor, reason=reason, **logged)
    if roles:
        transaction.on_commit(partial(notify_roles_on_site, person.pk, entry.pk, "approved"))
    return True


def _lock(person_id: int, state: MemberState | None, coordinator: User | None) -> User:
    """Lock a person for a decision, check again whether the coordinator may decide, and return the person.

    Coordinators are locked first. If two coordinators decide on each other's roles at the same time, the second
    decision waits, and is refused if the first one has removed the role. state: the state that the person will get;
    None if it does not change.
    """
    if state == MemberState.APPROVED:
        lock_newest()
    lock_coordinators()
    person = lock_person(person_id)
    if coordinator is not None:
        recheck(coordinator, can_decide_about, person)
    return person


def _change_roles(person: User, roles: set[Role], coordinator: User | None, reason: str) -> bool:
    wanted = _roles_in(person.state, roles)
    held = _roles_of(person)
    if held == wanted:
        return False
    if Role.COORDINATOR.value not in wanted:
        _refuse_last_coordinator(person)
    person.groups.remove(*Group.objects.filter(name__in=held - wanted))
    person.groups.add(*Group.objects.filter(name__in=wanted - held))
    roles_ended(person, held - wanted, actor=coordinator)
    roles_now = {"before": sorted(held), "after": sorted(wanted)}
    if person.state == MemberState.APPROVED:
        notify_roles(person, added=wanted - held, removed=held - wanted, coordinator=coordinator, reason=reason)
    entry = record(person, "accounts.person.roles", actor=coordinator, reason=reason, **roles_now)
    if person.state == MemberState.APPROVED:
        why = "given" if coordinator is not None else "command"
        transaction.on_commit(partial(notify_roles_on_site, person.pk, entry.pk, why))
    return True


def _refuse_last_coordinator(person: User) -> None:
    if not can_leave(person):
        raise Refused(
            _("%(person)s is the only coordinator. First make another member a coordinator.") % {"person": person}
        )


def _roles_in(state: str, roles: set[Role]) -> set[str]:
    """Return the stored names of these roles; an empty set if the state is LEFT."""
    return set() if state == MemberState.LEFT else {role.value for role in roles}


def _roles_of(person: User) -> set[str]:
    return set(person.groups.values_list("name", flat=True)) & set(Role.values)


def _remove_roles_and_circles(person: User) -> list[str]:
    """Remove a person's roles, circles and agency lead. Return the roles' names. The caller saves the person."""
    held = _roles_of(person)
    person.groups.remove(*Group.objects.filter(name__in=held))
    person.circles.clear()
    person.is_agency_lead = False
    return sorted(held)
