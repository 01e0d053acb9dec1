"""How joining goes, in figures that give nobody away: for all members, by kind of agency, over the last year."""

import datetime as dt
import statistics
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models import Application
from ratsite.network.enums import AgencyKind

YEAR = dt.timedelta(days=365)
FEWEST = 5  # below it a figure could be somebody
MOST_READ = 5000  # a region has some hundred applications a year
OTHERS = "Of no kind that we list"


@dataclass
class Figures:
    """Of one kind of agency. What is shown of them, `shown` says."""

    kind: str
    applied: int = 0
    approved: int = 0
    rejected: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def shown(self) -> list[str]:
        """Applied, approved, not approved, and the median days to a decision."""
        days = f"{statistics.median(self.days):g}" if len(self.days) >= FEWEST else ""
        return [*(at_least_five(count) for count in (self.applied, self.approved, self.rejected)), days or "too few"]


def at_least_five(count: int) -> str:
    return str(count) if count >= FEWEST else f"fewer than {FEWEST}"


def figures_by_kind() -> list[Figures]:
    """Kinds from which somebody applied within a year, in the order of their names; one query.

    No total stands beside them: it would give away what is fewer than five.
    """
    recent = Application.objects.filter(proved_at__gt=timezone.now() - YEAR).order_by("-pk")
    rows = recent.values_list("agency_kind", "state", "proved_at", "decided_at")[:MOST_READ]
    kinds: dict[str, Figures] = defaultdict(lambda: Figures(kind=OTHERS))
    for kind, state, proved_at, decided_at in rows:
        figures = kinds[kind]
        if kind:
            figures.kind = AgencyKind(kind).label
        figures.applied += 1
        figures.approved += state == ApplicationState.APPROVED
        figures.rejected += state == ApplicationState.REJECTED
        if decided_at is not None:
            figures.days.append((decided_at - proved_at).days)
    return sorted(kinds.values(), key=lambda figures: figures.kind)
