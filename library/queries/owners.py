"""Resources that no agency looks after, and circles whose resources no curator can review."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from library.enums import ResourceState
from library.models import Resource, ResourceQuerySet
from library.rules.owners import can_take_back, has_no_curator
from library.rules.resources import curators_of
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.network.models import Agency, Circle


def able_agencies() -> QuerySet[Agency]:
    """Return the agencies that can look after a resource: those in the network that have a member."""
    return Agency.objects.filter(is_active=True, pk__in=User.objects.approved().exclude(agency=None).values("agency"))


def possible_owners(user: Any, circle: Circle | None) -> QuerySet[Agency]:
    """Return the agencies that this user can choose as owners of a resource: those with a member who can read it.

    circle: the circle that the resource is for, or None.
    """
    readers = User.objects.readers_of(circle).exclude(agency=None)
    return Agency.objects.visible_to(user).filter(is_active=True, pk__in=readers.values("agency"))


def agencies_to_hand_over_to(curator: User, resource: Resource) -> QuerySet[Agency]:
    """Return the agencies to which the curator can hand the resource over. Its present agency is not one of them.

    The curator's own agency is one of them only if it can take the resource back (can_take_back), or if no agency that
    could hand the resource over has a curator (has_no_curator).
    """
    may_choose_own = can_take_back(curator, resource) or has_no_curator(resource)
    own = None if may_choose_own else curator.agency_id
    left_out = [pk for pk in (own, resource.agency_id) if pk]
    return possible_owners(curator, resource.circle).exclude(pk__in=left_out)


def agencies_with_curators(resource: Resource) -> set[int]:
    """Return the ids of the agencies that have a curator who can read the resource."""
    return set(curators_of(resource).exclude(agency=None).values_list("agency", flat=True))


def without_able_owner() -> ResourceQuerySet:
    """Return the drafts and published resources without an agency that can look after them (able_agencies)."""
    resources = Resource.objects.filter(state__in=[ResourceState.DRAFT, ResourceState.PUBLISHED])
    return resources.exclude(agency__in=able_agencies())


def resources_without_owner(user: Any) -> ResourceQuerySet:
    """Return the resources that this curator can see and that no agency or deputy agency can look after."""
    return without_able_owner().filter(pk__in=Resource.objects.visible_to(user)).exclude(deputy__in=able_agencies())


def circles_without_curator() -> QuerySet[Circle]:
    """Return the circles that have resources but no curator, so that nobody can check or review these resources."""
    has_resources = Exists(Resource.objects.filter(circle=OuterRef("pk")).exclude(state=ResourceState.TRASHED))
    curators = User.objects.in_office(Role.CURATOR)
    circles = Circle.objects.filter(has_resources).order_by("name")
    # One query for each circle, but there are few circles.
    without = [circle.pk for circle in circles if not curators.in_circle(circle).exists()]
    return circles.filter(Q(pk__in=without))
