"""The page of official figures: published figures, no small ones about a place, sources, revisions and CSV."""

import csv
import io
import itertools
import re
from collections import Counter
from fractions import Fraction

import pytest
from django.urls import reverse

from ratsite.demo.official import FILES
from ratsite.lib.charts.values import HiddenValue
from ratsite.trends.models import OfficialFigure, OfficialRelease
from ratsite.trends.models.official import KEY
from ratsite.trends.queries.official_figures import SMALL, official_page, quarter_name

NAMES = ("forces", "forms", "people", "referrals", "reasonable", "conclusive", "duty")
pytestmark = pytest.mark.django_db
PAGE = reverse("trends:official")
WMP = "West Midlands Police"
AGES = {
    "Adult (18 or over)": "adults", "Child (17 or under)": "children", "Not specified or unknown": "age unknown",
}  # fmt: skip


def published_forces() -> list[dict[str, str]]:
    """Return the rows of the file, read without the site's own reader."""
    text = (FILES / "nrm_police_west_midlands_region_2022q2_2023q4.csv").read_text()
    return list(csv.DictReader(io.StringIO(text)))


def rows_of(page, name: str) -> dict[str, tuple]:
    figure = next(one for one in page.figures if one.name == name)
    return dict(figure.rows)


def careful(number: float) -> int | HiddenValue:
    return int(number) if number >= SMALL else HiddenValue(SMALL)


def test_the_page_shows_every_figure_with_source_and_licence(figures, member, sign_in):
    page = sign_in(member).get(PAGE)
    html = page.content.decode()
    assert tuple(figure.name for figure in page.context["page"].figures) == NAMES
    assert html.count('<figure class="fig') == len(NAMES)
    assert "Crown copyright, Open Government Licence v3.0" in html
    assert "as copied on 27 February 2025" in html
    assert "The Home Office has not revised any figures for the whole country." in html


def test_the_headings_of_the_page_skip_no_level(figures, member, sign_in):
    html = sign_in(member).get(PAGE).content.decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])", html[html.index("<main") :])]
    assert [after for before, after in itertools.pairwise(levels) if after > before + 1] == []


FORMS = {
    "Criminal": "Criminal exploitation", "Domestic": "Domestic exploitation", "Labour": "Labour exploitation",
    "Sexual": "Sexual exploitation", "Labour & Criminal": "Labour and criminal exploitation",
    "Labour & Domestic": "Labour and domestic exploitation", "Sexual & Criminal": "Sexual and criminal exploitation",
    "Sexual & Domestic": "Sexual and domestic exploitation", "Sexual & Labour": "Sexual and labour exploitation",
}  # fmt: skip


def as_shown(numbers: Counter, other: str) -> list[tuple[str, tuple[int]]]:
    """Return the numbers, largest first; those too small for a row are added up in the last one."""
    rows = sorted(numbers.items(), key=lambda row: (-row[1], row[0]))
    last = []
    while rows and (rows[-1][1] < SMALL or 0 < sum(last) < SMALL):
        last.append(rows.pop()[1])
    return [(name, (number,)) for name, number in rows] + ([(other, (sum(last),))] if last else [])


@pytest.mark.parametrize("force", ["", WMP, "Warwickshire Police", "No such force"])
def test_numbers_are_those_of_the_file_and_small_ones_are_hidden(figures, member, force):
    page = official_page(member, force)
    quarters, forms, people = Counter(), Counter(), Counter()
    for row in published_forces():
        quarters[row["fr"], row["q"].upper().replace("_", " ")] += int(float(row["n"]))
    for row in published_forces():
        shown = quarters[row["fr"], row["q"].upper().replace("_", " ")] >= SMALL
        if row["q"] >= "2023_q1" and shown:
            forms[FORMS.get(row["ex"], row["ex"])] += int(float(row["n"]))
            people[f"{row['gen']}, {AGES[row['age']]}"] += int(float(row["n"]))
    figure = next(one for one in page.figures if one.name == "forces")
    for label, values in figure.rows:
        assert values == tuple(careful(quarters[name, label]) for name in figure.columns)
    assert list(rows_of(page, "forms").items()) == as_shown(forms, "Other forms")
    assert list(rows_of(page, "people").items()) == as_shown(people, "Other groups")


def test_no_small_number_comes_back_when_what_is_shown_is_added_and_subtracted(figures, member):
    """Sums and differences of all shown numbers, for any force, give no number of 1 to 4 about a place."""
    rows = published_forces()
    for row in rows:
        row["q"], row["people"] = row["q"].upper().replace("_", " "), f"{row['gen']}, {AGES[row['age']]}"
    quarters = sorted({row["q"] for row in rows})
    shown = set()
    for force in ("", *official_page(member).forces):
        page = official_page(member, force)
        [chart] = [one for one in page.figures if one.name == "forces"]
        for quarter, values in chart.rows:
            cells = [({"fr": name, "q": quarter}, v) for name, v in zip(chart.columns, values, strict=True)]
            shown.update(parts_of(rows, cell) for cell, value in cells if not isinstance(value, HiddenValue))
        for name, column in (("forms", "ex"), ("people", "people")):
            [chart] = [one for one in page.figures if one.name == name]
            about = {"fr": force} if force and force in chart.statistic else {}
            counted = parts_of(rows, about | {"q": quarters[-4:]})
            counted -= {n for n in counted if total(rows, parts_of(rows, pick(rows[n], "fr", "q"))) < SMALL}
            named = {label: parts_of(rows, {column: label}) & counted for label, _values in chart.rows}
            rest = counted.difference(*named.values())
            shown.update(named[label] or rest for label, (value,) in chart.rows if not isinstance(value, HiddenValue))
    asked = [pick(row, "fr", "q") for row in rows]
    for column in ("ex", "people"):
        asked += [pick(row, column) | {"q": quarters[-4:]} for row in rows]
        asked += [pick(row, column, "fr") | {"q": quarters[-4:]} for row in rows]
    small = {parts for parts in (parts_of(rows, cell) for cell in asked) if 0 < total(rows, parts) < SMALL}
    assert len(small) > 20
    basis = basis_of(shown)
    assert [sorted(parts) for parts in small if not reduced(parts, basis)] == []


def pick(row: dict, *names: str) -> dict:
    return {name: row[name] for name in names}


def parts_of(rows: list[dict], cell: dict[str, str | list[str]]) -> frozenset[int]:
    """Return the numbers of the rows that are counted in this cell."""
    return frozenset(
        number
        for number, row in enumerate(rows)
        if all(row[name] in (value if isinstance(value, list) else [value]) for name, value in cell.items())
    )


def total(rows: list[dict], parts: frozenset[int]) -> int:
    return sum(int(float(rows[number]["n"])) for number in parts)


def reduced(parts: frozenset[int], basis: dict[int, dict[int, Fraction]]) -> dict[int, Fraction]:
    """Return what is left of a sum of rows after subtracting sums of the basis; empty if it follows from them."""
    left = dict.fromkeys(parts, Fraction(1))
    while pivots := [number for number in left if number in basis]:
        factor = left[pivots[0]]
        for number, value in basis[pivots[0]].items():
            left[number] = left.get(number, Fraction(0)) - factor * value
            if not left[number]:
                del left[number]
    return left


def basis_of(shown: set[frozenset[int]]) -> dict[int, dict[int, Fraction]]:
    """Gaussian elimination of the shown sums. The keys are the pivots."""
    basis: dict[int, dict[int, Fraction]] = {}
    for parts in sorted(shown, key=sorted):
        if left := reduced(parts, basis):
            pivot = min(left)
            basis[pivot] = {number: value / left[pivot] for number, value in left.items()}
    return basis


def test_west_midlands_police_is_as_published(figures, member):
    assert list(rows_of(official_page(member, WMP), "forces").values()) == [(n,) for n in (54, 73, 64, 50, 51, 39, 42)]


def test_no_small_number_is_shown_with_a_place(figures, member, sign_in):
    for force in ("", *official_page(member).forces):
        page = official_page(member, force)
        shown = [v for name in ("forces", "forms", "people") for row in rows_of(page, name).values() for v in row]
        assert [value for value in shown if isinstance(value, int) and value < SMALL] == []
        for name in ("forces", "forms", "people"):
            table = sign_in(member).get(reverse("trends:official_csv", args=[name]), {"force": force}).content.decode()
            cells = [cell for row in list(csv.reader(io.StringIO(table)))[1:] for cell in row[1:-1]]
            assert [cell for cell in cells if re.fullmatch(r"[0-4]", cell)] == []


def test_the_national_series_has_all_quarters(figures, member):
    rows = rows_of(official_page(member), "referrals")
    assert len(rows) == 59
    assert rows["2023 Q4"] == (1978, 1945, 219)
    duty = rows_of(official_page(member), "duty")
    assert (duty["2015 Q4"], duty["2023 Q4"]) == ((65,), (1044,))


def test_a_revision_names_both_figures_and_both_days(figures, member, sign_in):
    before = OfficialFigure.objects.get(series="duty", year=2023, quarter=4)
    release = OfficialRelease.objects.create(
        series="duty", published_on="2025-06-05", source="Home Office", licence="OGL"
    )
    OfficialFigure.objects.filter(pk=before.pk).update(is_latest=False)
    OfficialFigure.objects.create(release=release, series="duty", year=2023, quarter=4, value=1050, revises=before)
    client = sign_in(member)
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get(PAGE).content.decode()).split())
    assert "Duty to notify reports, October to December 2023. It was 1,044. It is now 1,050." in text
    assert "Published on 27 February 2025, revised on 5 June 2025" in text
    table = client.get(reverse("trends:official_csv", args=["duty"])).content.decode()
    assert '2023 Q4,"1,050"' in table


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "1 report was made in October to December 2023 about an adult who did not agree to be referred"),
        (1044, "1,044 reports were made in October to December 2023 about adults who did not agree to be referred"),
    ],
)
def test_one_report_under_the_duty_is_said_in_the_singular(value, words, figures, member):
    newest = OfficialFigure.objects.filter(series="duty", year=2023, quarter=4)
    newest.exclude(pk=newest.first().pk).delete()
    newest.update(value=value)
    duty = next(figure for figure in official_page(member).figures if figure.name == "duty")
    assert duty.message == words


def revise(now: int, **which) -> None:
    """Store a later release in which the figure has this value."""
    before = OfficialFigure.objects.filter(**which).first()
    facts = {"published_on": "2025-06-05", "source": "Home Office", "licence": "OGL"}
    release = OfficialRelease.objects.create(series=before.series, **facts)
    OfficialFigure.objects.filter(pk=before.pk).update(is_latest=False)
    key = {name: getattr(before, name) for name in ("series", *KEY)}
    OfficialFigure.objects.create(release=release, revises=before, value=now, **key)


def revisions_on(client) -> str:
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get(PAGE).content.decode()).split())
    return text[text.index("Revised figures") :]


def test_a_revision_says_which_figure_it_is_about(figures, member, sign_in):
    revise(9, series="reasonable", year=2023, quarter=4, age="child", decision="negative")
    revise(8, series="referrals", year=2023, quarter=4, age="adult", location="UK")
    said = revisions_on(sign_in(member))
    assert "NRM reasonable grounds decisions, October to December 2023, Children, Negative. It was" in said
    assert "NRM referrals in the UK, October to December 2023, Adults, UK. It was" in said
    assert "has not revised" not in said


def test_a_revision_about_a_police_force_is_not_listed(figures, member, sign_in):
    revise(2, series="forces", value=1, force="Staffordshire Police")
    said = revisions_on(sign_in(member))
    assert "It is now" not in said
    assert re.findall(r"The Home Office has not revised [^.]*", said) == [
        "The Home Office has not revised any figures for the whole country"
    ]
    assert "We do not list revised figures for single police forces, because most are too small to show." in said


def test_the_csv_of_no_figure_is_not_found(figures, member, sign_in):
    client = sign_in(member)
    assert client.get(reverse("trends:official_csv", args=["nothing"])).status_code == 404
    answer = client.get(reverse("trends:official_csv", args=["conclusive"]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().splitlines()[0] == "Year,Positive,Negative,Source"


def test_the_page_costs_three_queries(figures, member, django_assert_num_queries):
    with django_assert_num_queries(3):
        official_page(member, WMP)


@pytest.mark.parametrize(
    ("quarter", "words"), [(0, "2023"), (1, "January to March 2023"), (3, "July to September 2023")]
)
def test_quarters_in_words(quarter, words):
    assert quarter_name(2023, quarter) == words
