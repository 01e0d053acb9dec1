"""What the check finds and misses in the gold set, and how long it takes."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ratsite.lib.identifiers import FINDERS, Allow, Finding, IdentifierKind, find
from tests.lib.identifiers.gold import Case
from tests.lib.identifiers.hard import ALLOWED

ALLOW = Allow(ALLOWED)


@dataclass(frozen=True)
class Score:
    """Of one kind: how many there are and were found, how many only look so and were taken for one."""

    kind: IdentifierKind
    positives: int
    found: int
    negatives: int
    alarms: int

    @property
    def recall(self) -> float | None:
        return self.found / self.positives if self.positives else None


def scores(positives: list[Case], negatives: list[Case]) -> list[Score]:
    return [
        Score(
            kind,
            sum(case.kind == kind for case in positives),
            sum(case.kind == kind and is_found(case) for case in positives),
            sum(case.kind == kind for case in negatives),
            sum(case.kind == kind and bool(alarms(case.text)) for case in negatives),
        )
        for kind in FINDERS
    ]


def is_found(case: Case) -> bool:
    """As this kind and in its whole length."""
    return any(
        finding.kind == case.kind and finding.start <= case.start and finding.end >= case.end
        for finding in find(case.text, ALLOW)
    )


def alarms(text: str) -> list[Finding]:
    """Of any kind and strength."""
    return find(text, ALLOW)


def milliseconds(finder: Callable[[str, Allow], list[Finding]], text: str, rounds: int = 1) -> float:
    """The quickest of so many rounds: the others waited for something else."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        finder(text, ALLOW)
        times.append(time.perf_counter() - began)
    return min(times) * 1000
