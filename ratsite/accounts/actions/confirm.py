"""The yearly confirmation: given by each person, asked for by mail, vouched for by a lead, brought forward by doubt."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from ratsite.accounts.actions.lock_rows import as_now, lock_person
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_confirm, can_lead, can_vouch
from ratsite.audit.actions import record
from ratsite.lib import yearly
from ratsite.network.models import Agency
from ratsite.notifications.actions.send_mail import send_mail


@transaction.atomic
def confirm(*, person: User, job_title: str) -> bool:
    """Still here, in this role, by these terms: good for a year. False while nobody asks, and once it is too late."""
    found = lock_person(person.pk)
    if not can_confirm(found):
        return False
    found.job_title = job_title
    _set_day(found, yearly.a_year_from_now(), "job_title")
    record(found, "accounts.person.confirm", actor=person)
    return True


@transaction.atomic
def bring_forward(*, person_id: int) -> bool:
    """Doubt has come up: what was to be confirmed later is asked for now. False where it is asked for already."""
    found = lock_person(person_id)
    day = timezone.localdate() + yearly.BROUGHT_FORWARD
    if not found.is_member or found.confirm_by <= day:
        return False
    _set_day(found, day)
    record(found, "accounts.person.early", actor=None)
    return True


@transaction.atomic
def vouch(*, person_id: int, lead: User) -> bool:
    """A lead says that a colleague is still there: they are let in again for two weeks, to confirm it themselves.

    False where it is not the lead's to say, or nobody has to.
    """
    found = lock_person(person_id)
    if not can_vouch(as_now(lead), found):
        return False
    if found.standing != MemberState.APPROVED:
        found.readmitted_at = timezone.now()  # what opened doors before they were shut opens none (User.let_in_at)
    found.state, found.state_reason, found.is_active = MemberState.APPROVED, "", True
    day = timezone.localdate() + yearly.BROUGHT_FORWARD
    _set_day(found, day, "state", "state_reason", "is_active", "readmitted_at")
    record(found, "accounts.person.vouch", actor=lead)
    remind(person_id=found.pk)
    return True


@transaction.atomic
def confirm_list(*, agency_id: int, lead: User) -> bool:
    """The lead has gone through the list of colleagues; False while nobody asks, and from anybody else."""
    agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_id)
    lead = as_now(lead)
    if not can_lead(lead, agency) or lead.is_read_only or not agency.must_confirm_people:
        return False
    agency.people_confirm_by, agency.people_reminded = yearly.a_year_from_now(), None
    agency.save(update_fields=["people_confirm_by", "people_reminded"])
    record(agency, "accounts.agency.list", actor=lead)
    return True


@transaction.atomic
def remind(*, person_id: int) -> bool:
    """The reminder that is due today; False where none is, or it has been sent."""
    found = lock_person(person_id)
    due = yearly.reminder_due(found.confirm_by, found.reminded)
    if due is None or not found.is_member:
        return False
    found.reminded = due
    found.save(update_fields=["reminded"])
    _mail("confirm", found.email, "Once a year: are you still in the network?", person=found)
    return True


@transaction.atomic
def remind_leads(*, agency_id: int) -> bool:
    """The same for an agency's leads and their list; the coordinator's to ask for where nobody leads."""
    agency = Agency.objects.select_for_update(of=("self",), no_key=True).get(pk=agency_id)
    due = yearly.reminder_due(agency.people_confirm_by, agency.people_reminded)
    if due is None or not agency.is_active:
        return False
    agency.people_reminded = due
    agency.save(update_fields=["people_reminded"])
    leads = User.objects.approved().filter(agency=agency, is_agency_lead=True)
    for address in list(leads.values_list("email", flat=True)) or [settings.CONTACT_EMAIL]:
        _mail("confirm_list", address, "Once a year: who is still there?", agency=agency)
    return True


def _set_day(person: User, day: dt.date, *more: str) -> None:
    person.confirm_by, person.reminded = day, None
    person.save(update_fields=["confirm_by", "reminded", *more])


def _mail(template: str, to: str, subject: str, **context) -> None:
    text = render_to_string(f"email/{template}.txt", {**context, "site_url": settings.SITE_URL})
    send_mail(to=to, subject=subject, text=text)
