"""Simulated attackers, who know the code and every published number, try to find out a hidden count.

The first one is complete: for a small network it computes the output of every possible world, and keeps the worlds that
give the output it saw. From "checked" it tries to learn that nearly all agencies of a remit reported. The second one
handles larger worlds by interval propagation over what every reader knows: an agency of a month is in some area, and an
area of a quarter has no more agencies than its months together.
"""

from collections import defaultdict
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratsite.lib.disclosure import (
    Figure,
    Policy,
    Shown,
    areas_and_remits,
    count,
    may_tell_check,
    months_to_break_down,
    revision,
    tally,
)

INSIDE, OUTSIDE = Policy(3), Policy(5)


def publish(world, *, months: int, areas: int, able: int, policy: Policy):
    """Return all published numbers about a world: for each agency the set of (area, month) that it reported."""
    counts = {month: sum(any(m == month for _, m in cells) for cells in world) for month in range(months)}
    figures = {month: count(number, able=able, policy=policy) for month, number in counts.items()}
    chosen = set(months_to_break_down(figures))
    by_area = {area: sum(any(a == area and m in chosen for a, m in cells) for cells in world) for area in range(areas)}
    by_remit = {0: sum(any(m in chosen for _, m in cells) for cells in world)}
    places, names = areas_and_remits(
        by_area,
        by_remit,
        remits_able={0: able},
        months=figures,
        able=dict.fromkeys(figures, able),
        policy=policy,
    )
    return tuple(figures.values()), tuple(places.values()), tuple(names)


def possible(figure: Figure, able: int) -> set[int]:
    return set(range(figure.low, figure.high(able) + 1))


@pytest.mark.parametrize(
    ("areas", "months", "able"), [(1, 2, 6), (2, 1, 8), (3, 1, 7), (4, 1, 6), (2, 2, 6), (1, 3, 6)]
)
def test_no_possible_world_can_be_told_from_its_neighbours(areas, months, able):
    patterns = [frozenset(c for c, yes in zip(product(range(areas), range(months)), bits, strict=True) if yes)
                for bits in product((0, 1), repeat=areas * months)]  # fmt: skip
    seen: dict = defaultdict(lambda: [set() for _ in range(months + areas)])
    for world in combinations_with_replacement(patterns, able):
        output = publish(world, months=months, areas=areas, able=able, policy=INSIDE)
        chosen = {month for month, figure in enumerate(output[0]) if figure.is_number}
        true = [sum(any(m == month for _, m in cells) for cells in world) for month in range(months)]
        true += [sum(any(a == area and m in chosen for a, m in cells) for cells in world) for area in range(areas)]
        for values, number in zip(seen[output], true, strict=True):
            values.add(number)
    told = [
        (output, figure, values)
        for output, cells in seen.items()
        for figure, values in zip((*output[0], *output[1]), cells, strict=True)
        if figure.how in (Shown.FEWER, Shown.AT_LEAST) and values != possible(figure, able)
    ]
    assert told == []
    unprinted = [
        values
        for output, cells in seen.items()
        for figure, values in zip(output[1], cells[months:], strict=True)
        if figure.how is Shown.NOT_SHOWN and any(month.is_number for month in output[0])
    ]
    # A month's only area has what the month has.
    assert all({0, 1, 2} <= values for values in unprinted) or areas == 1


ALIKE, OTHERS = 6, 3


def told_by_figure(figure: Figure, *, alike: int) -> int:
    """Return how many of the agencies that are alike a reader may know to have reported, from the count alone.

    A count above the number of other agencies tells some of it.
    """
    return max(alike - INSIDE.threshold, figure.low - OTHERS)


@pytest.mark.parametrize("alike", [6, 7, 8])
def test_a_reader_who_watches_the_count_grow_never_learns_that_nearly_all_of_a_remit_reported(alike):
    """Agencies report one by one; the attacker reads the page after each, and remembers every change."""
    able = alike + OTHERS
    possible: dict = defaultdict(set)
    for order in product((True, False), repeat=able):  # True: an agency of the author's remit
        history: tuple = ()
        for step in range(1, able + 1):
            own = sum(order[:step])
            if own > alike or step - own > OTHERS:
                break
            figure = count(step, able=able, policy=INSIDE)
            shows = may_tell_check([([figure], alike)], groups=[(alike, OTHERS)], policy=INSIDE)
            page = (figure, own < step if shows else None)
            history += () if history[-1:] == (page,) else (page,)
            possible[history].add(own)
    assert any(history[-1] == (Figure(Shown.EXACT, 3), False) for history in possible)
    told = [
        history for history, numbers in possible.items() if min(numbers) > told_by_figure(history[-1][0], alike=alike)
    ]
    assert told == []


def test_no_month_or_area_reveals_with_the_check_that_nearly_all_of_a_remit_reported():
    """Two months of one quarter and three areas, the third without reports; the counts by area add up the months."""
    patterns = [frozenset(), *(frozenset([cell]) for cell in product(range(2), range(2)))]
    possible: dict = defaultdict(lambda: [set() for _ in range(5)])
    for own, other in product(
        combinations_with_replacement(patterns, ALIKE), combinations_with_replacement(patterns, OTHERS)
    ):
        output = publish((*own, *other), months=2, areas=3, able=ALIKE + OTHERS, policy=INSIDE)
        added = [figure for figure in output[0] if figure.is_number]
        shows = may_tell_check([(added, ALIKE)] if added else [], groups=[(ALIKE, OTHERS)], policy=INSIDE)
        chosen = {month for month, figure in enumerate(output[0]) if figure.is_number}
        by_month = [sum(any(m == month for _, m in cells) for cells in own) for month in range(2)]
        by_area = [sum(any(a == area and m in chosen for a, m in cells) for cells in own) for area in range(3)]
        for numbers, number in zip(possible[output, any(other) if shows else None], (*by_month, *by_area), strict=True):
            numbers.add(number)
    unchecked = [output for output, state in possible if state is False]
    assert {3} == {figure.value for output in unchecked for figure in output[1] if figure.is_exact}
    told = [
        (output, state)
        for (output, state), cells in possible.items()
        for figure, numbers in zip((*output[0], *output[1]), cells, strict=True)
        if min(numbers) > told_by_figure(figure, alike=ALIKE)
    ]
    assert told == []


@st.composite
def worlds(draw):
    able, areas, quarters = draw(st.integers(6, 14)), draw(st.integers(1, 11)), draw(st.integers(1, 4))
    cell = st.tuples(st.integers(0, areas - 1), st.integers(0, 3 * quarters - 1))
    world = draw(st.lists(st.frozensets(cell, max_size=6), min_size=able, max_size=able))
    late = draw(st.lists(st.tuples(st.integers(0, able - 1), cell), max_size=5))
    return world, late, areas, quarters, able


def outputs_of(world, late, areas, quarters, able, policy):
    """Return every published cell, by its place, and the revisions."""
    cells, revisions = {}, {}
    after = [set(one) for one in world]
    for agency, report in late:
        after[agency].add(report)
    for quarter in range(quarters):
        own = range(3 * quarter, 3 * quarter + 3)
        shift = [{(a, m - own[0]) for a, m in one if m in own} for one in world]
        months, places, _ = publish(shift, months=3, areas=areas, able=able, policy=policy)
        cells |= {("month", own[0] + i): figure for i, figure in enumerate(months)}
        cells |= {("area", quarter, i): figure for i, figure in enumerate(places)}
    for month in {month for _, (_, month) in late}:
        now = count(sum(any(m == month for _, m in one) for one in after), able=able, policy=policy)
        revisions[month] = revision(cells["month", month], now)
    return cells, revisions


def narrowed(cells, revisions, areas, quarters, able):
    """Return the smallest and largest value that the attacker allows each cell, by interval propagation to the end."""
    low = {place: figure.low for place, figure in cells.items()}
    high = {place: figure.high(able) for place, figure in cells.items()}
    for month, found in revisions.items():
        if found.now is not None:
            high["month", month] = min(high["month", month], found.now.value)
    for _ in range(20):
        before = dict(low), dict(high)
        for quarter in range(quarters):
            months = [("month", m) for m in range(3 * quarter, 3 * quarter + 3) if cells["month", m].is_number]
            places = [("area", quarter, a) for a in range(areas)]
            if not months or any(cells[place].how is Shown.NOT_SHOWN for place in places):
                continue
            for whole, parts in [(m, places) for m in months] + [(a, months) for a in places]:
                room = sum(high[part] for part in parts)
                high[whole] = min(high[whole], room)
                for part in parts:
                    low[part] = max(low[part], low[whole] - room + high[part])
        if before == (low, high):
            break
    return low, high


@settings(max_examples=250, deadline=None)
@given(worlds(), st.sampled_from([INSIDE, Policy(4), OUTSIDE]))
def test_no_reader_of_all_months_areas_and_revisions_narrows_a_hidden_cell(world, policy):
    _, _, areas, quarters, able = world
    cells, revisions = outputs_of(*world, policy)
    low, high = narrowed(cells, revisions, areas, quarters, able)
    for place, figure in cells.items():
        if figure.how is Shown.FEWER:
            assert (low[place], high[place]) == (0, policy.threshold - 1), place
        if figure.how is Shown.AT_LEAST:
            assert low[place] == figure.low <= high[place] - (policy.threshold - 1), place


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_no_part_of_a_tally_comes_back_from_its_total(numbers):
    figures, total = tally(dict(enumerate(numbers)), policy=INSIDE)
    hidden = [part for part, figure in figures.items() if figure.how is Shown.FEWER]
    for part in hidden:
        for value in range(INSIDE.threshold):
            twin = {**dict(enumerate(numbers)), part: value}
            assert tally(twin, policy=INSIDE) == (figures, total)
