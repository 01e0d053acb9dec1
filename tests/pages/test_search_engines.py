"""What search engines and feed readers get of public pages, and nothing of other pages."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from library.enums import Audience, ResourceKind, ResourceState, VersionState
from library.models import Resource
from ratsite.network.enums import Marking
from ratsite.pages.models import StandardPage
from ratsite.pages.site_tree import create_sector_page
from tests.factories import MemberFactory, take_second_step
from tests.markup import flat
from tests.pages.factories import make_event, make_news, make_part

pytestmark = pytest.mark.django_db
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
METADATA = ("application/ld+json", 'property="og:', 'rel="canonical"')


def structured(client, address: str) -> dict | None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).content.decode(), re.S)
    return json.loads(found[1]) if found else None


def sitemap(client) -> list[str]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return [node.text for node in root.iter(LOC)]


def make_resource(*, state: ResourceState = ResourceState.PUBLISHED, **row) -> Resource:
    """A resource with one version, published if the resource is."""
    row = {"slug": "card", "title": "A card", "summary": "In short.", "kind": ResourceKind.GUIDANCE, **row}
    row = {"marking": Marking.CLEAR, "licence": "CC BY 4.0", "origin": "Written here", **row}
    curator, moment = MemberFactory(), timezone.now()
    resource = Resource.objects.create(**row, posted_by=curator, posted_at=moment)
    version = resource.versions.create(number=1, created_by=curator, created_at=moment)
    if state == ResourceState.PUBLISHED:
        version.state, version.published_at = VersionState.PUBLISHED, moment
        version.save()
        resource.current = version
    resource.state = state
    resource.save()
    return resource


def make_sector(**row):
    defaults = {"title": "Housing", "slug": "housing", "remit": "housing", "figures": [], "body": []}
    return create_sector_page(StandardPage.objects.get(slug="why"), {**defaults, **row})


def test_the_front_page_names_the_organisation(client):
    data = structured(client, "/")
    assert (data["@type"], data["url"]) == ("Organization", "http://testserver/")


def test_news_and_sector_pages_are_articles(client, news):
    make_news(news, slug="item", author="Gareth Llewellyn")
    make_sector()
    item, sector = structured(client, "/news/item/"), structured(client, "/why/housing/")
    assert (item["@type"], item["datePublished"], item["author"]["name"]) == (
        "NewsArticle",
        "2026-11-19",
        "Gareth Llewellyn",
    )
    assert (sector["@type"], sector["headline"]) == ("Article", "Housing")


def test_every_page_of_the_site_has_one_canonical_address(client, news, events, history):
    make_news(news, slug="item"), make_event(events, slug="event"), make_part(history, 1, slug="part"), make_sector()
    for address in ("/", "/news/", "/news/item/", "/events/event/", "/history/part/", "/why/housing/", "/get-help/"):
        html = flat(client.get(f"{address}?from=mail").content)
        assert re.findall(r'<link rel="canonical" href="([^"]+)"', html) == [f"http://testserver{address}"]


def test_the_sitemap_has_every_public_address_once(client, news, events, history):
    make_news(news, slug="item", topics=["Law"])
    make_event(events, slug="event")
    make_part(history, 1, slug="part")
    make_sector()
    resource = make_resource(audience=Audience.PUBLIC, marking=Marking.CLEAR, state=ResourceState.PUBLISHED)
    found = sitemap(client)
    assert len(found) == len(set(found))
    for path in (
        "/", "/news/item/", "/news/topics/law/", "/events/event/", "/history/part/", "/history/timeline/",
        "/why/housing/", "/library/", "/join/apply/", resource.get_absolute_url(),
    ):  # fmt: skip
        assert f"http://testserver{path}" in found
    assert {client.get(address.removeprefix("http://testserver")).status_code for address in found} == {200}


def test_robots_txt_names_the_sitemap_and_no_private_path(client):
    assert client.get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Allow: /",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_an_open_resource_has_metadata_and_a_closed_one_has_none(client):
    row = {"marking": Marking.CLEAR, "state": ResourceState.PUBLISHED, "title": "A card", "creators": "Members"}
    opened = make_resource(audience=Audience.PUBLIC, slug="open", **row)
    data = structured(client, opened.get_absolute_url())
    assert (data["@type"], data["name"], data["creator"]["name"]) == ("CreativeWork", "A card", "Members")
    assert f'<link rel="canonical" href="{data["url"]}">' in flat(client.get(opened.get_absolute_url()).content)
    client.force_login(MemberFactory())
    for resource in (opened, make_resource(audience=Audience.MEMBERS, slug="closed", **row)):
        html = flat(client.get(resource.get_absolute_url()).content)
        assert [text for text in METADATA if text in html] == []


@pytest.fixture
def hidden(news, events, history):
    """A draft, an unpublished page and a draft of a published page, of every type, and resources for members."""
    for name, make in (("news", make_news), ("event", make_event), ("part", make_part)):
        index = {"news": news, "event": events, "part": history}[name]
        row = {"topics": ["CANARYTOPIC"]} if name == "news" else {}
        numbers = [(1,), (2,)] if name == "part" else [(), ()]
        make(index, *numbers[0], title="CANARYGONE", slug=f"canarygone-{name}", **row).unpublish()
        page = make(index, *numbers[1], title="As published", slug=f"shown-{name}")
        page.title = "CANARYDRAFT"
        page.save_revision()
    make_sector(title="CANARYGONE", slug="canarygone").unpublish()
    for audience, state in ((Audience.MEMBERS, ResourceState.PUBLISHED), (Audience.PUBLIC, ResourceState.DRAFT)):
        make_resource(title=f"CANARY{state}", slug=f"canary-{state}", audience=audience, state=state)


@pytest.mark.usefixtures("hidden")
@pytest.mark.parametrize(
    "address",
    [
        "/", "/sitemap.xml", "/news/", "/news/feed/rss/", "/news/feed/atom/", "/history/", "/history/feed/",
        "/history/timeline/", "/events/", "/events/calendar.ics", "/why/", "/search/?q=canary*", "/search/?q=published",
        "/news/shown-news/", "/events/shown-event/", "/history/shown-part/", "/library/",
    ],
)  # fmt: skip
def test_no_draft_unpublished_page_or_member_s_page_is_given_to_machines(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert re.findall(r"(?i)canary-?[a-z]+", response.content.decode()) == []


def test_the_preview_of_a_draft_has_no_structured_data(client, editor, news):
    page = make_news(news)
    page.title = "CANARYDRAFT"
    page.save_revision()
    client.force_login(editor)
    take_second_step(client, editor)
    html = flat(client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content)
    assert "CANARYDRAFT" in html
    assert [text for text in METADATA if text in html] == []
