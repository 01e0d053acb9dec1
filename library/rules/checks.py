"""Who may check a resource, when another agency must confirm the check, and which review dates need a check."""

import datetime as dt

from django.utils import timezone

from library.enums import ResourceKind
from library.models import NEXT_CHECK_AFTER, Resource, ResourceCheck
from library.rules.resources import can_edit_resource
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_write


def can_check_resource(user: User, resource: Resource) -> bool:
    """True if the user may check whether the resource is still right. See also check_needs_other_agency."""
    return can_edit_resource(user, resource) and resource.is_published


def check_needs_other_agency(user: User, resource: Resource) -> bool:
    """True if another agency must confirm the user's check: the user's own looks after the resource, or handed it over.

    If a hand-over did not count, a curator could hand a resource over in order to check it alone.
    """
    return user.agency_id is not None and user.agency_id in (resource.agency_id, resource.handed_over_by_id)


def can_decide_check(user: User, check: ResourceCheck) -> bool:
    """True if the user may confirm or refuse a waiting check: a curator from another agency than its maker's."""
    may = can_curate(user) and can_write(user) and user.pk != check.checked_by_id
    return may and user.agency_id is not None and user.agency_id != check.agency_id


def needs_check_for_later_date(resource: Resource) -> bool:
    """True if only a check may give the resource a later review date: it was published, and is not case learning.

    A resource without a review date that is not published at present is an exception: any curator may set the date,
    because a resource for the public must have one.
    """
    if resource.current_id is None or resource.is_case:
        return False
    return resource.is_published or resource.review_due_on is not None


def is_later_date(was: dt.date | None, due: dt.date | None) -> bool:
    """True if `due` is a later review date than `was`, or if the resource gets its first date or loses its date.

    Removing the date counts as making it later: readers would not be warned of an overdue check, and a later date could
    be set afterwards.
    """
    return due != was and (due is None or was is None or due > was)


def expires_too_late(kind: str | None, review_due_on: dt.date | None) -> bool:
    """True if the kind is case learning, which expires on its review date, and that date is more than a year away."""
    latest = timezone.localdate() + NEXT_CHECK_AFTER
    return kind == ResourceKind.CASE and review_due_on is not None and review_due_on > latest
