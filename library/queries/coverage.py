"""The coverage map: how many resources a reader finds for each form of exploitation and each affected group."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce, TruncDate
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
    """Return the map of what this user may read today, of one remit if its slug is given. Costs four queries.

    Withdrawn resources and those that another one replaces are not counted.
    """
    replaced = ResourceRelation.objects.filter(kind=RelationKind.SUPERSEDES, resource__state=ResourceState.PUBLISHED)
    resources = Resource.objects.visible_to(user).published().exclude(pk__in=replaced.values("other"))
    if remit:
        resources = resources.filter(uses__remit__slug=remit)
    forms, groups = list(ExploitationForm.objects.all()), list(AffectedGroup.objects.all())
    coverage_map, today = Coverage(groups, without_form=resources.filter(forms=None).count()), timezone.localdate()
    counted = (
        resources.order_by()
        .values_list("forms", "affected")
        .annotate(
            Count("pk"),
            overdue=Count("pk", filter=Q(review_due_on__lt=today) | Q(permission_until__lt=today)),
            newest=Max(Coalesce("current__issued_on", TruncDate("posted_at"))),
        )
    )
    cells = {(form, group): values for form, group, *values in counted}
    for form in forms:
        row = [Cell(form, group, *cells.get((form.pk, group and group.pk), ())) for group in (*groups, None)]
        coverage_map.rows.append((form, row))
    return coverage_map
