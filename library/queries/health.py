"""The library's lines of the health page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from library.queries.owners import circles_without_curator
from ratsite.lib.health import HealthFact


def library_health() -> Iterator[HealthFact]:
    """Yield one line of the health page for each circle that has resources and no curator."""
    for circle in circles_without_curator():
        yield HealthFact(
            _("The circle “%(name)s” has resources and no curator") % {"name": circle.name},
            _("Nobody can check or review them."),
            _("Add a curator to the circle, or make a member of it a curator."),
            code=f"circle {circle.pk}",
            link=(reverse("staff_circles:circle_members", args=[circle.pk]), _("Open the circle’s members")),
        )
