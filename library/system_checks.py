"""System checks that read the database. `manage.py check --database default` and the health page run them."""

from collections.abc import Sequence

from django.core.checks import CheckMessage, Warning
from django.db import DatabaseError
from django.utils.translation import gettext as _

from library.queries.owners import circles_without_curator


def curators_of_circles(app_configs: object, databases: Sequence[str] | None = None, **kwargs) -> list[CheckMessage]:
    """Return a warning for each circle that has resources and no curator."""
    if not databases:
        return []
    try:
        names = [circle.name for circle in circles_without_curator()]
    except DatabaseError:  # the tables do not exist before the first migration
        return []
    hint = _("Add a curator to the circle, or make a member of it a curator.")
    message = _("Nobody can review the resources of the circle “%(name)s”.")
    return [Warning(message % {"name": name}, hint=hint, id="library.W001") for name in names]
