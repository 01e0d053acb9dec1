"""The daily job of memberships: send reminders, and mark overdue memberships as lapsed.

A member loses access as soon as the last day is over, even before this job marks the membership as lapsed.
"""

from django.db.models import Q
from django.utils import timezone

from ratsite.accounts.actions.change_membership import lapse
from ratsite.accounts.actions.confirm import remind, remind_leads
from ratsite.accounts.actions.publish_terms import remind_of_terms
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.lib import yearly
from ratsite.network.models import Agency


def remind_and_lapse() -> None:
    for person_id in _due_soon(User.objects.approved(), "confirm_by"):
        remind(person_id=person_id)
    for agency_id in _due_soon(Agency.objects.filter(is_active=True), "people_confirm_by"):
        remind_leads(agency_id=agency_id)
    for person_id in _with_terms_to_accept():
        remind_of_terms(person_id=person_id)
    late = User.objects.filter(state=MemberState.APPROVED, confirm_by__lt=yearly.last_open_day())
    for person_id in list(late.values_list("pk", flat=True)):
        lapse(person_id=person_id)


def _due_soon(things, field: str) -> list[int]:
    """Return the IDs of those rows in the queryset whose deadline is near and has not passed. field: its date field."""
    today = timezone.localdate()
    return list(things.filter(**{f"{field}__range": (today, today + yearly.OPENS)}).values_list("pk", flat=True))


def _with_terms_to_accept() -> list[int]:
    """Return the IDs of members to remind of the terms: those not reminded yet, and those whose deadline is near."""
    today = timezone.localdate()
    near = Q(terms_by__range=(today, today + yearly.OPENS))
    people = User.objects.approved().filter(near | Q(terms_by__isnull=False, terms_reminded=None))
    return list(people.values_list("pk", flat=True))
