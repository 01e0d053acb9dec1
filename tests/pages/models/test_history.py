"""The history: its parts in order, with gaps; their sources; the timeline; the feed."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError

from ratsite.pages.models import HistoryPage
from tests.markup import flat
from tests.pages.factories import make_part

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
SOURCE = {
    "relationship": "reproduced",
    "source_site": "www.example.org",
    "source_url": "https://www.example.org/rat-part-two",
    "source_author": "Ruth Ellery",
}


def show(client, page) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return flat(response.content)


def structured(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])


def test_a_part_says_its_place_and_leads_to_its_neighbours(client, history):
    first, second, third = (make_part(history, n) for n in (1, 2, 3))
    html = show(client, second)
    assert "Our history, part 2 of 3" in html
    assert f'<a rel="prev" href="/history/{first.slug}/">' in html
    assert f'<a rel="next" class="turn__next" href="/history/{third.slug}/">' in html


def test_a_missing_part_is_named_and_stepped_over(client, history):
    first, third = make_part(history, 1), make_part(history, 3)
    html = show(client, first)
    assert "part 1 of 3" in html
    assert "Part 2 is not published yet" in html
    assert f'rel="next" class="turn__next" href="/history/{third.slug}/"' in html
    assert "Part 2 is not published yet." in flat(client.get("/history/").content)


def test_a_series_that_starts_with_part_two_looks_right(client, history):
    html = show(client, make_part(history, 2))
    assert "part 2 of 2" in html
    assert "Part 1 is not published yet" in html
    assert 'rel="prev"' not in html


def test_an_unpublished_part_is_nowhere(client, history):
    first, second = (
        make_part(history, 1),
        make_part(history, 2, title="CANARY", timeline=[{"year": 2009, "text": "CANARY"}]),
    )
    second.unpublish()
    assert client.get(f"/history/{second.slug}/").status_code == 404
    for address in (
        "/",
        "/history/",
        f"/history/{first.slug}/",
        "/history/timeline/",
        "/history/feed/",
        "/sitemap.xml",
    ):
        assert "CANARY" not in flat(client.get(address).content)


def test_renumbering_keeps_the_address(client, history):
    part = make_part(history, 2)
    address = part.get_url()
    part.number = 5
    part.save_revision().publish()
    assert "part 5 of 5" in flat(client.get(address).content)


def test_two_published_parts_cannot_have_one_number(history):
    make_part(history, 1, title="How it began")
    with pytest.raises(ValidationError) as refusal:
        make_part(history, 1)
    assert refusal.value.messages == ["Part 1 is “How it began”. Choose another number for one of the two."]


def test_the_front_page_counts_the_parts_that_can_be_read(client, history):
    make_part(history, 1)
    assert "Our history, in 1 part<" in flat(client.get("/").content)
    make_part(history, 3)
    assert "Our history, in 2 parts<" in flat(client.get("/").content)


def test_the_byline_and_the_source_are_printed(client, history):
    html = show(client, make_part(history, 2, byline_role="a founding member", **SOURCE))
    assert "Written by <strong>Ruth Ellery</strong>, a founding member" in html
    assert "This article was first published on www.example.org." in html
    assert '<a href="https://www.example.org/rat-part-two" rel="noreferrer">View the original article</a>' in html


def test_a_summary_says_that_it_is_one(client, history):
    html = show(client, make_part(history, 2, **{**SOURCE, "relationship": "summary"}))
    assert "of an article by Ruth Ellery, first published on www.example.org." in html


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("own", '<link rel="canonical" href="http://testserver/history/part/">'),
        ("source", '<link rel="canonical" href="https://www.example.org/rat-part-two">'),
        ("noindex", '<meta name="robots" content="noindex">'),
    ],
)
def test_the_editor_chooses_the_page_for_search_engines(client, history, canonical, expected):
    part = make_part(history, 1, slug="part", canonical=canonical, **SOURCE)
    assert expected in show(client, part)
    assert ("/history/part/" in flat(client.get("/sitemap.xml").content)) is (canonical == "own")


def test_a_part_from_elsewhere_must_say_from_where(history):
    with pytest.raises(ValidationError):
        make_part(history, 1, relationship="adapted")
    with pytest.raises(ValidationError):
        make_part(history, 1, canonical="source")


def test_structured_data_names_the_series_the_position_and_the_original(client, history):
    data = structured(show(client, make_part(history, 2, **SOURCE)))
    assert data["@type"] == "Article"
    assert data["position"] == 2
    assert data["isPartOf"] == {
        "@type": "CreativeWorkSeries",
        "name": "Our history",
        "url": "http://testserver/history/",
    }
    assert data["isBasedOn"]["url"] == "https://www.example.org/rat-part-two"


def test_text_in_structured_data_cannot_end_its_script(client, history):
    part = make_part(history, 1, title="</script><script>alert(1)</script>", byline="<img src=x onerror=alert(1)>")
    html = show(client, part)
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html
    assert structured(html)["headline"] == "</script><script>alert(1)</script>"


def test_the_timeline_draws_all_published_parts_in_order_of_time(client, history):
    make_part(history, 1, timeline=[{"year": 2010, "month": 7, "text": "Workshop"}, {"year": 2008, "text": "Began"}])
    make_part(
        history, 2, timeline=[{"year": 2010, "text": "Sometime"}, {"year": 2009, "month": 3, "day": 5, "text": "Name"}]
    )
    html = flat(client.get("/history/timeline/").content)
    dates = re.findall(r'<time datetime="([\d-]+)">([^<]+)</time>(\w+)', html)
    assert dates == [
        ("2008", "2008", "Began"),
        ("2009-03-05", "5 March 2009", "Name"),
        ("2010", "2010", "Sometime"),
        ("2010-07", "July 2010", "Workshop"),
    ]


def test_a_part_shows_its_own_years_and_the_nearest_others(client, history):
    make_part(history, 1, timeline=[{"year": 2001, "text": "Far"}, {"year": 2008, "text": "Before"}])
    second = make_part(history, 2, timeline=[{"year": 2009, "text": "Own"}])
    make_part(history, 3, timeline=[{"year": 2010, "text": "After"}, {"year": 2015, "text": "Distant"}])
    html = show(client, second)
    assert [word for word in ("Far", "Before", "Own", "After", "Distant") if word in html] == ["Before", "Own", "After"]


def test_the_feed_carries_byline_and_source_with_absolute_links(client, history):
    make_part(history, 1)
    make_part(history, 2, slug="two", **SOURCE)
    response = client.get("/history/feed/")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    newest = feed.find(f"{ATOM}entry")
    assert newest.find(f"{ATOM}title").text == "Part 2: Part 2 title"
    assert newest.find(f"{ATOM}link").get("href") == "http://testserver/history/two/"
    assert newest.find(f"{ATOM}author/{ATOM}name").text == "Ruth Ellery"
    assert "first published on www.example.org" in newest.find(f"{ATOM}summary").text


def test_a_part_cannot_take_an_address_of_the_series(history):
    with pytest.raises(ValidationError):
        make_part(history, 1, slug="timeline")


def test_the_print_of_a_part_says_where_it_is_from(client, history):
    html = show(client, make_part(history, 1, slug="one", **SOURCE))
    assert "Printed from http://testserver/history/one/" in html


def test_a_citation_names_author_title_number_and_address(client, history):
    html = show(client, make_part(history, 1, slug="one", title="How it began"))
    year = HistoryPage.objects.get().first_published_at.year
    assert f"Ruth Ellery ({year}). How it began. RAT Network, part 1. http://testserver/history/one/." in html


def test_the_timeline_draws_every_year_between_two_dates(client, history):
    entries = [{"year": 2008, "text": "Began"}, {"year": 2008, "text": "Met"}, {"year": 2011, "text": "Grew"}]
    make_part(history, 1, timeline=entries)
    html = flat(client.get("/history/timeline/").content)
    ticks = [f'<li class="is-tick" aria-hidden="true">{year}</li>' for year in (2009, 2010)]
    assert [html.count(tick) for tick in ticks] == [1, 1]
    assert html.count("is-tick") == 2
    assert (html.count(">2008</time>"), html.count(">2011</time>")) == (1, 1)
    assert "Years in grey have no date that we know of." in html
    assert html.index("Met") < html.index(ticks[0]) < html.index(ticks[1]) < html.index("Grew")
