"""Who looks after resources: those that nobody does, and circles whose resources nobody can review."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from library.enums import ResourceState
from library.models import Resource, ResourceQuerySet
from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.network.models import Agency, Circle


def able_agencies() -> QuerySet[Agency]:
    """Return the agencies that can look after a resource: they are in the network, and a member is with them."""
    return Agency.objects.filter(is_active=True, pk__in=User.objects.approved().exclude(agency=None).values("agency"))


def left_behind() -> ResourceQuerySet:
    """Return the drafts and published resources whose agency is none or has left."""
    resources = Resource.objects.filter(state__in=[ResourceState.DRAFT, ResourceState.PUBLISHED])
    return resources.exclude(agency__in=able_agencies())


def resources_without_owner(user: Any) -> ResourceQuerySet:
    """Return the resources that this curator sees and that no agency and no deputy looks after."""
    return left_behind().filter(pk__in=Resource.objects.visible_to(user)).exclude(deputy__in=able_agencies())


def circles_without_curator() -> QuerySet[Circle]:
    """Return the circles that have resources but no curator, so that nobody can add, check or review one."""
    has_resources = Exists(Resource.objects.filter(circle=OuterRef("pk")).exclude(state=ResourceState.TRASHED))
    curators = User.objects.in_office(Role.CURATOR)
    circles = Circle.objects.filter(has_resources).order_by("name")
    without = [circle.pk for circle in circles if not curators.in_circle(circle).exists()]  # circles are few
    return circles.filter(Q(pk__in=without))
