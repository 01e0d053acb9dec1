"""Circles as their pages show them: who is in them, what they can read, and how they changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from forum.models import Board
from ratsite.accounts.models import User
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import content_of
from ratsite.network.models import Agency, Circle

CHANGES_SHOWN = 20
AGENCY_CHANGES_READ = 200  # of all agencies, to find those of the agencies of one circle: some years of changes


@dataclass(frozen=True)
class CircleSummary:
    """How many people and agencies are in a circle, and how many boards, topics and resources it has."""

    people: int
    agencies: int
    boards: int
    topics: int
    red_topics: int
    resources: int
    red_resources: int


def summary_of(circle: Circle) -> CircleSummary:
    readers = User.objects.readers_of(circle).aggregate(
        people=Count("pk", distinct=True), agencies=Count("agency", distinct=True)
    )
    return CircleSummary(**readers, boards=Board.objects.filter(circle=circle).count(), **content_of(circle))


def circle_rows() -> QuerySet[Circle]:
    """Return all circles, annotated with people_count, agency_count, remit_count, board_count and `waiting`.

    `waiting` is the ID of the circle's waiting change, or None.
    """
    waiting = AccessChange.objects.waiting().filter(circle=OuterRef("pk")).values("pk")[:1]
    circles = Circle.objects.annotate(waiting=Subquery(waiting))
    for name, model in (
        ("people_count", Circle.people.through),
        ("agency_count", Circle.agencies.through),
        ("remit_count", Circle.remits.through),
        ("board_count", Board),
    ):
        counted = model._default_manager.filter(circle=OuterRef("pk")).order_by().values("circle")
        circles = circles.annotate(**{name: Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)})
    return circles


def changes_of(target: Circle | Agency) -> list[AccessChange]:
    """Return the newest changes of a circle or an agency: first any that waits, then by date, newest first."""
    changes = (
        AccessChange.objects.about(target).asked_for().select_related("asked_by", "decided_by", "circle", "agency")
    )
    newest = list(changes.order_by("-asked_at", "-pk")[:CHANGES_SHOWN])
    return sorted(newest, key=lambda change: not change.is_waiting)


def changes_for_members(circle: Circle, reader: User) -> list[AccessChange]:
    """Return the newest changes of who is in a circle that the reader, a member, may read.

    They are changes of the circle, and of agencies if they touched the circle. Changes by which one person came in are
    left out: joins_of has those.
    """
    made = AccessChange.objects.visible_to(reader).made().asked_for()
    made = made.select_related("asked_by", "decided_by", "agency").order_by("-decided_at", "-pk")
    of_agencies = made.exclude(agency=None).prefetch_related("agency__remits")[:AGENCY_CHANGES_READ]
    touching = [change for change in of_agencies if circles_touched(change, [circle])]
    changes = [*made.about(circle)[:CHANGES_SHOWN], *touching]
    return sorted(changes, key=lambda change: (change.decided_at, change.pk), reverse=True)[:CHANGES_SHOWN]


def circles_touched(change: AccessChange, circles: Iterable[Circle]) -> list[Circle]:
    """Return the circles whose readers this change of an agency may change.

    They are those of `circles` with a remit that the agency got or lost. If the agency left the network or came back,
    they are also those that the agency, one of its people or one of its remits is in. For many circles, prefetch their
    remits, agencies and people, and the agency's remits.
    """
    remits = {*change.added.get("remits", ()), *change.removed.get("remits", ())}
    is_about_all = bool(change.added.get("network") or change.removed.get("network"))
    if is_about_all and change.agency is not None:
        remits |= {remit.pk for remit in change.agency.remits.all()}
    return [circle for circle in circles if _is_touched(circle, remits, change.agency_id if is_about_all else None)]


def _is_touched(circle: Circle, remits: set[int], agency_id: int | None) -> bool:
    """True if one of these remits, this agency or one of its people is in the circle."""
    if any(remit.pk in remits for remit in circle.remits.all()):
        return True
    if agency_id is None:
        return False
    is_named = any(agency.pk == agency_id for agency in circle.agencies.all())
    return is_named or any(person.agency_id == agency_id for person in circle.people.all())


def joins_of(circle: Circle) -> QuerySet[AccessChange]:
    """Return the newest changes by which a new person came into the circle."""
    joins = AccessChange.objects.made().about(circle).joins().select_related("asked_by", "decided_by")
    return joins.order_by("-decided_at", "-pk")[:CHANGES_SHOWN]
