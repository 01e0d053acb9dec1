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

DECIDED = (ApplicationState.APPROVED, ApplicationState.REJECTED)
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
    def may_be_shown(self) -> bool:
        """True if one of the figures is large enough to be shown."""
        return self._counts()[-1].is_number

    @property
    def shown(self) -> list[str]:
        """Return four texts: how many were approved and not approved, how many applied, and the median days.

        The median is that of all decisions, so it is shown only if both numbers of decisions are shown.
        """
        counts = self._counts()
        is_exact = all(figure.is_exact for figure in counts[: len(DECIDED)])
        days = str(statistics.median_low(self.days)) if is_exact else _("too few")
        return [*(figure_words(figure) for figure in counts), days]

    def _counts(self) -> list[Figure]:
        """Return three figures: how many were approved, how many were rejected, and how many applied.

        The last is computed from the figures that are shown. Otherwise readers could find a hidden figure by
        subtraction.
        """
        parts = {state: self.states[state] for state in DECIDED}
        parts["other"] = self.states.total() - sum(parts.values())
        figures, total = tally(parts, policy=self.policy)
        return [*(figures[state] for state in DECIDED), total]


def figures_by_kind() -> list[Figures]:
    """Return last year's figures for each kind of agency whose figures may be shown, ordered by name. Costs one query.

    A kind of agency is left out if none of its figures may be shown. So is a kind from which nobody applied: if the two
    looked different, readers would learn of a first applicant. For the same reason there is no total of all kinds. The
    figures count people and not agencies, so the threshold is the higher one.
    """
    policy = policy_outside()
    recent = Application.objects.filter(proved_at__gt=timezone.now() - YEAR).order_by("-pk")
    rows = recent.values_list("agency_kind", "state", "proved_at", "decided_at")[:MOST_READ]
    kinds: dict[str, Figures] = defaultdict(lambda: Figures(kind="", policy=policy))
    for kind, state, proved_at, decided_at in rows:
        figures = kinds[kind or AgencyKind.OTHER]
        figures.kind = str(AgencyKind(kind or AgencyKind.OTHER).label)
        figures.states[state] += 1
        if state in DECIDED:
            figures.days.append((decided_at - proved_at).days)
    return sorted((figures for figures in kinds.values() if figures.may_be_shown), key=lambda figures: figures.kind)
