"""Decide how counts that belong together are shown: breakdowns, tallies, names of remits, and checks."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

from ratsite.lib.disclosure.figures import NOT_SHOWN, Figure, Policy, Shown, capped_count, count

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)


def months_to_break_down(months: Mapping[Key, Figure]) -> list[Key]:
    """Return the months whose reports may be counted in a breakdown: those whose own count is shown.

    A breakdown that counts a hidden month's reports would reveal how many reports that month had.
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

    - parts: {part: number of distinct agencies that reported in the months of `months_to_break_down`}. An agency can be
      in several parts.
    - months: {month: its figure as shown}
    - able: {month: number of agencies that were able to report}
    - most: {part: the largest number of agencies that it can have, as is publicly known}
    - union: the number of distinct agencies in all parts together, as far as other outputs reveal it

    Every agency counted in a month is in at least one part. If all parts but one cannot contain all these agencies,
    readers know that the remaining agencies are in that one part, even if it is hidden: so no part is shown. The check
    assumes that every part is hidden, so that its result reveals nothing about the real counts.
    """
    chosen = months_to_break_down(months)
    hidden = policy.threshold - 1
    capacities = [min(hidden, most[part]) if most else hidden for part in parts]
    told = max([union, *(months[month].low for month in chosen)])
    nearly_all = any(able[month] > sum(capacities) for month in chosen if not months[month].is_exact)
    if not chosen or told > _capacity_without_largest(capacities) or nearly_all:
        return dict.fromkeys(parts, NOT_SHOWN)
    everybody = min(able[month] for month in chosen)
    added = sum(months[month].high(able[month]) for month in chosen)
    if everybody - policy.threshold < added < everybody:
        everybody = added  # readers add the months up: "10 or more" would tell that it is 10, if they have 10 together
    top = everybody - policy.threshold
    return {part: capped_count(number, most=top, policy=policy) for part, number in parts.items()}


def _capacity_without_largest(capacities: Iterable[int]) -> int:
    """Return how many agencies fit into all parts but the largest. capacities: how many fit into each part."""
    return sum(sorted(capacities)[:-1])


def tally(parts: Mapping[Key, int], *, policy: Policy) -> tuple[dict[Key, Figure], Figure]:
    """Return ({part: figure}, figure of the total) for counts of parts that do not overlap, as they may be shown.

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

    The list is empty if their names would reveal something about the other remits. Pages may mention the other remits
    only as "possibly others".

    - present: {remit: number of agencies with this main remit that reported in the months of `months_to_break_down`}
    - able: {remit: number of agencies with this main remit that were able to report}
    - months: {month: its figure as shown}
    - months_able: {month: number of agencies that were able to report}
    """
    chosen = months_to_break_down(months)
    everybody = sum(months[month].high(months_able[month]) for month in chosen)
    capacities = [min(policy.threshold - 1, number) for number in able.values()]
    if everybody > _capacity_without_largest(capacities):
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
    """Return ({area: its figure} for a period, the remits that may be named for it).

    - areas, remits: {area or remit: number of agencies that reported in the months of `months_to_break_down`}
    - remits_able: {remit: number of agencies with this main remit that were able to report}
    - months, able: as in `breakdown`

    The period must not overlap another published period: by subtraction, readers would find what is in only one of two
    overlapping periods.

    Pass no `remits` for a period whose remits are not to be named. Readers may know the names from an earlier page, so
    the figures of the areas are chosen as if every remit that could be named were named.
    """
    could = remits or dict.fromkeys(remits_able, policy.threshold)
    known = nameable_remits(could, able=remits_able, months=months, months_able=able, policy=policy)
    names, union = known if remits else [], policy.threshold * len(known)
    return breakdown(areas, months=months, able=able, policy=policy, union=union), names


def may_tell_check(
    shown: Iterable[tuple[Collection[Figure], int]], *, groups: Collection[tuple[int, int]], policy: Policy
) -> bool:
    """Return True if readers may be told whether an agency of another kind has reported, and since when.

    Example: a trend that housing agencies began. Once readers are told that no other kind has reported, each count
    shown is a count of housing agencies, so none may be close to the number of housing agencies.

    - shown: (figures, number of agencies of the first kind) for all figures ever shown; figures that readers can add up
      are in one pair
    - groups: (agencies of the first kind, agencies of another kind) for each month since reports began

    The answer does not depend on who has reported, nor on hidden counts. Otherwise readers who know this code could
    conclude from a False who has reported.
    """
    if not groups or any(alike < policy.fewest_able or other < policy.threshold for alike, other in groups):
        return False
    told = [(sum(figure.low for figure in figures), alike) for figures, alike in shown]
    return all(number == 0 or number <= alike - policy.threshold for number, alike in told)
