"""The search finds the numbers on Get help, for everyone, and links to their place on the page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ratsite.network.models import Area
from ratsite.pages.models import GetHelpPage, Helpline
from tests.factories import MemberFactory
from tests.markup import flat, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lines(db):
    Helpline.objects.all().delete()
    rows = (
        ("Lantern Line", "0161 496 0001", "When a landlord holds your papers.", "is_for_self"),
        ("Harbour Line", "0161 496 0002", "When a friend does not come home.", "is_for_others"),
        ("Kite Line", "0161 496 0003", "When a pupil is missing.", "is_for_child"),
        ("Beacon Line", "0161 496 0004", "For colleagues who need a rest.", "is_for_members"),
    )
    for name, phone, when, question in rows:
        Helpline.objects.create(name=name, phone=phone, when_to_use=when, languages="Polish", **{question: True})
    Area.objects.filter(slug="walsall").update(front_door_phone="01922 000000", front_door_name="Duty team")


def found(client, query: str) -> str:
    html = flat(client.get("/search/", {"q": query, "tab": "helplines"}).content)
    return html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("query", "name", "anchor"),
    [
        ("lantern", "Lantern", "me"),
        ("landlord papers", "Lantern", "me"),
        ("harbour", "Harbour", "someone"),
        ("pupils", "Kite", "children"),
        ("rest colleagues", "Beacon", "more"),
        ("01614960002", "Harbour", "someone"),
        ('"0161 496 0003"', "Kite", "children"),
        ("walsall duty", "Walsall", "walsall"),
    ],
)
def test_a_helpline_is_found_by_its_words_or_its_number(client, query, name, anchor):
    html = found(client, query)
    assert html.count('href="/get-help/#') == 1
    assert f'href="/get-help/#{anchor}"' in html
    assert name in html


@pytest.mark.parametrize(("query", "names"), [("help", ["Lantern", "Aid"]), ("I need help", ["Lantern"])])
def test_a_search_for_help_finds_the_main_helpline_first(client, query, names):
    Helpline.objects.create(name="Aid Line", phone="0161 496 0005", when_to_use="You need help with sleep.", position=0)
    Helpline.objects.filter(name="Lantern Line").update(is_main=True, position=9)
    assert re.findall(r"(\w+) Line", found(client, query)) == names


def test_the_other_questions_of_get_help_are_words_of_their_helplines(client):
    assert "Harbour Line" in found(client, "worried about someone")
    assert "Kite Line" in found(client, "worried about a child")


def test_every_word_must_match_and_no_unwanted_one(client):
    assert 'href="/get-help/#' not in found(client, "lantern pupils")
    html = found(client, "polish -landlord -friend -pupil")
    assert ("Beacon" in html, "Lantern" in html) == (True, False)


def test_nothing_is_found_while_get_help_is_not_published(client):
    GetHelpPage.objects.get().unpublish()
    assert 'href="/get-help/#' not in found(client, "lantern")


def test_members_who_filter_by_their_things_find_no_helpline(client):
    client.force_login(MemberFactory())
    html = text_of(client.get("/search/", {"q": "lantern", "kind": "question"}))
    assert 'href="/get-help/#me"' not in html


def test_helplines_come_first_and_cost_the_same_for_one_and_for_four(client):
    costs = []
    for query in ("lantern", "polish"):
        found(client, query)
        with CaptureQueriesContext(connection) as queries:
            html = found(client, query)
        costs.append(len(queries))
        assert html.count('href="/get-help/#') == (1 if query == "lantern" else 4)
    assert costs[0] == costs[1]
    both = flat(client.get("/search/", {"q": "help"}).content)
    assert ">Pages</h2>" in both
