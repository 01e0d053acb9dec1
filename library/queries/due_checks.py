"""Resources that a curator checks next, and checks that wait for a second person."""

from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from library.enums import Freshness, ResourceState
from library.models import Resource, ResourceCheck, ResourceQuerySet, Suggestion


class CuratingCounts(NamedTuple):
    """How much waits on each of the curators' pages."""

    due: int
    suggestions: int
    drafts: int
    trash: int


def curating_counts(user: Any) -> CuratingCounts:
    """Return how much waits for this curator. Costs three queries."""
    counts = Resource.objects.with_trashed(user).aggregate(
        drafts=Count("pk", filter=Q(state=ResourceState.DRAFT)),
        trash=Count("pk", filter=Q(state=ResourceState.TRASHED)),
    )
    suggestions = Suggestion.objects.visible_to(user).waiting().count()
    return CuratingCounts(due=due_resources(user).count(), suggestions=suggestions, **counts)


def due_resources(user: Any) -> ResourceQuerySet:
    """Return the published resources that this curator sees and that are due or overdue, or that readers reported.

    Most overdue first, with the number of open `reports`. Those whose check waits for a second person are left out:
    waiting_checks has them.
    """
    found = Resource.objects.visible_to(user).published().with_freshness()
    is_open = Q(outdated_reports__isnull=False, outdated_reports__answer=None)
    found = found.annotate(reports=Count("outdated_reports", filter=is_open))
    found = found.filter(Q(freshness__in=[Freshness.DUE, Freshness.OVERDUE]) | Q(reports__gt=0))
    found = found.exclude(pk__in=ResourceCheck.objects.waiting().values("resource"))
    return found.order_by(F("review_due_on").asc(nulls_last=True), "pk")


def waiting_checks(user: Any) -> QuerySet[ResourceCheck]:
    found = ResourceCheck.objects.visible_to(user).waiting()
    return found.select_related("resource", "checked_by", "agency", "instead").order_by("checked_at", "pk")
