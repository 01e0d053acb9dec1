"""Measure what the identifier check finds and misses in the gold set, and how long it takes."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ratsite.lib.identifiers import FINDERS, Allow, Finding, IdentifierKind, find
from tests.lib.identifiers.gold import Case
from tests.lib.identifiers.hard import ALLOWED

ALLOW = Allow(ALLOWED)


@dataclass(frozen=True)
class Score:
    """The result for one kind: identifiers and how many were found, look-alikes and how many false alarms."""

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
    """True if the identifier is found as its kind and in its whole length."""
    return any(
        finding.kind == case.kind and finding.start <= case.start and finding.end >= case.end
        for finding in find(case.text, ALLOW)
    )


def alarms(text: str) -> list[Finding]:
    """Return the findings of any kind and strength."""
    return find(text, ALLOW)


def milliseconds(finder: Callable[[str, Allow], list[Finding]], text: str, rounds: int = 1) -> float:
    """Return the time of the fastest of so many rounds: other programs slowed the others down."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        finder(text, ALLOW)
        times.append(time.perf_counter() - began)
    return min(times) * 1000
