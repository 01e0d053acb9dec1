"""The coverage map: how many resources a reader finds for each form of exploitation and each affected group."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from library.enums import RelationKind, ResourceState
from library.models import Resource, ResourceRelation
from ratsite.network.models import AffectedGroup, ExploitationForm

MANY_OVERDUE = 0.5  # share from which the map marks a cell


@dataclass
class Cell:
    """The resources for one form and one group; group None: those that name no group."""

    form: ExploitationForm
    group: AffectedGroup | None
    count: int = 0
    overdue: int = 0
    newest: dt.date | None = None

    def add(self, day: dt.date, is_overdue: bool) -> None:
        self.count += 1
        self.overdue += is_overdue
        self.newest = max(day, self.newest or day)

    @property
    def has_many_overdue(self) -> bool:
        return bool(self.count) and self.overdue / self.count >= MANY_OVERDUE

    @property
    def percent_overdue(self) -> int:
        return round(100 * self.overdue / self.count) if self.count else 0


@dataclass
class Coverage:
    """The map for one reader. rows: for each form its cells, in the order of `groups` and then without a group.

    without_form: the number of resources that name no form of exploitation, and so are in no row.
    """

    groups: list[AffectedGroup]
    rows: list[tuple[ExploitationForm, list[Cell]]] = field(default_factory=list)
    without_form: int = 0

    @property
    def empty(self) -> list[Cell]:
        """Return the cells of a form and a group for which there is nothing."""
        return [cell for _, cells in self.rows for cell in cells if cell.group is not None and not cell.count]

    @property
    def cell_count(self) -> int:
        return len(self.rows) * len(self.groups)


def coverage(user, remit: str = "") -> Coverage:
    """Return the map of what this user may read today, of one remit if its slug is given. Costs five queries.

    Withdrawn resources and those that another one replaces are not counted.
    """
    replaced = ResourceRelation.objects.filter(kind=RelationKind.SUPERSEDES, resource__state=ResourceState.PUBLISHED)
    resources = Resource.objects.visible_to(user).published().exclude(pk__in=replaced.values("other"))
    if remit:
        resources = resources.filter(uses__remit__slug=remit)
    forms, groups = list(ExploitationForm.objects.all()), list(AffectedGroup.objects.all())
    coverage = Coverage(groups)
    ids = resources.order_by().values("pk")
    forms_of = _terms(Resource.forms.through.objects.filter(resource__in=ids), "exploitationform")
    groups_of = _terms(Resource.affected.through.objects.filter(resource__in=ids), "affectedgroup")
    cells = {(form.pk, group and group.pk): Cell(form, group) for form in forms for group in (*groups, None)}
    today = timezone.localdate()
    columns = ("pk", "posted_at", "current__issued_on", "review_due_on", "permission_until")
    for pk, posted_at, issued_on, *ends in resources.values_list(*columns):
        is_overdue = any(day < today for day in ends if day)
        coverage.without_form += pk not in forms_of
        for form_id in forms_of.get(pk, ()):
            for group_id in groups_of.get(pk, (None,)):
                cells[form_id, group_id].add(issued_on or timezone.localdate(posted_at), is_overdue)
    coverage.rows = [(form, [cells[form.pk, group and group.pk] for group in (*groups, None)]) for form in forms]
    return coverage


def _terms(pairs, column: str) -> dict[int, list[int]]:
    """Return the ids of the terms of each resource, by the resource's id."""
    terms: dict[int, list[int]] = defaultdict(list)
    rows: Iterable[tuple[int, int]] = pairs.values_list("resource", column)
    for resource_id, term_id in rows:
        terms[resource_id].append(term_id)
    return dict(terms)
