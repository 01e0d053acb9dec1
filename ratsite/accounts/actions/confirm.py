"""The yearly confirmation of each membership: remind members, save their answers, let agency leads vouch.

A member is asked to confirm early if there is doubt whether they still belong to the network.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.actions.lock_rows import lock_person, reloaded
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_confirm, can_lead, can_vouch
from ratsite.audit.actions import record
from ratsite.lib import yearly
from ratsite.network.models import Agency
from ratsite.notifications.actions.send_mail import send_template


@transaction.atomic
def confirm(*, person: User, job_title: str) -> bool:
    """Record a member's yearly confirmation that they belong here, have this job title and keep to the terms.

    Returns False if the member is not asked to confirm yet, or confirms too late.
    """
    locked = lock_person(person.pk)
    if not can_confirm(locked):
        return False
    locked.job_title = job_title
    _set_day(locked, yearly.a_year_from_now(), "job_title")
    record(locked, "accounts.person.confirm", actor=person)
    return True


@transaction.atomic
def bring_forward(*, person_id: int) -> bool:
    """Make a member's yearly confirmation due early, because the member may have left the agency.

    Returns False if the person is no member, or if the confirmation is due as early already (BROUGHT_FORWARD from
    today).
    """
    person = lock_person(person_id)
    day = timezone.localdate() + yearly.BROUGHT_FORWARD
    if not person.is_member or person.confirm_by <= day:
        return False
    _set_day(person, day)
    record(person, "accounts.person.early", actor=None)
    return True


@transaction.atomic
def vouch(*, person_id: int, lead: User) -> bool:
    """Record that an agency lead vouches for a colleague whose yearly confirmation is overdue.

    The colleague is a member again for two weeks, and must confirm the membership in this time. Returns False if the
    lead may not vouch for the colleague, or if the colleague's confirmation is not overdue.
    """
    person = lock_person(person_id)
    if not can_vouch(reloaded(lead), person):
        return False
    if person.state_today != MemberState.APPROVED:
        person.readmitted_at = timezone.now()  # tokens from before the lapse stay invalid (User.let_in_at)
    person.state, person.state_reason, person.is_active = MemberState.APPROVED, "", True
    day = timezone.localdate() + yearly.BROUGHT_FORWARD
    _set_day(person, day, "state", "state_reason", "is_active", "readmitted_at")
    record(person, "accounts.person.vouch", actor=lead)
    remind(person_id=person.pk)
    return True


@transaction.atomic
def confirm_list(*, agency_id: int, lead: User) -> bool:
    """Record that an agency lead has checked the list of the agency's members.

    Returns False if no check is due, or if `lead` is not the agency's lead or may not write now.
    """
    agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_id)
    lead = reloaded(lead)
    if not can_lead(lead, agency) or lead.is_read_only or not agency.must_confirm_people:
        return False
    agency.people_confirm_by, agency.people_reminded = yearly.a_year_from_now(), None
    agency.save(update_fields=["people_confirm_by", "people_reminded"])
    record(agency, "accounts.agency.list", actor=lead)
    return True


@transaction.atomic
def remind(*, person_id: int) -> bool:
    """Email a member the reminder of the yearly confirmation that is due today.

    Returns False if no reminder is due or it was already sent.
    """
    person = lock_person(person_id)
    due = yearly.reminder_due(person.confirm_by, person.reminded)
    if due is None or not person.is_member:
        return False
    person.reminded = due
    person.save(update_fields=["reminded"])
    send_template("confirm", to=person.email, subject=_("Confirm your membership of the network"), person=person)
    return True


@transaction.atomic
def remind_leads(*, agency_id: int) -> bool:
    """Email an agency's leads the reminder to check their list of members; without a lead, email the coordinator.

    Returns False if no reminder is due.
    """
    agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_id)
    due = yearly.reminder_due(agency.people_confirm_by, agency.people_reminded)
    if due is None or not agency.is_active:
        return False
    agency.people_reminded = due
    agency.save(update_fields=["people_reminded"])
    leads = User.objects.approved().filter(agency=agency, is_agency_lead=True)
    for address in list(leads.values_list("email", flat=True)) or [settings.CONTACT_EMAIL]:
        send_template("confirm_list", to=address, subject=_("Check who still works at your agency"), agency=agency)
    return True


def _set_day(person: User, day: dt.date, *more: str) -> None:
    person.confirm_by, person.reminded = day, None
    person.save(update_fields=["confirm_by", "reminded", *more])
