"""News: the list, topics, feeds, pictures."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from ratsite.pages.models import NewsTopic
from ratsite.pages.models.news import NEWS_A_PAGE
from tests.markup import flat, text_of
from tests.pages.factories import make_news, make_picture

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
TOPICS = {"Law": "law", "Work": "work"}


def test_news_is_listed_newest_first_with_its_topics(client, news):
    make_news(news, title="Older", date=dt.date(2026, 1, 1), topics=["Law"])
    make_news(news, title="Newer", date=dt.date(2026, 2, 1), topics=["Work"])
    html = flat(client.get("/news/").content)
    assert html.index("Newer") < html.index("Older")
    assert '<a class="tag tag--plain" href="/news/topics/law/">Law</a>' in html


def test_a_topic_has_a_page_and_feeds_of_its_own(client, news):
    make_news(news, title="About law", topics=["Law"])
    make_news(news, title="About work", topics=["Work"])
    for address in ("/news/topics/law/", "/news/topics/law/feed/rss/", "/news/topics/law/feed/atom/"):
        text = flat(client.get(address).content)
        assert ("About law" in text, "About work" in text) == (True, False)


def test_a_topic_without_published_news_has_no_page(client, news):
    NewsTopic.objects.create(name="Empty", slug="empty")
    make_news(news, topics=["Law"]).unpublish()
    assert client.get("/news/topics/empty/").status_code == 404
    assert client.get("/news/topics/law/").status_code == 404
    assert client.get("/news/topics/nowhere/").status_code == 404


def test_the_feeds_have_their_media_types_and_absolute_links(client, news):
    make_news(news, title="A & B <i>", slug="a-b", topics=["Law"])
    rss = client.get("/news/feed/rss/")
    assert rss.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    item = ElementTree.fromstring(rss.content).find("channel/item")
    assert (item.find("title").text, item.find("link").text) == ("A & B <i>", "http://testserver/news/a-b/")
    assert item.find("category").text == "Law"
    atom = client.get("/news/feed/atom/")
    assert atom.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(atom.content)
    assert feed.find(f"{ATOM}entry/{ATOM}link").get("href") == "http://testserver/news/a-b/"
    own = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == ["http://testserver/news/feed/atom/"]


def test_the_feeds_can_be_found_from_the_list(client):
    html = flat(client.get("/news/").content)
    assert '<link rel="alternate" type="application/rss+xml"' in html
    assert '<link rel="alternate" type="application/atom+xml"' in html


def test_a_feed_survives_control_characters(client, news):
    make_news(news, title="Odd\x0bly")
    assert (
        ElementTree.fromstring(client.get("/news/feed/atom/").content).find(f"{ATOM}entry/{ATOM}title").text == "Oddly"
    )


@pytest.mark.parametrize("page", ["0", "-1", "x", "9", "1e3", "٢"])
def test_a_page_that_is_not_there_is_not_found(client, page):
    assert client.get("/news/", {"page": page}).status_code == 404


def test_the_list_is_in_pages(client, news):
    for _ in range(NEWS_A_PAGE + 1):
        make_news(news)
    assert flat(client.get("/news/", {"page": "2"}).content).count("<h2><a") == 1


def test_a_picture_is_shown_with_its_words_and_its_credit(client, news):
    page = make_news(news, make_picture(), slug="with-picture")
    html = flat(client.get(page.get_url()).content)
    assert 'alt="A line through ten squares."' in html
    assert "Drawn here" in html
    assert 'type="image/webp"' in html
    assert '<meta property="og:image" content="http://testserver/media/images/' in html


def test_news_says_who_when_and_what_else(client, news):
    make_news(news, title="The other one", topics=["Law"])
    page = make_news(news, slug="this", author="Gareth Llewellyn", topics=["Law"])
    html = flat(client.get(page.get_url()).content)
    assert '<time datetime="2026-11-19">19 November 2026</time><span>Gareth Llewellyn</span>' in html
    assert "The other one" in html
    assert '<a class="tag" href="/news/topics/law/">Law</a>' in html


def test_markup_in_a_title_is_text_everywhere(client, news):
    page = make_news(news, title="<script>alert(1)</script>", slug="bad", author="<b>x</b>", topics=["Law"])
    for address in ("/", "/news/", page.get_url(), "/search/?q=alert", "/news/topics/law/"):
        assert "<script>alert" not in text_of(client.get(address))


def dates(client) -> list[tuple[str, str]]:
    feed = ElementTree.fromstring(client.get("/news/feed/atom/").content)
    return [
        (entry.find(f"{ATOM}published").text, entry.find(f"{ATOM}updated").text) for entry in feed.iter(f"{ATOM}entry")
    ]


def test_news_in_a_feed_is_dated_by_its_day_and_never_in_the_future(client, news):
    now = timezone.now().replace(microsecond=0)
    for day in (dt.date(2026, 6, 1), timezone.localdate(), timezone.localdate() + dt.timedelta(days=5)):
        page = make_news(news, date=day)
        Page.objects.filter(pk=page.pk).update(first_published_at=now, last_published_at=now)
    future, today, summer = dates(client)
    assert summer == ("2026-06-01T00:00:00+01:00", now.isoformat())
    assert future == today == (now.isoformat(), now.isoformat())


def test_a_topic_without_published_news_has_no_feed(client, news):
    make_news(news, topics=["CANARYTOPIC"]).unpublish()
    for feed in ("rss", "atom"):
        assert client.get(f"/news/topics/canarytopic/feed/{feed}/").status_code == 404


def test_the_page_of_a_topic_offers_the_feeds_of_the_topic(client, news):
    make_news(news, topics=["Law"])
    html = flat(client.get("/news/topics/law/").content)
    for feed in ("rss", "atom"):
        assert f'href="/news/topics/law/feed/{feed}/"' in html.partition("</head>")[0]


def test_an_editor_ticks_the_topics_of_news(staff_client, news):
    page = make_news(news, topics=["Law", "Work"])
    html = flat(staff_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content)
    assert re.findall(r'<input type="(\w+)" name="topics"', html) == ["checkbox", "checkbox"]
