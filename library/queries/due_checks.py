"""Resources that a curator should check next, and checks that wait for a second person."""

from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet

from library.enums import Freshness, ResourceState
from library.models import LegalInstrument, Resource, ResourceCheck, ResourceQuerySet, Suggestion
from library.queries.owners import resources_without_owner
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User


class CuratingCounts(NamedTuple):
    """How many items wait on each of the curators' pages."""

    due: int
    suggestions: int
    drafts: int
    ownerless: int
    trash: int


def curating_counts(user: Any) -> CuratingCounts:
    """Return how many items wait for this curator on each page. Costs four queries."""
    counts = Resource.objects.with_trashed(user).aggregate(
        drafts=Count("pk", filter=Q(state=ResourceState.DRAFT)),
        trash=Count("pk", filter=Q(state=ResourceState.TRASHED)),
    )
    suggestions = Suggestion.objects.visible_to(user).waiting().count()
    ownerless = resources_without_owner(user).count()
    return CuratingCounts(due=due_resources(user).count(), suggestions=suggestions, ownerless=ownerless, **counts)


def due_resources(user: Any) -> ResourceQuerySet:
    """Return the published resources that this curator can see and that are due, overdue or reported as out of date.

    The most overdue come first. Each has `reports`, the number of its open reports, and `last_report`, the id of the
    last one. A resource with a check that waits for a second person is left out: waiting_checks returns that check.
    """
    resources = Resource.objects.visible_to(user).published().with_freshness()
    is_open = Q(outdated_reports__isnull=False, outdated_reports__answer=None)
    counted = Count("outdated_reports", filter=is_open)
    resources = resources.annotate(reports=counted, last_report=Max("outdated_reports", filter=is_open))
    resources = resources.filter(Q(freshness__in=[Freshness.DUE, Freshness.OVERDUE]) | Q(reports__gt=0))
    resources = resources.exclude(pk__in=ResourceCheck.objects.waiting().values("resource"))
    return resources.order_by(F("review_due_on").asc(nulls_last=True), "pk")


def waiting_checks(user: Any) -> QuerySet[ResourceCheck]:
    """Return the checks that wait for a second person, of resources that this curator can see, oldest first."""
    checks = ResourceCheck.objects.visible_to(user).waiting()
    return checks.select_related("resource", "checked_by", "agency", "instead").order_by("checked_at", "pk")


def own_due(curator: Any) -> ResourceQuerySet:
    """Return the due or overdue resources that this curator is reminded of.

    They are those that the curator's agency looks after, as owner or deputy, and those of agencies that have no curator
    who could be reminded.
    """
    curators = User.objects.in_office(Role.CURATOR).exclude(agency=None).values("agency")
    own = Q(agency=curator.agency_id) | Q(deputy=curator.agency_id)
    owner_has_none = Q(agency=None) | ~Q(agency__in=curators)
    without_curator = owner_has_none & (Q(deputy=None) | ~Q(deputy__in=curators))
    due = due_resources(curator).filter(freshness__in=[Freshness.DUE, Freshness.OVERDUE])
    return due.filter(own | without_curator)


def instruments_for(user: Any) -> QuerySet[LegalInstrument]:
    """Return all laws, each with `published`: how many published resources that the user can see rely on the law."""
    seen = Resource.objects.visible_to(user).published().values("pk")
    laws = LegalInstrument.objects.annotate(published=Count("resources", filter=Q(resources__in=seen)))
    return laws.order_by("name")  # grouped rows have no order of their own
