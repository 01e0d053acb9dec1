"""Decide how counts that belong together are shown: breakdowns, tallies, names of remits, and checks."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

from ratsite.lib.disclosure.figures import NOT_SHOWN, Figure, Policy, Shown, capped_count, count

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)


def months_to_break_down(months: Mapping[Key, Figure]) -> list[Key]:
    """Return the months whose reports may be counted in a breakdown: those whose own count is shown.

    A breakdown with the reports of a hidden month would reveal how many these were.
    """
    return [month for month, figure in months.items() if figure.is_number]


def breakdown(
    parts: Mapping[Key, int],
    *,
    months: Mapping[Hashable, Figure],
    able: Mapping[Hashable, int],
    policy: Policy,
    most: Mapping[Key, int] | None = None,
    union: int = 0,
) -> dict[Key, Figure]:
    """Return, as it may be shown, how many agencies reported in each part, such as each area.

    parts: for each part, the number of distinct agencies that reported in the months of `months_to_break_down`; an
    agency can be in several parts. months, able: for each month, its figure as shown and how many agencies were able to
    report. most: for each part, the publicly known largest number of agencies that it can have. union: the number of
    distinct agencies in all parts, as far as other outputs reveal it.

    Every agency that is counted in a month is in some part. If the other parts could not hold all these agencies, a
    reader could narrow down a hidden part, so then no part is shown. This is decided for the worst case (all parts
    hidden), not from the real counts.
    """
    chosen = months_to_break_down(months)
    hidden = policy.threshold - 1
    holds = [min(hidden, most[part]) if most else hidden for part in parts]
    told = max([union, *(months[month].low for month in chosen)])
    nearly_all = any(able[month] > sum(holds) for month in chosen if not months[month].is_exact)
    if not chosen or told > _held_beside_the_largest(holds) or nearly_all:
        return dict.fromkeys(parts, NOT_SHOWN)
    top = min(able[month] for month in chosen) - policy.threshold
    return {part: capped_count(number, most=top, policy=policy) for part, number in parts.items()}


def _held_beside_the_largest(holds: Iterable[int]) -> int:
    """Return how many agencies all hidden parts but the largest can hold together: the least that one part leaves."""
    return sum(sorted(holds)[:-1])


def tally(parts: Mapping[Key, int], *, policy: Policy) -> tuple[dict[Key, Figure], Figure]:
    """Return the counts of parts that do not overlap, and their total, as they may be shown.

    The total is computed from the counts shown. It is exact only if no part is hidden, so that no hidden part can be
    found by subtraction. Do not show another total of the same things.
    """
    figures = {part: capped_count(number, most=number, policy=policy) for part, number in parts.items()}
    total = sum(figure.low for figure in figures.values())
    if all(figure.is_exact for figure in figures.values()):
        return figures, Figure(Shown.EXACT, total)
    return figures, Figure(Shown.AT_LEAST, total) if total else NOT_SHOWN


def nameable_remits(
    present: Mapping[Key, int],
    *,
    able: Mapping[Key, int],
    months: Mapping[Hashable, Figure],
    months_able: Mapping[Hashable, int],
    policy: Policy,
) -> Collection[Key]:
    """Return the remits that may be named as reporting: those whose number of agencies could be shown.

    None is returned if their names would reveal something about the other remits. present, able: for each remit, how
    many agencies with this main remit reported in the months of `months_to_break_down`, and how many were able to.
    Pages may mention the other remits only as "possibly others".
    """
    chosen = months_to_break_down(months)
    everybody = sum(months[month].high(months_able[month]) for month in chosen)
    holds = [min(policy.threshold - 1, number) for number in able.values()]
    if everybody > _held_beside_the_largest(holds):
        return []
    return [remit for remit, number in present.items() if count(number, able=able[remit], policy=policy).is_number]


def areas_and_remits(
    areas: Mapping[Key, int],
    remits: Mapping[Row, int],
    *,
    remits_able: Mapping[Row, int],
    months: Mapping[Hashable, Figure],
    able: Mapping[Hashable, int],
    policy: Policy,
) -> tuple[dict[Key, Figure], Collection[Row]]:
    """Return the counts of the areas in a period, as they may be shown, and the remits that may be named for it.

    areas, remits: how many agencies reported in each, in the months of `months_to_break_down`. The period must not
    overlap another published period: two overlapping periods reveal what is in only one of them.
    """
    names = nameable_remits(remits, able=remits_able, months=months, months_able=able, policy=policy)
    union = policy.threshold * len(names)
    return breakdown(areas, months=months, able=able, policy=policy, union=union), names


def may_tell_check(
    shown: Iterable[tuple[Collection[Figure], int]], *, groups: Collection[tuple[int, int]], policy: Policy
) -> bool:
    """Return True if readers may be told whether an agency of another kind has reported, and since when.

    As long as none has, each count shown counts only agencies of the first kind, so it must not be close to the number
    of these. shown: pairs (figures, number of agencies of the first kind) of all figures that were ever shown, with
    figures in one pair if readers can add them up. groups: (agencies of the first kind, agencies of another kind) for
    each month since reports began.

    The answer must not depend on whether another kind has reported, nor on a hidden count, because readers could
    conclude these from what is missing.
    """
    if not groups or any(alike < policy.fewest_able or other < policy.threshold for alike, other in groups):
        return False
    told = [(sum(figure.low for figure in figures), alike) for figures, alike in shown]
    return all(number == 0 or number <= alike - policy.threshold for number, alike in told)
