"""The coverage map: how many resources a reader can read about each form of exploitation and each affected group."""

import datetime as dt
from dataclasses import dataclass, field

from library.enums import Freshness
from library.queries.facet_table import FacetTable, facet_table
from library.queries.search import published_ids
from ratsite.network.models import AffectedGroup, ExploitationForm

MANY_OVERDUE = 0.5  # share of overdue resources from which the map marks a cell


@dataclass
class Cell:
    """How many resources name one form of exploitation and one affected group. group: None if they name no group."""

    form: ExploitationForm
    group: AffectedGroup | None
    count: int = 0
    overdue: int = 0
    newest: dt.date | None = None

    @property
    def has_many_overdue(self) -> bool:
        return bool(self.count) and self.overdue / self.count >= MANY_OVERDUE

    @property
    def percent_overdue(self) -> int:
        return round(100 * self.overdue / self.count) if self.count else 0


@dataclass
class Coverage:
    """The coverage map for one reader.

    - groups: the columns of the map: the affected groups.
    - rows: for each form of exploitation, a cell for each group, and then a cell for the resources that name no group.
    - without_form: the number of resources that name no form of exploitation, and so are in no row.
    """

    groups: list[AffectedGroup]
    rows: list[tuple[ExploitationForm, list[Cell]]] = field(default_factory=list)
    without_form: int = 0

    @property
    def empty(self) -> list[Cell]:
        """Return the cells for a form of exploitation and an affected group that count no resource."""
        return [cell for _, cells in self.rows for cell in cells if cell.group is not None and not cell.count]

    @property
    def cell_count(self) -> int:
        return len(self.rows) * len(self.groups)


def coverage(user, remit: str = "") -> Coverage:
    """Return the coverage map: how many resources this user may read for each form of exploitation and affected group.

    remit: the slug of a remit, to count only resources that are useful for it; empty to count all. Withdrawn and
    superseded resources are not counted. Costs three queries, and two more if this process has no current FacetTable in
    memory.
    """
    forms, groups = list(ExploitationForm.objects.all()), list(AffectedGroup.objects.all())
    table, readable = facet_table(published_ids(user))
    readable &= ~table.having("review", [Freshness.SUPERSEDED])
    if remit:
        readable &= table.having("remit", [remit])
    overdue = table.having("review", [Freshness.OVERDUE])
    of_groups = [table.having("who", [group.slug]) for group in groups]
    of_groups.append(~table.any_of(of_groups))
    coverage_map, without_form = Coverage(groups), readable
    for form in forms:
        in_row = readable & table.having("form", [form.slug])
        without_form &= ~in_row
        row = [
            _cell(table, form, group, in_row & of_group, overdue)
            for group, of_group in zip((*groups, None), of_groups, strict=True)
        ]
        coverage_map.rows.append((form, row))
    coverage_map.without_form = without_form.bit_count()
    return coverage_map


def _cell(table: FacetTable, form: ExploitationForm, group: AffectedGroup | None, found: int, overdue: int) -> Cell:
    return Cell(form, group, found.bit_count(), (found & overdue).bit_count(), table.newest_day(found))
