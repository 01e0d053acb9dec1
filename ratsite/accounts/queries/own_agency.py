"""The agencies that a coordinator without an agency may choose as their own."""

from django.db.models import Q, QuerySet

from ratsite.accounts.models import User
from ratsite.network.models import Agency, Circle


def agencies_to_join(coordinator: User) -> QuerySet[Agency]:
    """Return the agencies that a coordinator may choose as their own; none if they have an agency.

    Left out are:

    - agencies in a circle, by name or through a remit, because the coordinator would be able to read what is shared
      with the circle
    - agencies that have people; but the only coordinator may choose them, because nobody else could assign one to them
    """
    if coordinator.agency_id is not None:
        return Agency.objects.none()
    in_circles = Circle.objects.filter(agencies__isnull=False).values("agencies")
    by_remit = Circle.objects.filter(remits__agencies__isnull=False).values("remits__agencies")
    free = Agency.objects.filter(is_active=True).exclude(Q(pk__in=in_circles) | Q(pk__in=by_remit))
    return free if coordinator.is_only_coordinator else free.filter(people=None)
