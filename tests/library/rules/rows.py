"""Functions that make the rows for which the library's rules are tested: resources, reviews and people."""

import datetime as dt

from django.utils import timezone

from library.enums import CheckOutcome, ResourceState
from library.models import PublicationReview, Resource, ResourceCheck, ResourceVersion
from ratsite.accounts.models import User
from ratsite.network.models import Agency
from tests.factories import AgencyFactory, MemberFactory


def soon() -> dt.datetime:
    """Return the time one hour from now."""
    return timezone.now() + dt.timedelta(hours=1)


def in_days(days: int) -> dt.date:
    """Return the local date that many days from today."""
    return timezone.localdate() + dt.timedelta(days=days)


def curator_of(agency: Agency | None, **fields) -> User:
    """Return a new curator from this agency, or from none."""
    return MemberFactory(agency=agency, roles=["Curators"], **fields)


def silenced(*roles: str) -> User:
    """Return a new member with these roles who may not write for the next hour."""
    return MemberFactory(roles=roles, silenced_until=soon())


def in_state(state: ResourceState, **fields) -> Resource:
    """Return a resource in this state, not saved."""
    return Resource(state=state, **fields)


def review_of(version: ResourceVersion, **fields) -> PublicationReview:
    """Return a publication review of the version, not saved.

    by: the person who asked for it; by default a new member.
    """
    return PublicationReview(version=version, asked_by=fields.pop("by", None) or MemberFactory(), **fields)


def store_withdrawal(resource: Resource, agency: Agency) -> None:
    """Store that the agency withdrew the resource, and that another agency then asked for a check of it."""
    values = {"checked_by": MemberFactory(), "checked_at": timezone.now(), "reason": "Wrong"}
    ResourceCheck.objects.create(resource=resource, outcome=CheckOutcome.WITHDRAWN, agency=agency, **values)
    ResourceCheck.objects.create(resource=resource, outcome=CheckOutcome.ASKED, agency=AgencyFactory(), **values)
