"""Anonymous figures, for all members, on last year's applications by kind of agency."""

import datetime as dt
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models import Application
from ratsite.lib.disclosure import Figure, Policy, tally
from ratsite.lib.figure_words import figure_words
from ratsite.network.enums import AgencyKind
from ratsite.network.figures import policy_outside

YEAR = dt.timedelta(days=365)
MOST_READ = 5000  # a region has some hundred applications a year


@dataclass
class Figures:
    """The figures on applications from one kind of agency. Show readers only what `shown` returns."""

    kind: str
    policy: Policy
    states: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        """True if one of the figures is large enough to be shown."""
        return self._counts()[-1].is_number

    @property
    def shown(self) -> list[str]:
        """Return four texts: how many were approved and not approved, how many applied, and the median days."""
        days = f"{statistics.median(self.days):g}" if len(self.days) >= self.policy.threshold else ""
        return [*(figure_words(figure) for figure in self._counts()), days or _("too few")]

    def _counts(self) -> list[Figure]:
        """Return how many were approved and rejected, and how many applied.

        How many applied is computed from the figures that are shown: otherwise readers could subtract these from it,
        and find a hidden one.
        """
        told = (ApplicationState.APPROVED, ApplicationState.REJECTED)
        parts = {state: self.states[state] for state in told}
        parts["other"] = self.states.total() - sum(parts.values())
        figures, total = tally(parts, policy=self.policy)
        return [*(figures[state] for state in told), total]


def figures_by_kind() -> list[Figures]:
    """Return the figures for each kind of agency with applications within a year, ordered by name; one query.

    There is no total of all kinds, as it would give away hidden figures. The figures count people and not agencies, so
    the threshold is the higher one.
    """
    policy = policy_outside()
    recent = Application.objects.filter(proved_at__gt=timezone.now() - YEAR).order_by("-pk")
    rows = recent.values_list("agency_kind", "state", "proved_at", "decided_at")[:MOST_READ]
    kinds: dict[str, Figures] = defaultdict(lambda: Figures(kind=_("Other"), policy=policy))
    for kind, state, proved_at, decided_at in rows:
        figures = kinds[kind]
        if kind:
            figures.kind = str(AgencyKind(kind).label)
        figures.states[state] += 1
        if decided_at is not None:
            figures.days.append((decided_at - proved_at).days)
    return sorted(kinds.values(), key=lambda figures: figures.kind)
