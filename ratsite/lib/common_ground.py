"""Work out where remits agree and differ, from the answers of single people. No reader ever sees these answers.

People are grouped by the remit that they declare, and simply counted. A result contains bands and no numbers. All of
the arithmetic of docs/decisions/0054-common-ground.md is in this module. Pure functions: no app, no database.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

AGREE, DISAGREE = "agree", "disagree"  # any other answer means "cannot say": it is counted for neither side
FEWEST_ANSWERS = 3  # answers of a remit: with fewer, a reader could guess who answered what
FEWEST_REMITS = 3  # remits that must agree for common ground


class Band(StrEnum):
    """Where most people of a group stand on a statement."""

    AGREE = "agree"
    SPLIT = "split"
    DISAGREE = "disagree"


class Verdict(StrEnum):
    COMMON = "common"
    BRIDGE = "bridge"
    OPEN = "open"
    FEW = "few"  # too few answered to tell


@dataclass(frozen=True)
class Result:
    """The result of one statement: its verdict, and the band of each remit that has enough answers.

    others: the band of all people of the smaller remits together; None if they are fewer than FEWEST_ANSWERS.
    """

    verdict: Verdict
    bands: Mapping[int, Band]
    others: Band | None


def band_of(answers: Iterable[str]) -> Band | None:
    """Return the band of these answers, or None if they are fewer than FEWEST_ANSWERS.

    "Most agree" or "most disagree" needs 70 % or more on that side and 20 % or less on the other.
    """
    count = Counter(answers)
    total = count.total()
    if total < FEWEST_ANSWERS:
        return None
    if _is_most(count[AGREE], count[DISAGREE], total):
        return Band.AGREE
    return Band.DISAGREE if _is_most(count[DISAGREE], count[AGREE], total) else Band.SPLIT


def _is_most(side: int, other_side: int, total: int) -> bool:
    return 10 * side >= 7 * total and 5 * other_side <= total


def results(statements: Sequence[Iterable[tuple[int, str]]]) -> list[Result]:
    """Return a Result for each statement, in the same order: its verdict, and where most of each remit stand.

    statements: for each statement, a pair (remit's id, answer) for each person who answered.
    """
    banded = [_bands(answers) for answers in statements]
    bands = [own for own, _ in banded]
    return [
        Result(_verdict(number, bands, others), dict(sorted(own.items())), others)
        for number, (own, others) in enumerate(banded)
    ]


def _bands(answers: Iterable[tuple[int, str]]) -> tuple[dict[int, Band], Band | None]:
    """Return ({remit: its band} for remits with enough answers, the band of all other remits' answers together)."""
    by_remit: dict[int, list[str]] = defaultdict(list)
    for remit, answer in answers:
        by_remit[remit].append(answer)
    bands = {remit: band for remit, given in by_remit.items() if (band := band_of(given)) is not None}
    small = [answer for remit, given in by_remit.items() if remit not in bands for answer in given]
    return bands, band_of(small)


def _verdict(number: int, bands: Sequence[Mapping[int, Band]], others: Band | None) -> Verdict:
    here = bands[number]
    if len(here) >= FEWEST_REMITS and set(here.values()) == {Band.AGREE}:
        return Verdict.COMMON
    agreeing = [remit for remit, band in here.items() if band == Band.AGREE]
    elsewhere = [own for place, own in enumerate(bands) if place != number]
    if any(_differ(one, other, elsewhere) for one, other in combinations(agreeing, 2)):
        return Verdict.BRIDGE
    # Three remits that agree have returned above: if nobody is known to differ, fewer than three have answers.
    return Verdict.FEW if {*here.values(), others} <= {Band.AGREE, None} else Verdict.OPEN


def _differ(first: int, other: int, statements: Iterable[Mapping[int, Band]]) -> bool:
    """True if these two remits are in different bands on at least one of the statements."""
    return any(first in bands and other in bands and bands[first] != bands[other] for bands in statements)
