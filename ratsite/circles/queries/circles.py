"""Circles as their pages show them: who is in them, what they can read, and how they changed."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from forum.models import Board
from ratsite.accounts.models import User
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.effect import content_of
from ratsite.network.models import Agency, Circle

CHANGES_SHOWN = 20


@dataclass(frozen=True)
class CircleSummary:
    """How many people and agencies are in a circle, and how much it can read."""

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
    """Return all circles, each with counts of its people, agencies, remits and boards, and any change that waits."""
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
    """Return the newest changes to a circle's members, or to an agency: first those that wait for a second person."""
    changes = (
        AccessChange.objects.about(target).asked_for().select_related("spoken_by", "decided_by", "circle", "agency")
    )
    newest = list(changes.order_by("-asked_at", "-pk")[:CHANGES_SHOWN])
    return sorted(newest, key=lambda change: not change.is_waiting)


def joins_of(circle: Circle) -> QuerySet[AccessChange]:
    """Return the newest changes by which a new person came into the circle."""
    joins = AccessChange.objects.made().about(circle).joins().select_related("spoken_by", "decided_by")
    return joins.order_by("-decided_at", "-pk")[:CHANGES_SHOWN]
