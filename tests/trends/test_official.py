"""The page of official figures: what is published, nothing small about a place, with source, revisions and CSV."""

import csv
import io
import re
from collections import Counter

import pytest
from django.urls import reverse

from ratsite.demo.official import FILES, load_official_figures
from ratsite.lib.charts.values import HiddenValue
from ratsite.trends.models import OfficialFigure, OfficialRelease
from ratsite.trends.queries.official_figures import NAMES, SMALL, official_page, quarter_name

pytestmark = pytest.mark.django_db
PAGE = reverse("trends:official")
WMP = "West Midlands Police"


@pytest.fixture
def figures():
    load_official_figures()


def published_forces() -> list[dict[str, str]]:
    """The rows of the file, read without our reader."""
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
    assert "No later release has changed a figure." in html


@pytest.mark.parametrize("force", ["", WMP, "Warwickshire Police", "No such force"])
def test_numbers_are_those_of_the_file_and_small_ones_are_hidden(figures, member, force):
    page = official_page(member, force)
    chosen = force if force in page.forces else ""
    rows = [row for row in published_forces() if not chosen or row["fr"] == chosen]
    quarters, forms, people = Counter(), Counter(), Counter()
    for row in rows:
        quarters[row["fr"], row["q"].upper().replace("_", " ")] += float(row["n"])
        if row["q"] >= "2023_q1":
            forms[row["ex"]] += float(row["n"])
            people[f"{row['gen']}, {row['age'][:5]}"] += float(row["n"])
    figure = next(one for one in page.figures if one.name == "forces")
    for label, values in figure.rows:
        assert values == tuple(careful(quarters[name, label]) for name in figure.columns)
    assert rows_of(page, "forms") == {form: (careful(number),) for form, number in forms.items()}
    assert Counter(rows_of(page, "people").values()) == Counter((careful(number),) for number in people.values())


def test_west_midlands_police_is_as_published(figures, member):
    assert list(rows_of(official_page(member, WMP), "forces").values()) == [(n,) for n in (54, 73, 64, 50, 51, 39, 42)]


def test_no_small_number_is_beside_a_place(figures, member, sign_in):
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
    assert "Duty to notify reports, October to December 2023. Was 1,044, is now 1,050." in text
    assert "Release of 27 February 2025, then release of 5 June 2025" in text
    table = client.get(reverse("trends:official_csv", args=["duty"])).content.decode()
    assert '2023 Q4,"1,050"' in table


def test_the_csv_of_no_figure_is_not_found(figures, member, sign_in):
    client = sign_in(member)
    assert client.get(reverse("trends:official_csv", args=["nothing"])).status_code == 404
    answer = client.get(reverse("trends:official_csv", args=["conclusive"]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().splitlines()[0] == "Year,Positive,Negative,Source"


def test_an_empty_site_says_so(member, sign_in, django_assert_num_queries):
    client = sign_in(member)
    assert "There are no official figures yet." in client.get(PAGE).content.decode()


def test_the_page_costs_three_queries(figures, member, django_assert_num_queries):
    with django_assert_num_queries(3):
        official_page(member, WMP)


@pytest.mark.parametrize(
    ("quarter", "words"), [(0, "2023"), (1, "January to March 2023"), (3, "July to September 2023")]
)
def test_quarters_in_words(quarter, words):
    assert quarter_name(2023, quarter) == words
