"""Several counts that belong together: a breakdown, a tally, a grid, names."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from ratsite.lib.disclosure.figures import NOT_SHOWN, Figure, Policy, Shown, capped_count, count

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


def months_to_break_down(months: Mapping[Key, Figure]) -> list[Key]:
    """Return the months whose reports may be counted in a breakdown: those with a number.

    A breakdown that also counted the reports of a hidden month would tell how many there were.
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
    """Return each part of what `months` count, such as the areas. An agency may be in several parts, or in one.

    parts: for each part, the distinct agencies that reported in the months of `months_to_break_down`. months, able: the
    printed figure of each month, and how many were able to report. most: how many agencies a part can have, where that
    is known in public. union: how many distinct agencies all parts have together, as far as other outputs tell.

    Agencies that are counted in a month are in some part. So hidden parts would be narrowed where the others cannot
    hold them all, and then no part is shown. The worst outcome decides, not the real one: every part hidden.
    """
    chosen = months_to_break_down(months)
    hidden = policy.threshold - 1
    holds = [min(hidden, most[part]) if most else hidden for part in parts]
    told = max([union, *(months[month].low for month in chosen)])
    nearly_all = max((able[month] for month in chosen if not months[month].is_exact), default=0)
    if not chosen or told > sum(holds) - max(holds, default=0) or nearly_all > sum(holds):
        return dict.fromkeys(parts, NOT_SHOWN)
    top = min(able[month] for month in chosen) - policy.threshold
    return {part: capped_count(number, most=top, policy=policy) for part, number in parts.items()}


def tally(parts: Mapping[Key, int], *, policy: Policy) -> tuple[dict[Key, Figure], Figure]:
    """Return counts of things that are in one part each, and their total, recomputed from what is printed.

    The total is exact only if no part is hidden, so that no part comes back by subtraction. Do not print another total
    of the same things.
    """
    figures = {part: capped_count(number, most=number, policy=policy) for part, number in parts.items()}
    printed = sum(figure.low for figure in figures.values())
    if all(figure.is_exact for figure in figures.values()):
        return figures, Figure(Shown.EXACT, printed)
    return figures, Figure(Shown.AT_LEAST, printed) if printed else NOT_SHOWN


def grid(cells: Mapping[tuple[Row, Column], int], *, policy: Policy) -> dict[tuple[Row, Column], Figure]:
    """Return counts that cross two dimensions. They have no margins: a margin would give hidden cells back.

    With rounding, each number is rounded to the nearest multiple, never below the threshold.
    """
    return {cell: _rounded(capped_count(number, most=number, policy=policy), policy) for cell, number in cells.items()}


def _rounded(figure: Figure, policy: Policy) -> Figure:
    if policy.rounding == 1 or figure.value is None or not figure.is_exact:
        return figure
    base = policy.rounding
    lowest = -(-policy.threshold // base) * base
    return Figure(Shown.EXACT, max(lowest, (figure.value + base // 2) // base * base))


def nameable_remits(
    present: Mapping[Key, int],
    *,
    able: Mapping[Key, int],
    months: Mapping[Hashable, Figure],
    months_able: Mapping[Hashable, int],
    policy: Policy,
) -> Collection[Key]:
    """Return the remits that may be named: their number of agencies would be printed, and no other remit is told.

    present, able: for each remit, the agencies that reported in the months of `months_to_break_down`, and those that
    are able to. An agency has one main remit. A remit that is not returned is "another remit" at most.
    """
    chosen = months_to_break_down(months)
    everybody = sum(months[month].high(months_able[month]) for month in chosen)
    holds = [min(policy.threshold - 1, number) for number in able.values()]
    if everybody > sum(holds) - max(holds, default=0):
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
    """Return the areas of a period, and the remits that may be named for it.

    The period must not overlap another one that is published: two overlapping periods tell what is in one alone. The
    counts are of the months of `months_to_break_down` in it.
    """
    names = nameable_remits(remits, able=remits_able, months=months, months_able=able, policy=policy)
    union = policy.threshold * len(names)
    return breakdown(areas, months=months, able=able, policy=policy, union=union), names
