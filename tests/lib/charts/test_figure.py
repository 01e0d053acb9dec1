"""What readers get of a chart: text, table, CSV. It has no inline style, and never shows a hidden value as 0."""

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from ratsite.lib.charts.bars import bar_chart
from ratsite.lib.charts.disclosed import value_of
from ratsite.lib.charts.figure import ChartFigure, csv_text
from ratsite.lib.charts.line import line_chart
from ratsite.lib.charts.shares import share_chart
from ratsite.lib.charts.sparkline import sparkline
from ratsite.lib.charts.tiles import NARROW, tile_grid
from ratsite.lib.charts.values import AtLeast, HiddenValue, Series
from ratsite.lib.disclosure.figures import Figure as Disclosed
from ratsite.lib.disclosure.figures import Shown
from ratsite.lib.templatetags.charts import chart_value
from ratsite.network.models import MAP_COLUMNS, MAP_ROWS, Area
from ratsite.web.sample_charts import COUNTS, sample_figures, sample_sparklines

FEW = HiddenValue(below=3)
LABELS = ("Jan", "Feb", "Mar")
VALUES = (1204, FEW, None)
CHARTS = {
    "line": line_chart(LABELS, [Series("Agencies", VALUES)], able=(31, 31, 43)),
    "bars": bar_chart(LABELS, Series("Agencies", VALUES)),
    "shares": share_chart(LABELS, [Series("Agencies", VALUES)]),
    "tiles": tile_grid("Agencies", zip(LABELS, VALUES, ((1, 1), (1, 2), None), strict=True)),
}


def figure(form: str) -> ChartFigure:
    able = "Able to report" if form == "line" else ""
    return ChartFigure(
        "f1",
        "More agencies saw this",
        "Agencies, by month",
        CHARTS[form],
        "Month",
        able,
        "/trends/1/table.csv",
        "Source: us",
    )


def drawn(form: str) -> str:
    return render_to_string("charts/figure.html", {"figure": figure(form)})


def text_in(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("form", CHARTS)
def test_a_figure_has_message_statistic_table_csv_and_source(form):
    html = drawn(form)
    assert '<h3 id="f1-head">More agencies saw this</h3>' in html
    assert html.count("Agencies, by month") == 2
    assert 'href="/trends/1/table.csv"' in html
    assert "Source: us" in html
    cells = [text_in(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", html, re.S)]
    able = (["Able to report"], ["31"], ["31"], ["43"]) if form == "line" else ([], [], [], [])
    assert cells == [
        "Month",
        "Agencies",
        *able[0],
        "Jan",
        "1,204",
        *able[1],
        "Feb",
        "fewer than 3",
        *able[2],
        "Mar",
        "no agency works there today" if form == "tiles" else "no figure",
        *able[3],
    ]


@pytest.mark.parametrize("form", ["line", "bars", "shares"])
def test_the_drawing_has_a_title_and_a_description(form):
    svg = ElementTree.fromstring(re.search(r"<svg\s+class=\"chart\".*?</svg>", drawn(form), re.S).group())
    ids = svg.get("aria-labelledby").split()
    title, desc = svg[0], svg[1]
    assert [title.get("id"), desc.get("id")] == ids
    assert title.text == "More agencies saw this"
    assert (
        " ".join(desc.text.split())
        == "Agencies: 1,204 in Jan, 1,204 in Jan. The highest is 1,204, in Jan. The table shows all the values."
    )


def test_the_description_does_not_say_at_most_of_a_number_or_more():
    chart = line_chart(["Jan", "Feb"], [Series("Agencies", (5, AtLeast(12)))])
    text = render_to_string("charts/describe.html", {"figure": ChartFigure("f", "m", "s", chart, "Month")})
    assert " ".join(text.split()) == (
        "Agencies: 5 in Jan, 12 or more in Feb. The highest is 12 or more, in Feb. The table shows all the values."
    )


@pytest.mark.parametrize("form", CHARTS)
def test_a_hidden_value_is_dashed_and_explained_and_never_0(form):
    html = drawn(form)
    assert re.search(r'class="(few|bar bar--few|tile tile--few)', html)
    assert "Fewer than 3, perhaps none" in text_in(html)
    assert not re.search(r">\s*0\s*</(td|b)>", html)


def test_a_gap_is_not_drawn():
    assert len(re.findall("<rect", drawn("bars"))) == 2
    assert "No agency works there today" in drawn("tiles")
    assert "no agency" in drawn("tiles")


def test_those_who_joined_and_were_able_are_named():
    text = text_in(drawn("line"))
    assert "12 agencies joined" in text
    assert "31 able to report" in text


def test_a_value_hidden_without_a_bound_says_why():
    chart = bar_chart(["A"], Series("Agencies", (HiddenValue(),)))
    html = render_to_string("charts/figure.html", {"figure": ChartFigure("f", "m", "s", chart, "Area")})
    assert "not shown" in html
    assert "so that nobody can work out a smaller number" in html


@pytest.mark.parametrize(("rows", "is_folded"), [(24, False), (25, True)])
def test_a_long_table_is_folded_under_its_number_of_rows(rows, is_folded):
    chart = bar_chart([str(row) for row in range(rows)], Series("Agencies", tuple(range(rows))))
    html = render_to_string("charts/figure.html", {"figure": ChartFigure("f", "m", "s", chart, "Area")})
    assert (html.count('<details class="fold">'), f"Table with {rows} rows" in text_in(html)) == (is_folded, is_folded)
    assert html.count("<table") == 1


def test_a_reading_line_names_its_author():
    reading = {"text": "More people are looking.", "cite": "Siân P., moderator"}
    html = render_to_string("charts/figure.html", {"figure": figure("line"), "reading": reading})
    assert "<p>More people are looking.</p>" in html
    assert "<cite>Siân P., moderator</cite>" in html


def test_hostile_names_are_escaped():
    chart = line_chart(["<b>"], [Series("<script>", (1,)), Series("x", (2,))])
    html = render_to_string("charts/figure.html", {"figure": ChartFigure("f", "<i>", "<u>", chart, "<s>")})
    assert not re.search("<(b|script|i|u|s)>", html)


def test_places_have_a_point_also_where_numbers_have_a_comma():
    with translation.override("de"):
        html = drawn("line") + render_to_string("charts/sparkline.html", {"chart": sparkline([1, 2])})
    assert not re.search(r'\s(x|y|cx|cy|width|d)="[^"]*\d,\d', html)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (3000, "3,000"),
        (2.5, "2.5"),
        (4.0, "4"),
        (None, "no figure"),
        (FEW, "fewer than 3"),
        (HiddenValue(), "not shown"),
    ],
)
def test_values_in_words(value, expected):
    assert chart_value(value) == expected


@pytest.mark.parametrize(
    ("figure", "value", "words"),
    [
        (Disclosed(Shown.EXACT, 7), 7, "7"),
        (Disclosed(Shown.EXACT, 0), 0, "0"),
        (Disclosed(Shown.AT_LEAST, 12), AtLeast(12), "12 or more"),
        (Disclosed(Shown.FEWER, 3), FEW, "fewer than 3"),
        (Disclosed(Shown.NOT_SHOWN), HiddenValue(), "not shown"),
    ],
)
def test_charts_draw_values_as_the_disclosure_rules_give_them(figure, value, words):
    assert value_of(figure) == value
    assert chart_value(value_of(figure)) == words


def test_extremes_are_first_last_and_highest():
    chart = line_chart(["A", "B", "C", "D"], [Series("X", (FEW, 5, 9, 7)), Series("Y", (None, FEW, FEW, FEW))])
    assert list(ChartFigure("f", "m", "s", chart, "l").extremes) == [("X", ("B", 5), ("D", 7), ("C", 9))]


def test_the_key_explains_each_kind_of_hidden_value_once():
    chart = bar_chart(["A", "B", "C"], Series("X", (HiddenValue(), FEW, FEW)))
    hidden = ChartFigure("f", "m", "s", chart, "l")
    assert hidden.hidden == [FEW, HiddenValue()]
    text = text_in(render_to_string("charts/figure.html", {"figure": hidden}))
    assert text.count("Fewer than 3, perhaps none") == text.count("so that nobody can work out a smaller number") == 1
    assert ChartFigure("f", "m", "s", bar_chart(["A"], Series("X", (1,))), "l").hidden == []
    several = bar_chart(["A", "B", "C"], Series("X", (HiddenValue(below=5), HiddenValue(), FEW)))
    assert ChartFigure("f", "m", "s", several, "l").hidden == [FEW, HiddenValue(below=5), HiddenValue()]


def test_a_csv_file_runs_no_formula():
    rows = [
        ["=1+1", 5],
        ["+a", FEW.below],
        ["-", ""],
        ["@x", -4],
        ["\tx", 1.5],
        ["\rx", None],
        ["plain, with a comma", "3"],
    ]
    found = list(csv.reader(io.StringIO(csv_text(["Name", "n"], rows), newline="")))
    assert [name for name, _n in found] == ["Name", "'=1+1", "'+a", "'-", "'@x", "'\tx", "'\rx", "plain, with a comma"]
    assert [n for _name, n in found] == ["n", "5", "3", "", "-4", "1.5", "", "3"]


@pytest.mark.django_db
def test_every_area_of_the_first_network_has_its_place_on_the_map():
    places = [area.place for area in Area.objects.all()]
    assert len(set(places)) == 11
    assert None not in places


def test_the_style_sheet_has_a_place_for_every_row_and_column_that_an_area_can_have():
    css = (settings.BASE_DIR / "ratsite/static/ratsite/css/members.css").read_text()
    for grid, name, most in (
        ("tiles--narrow", "row", MAP_ROWS), ("tiles--narrow", "narrow", NARROW),
        ("tiles--map", "row", MAP_ROWS), ("tiles--map", "column", MAP_COLUMNS),
    ):  # fmt: skip
        axis = "row" if name == "row" else "column"
        rules = [f".{grid} .tile--{name}-{at} {{ grid-{axis}: {at}; }}" for at in range(1, most + 1)]
        assert [rule for rule in rules if rule not in css] == []


@pytest.mark.django_db
def test_the_style_guide_shows_every_form_with_few_and_many_values(client):
    html = client.get(reverse("styleguide_charts")).content.decode()
    names = [one.name for one in sample_figures()]
    assert [name for name in names if f'id="{name}-head"' not in html] == []
    assert len(names) == 4 * len(COUNTS) + 4
    assert [count for count, _chart in sample_sparklines()] == list(COUNTS)
    assert " style=" not in html


def test_at_least_twelve_is_not_twelve_where_a_drawn_figure_is_cached():
    assert AtLeast(12) == AtLeast(12)
    assert AtLeast(12) != 12
    assert len({(12,), (AtLeast(12),)}) == 2
