"""Ask curators to check resources: those that rely on a law that has changed, and those that are due soon."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from library.actions.record_check import make_due
from library.enums import DUE, CheckOutcome
from library.models import LegalInstrument, Resource
from library.queries.due_checks import own_due
from library.rules.resources import can_add_resource
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level


@transaction.atomic
def ask_for_checks(*, instrument: LegalInstrument, curator: User, reason: str) -> int:
    """Make every published resource that relies on this law due for a check today.

    A check of such a resource that waits for a second person ends, because it was made before the law changed. The
    reason goes into the review history of each resource. A resource that was made due for the same reason earlier today
    is not changed again. Resources of circles that the curator is not in are made due too.

    Returns how many of the resources that were made due the curator can see.
    """
    curator = recheck(curator, can_add_resource)
    rows = Resource.objects.select_for_update(of=("self",), no_key=True).published().filter(instruments=instrument)
    asked = Q(checks__outcome=CheckOutcome.ASKED, checks__reason=reason, checks__checked_at__date=timezone.localdate())
    affected = list(rows.exclude(pk__in=Resource.objects.filter(asked).values("pk")).order_by("pk"))
    for resource in affected:
        make_due(resource, asked_by=curator, reason=reason)
        record(resource, "library.check.law", actor=curator, reason=reason, instrument=instrument.slug)
    return Resource.objects.visible_to(curator).filter(pk__in=[resource.pk for resource in affected]).count()


def notify_of_due() -> int:
    """Notify curators that resources of their own are due for a check (own_due). Return how many were notified.

    Runs every day, and notifies each curator at most once a month: on the first day of the month on which own_due
    returns a resource for them.
    """
    month = timezone.localdate()
    curators = User.objects.in_office(Role.CURATOR).exclude(agency=None)
    people = {
        person.pk: Reason(Level.DIGEST, "owner")
        for person in (curator.with_second_step() for curator in curators.select_related("agency"))
        if own_due(person).exists()
    }
    return notify(source=DUE, item_id=month.year * 100 + month.month, group="resources-due", verb="due", people=people)
