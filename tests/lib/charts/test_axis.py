"""Axis scales, ticks and labels: rules for all numbers, and exact results for some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratsite.lib.charts.axis import Scale, nice_step, ticks
from ratsite.lib.charts.labels import centres, fitting_labels, spread_labels, text_width

HIGHS = st.floats(min_value=0.001, max_value=1e9, allow_nan=False)


@given(HIGHS, st.integers(1, 12))
def test_a_step_is_1_2_or_5_times_a_power_of_ten_and_reaches_the_top(high, most):
    step = nice_step(high, most)
    assert str(step).rstrip("0") in ("1", "2", "5")
    assert step * most >= high


@given(HIGHS, st.integers(1, 12))
def test_no_smaller_nice_step_would_reach_the_top(high, most):
    step = nice_step(high, most)
    smaller = step * 2 // 5 if str(step).startswith("5") else step // 2
    assert smaller * most < high


@given(HIGHS, st.integers(1, 12))
def test_ticks_rise_evenly_from_0_to_just_above_the_top(high, most):
    found = ticks(high, most)
    assert found[0] == 0
    assert found[-2] < high <= found[-1]
    assert len(found) <= most + 1
    assert {after - before for before, after in zip(found, found[1:], strict=False)} == {nice_step(high, most)}


@pytest.mark.parametrize(
    ("high", "most", "expected"),
    [
        (0, 4, (0, 1)),
        (1, 4, (0, 1)),
        (4, 4, (0, 1, 2, 3, 4)),
        (5, 4, (0, 2, 4, 6)),
        (8, 4, (0, 2, 4, 6, 8)),
        (9, 4, (0, 5, 10)),
        (21, 4, (0, 10, 20, 30)),
        (81, 4, (0, 50, 100)),
        (373, 4, (0, 100, 200, 300, 400)),
        (4142, 4, (0, 2000, 4000, 6000)),
    ],
)
def test_ticks_of_counts(high, most, expected):
    assert ticks(high, most) == expected


def test_an_axis_has_at_most_four_steps_and_none_below_one():
    assert ticks(0.3) == (0, 1)
    assert ticks(2.5) == (0, 1, 2, 3)
    assert nice_step(0.3, 3) == 1
    assert ticks(81) == ticks(81, 4)
    assert ticks(9) == (0, 5, 10)


@given(st.floats(0.1, 1e6), st.floats(-500, 500), st.floats(-500, 500), st.floats(0, 1))
def test_a_scale_stays_between_its_ends_and_in_order(high, start, end, share):
    scale = Scale(high, start, end)
    low, top = sorted((start, end))
    assert low - 0.1 <= scale.at(high * share) <= top + 0.1
    assert abs(scale.at(high * share) - scale.at(0)) <= abs(scale.at(high) - scale.at(0)) + 0.1


def test_a_scale_gives_exact_places():
    scale = Scale(8, 186, 26)
    assert [scale.at(value) for value in (0, 3, 8)] == [186, 126, 26]
    assert Scale(3, 0, 100).at(1) == 33.3
    assert Scale(0, 186, 26).at(5) == 186


@given(st.integers(1, 80), st.floats(-100, 100), st.floats(1, 400))
def test_centres_are_even_and_inside(count, start, width):
    found = centres(count, start, start + width)
    assert len(found) == count
    assert start - 0.1 <= found[0] <= found[-1] <= start + width + 0.1
    assert all(abs(b - a - width / count) <= 0.11 for a, b in zip(found, found[1:], strict=False))


def test_centres_are_in_the_middle_of_their_bands():
    assert centres(2, 10, 30) == (15, 25)
    assert centres(0, 10, 30) == ()
    assert centres(3, 0, 1) == (0.2, 0.5, 0.8)


@given(st.lists(st.text(min_size=1, max_size=12), max_size=70), st.floats(1, 100))
def test_labels_never_run_into_each_other_and_the_last_is_there(labels, band):
    places = fitting_labels(labels, band)
    if not labels:
        assert places == ()
        return
    assert places[-1] == len(labels) - 1
    widest = max(text_width(label) for label in labels)
    assert all((after - before) * band >= widest for before, after in zip(places, places[1:], strict=False))


def test_as_many_labels_as_fit():
    assert text_width("Nov") == 21.6
    assert fitting_labels(["Oct", "Nov", "Dec"], 27.6) == (0, 1, 2)
    assert fitting_labels(["Oct", "Nov", "Dec"], 27.5) == (0, 2)
    assert fitting_labels(["Oct", "Nov", "Dec"], 9) == (2,)
    assert fitting_labels(["Sep", "Oct", "Nov", "Dec"], 14) == (1, 3)
    assert fitting_labels(["Oct", "Nov"], 21.6, space=0) == (0, 1)


@given(st.lists(st.floats(0, 160), max_size=4), st.floats(1, 20))
def test_names_are_apart_in_order_and_inside_where_there_is_room(places, apart):
    moved = spread_labels(places, apart, 0, 160)
    assert len(moved) == len(places)
    order = sorted(range(len(places)), key=lambda number: places[number])
    assert all(moved[b] - moved[a] >= apart - 0.11 for a, b in zip(order, order[1:], strict=False))
    assert all(-0.1 <= place <= 160.1 for place in moved)


def test_names_move_no_further_than_they_must():
    assert spread_labels([50, 90], 15, 0, 160) == (50, 90)
    assert spread_labels([60, 50], 15, 0, 160) == (65, 50)
    assert spread_labels([158, 160], 15, 0, 160) == (145, 160)
    assert spread_labels([-9, 2], 15, 0, 160) == (0, 15)
    assert spread_labels([3.04, 3.04], 10, 0, 160) == (3, 13)
    assert spread_labels([], 15, 0, 160) == ()
