"""The grid of recent topics and trends on the list of trends: forms of exploitation by affected groups."""

from collections.abc import Iterable
from typing import NamedTuple

from django.core.cache import caches
from django.utils.translation import gettext as _

from ratsite.accounts.models import User
from ratsite.lib.disclosure import Policy
from ratsite.network.models import AffectedGroup, ExploitationForm
from ratsite.trends.queries.recent_topics import CACHED_SECONDS, FormShare, RecentTopics, recent_topics

LEVELS = 3  # shades of a cell that is not empty


class GridCell(NamedTuple):
    """The number of recent topics and trends, and the shade of the cell: 0 for none, otherwise 1 to LEVELS."""

    count: int
    level: int


class CoverageGrid(NamedTuple):
    """How many recent topics and trends one reader may see, for each form of exploitation and affected group.

    - most: the form of exploitation that most of them name, if it is more than half.
    - groups: the heads of the columns: the names of the affected groups, and "No group named".
    - rows: the name of each form, with a cell for each column. A topic with two forms counts in both rows.
    """

    most: FormShare | None
    groups: tuple[str, ...]
    rows: tuple[tuple[str, tuple[GridCell, ...]], ...]


def coverage_grid(reader: User, policy: Policy) -> CoverageGrid:
    """Return the grid for this reader. It is cached for CACHED_SECONDS; from the cache it costs no query."""

    def count() -> CoverageGrid:
        groups = list(AffectedGroup.objects.all())
        return _grid(recent_topics(reader, policy), list(ExploitationForm.objects.all()), groups)

    return caches["worker"].get_or_set(f"coverage-grid-{reader.pk}", count, CACHED_SECONDS)


def _grid(recent: RecentTopics, forms: list[ExploitationForm], groups: list[AffectedGroup]) -> CoverageGrid:
    greatest = max(recent.either.values(), default=0)
    keys = [*(group.pk for group in groups), None]
    return CoverageGrid(
        most=recent.most(forms),
        groups=(*(group.name for group in groups), _("No group named")),
        rows=tuple((form.name, _cells((recent.either[form.pk, key] for key in keys), greatest)) for form in forms),
    )


def _cells(counts: Iterable[int], greatest: int) -> tuple[GridCell, ...]:
    """Return the cells of a row. A cell's level is its share of the greatest count on the grid, in thirds."""
    return tuple(GridCell(count, -(-LEVELS * count // greatest) if count else 0) for count in counts)
