"""What a public page costs: queries, bytes, requests. The same for one row and for three."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pages.making import make_event, make_news, make_part, make_picture

pytestmark = pytest.mark.django_db
CEILING = 8
ADDRESSES = [
    "/", "/history/", "/history/part/", "/history/timeline/", "/history/feed/", "/news/", "/news/item/",
    "/news/feed/rss/", "/news/topics/law/", "/news/topics/law/feed/atom/", "/events/", "/events/event/",
    "/events/calendar.ics", "/get-help/", "/join/", "/why/", "/contact/", "/complaints/", "/search/?q=words",
]  # fmt: skip


@pytest.fixture
def furnished(history, news, events):
    def do(rows: int):
        entries = [{"year": 2008, "text": "Began"}]
        make_part(history, 1, slug="part", timeline=entries)
        make_news(news, make_picture(), slug="item", topics=["Law"])
        make_event(events, slug="event", sessions=[{"title": "Talk"}], partners=["A library"])
        for number in range(2, rows + 1):
            make_part(history, number, timeline=entries)
            make_news(news, topics=["Law", f"Topic {number}"])
            make_event(events)

    return do


def queries(client, address: str) -> int:
    client.get(address)  # content types and renditions are made once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_little_of_the_database_however_much_it_lists(client, furnished, address):
    furnished(1)
    for_one = queries(client, address)
    assert for_one <= CEILING


@pytest.mark.parametrize("address", ADDRESSES)
def test_three_rows_cost_what_one_costs(client, history, news, events, furnished, address):
    furnished(1)
    for_one = queries(client, address)
    for number in (2, 3):
        make_part(history, number, timeline=[{"year": 2009, "text": "Went on"}])
        make_news(news, topics=["Law"])
        make_event(events)
    assert queries(client, address) == for_one


@pytest.mark.parametrize("address", [a for a in ADDRESSES if "feed" not in a and ".ics" not in a])
def test_a_page_is_small_loads_only_from_here_and_runs_nothing(client, furnished, address):
    furnished(3)
    response = client.get(address)
    html = response.content.decode()
    assert len(gzip.compress(response.content)) <= 8 * 1024
    loaded = re.findall(
        r'<(?:img|source|script|iframe|video|audio|embed|object)[^>]*?(?:src|srcset|data)="([^"]+)"', html
    )
    loaded += re.findall(r'<link rel="(?:stylesheet|preload|icon)"[^>]*?href="([^"]+)"', html)
    assert [url for url in loaded if not url.startswith("/")] == []
    assert re.findall(r"<script(?! type=\"application/ld\+json\")", html) == []
    assert re.findall(r"<[^>]+\son\w+=", html) == []
    assert response.cookies == {}
