"""How counts are shown, and which numbers are never shown."""

import pytest

from ratsite.lib.disclosure import (
    Figure,
    FigureRevision,
    Policy,
    Shown,
    areas_and_remits,
    breakdown,
    count,
    may_tell_check,
    months_to_break_down,
    nameable_remits,
    revision,
    tally,
)

INSIDE, OUTSIDE = Policy(3), Policy(5)
FEWER, NOT_SHOWN = Figure(Shown.FEWER, 3), Figure(Shown.NOT_SHOWN)


def exact(number: int) -> Figure:
    return Figure(Shown.EXACT, number)


def at_least(number: int) -> Figure:
    return Figure(Shown.AT_LEAST, number)


@pytest.mark.parametrize(
    ("number", "able", "policy", "printed"),
    [
        (0, 12, INSIDE, FEWER),
        (2, 12, INSIDE, FEWER),
        (3, 12, INSIDE, exact(3)),
        (9, 12, INSIDE, exact(9)),
        (10, 12, INSIDE, at_least(10)),
        (12, 12, INSIDE, at_least(10)),
        (3, 6, INSIDE, exact(3)),
        (4, 6, INSIDE, at_least(4)),
        (3, 5, INSIDE, NOT_SHOWN),
        (0, 0, INSIDE, NOT_SHOWN),
        (4, 12, OUTSIDE, Figure(Shown.FEWER, 5)),
        (5, 12, OUTSIDE, exact(5)),
        (5, 9, OUTSIDE, NOT_SHOWN),
    ],
)
def test_a_count_near_none_or_near_all_is_not_printed(number, able, policy, printed):
    assert count(number, able=able, policy=policy) == printed


@pytest.mark.parametrize("threshold", [2, 1, 0, -3])
def test_no_threshold_is_below_three(threshold):
    with pytest.raises(ValueError, match="recognise"):
        Policy(threshold)


def test_each_figure_stands_for_a_range_of_numbers():
    assert [(f.low, f.high(12), f.number) for f in (exact(4), FEWER, at_least(10), NOT_SHOWN)] == [
        (4, 4, 4),
        (0, 2, None),
        (10, 12, 10),
        (0, 12, None),
    ]
    assert Figure(Shown.FEWER, 5).high(3) == 3
    assert exact(0).high(12) == 0


def test_hidden_months_are_in_no_breakdown():
    months = {"May": FEWER, "June": exact(3), "July": at_least(10), "August": NOT_SHOWN}
    assert months_to_break_down(months) == ["June", "July"]


AREAS = {"Dudley": 3, "Walsall": 2, "Solihull": 0}


@pytest.mark.parametrize(
    ("months", "able", "printed"),
    [
        ({"June": exact(4)}, 12, [exact(3), FEWER, FEWER]),
        ({"June": exact(5)}, 12, [NOT_SHOWN] * 3),  # two hidden areas hold four at most
        ({"June": exact(4), "July": FEWER}, 12, [exact(3), FEWER, FEWER]),
        ({"June": FEWER}, 12, [NOT_SHOWN] * 3),
        ({"June": at_least(4)}, 6, [exact(3), FEWER, FEWER]),
        ({"June": at_least(4)}, 7, [NOT_SHOWN] * 3),  # three hidden areas hold six at most
    ],
)
def test_areas_are_printed_only_where_hidden_ones_stay_whole(months, able, printed):
    figures = breakdown(AREAS, months=months, able=dict.fromkeys(months, able), policy=INSIDE)
    assert list(figures.values()) == printed


def test_an_area_is_no_more_exact_than_the_smallest_month():
    months, able = {"June": exact(3), "July": exact(4)}, {"June": 7, "July": 30}
    figures = breakdown({**AREAS, "Dudley": 5}, months=months, able=able, policy=INSIDE)
    assert figures["Dudley"] == at_least(5)


def test_an_area_that_may_have_all_agencies_of_the_months_leaves_three_numbers_open():
    """Ten at most in July and August together: "10 or more" would be 10."""
    months, able = {"July": exact(7), "August": exact(3)}, {"July": 12, "August": 12}
    areas = dict.fromkeys("abcdefg", 0)
    for number, figure in ((10, at_least(8)), (8, at_least(8)), (7, exact(7))):
        assert breakdown({**areas, "h": number}, months=months, able=able, policy=INSIDE)["h"] == figure
    months["July"] = exact(6)
    assert breakdown({**areas, "h": 9}, months=months, able=able, policy=INSIDE)["h"] == exact(9)
    months["July"] = exact(9)
    assert breakdown({**areas, "h": 10}, months=months, able=able, policy=INSIDE)["h"] == at_least(10)


def test_other_outputs_count_against_a_breakdown():
    months, able = {"June": exact(4)}, {"June": 12}
    assert breakdown(AREAS, months=months, able=able, policy=INSIDE, union=4)["Dudley"] == exact(3)
    assert breakdown(AREAS, months=months, able=able, policy=INSIDE, union=5)["Dudley"] == NOT_SHOWN
    most = {"Dudley": 9, "Walsall": 1, "Solihull": 9}
    assert breakdown(AREAS, months=months, able=able, policy=INSIDE, most=most)["Dudley"] == NOT_SHOWN


@pytest.mark.parametrize(
    ("parts", "printed", "total"),
    [
        ({"a": 3, "b": 4}, [exact(3), exact(4)], exact(7)),
        ({"a": 3, "b": 2}, [exact(3), FEWER], at_least(3)),
        ({"a": 0, "b": 2}, [FEWER, FEWER], NOT_SHOWN),
        ({}, [], exact(0)),
    ],
)
def test_a_total_is_of_what_is_printed(parts, printed, total):
    figures, found = tally(parts, policy=INSIDE)
    assert (list(figures.values()), found) == (printed, total)


def test_nothing_is_printed_if_there_is_nothing_to_break_down():
    months, able = {"June": exact(4)}, {"June": 12}
    assert breakdown({}, months=months, able=able, policy=INSIDE) == {}
    assert nameable_remits({}, able={}, months=months, months_able=able, policy=INSIDE) == []


REMITS_ABLE = {"housing": 8, "policing": 8, "health": 3, "faith": 8}


@pytest.mark.parametrize(
    ("present", "months", "names"),
    [
        ({"housing": 3, "policing": 2, "health": 0, "faith": 0}, {"June": exact(5)}, ["housing"]),
        ({"housing": 2, "policing": 2, "health": 1, "faith": 0}, {"June": exact(5)}, []),
        ({"housing": 0, "policing": 0, "health": 3, "faith": 0}, {"June": exact(3)}, []),  # all three of them
        ({"housing": 3, "policing": 3, "health": 0, "faith": 0}, {"June": exact(6)}, ["housing", "policing"]),
        ({"housing": 3, "policing": 3, "health": 0, "faith": 1}, {"June": exact(7)}, []),  # three others hold six
        ({"housing": 3, "policing": 3, "health": 0, "faith": 0}, {"June": exact(4), "July": exact(4)}, []),
    ],
)
def test_a_remit_is_named_where_three_of_its_agencies_report_and_no_other_is_shown(present, months, names):
    able = dict.fromkeys(months, 27)
    assert nameable_remits(present, able=REMITS_ABLE, months=months, months_able=able, policy=INSIDE) == names


def test_named_remits_count_against_the_areas():
    months, able = {"June": exact(4), "July": exact(4)}, {"June": 60, "July": 60}
    remits = {"housing": 3, "policing": 3, **dict.fromkeys("abcdef", 0)}
    values = {"remits_able": dict.fromkeys(remits, 8), "months": months, "able": able, "policy": INSIDE}
    assert areas_and_remits(AREAS, remits, **values) == (dict.fromkeys(AREAS, NOT_SHOWN), ["housing", "policing"])
    four = {**AREAS, "Coventry": 0}
    assert areas_and_remits(four, remits, **values)[0]["Dudley"] == exact(3)


def test_names_of_remits_that_are_no_longer_shown_still_count_against_the_areas():
    months, able = {"June": exact(4), "July": exact(4)}, {"June": 60, "July": 60}
    for count_able, shown in ((8, NOT_SHOWN), (5, exact(3))):  # a remit with five agencies was never named
        values = {"remits_able": dict.fromkeys("abcdefgh", count_able), "months": months, "able": able}
        places, names = areas_and_remits({**AREAS, "Coventry": 0}, {}, **values, policy=INSIDE)
        assert (places["Dudley"], names) == (shown, [])


MANY, SMALL_GROUP, FEW_OTHERS = (9, 3), (5, 9), (9, 2)  # (agencies of the first kind, agencies of another kind)


@pytest.mark.parametrize(
    ("shown", "groups", "told"),
    [
        ([], [], False),  # before the first month
        ([], [(6, 3)], True),
        ([], [MANY, SMALL_GROUP], False),
        ([], [MANY, FEW_OTHERS], False),
        ([], [(5, 2)], False),
        ([([exact(6)], 9)], [MANY], True),
        ([([exact(7)], 9)], [MANY], False),
        ([([at_least(7)], 9)], [MANY], False),
        ([([exact(3)], 9), ([exact(4)], 9)], [MANY], True),
        ([([exact(3), exact(4)], 9)], [MANY], False),  # readers can add them up
        ([([FEWER, exact(6)], 9)], [MANY], True),
        ([([FEWER], 2), ([NOT_SHOWN], 0)], [MANY], True),  # in a month before, nothing was shown
        ([([exact(3)], 5)], [MANY], False),
    ],
)
def test_a_check_is_shown_only_where_no_count_can_be_nearly_all_of_the_first_kind(shown, groups, told):
    assert may_tell_check(shown, groups=groups, policy=INSIDE) is told


def test_a_revision_has_figures_only_where_both_may_be_shown():
    assert revision(exact(6), exact(7)) == FigureRevision(exact(6), exact(7))
    for fixed, now in [(FEWER, exact(3)), (exact(9), at_least(10)), (FEWER, FEWER), (at_least(10), at_least(10))]:
        assert revision(fixed, now) == FigureRevision()
