"""Anonymous figures, for all members, on last year's applications by kind of agency."""

import datetime as dt
import statistics
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models import Application
from ratsite.network.enums import AgencyKind

YEAR = dt.timedelta(days=365)
FEWEST = 5  # a smaller figure could point to a person
MOST_READ = 5000  # a region has some hundred applications a year


@dataclass
class Figures:
    """The figures on applications from one kind of agency. Show readers only what `shown` returns."""

    kind: str
    applied: int = 0
    approved: int = 0
    rejected: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """True if one of the figures is large enough to be shown."""
        return max(self.applied, self.approved, self.rejected, len(self.days)) >= FEWEST

    @property
    def shown(self) -> list[str]:
        """Return four texts: how many applied, were approved and rejected, and the median days to a decision."""
        days = f"{statistics.median(self.days):g}" if len(self.days) >= FEWEST else ""
        return [*(at_least_five(count) for count in (self.applied, self.approved, self.rejected)), days or _("too few")]


def at_least_five(count: int) -> str:
    return str(count) if count >= FEWEST else _("fewer than %(number)d") % {"number": FEWEST}


def figures_by_kind() -> list[Figures]:
    """Return the figures for each kind of agency with applications within a year, ordered by name; one query.

    There is no total, as it would give away figures below five.
    """
    recent = Application.objects.filter(proved_at__gt=timezone.now() - YEAR).order_by("-pk")
    rows = recent.values_list("agency_kind", "state", "proved_at", "decided_at")[:MOST_READ]
    kinds: dict[str, Figures] = defaultdict(lambda: Figures(kind=_("Other")))
    for kind, state, proved_at, decided_at in rows:
        figures = kinds[kind]
        if kind:
            figures.kind = str(AgencyKind(kind).label)
        figures.applied += 1
        figures.approved += state == ApplicationState.APPROVED
        figures.rejected += state == ApplicationState.REJECTED
        if decided_at is not None:
            figures.days.append((decided_at - proved_at).days)
    return sorted(kinds.values(), key=lambda figures: figures.kind)
