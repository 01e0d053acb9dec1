"""The cost of a public page in queries, bytes and requests. It is the same for one row and for three."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pages.factories import make_event, make_news, make_part, make_picture

pytestmark = pytest.mark.django_db
CEILING = 11  # queries: the search asks for synonyms and chosen results too
BYTES = 8 * 1024  # of compressed HTML
KINDS = ("part", "item", "event")
PAGES = [
    "/", "/history/", "/history/part/", "/history/timeline/", "/news/", "/news/item/", "/news/topics/law/", "/events/",
    "/events/event/", "/get-help/", "/join/", "/why/", "/contact/", "/complaints/", "/search/?q=words",
]  # fmt: skip
FEEDS = ["/history/feed/", "/news/feed/rss/", "/news/topics/law/feed/atom/", "/events/calendar.ics"]


@pytest.fixture
def add_rows(history, news, events):
    """add_rows(1) makes the pages at the addresses above; add_rows(2, 3) makes a second and a third of each."""

    def do(*numbers: int) -> None:
        for number in numbers:
            part, item, event = ({"slug": name if number == 1 else f"{name}-{number}"} for name in KINDS)
            make_part(history, number, timeline=[{"year": 2007 + number, "text": "Began"}], **part)
            make_news(news, make_picture() if number == 1 else None, topics=["Law", f"Topic {number}"], **item)
            make_event(events, sessions=[{"title": "Talk"}], partners=["A library"], **event)

    return do


def queries(client, address: str) -> int:
    client.get(address)  # content types and renditions are made once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_page_asks_little_of_the_database_and_no_more_for_three_rows_than_for_one(client, add_rows):
    add_rows(1)
    for_one = {address: queries(client, address) for address in [*PAGES, *FEEDS]}
    assert {address: number for address, number in for_one.items() if number > CEILING} == {}
    add_rows(2, 3)
    assert {address: queries(client, address) for address in for_one} == for_one


def test_a_page_is_small_loads_only_from_here_and_runs_nothing(client, add_rows):
    add_rows(1, 2, 3)
    for address in PAGES:
        response = client.get(address)
        assert (address, complaints(response.content)) == (address, [])
        assert (address, dict(response.cookies)) == (address, {})


def complaints(page: bytes) -> list[str]:
    """Return what no public page may have: too many bytes, addresses of other sites, scripts."""
    html, size = page.decode(), len(gzip.compress(page))
    loaded = re.findall(
        r'<(?:img|source|script|iframe|video|audio|embed|object)[^>]*?(?:src|srcset|data)="([^"]+)"', html
    )
    loaded += re.findall(r'<link rel="(?:stylesheet|preload|icon)"[^>]*?href="([^"]+)"', html)
    scripts = re.findall(r"<script(?! type=\"application/ld\+json\").*", html) + re.findall(r"<[^>]+\son\w+=", html)
    return [f"{size} bytes"] * (size > BYTES) + [url for url in loaded if not url.startswith("/")] + scripts
