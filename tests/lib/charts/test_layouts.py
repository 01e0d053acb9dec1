"""Where each chart places its parts: exact layouts, and rules for all values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratsite.lib.charts.axis import axis_top
from ratsite.lib.charts.bars import Bar, bar_chart
from ratsite.lib.charts.labels import text_width
from ratsite.lib.charts.line import Drawn, Join, Mark, Span, line_chart
from ratsite.lib.charts.shapes import LEAST_BLOCK, Block, Point
from ratsite.lib.charts.shares import Part, ShareRow, percentages, share_chart
from ratsite.lib.charts.sparkline import sparkline
from ratsite.lib.charts.tiles import Tile, tile_grid
from ratsite.lib.charts.values import AtLeast, HiddenValue, Series, is_shown
from ratsite.lib.templatetags.charts import chart_value

FEW = HiddenValue(below=3)
VALUES = st.one_of(
    st.integers(0, 5000), st.integers(0, 5000).map(AtLeast), st.none(), st.just(FEW), st.just(HiddenValue())
)
MONTHS = ["Jan", "Feb", "Mar", "Apr"]


def lines_of(values: list, count: int) -> list[Series]:
    return [Series(f"Line {number}", tuple(values)) for number in range(count)]


def test_a_line_chart_in_full():
    chart = line_chart(MONTHS, [Series("Agencies", (4, 8, FEW, 6))], able=(31, 31, 31, 43))
    assert (chart.width, chart.height, chart.top, chart.base) == (344, 244, 26, 186)
    assert (chart.left, chart.right, chart.name_x, chart.y_label_x) == (14.2, 322.8, 329.8, 7.2)
    assert (chart.x_label_y, chart.span_y, chart.span_label_y) == (206, 218, 236)
    assert chart.y_marks == (
        Mark(186, value=0),
        Mark(146, value=2),
        Mark(106, value=4),
        Mark(66, value=6),
        Mark(26, value=8),
    )
    assert [mark.text_y for mark in chart.y_marks][:2] == [190, 150]
    assert chart.x_marks == (Mark(52.8, "Jan"), Mark(129.9, "Feb"), Mark(207.1, "Mar"), Mark(284.2, "Apr"))
    assert chart.drawn == (
        Drawn(
            tone="a",
            path="M52.8 106.0 L129.9 26.0",
            dots=(Point(52.8, 106), Point(129.9, 26), Point(284.2, 66)),
            blocks=(Block(198.1, 126, 18, 60),),
            end=Point(284.2, 66),
            name=Mark(66, value=6),
        ),
    )
    assert chart.spans == (Span(14.2, 245.7, 31, "words"), Span(245.7, 322.8, 43, "number"))
    assert (chart.spans[0].middle, chart.spans[0].line_start, chart.spans[0].line_end) == (129.9, 16.2, 243.7)
    assert chart.joins == (Join(245.7, 12, "Apr", "end"),)
    assert chart.joins[0].text_x == 239.7


def test_a_line_chart_of_uneven_numbers_in_full():
    """Coordinates are rounded to tenths. Includes gaps, grouped columns of two series, and labels of two lengths."""
    labels = ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7"]
    chart = line_chart(
        labels,
        [Series("Referrals", (11, 7, FEW, 3, 5, None, 13)), Series("All signals", (FEW, 1, 2, 4, FEW, 9, 10))],
        able=(7, 7, 8, FEW, FEW, 11, 11),
    )
    assert (chart.able, chart.left, chart.right) == ((7, 7, 8, FEW, FEW, 11, 11), 21.4, 250.8)
    first, second = chart.drawn
    assert first.path == "M37.8 68.7 L70.6 111.3 M136.1 154.0 L168.9 132.7"
    assert first.dots == (
        Point(37.8, 68.7),
        Point(70.6, 111.3),
        Point(136.1, 154),
        Point(168.9, 132.7),
        Point(234.4, 47.3),
    )
    assert first.blocks == (Block(94.3, 154, 9, 32),)
    assert second.blocks == (Block(37.8, 154, 9, 32), Block(168.9, 154, 9, 32))
    assert (first.end, first.name) == (Point(234.4, 47.3), Mark(47.3, "Referrals"))
    assert (second.end, second.name) == (Point(234.4, 79.3), Mark(79.3, "All signals"))
    assert [(span.start, span.end, span.fits) for span in chart.spans] == [
        (21.4, 86.9, "number"), (86.9, 119.7, "number"), (119.7, 185.3, ""), (185.3, 250.8, "number"),
    ]  # fmt: skip
    assert [(join.x, join.agencies, join.side) for join in chart.joins] == [(86.9, 1, "start")]


@pytest.mark.parametrize(
    ("months", "able", "fits"),
    [
        *((5, 31, "number"), (6, 31, "words"), (1, 31, "number"), (5, 3100, "number"), (6, 3100, "words")),
        *((1, 3100, ""), (2, 3100, "number"), (3, FEW, ""), (4, FEW, "number"), (7, FEW, "number"), (8, FEW, "words")),
    ],
)
def test_how_much_of_who_was_able_is_written(months, able, fits):
    """Each of twelve months has 25.7 units: "31 able to report" takes 122, "fewer than 3 able to report" 194."""
    chart = line_chart(["M"] * 12, [Series("A", (1,) * 12)], able=(able,) * months + (1,) * (12 - months))
    assert chart.spans[0].fits == fits


@pytest.mark.parametrize(
    ("last", "count", "months", "able", "fits"), [(100, 25, 2, 31, "number"), (1, 29, 19, FEW, "words")]
)
def test_a_label_that_just_fits_is_written(last, count, months, able, fits):
    """Two of 25 months have 22.4 units, of which 8 stay free and "31" takes 14.4; nineteen of 29 have 202.2 units."""
    able_by_month = (able,) * months + (1,) * (count - months)
    assert line_chart([""] * count, [Series("A", (last,) * count)], able_by_month).spans[0].fits == fits


@pytest.mark.parametrize("count", [27, 28])
def test_dots_are_drawn_while_there_is_room_between_them(count):
    """308.6 units for all months: 11.4 for each of 27, and 11.02 for each of 28; with 29 there is no room."""
    assert len(line_chart([""] * count, [Series("A", (1,) * count)]).drawn[0].dots) == count
    assert line_chart([""] * 29, [Series("A", (1,) * 29)]).drawn[0].dots == ()
    names = [Series("Name of twenty-four lett", (1,) * 13), Series("B", (1,) * 13)]
    assert line_chart([""] * 13, names).drawn[0].dots == ()  # 143 units, 11 for each


def test_an_empty_line_chart_has_its_axis():
    chart = line_chart([], [Series("A", ())])
    assert (chart.left, chart.right, chart.y_marks) == (14.2, 330, (Mark(186, value=0), Mark(26, value=1)))
    assert line_chart([], []).right == 330
    hidden = line_chart(["A"], [Series("A", (HiddenValue(),))])
    assert (hidden.drawn[0].blocks[0].height, hidden.drawn[0].blocks[0].y) == (24, 162)


def test_a_number_or_more_at_the_end_of_the_line_has_room():
    """ "12 or more" has ten letters of 7.2 units, "1,204" has five; the label begins 7 units after the line's place."""
    assert line_chart(MONTHS, [Series("Agencies", (1204, 1, 2, AtLeast(12)))]).right == 344 - 72 - 14
    assert line_chart(MONTHS, [Series("Agencies", (AtLeast(12), 1, 2, 1204))]).right == 344 - 36 - 14
    assert line_chart(MONTHS, [Series("Agencies", (1, 1204, FEW, None))]).right == 344 - 36 - 14
    assert line_chart(MONTHS, [Series("Agencies", (1, 2, 1204, 6))]).right == 344 - 7.2 - 14


def test_the_highest_number_of_the_axis_has_room():
    """The axis has 0, 5 and 10: two letters of 7.2 units, and 7 units between them and the axis."""
    assert line_chart(MONTHS, [Series("Agencies", (10, 1, 2, 3))]).left == 14.4 + 7


def test_a_line_chart_without_those_able_to_report_is_shorter():
    chart = line_chart(MONTHS, [Series("Agencies", (1, 2, 3, 4))])
    assert (chart.height, chart.spans, chart.joins) == (212, (), ())


def test_names_are_at_the_ends_of_several_lines_and_do_not_cover_each_other():
    chart = line_chart(
        ["Q1", "Q2"], [Series("Referrals", (1, 8)), Series("Signals", (FEW, 8)), Series("None", (None, None))]
    )
    first, second, third = chart.drawn
    assert (first.tone, second.tone, third.tone) == ("a", "b", "c")
    assert (first.name, second.name, third.name) == (Mark(26, "Referrals"), Mark(41, "Signals"), None)
    assert chart.right == 344 - 64.8 - 14
    assert second.blocks == (Block(74, 126, 6, 60),)
    assert (third.path, third.dots, third.blocks, third.end) == ("", (), (), None)


def test_a_lone_value_between_hidden_ones_is_a_dot_however_narrow_the_months():
    values = [5, FEW, 6, FEW, *range(1, 57)]
    chart = line_chart([str(number) for number in range(60)], [Series("Agencies", tuple(values))])
    assert [dot.x for dot in chart.drawn[0].dots] == [23.9, 33.7]
    assert chart.drawn[0].blocks[0].width == 2.9


def test_blocks_have_one_height_also_where_their_bound_is_too_low_to_see():
    chart = line_chart(MONTHS, [Series("Referrals", (4000, FEW, HiddenValue(), HiddenValue(below=5)))])
    assert {block.height for block in chart.drawn[0].blocks} == {24}
    assert [block.y for block in chart.drawn[0].blocks] == [162, 162, 162]
    five = line_chart(MONTHS, [Series("A", (10, FEW, HiddenValue(), HiddenValue(below=5)))])
    assert {block.height for block in five.drawn[0].blocks} == {80}


@pytest.mark.parametrize(
    ("able", "expected"),
    [
        ((10, 28, 30, 31), [(1, 18, "start"), (2, 2, None), (3, 1, None)]),
        ((10, FEW, 30, 31), [(3, 1, "end")]),
        ((10, None, 30, 30), []),
        ((31, 20, 20, 10), []),
        ((0, 3, 3, 3), [(1, 3, "start")]),
        ((0, 0, 3, 3), [(2, 3, "end")]),  # in the very middle
    ],
)
def test_only_a_rise_of_those_able_to_report_is_named(able, expected):
    chart = line_chart(MONTHS, [Series("Agencies", (1, 2, 3, 4))], able)
    band = (chart.right - chart.left) / 4
    assert [(round((join.x - chart.left) / band), join.agencies, join.side) for join in chart.joins] == expected
    assert [join.label for join in chart.joins] == [MONTHS[at] for at, _agencies, _side in expected]
    assert [join.text_x - join.x for join in chart.joins if join.side == "start"] == pytest.approx(
        [6 for *_, side in expected if side == "start"]
    )


def test_a_rise_just_before_the_middle_has_its_words_on_the_right():
    chart = line_chart([""] * 12, [Series("Agencies", (1,) * 12)], (0,) * 5 + (3,) * 7)
    assert [(join.side, join.text_x - join.x) for join in chart.joins] == [("start", 6)]


def test_a_single_month_has_the_whole_width():
    chart = line_chart(["Jan"], [Series("Agencies", (FEW,))], (5,))
    assert (chart.spans[0].start, chart.spans[0].end, chart.right) == (14.2, 330, 330)
    assert chart.drawn[0].blocks == (Block(163.1, 26, 18, 160),)


def test_what_does_not_fit_below_the_months_is_left_to_the_table():
    labels = [str(number) for number in range(40)]
    chart = line_chart(labels, [Series("A", (1,) * 40)], able=(1234, *((5,) * 6), *((FEW,) * 33)))
    assert [span.fits for span in chart.spans] == ["", "number", "words"]


@given(st.lists(VALUES, max_size=60), st.integers(1, 4))
def test_every_part_of_a_line_chart_is_inside_it(values, count):
    labels = [str(number) for number in range(len(values))]
    chart = line_chart(labels, lines_of(values, count), able=values)
    for one in chart.drawn:
        points = [*one.dots, *([one.end] if one.end else [])]
        assert all(chart.left <= point.x <= chart.right and chart.top <= point.y <= chart.base for point in points)
        assert all(
            block.y >= chart.top - 0.1 and block.y + block.height == pytest.approx(chart.base) for block in one.blocks
        )
        assert len(one.blocks) == sum(isinstance(value, HiddenValue) for value in values)
        assert one.path.count(" L") + one.path.count("M") <= sum(map(is_shown, values))
        written = one.name.text or chart_value(one.name.value) if one.name else ""
        assert chart.name_x + text_width(written) <= chart.width
    assert len({block.height for one in chart.drawn for block in one.blocks}) <= 1
    assert [span.start for span in chart.spans[1:]] == [span.end for span in chart.spans[:-1]]


@pytest.mark.parametrize("count", [0, 1, 3, 12, 60])
def test_every_form_holds_any_number_of_values(count):
    labels, values = ["Area"] * count, (4,) * count
    assert len(line_chart(labels, [Series("A", values)]).labels) == count
    assert len(bar_chart(labels, Series("A", values)).bars) == count
    assert len(share_chart(labels, [Series("A", values)]).rows) == count
    assert len(sparkline(values).values) == count


def test_wrong_series_are_refused():
    with pytest.raises(ValueError, match="^a chart has at most 4 series$"):
        line_chart(MONTHS, lines_of([1, 2, 3, 4], 5))
    assert len(line_chart(MONTHS, lines_of([1, 2, 3, 4], 4)).drawn) == 4
    with pytest.raises(ValueError, match="^every series has one value for each label$"):
        share_chart(MONTHS, [Series("A", (1,))])
    with pytest.raises(ValueError, match="^able has one value for each label$"):
        line_chart(MONTHS, lines_of([1, 2, 3, 4], 1), able=(1,))
    with pytest.raises(ValueError, match="^every label has one value$"):
        bar_chart(MONTHS, Series("A", (1,)))
    for draw in (
        lambda: sparkline([1, -1]),
        lambda: tile_grid("A", [("A", -1, None)]),
        lambda: bar_chart(["A"], Series("A", (-1,))),
    ):
        with pytest.raises(ValueError, match="^a count is never negative$"):
            draw()


def test_an_axis_reaches_the_bound_of_what_is_hidden():
    assert axis_top([]) == 0
    assert axis_top([(1, FEW), (2, None)]) == 3
    assert axis_top([(HiddenValue(),)]) == 0
    assert axis_top([(FEW, 7)]) == 7


def test_a_bar_chart_in_full():
    chart = bar_chart(["Sandwell", "Dudley", "Walsall", "Solihull"], Series("Signals", (19, FEW, None, 0)))
    assert (chart.width, chart.height, chart.left, chart.thick) == (344, 134, 65.6, 20)
    assert chart.labels == ("Sandwell", "Dudley", "Walsall", "Solihull")
    assert chart.bars == (
        Bar("Sandwell", 19, 6, 176, 0, 21, 249.6),
        Bar("Dudley", FEW, 38, 27.8, 0, 53, 101.4),
        Bar("Walsall", None, 70, None, 0, 85, 73.6),
        Bar("Solihull", 0, 102, 0, 0, 117, 73.6),
    )
    assert [bar.is_hidden for bar in chart.bars] == [False, True, False, False]
    assert [bar.value_y for bar in chart.bars] == [21, 53, 85, 117]


def test_long_labels_are_above_their_bars():
    chart = bar_chart(["A name of twenty let", "Short"], Series("Signals", (1000, HiddenValue())))
    assert (chart.left, chart.height) == (0, 98)
    assert chart.bars == (
        Bar("A name of twenty let", 1000, 20, 241.6, 8, 13, 249.6),
        Bar("Short", HiddenValue(), 66, 24, 8, 59, 32),
    )
    assert bar_chart(["A name of 19 letters"[:19]], Series("Signals", (1,))).left == 144.8
    empty = bar_chart([], Series("Signals", ()))
    assert (empty.left, empty.height) == (8, 38)


def test_a_number_with_or_more_has_room_next_to_its_bar():
    """One letter for the label and a gap of 8; then the bar, a gap of 8, ten letters and a margin of 8."""
    assert bar_chart(["A"], Series("Agencies", (AtLeast(12),))).bars[0].length == 344 - 15.2 - 72 - 16


def test_bars_reach_as_far_as_their_own_values_need_room():
    assert bar_chart(["A"], Series("Signals", (8,))).bars[0].length == 305.6
    assert bar_chart(["A", "B"], Series("Signals", (8, HiddenValue()))).bars[1].length == LEAST_BLOCK


@given(st.lists(VALUES, max_size=60))
def test_every_bar_and_its_value_are_inside_the_chart(values):
    chart = bar_chart(["Worcestershire"] * len(values), Series("Signals", tuple(values)))
    assert all(bar.y + chart.thick <= chart.height for bar in chart.bars)
    assert all(bar.value_x + text_width(chart_value(bar.value)) <= chart.width for bar in chart.bars)
    assert [bar.length is None for bar in chart.bars] == [value is None for value in values]
    assert len({bar.length for bar in chart.bars if bar.is_hidden}) <= 1


def test_a_sparkline_in_full():
    chart = sparkline([2, 4, FEW, 3, None, 4])
    assert (chart.width, chart.height, chart.foot) == (110, 28, 26)
    assert chart.path == "M11.7 14.5 L29.0 4.0"
    assert chart.dots == (Point(63.7, 9.2), Point(98.3, 4))
    assert chart.blocks == (Block(43.3, 18, 6, 7),)
    assert chart.values == (2, 4, FEW, 3, None, 4)
    assert sparkline([1, 2, FEW]).dots == ()
    assert sparkline([1, 2]).dots == (Point(81, 4),)
    assert sparkline([FEW] * 26).blocks[0] == Block(3.6, 18, 2.8, 7)
    assert sparkline([FEW] * 25).blocks[0] == Block(3.6, 18, 2.9, 7)
    assert sparkline([]).path == ""


def test_shares_in_full():
    chart = share_chart(
        ["2025", "2026", "Q1", "Q2"],
        [Series("Labour", (3, 1, FEW, 0)), Series("Sexual", (1, None, 4, 0))],
    )
    assert (chart.width, chart.height, chart.thick, chart.empty_width) == (344, 206, 22, 342)
    assert chart.key == (("a", "Labour"), ("b", "Sexual"))
    assert chart.rows == (
        ShareRow("2025", 22, "shown", (Part("Labour", "a", 75, 0, 256, True), Part("Sexual", "b", 25, 258, 84, True))),
        ShareRow("2026", 72, "gap"),
        ShareRow("Q1", 122, "hidden"),
        ShareRow("Q2", 172, "none"),
    )
    assert (chart.rows[0].label_y, chart.rows[0].text_y) == (14, 38)
    assert chart.rows[0].parts[1].middle == 300
    assert chart.labels == ("2025", "2026", "Q1", "Q2")
    assert share_chart([], []).height == 56


def test_a_part_that_is_too_narrow_has_no_words_in_it():
    parts = share_chart(["A"], [Series("Most", (95,)), Series("Few", (5,)), Series("None", (0,))]).rows[0].parts
    assert [(part.fits, part.width) for part in parts] == [(True, 324.8), (False, 15.2), (False, 0)]


@pytest.mark.parametrize(("count", "width", "fits"), [(51, 18.4, True), (44, 15.6, False)])
def test_a_part_has_its_percentage_in_it_from_exactly_the_width_of_that(count, width, fits):
    part = share_chart(["A"], [Series("Most", (860 - count,)), Series("Few", (count,))]).rows[0].parts[1]
    assert (part.width, part.fits) == (width, fits)


def test_three_equal_parts_follow_one_another():
    parts = share_chart(["A"], [Series(name, (1,)) for name in "abc"]).rows[0].parts
    assert [(part.x, part.width) for part in parts] == [(0, 112.7), (114.7, 112.7), (229.3, 112.7)]
    assert parts[0].middle == 56.4


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=4).filter(any))
def test_percentages_add_up_and_are_no_more_than_one_off(counts):
    found = percentages(counts)
    assert sum(found) == 100
    assert all(abs(percent - 100 * count / sum(counts)) < 1 for percent, count in zip(found, counts, strict=True))


def test_missing_percentages_go_to_the_largest_remainders():
    assert percentages([1, 1, 1]) == (34, 33, 33)
    assert percentages([2, 3, 6]) == (18, 27, 55)
    assert percentages([1, 6]) == (14, 86)
    assert percentages([0, 5]) == (0, 100)


def test_tiles_in_full():
    rows = [("Sandmere", 9, (3, 2)), ("Easthill", 3, (2, 2)), ("Dunford", 4, (3, 1)), ("Coldstow", FEW, (4, 4)),
            ("Midholme", None, (4, 3)), ("Elsewhere", 0, None), ("Great Ambry", 6, (3, 3)),
            ("Upper Moors", 5, (1, 1)), ("Southshire", 0, (4, 1)), ("Eastshire", 0, (5, 4))]  # fmt: skip
    grid = tile_grid("Agencies", rows)
    assert [tile.tone for tile in grid.tiles] == ["3", "1", "2", "few", "nobody", "0", "2", "2", "0", "0"]
    assert grid.key == (("3", 9, 9), ("2", 4, 6), ("1", 3, 3), ("0", 0, 0))
    assert grid.others == (Tile("Elsewhere", 0, "0"),)
    assert [tile.name for tile in grid.placed] == [name for name, *_ in rows if name != "Elsewhere"]
    assert grid.fits_narrow
    assert [tile.narrow_column for tile in grid.placed] == [2, 2, 1, 3, 2, 3, 1, 1, 3]
    assert grid.tiles[0].place_classes == "tile--row-3 tile--column-2 tile--narrow-2"
    assert grid.has_nobody
    assert (grid.labels[0], grid.series) == ("Sandmere", (Series("Agencies", tuple(value for _, value, _ in rows)),))
    empty = tile_grid("Agencies", [("Sandmere", 0, None)])
    assert (empty.has_nobody, empty.key) == (False, (("0", 0, 0),))
    assert empty.tiles[0].place_classes == ""


def test_the_key_of_the_tiles_says_or_more_where_a_tile_does():
    grid = tile_grid("Agencies", [("Sandmere", 6, None), ("Easthill", AtLeast(8), None), ("Dunford", FEW, None)])
    assert [tile.tone for tile in grid.tiles] == ["3", "3", "few"]
    assert grid.key == (("3", 6, AtLeast(8)),)


def test_a_row_of_four_tiles_leaves_a_phone_its_list():
    grid = tile_grid("Agencies", [(str(at), 1, (2, at)) for at in range(1, 5)])
    assert not grid.fits_narrow
    assert [tile.narrow_column for tile in grid.tiles] == [None, 1, 2, 3]


@given(st.sets(st.tuples(st.integers(1, 9), st.integers(1, 4))))
def test_tiles_that_fit_a_phone_never_meet_and_keep_their_order(places):
    grid = tile_grid("Agencies", [("A", 1, place) for place in sorted(places)])
    assert grid.fits_narrow == all((row, 4) not in places or len([1 for at, _ in places if at == row]) < 4
                                   for row in range(1, 10))  # fmt: skip
    if grid.fits_narrow:
        narrow = [(tile.place[0], tile.narrow_column) for tile in grid.placed]
        assert narrow == sorted(set(narrow))
        assert all(1 <= column <= min(3, tile.place[1]) for (_, column), tile in zip(narrow, grid.placed, strict=True))
