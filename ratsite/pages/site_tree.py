"""Create the page tree of a new site, and pages from plain data. Pages that exist already are left unchanged.

A network that has texts of its own keeps them in a folder like `content`: a file in that folder replaces the file of
the same name in `content`. It may contain two more files: network.toml (the fields of NetworkSettings) and areas.toml.
"""

import datetime as dt
import json
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from ratsite.lib.own_network import from_environment, own_network
from ratsite.network.models import Area, NetworkSettings, Remit
from ratsite.pages.bodies import body_from
from ratsite.pages.fields import BodyField
from ratsite.pages.models import (
    ContactPage,
    EventIndexPage,
    EventPage,
    EventPartner,
    EventSession,
    GetHelpPage,
    Helpline,
    HistoryIndexPage,
    HistoryPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    NewsTopic,
    PublishedContact,
    SectorPage,
    SiteImage,
    StandardPage,
    TimelineEntry,
)
from ratsite.pages.models.public import PublicPage

AnyPage = TypeVar("AnyPage", bound=PublicPage)
CONTENT = Path(__file__).parent / "content"
# (slug, page type) in the order of the tree. The text of each page is in LISTS or content/<slug>.toml.
TREE: tuple[tuple[str, type[PublicPage]], ...] = (
    ("history", HistoryIndexPage),
    ("news", NewsIndexPage),
    ("events", EventIndexPage),
    ("why", StandardPage),
    ("get-help", GetHelpPage),
    ("join", StandardPage),
    ("terms", StandardPage),
    ("contact", ContactPage),
    ("complaints", ContactPage),
    ("privacy", StandardPage),
    ("cookies", StandardPage),
    ("accessibility", StandardPage),
)
LISTS = {
    "history": {
        "title": "Our history",
        "introduction": "How people came to compare notes, told in parts, with its sources.",
    },
    "news": {
        "title": "News",
        "introduction": "What members have made, met about and changed their minds on. Nothing here needs a login.",
    },
    "events": {
        "title": "Events",
        "introduction": "Workshops and conferences that are open to people outside the network too.",
    },
}
HISTORY_FIELDS = (
    "number",
    "period",
    "byline",
    "byline_role",
    "relationship",
    "source_site",
    "source_url",
    "source_author",
    "source_published_on",
    "permission_note",
    "canonical",
)
PLAIN_FIELDS = ("introduction", "thanks", "kind", "has_exit", "seo_title", "search_description")


@transaction.atomic
def seed_tree(own_texts: Path | None = None) -> list[str]:
    """Create those pages of the site's tree that do not exist yet, and return their addresses.

    own_texts: the folder with the network's own texts, if it has any.
    """
    _describe_network(own_texts)
    home, made = _home(own_texts)
    _point_site_at(home)
    taken = set(home.get_children().values_list("slug", flat=True))
    for slug, page_type in TREE:
        if slug not in taken:
            add_page(home, page_from(page_type, {**content(slug, own_texts), "slug": slug}))
            made.append(f"/{slug}/")
    if not Helpline.objects.exists():
        _helplines(own_texts)
    if not PublishedContact.objects.exists():
        # checked_on stays empty until a member of the network has read the sources.
        PublishedContact.objects.bulk_create(
            PublishedContact(**row) for row in content("published-contacts", own_texts)["contact"]
        )
    return made


def _describe_network(own_texts: Path | None) -> None:
    """Store the name and description of the network, and its areas, if the database has none yet.

    The description comes from the folder `own_texts` or, without one, from the environment. A stored description that
    only repeats the environment is replaced by that of the folder.
    """
    described, environment = NetworkSettings.described(), from_environment()
    if described is None or (own_texts is not None and described == environment):
        row = content("network", own_texts) or asdict(environment)
        NetworkSettings.objects.update_or_create(pk=NetworkSettings.ONLY, defaults=row)
    if not Area.objects.exists():
        for position, row in enumerate(content("areas", own_texts).get("area", [])):
            Area.objects.create(position=position, **row)


def _helplines(own_texts: Path | None) -> None:
    for position, row in enumerate(content("helplines", own_texts)["helpline"]):
        # checked_on stays empty until a member of the network has checked the number.
        Helpline.objects.create(position=position, **row)


def content(name: str, own_texts: Path | None = None) -> dict:
    """Return the content of a page or list; {} if it has none.

    It is looked for in the network's own texts, then in the folder `content`, then in LISTS.
    """
    for folder in filter(None, (own_texts, CONTENT)):
        if (path := folder / f"{name}.toml").exists():
            return tomllib.loads(path.read_text(encoding="utf-8"))
    return LISTS.get(name, {})


def _home(own_texts: Path | None) -> tuple[HomePage, list[str]]:
    home = HomePage.objects.first()
    if home is not None:
        return home, []
    root = Page.get_first_root_node()
    row = {**content("home", own_texts), "slug": "front", "title": own_network().short_name}
    home = HomePage(headline=row["headline"], **_plain_values(HomePage, row))
    return add_page(root, home), ["/"]


def _point_site_at(home: HomePage) -> None:
    """Make the front page the root of Wagtail's default site, with SITE_URL as the site's address.

    Deletes Wagtail's welcome page if it has no children.
    """
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    site.hostname, site.port, site.root_page, site.site_name = address.hostname, port, home, own_network().short_name
    site.save()
    if welcome is not None and welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()


def _plain_values(page_type: type[PublicPage], row: dict) -> dict:
    """Return a row's title, its slug, and those of PLAIN_FIELDS that it has and that are fields of the page type."""
    names = {field.name for field in page_type._meta.get_fields()}
    return {"title": row["title"], "slug": row["slug"]} | {
        name: row[name] for name in PLAIN_FIELDS if name in row and name in names
    }


def page_from(page_type: type[PublicPage], row: dict) -> PublicPage:
    """Return an unsaved page of this type from a row with title, slug, introduction and body."""
    page = page_type(**_plain_values(page_type, row))
    for field in (field.name for field in page_type._meta.get_fields() if isinstance(field, BodyField)):
        setattr(page, field, json.dumps(body_from(row.get(field, []))))
    return page


def add_page(parent: Page, page: PublicPage, *, on: dt.date | None = None) -> PublicPage:
    """Publish a new page below its parent page, and return it. on: its date of publication, if not today."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    if on is not None:
        moment = min(timezone.make_aware(dt.datetime.combine(on, dt.time(9))), timezone.now())
        Page.objects.filter(pk=page.pk).update(first_published_at=moment, last_published_at=moment)
    return page


def _page_at(page_type: type[AnyPage], parent: Page, slug: str) -> AnyPage | None:
    """Return the page of this type below `parent` with this slug, or None."""
    return page_type.objects.child_of(parent).filter(slug=slug).first()


def create_history_part(index: HistoryIndexPage, row: dict) -> HistoryPage:
    """Publish a part of the history from a plain row, or return the part that already has the row's slug."""
    if existing := _page_at(HistoryPage, index, row["slug"]):
        return existing
    page = page_from(HistoryPage, row)
    for name in HISTORY_FIELDS:
        if name in row:
            setattr(page, name, row[name])
    page.timeline_entries = [TimelineEntry(sort_order=n, **entry) for n, entry in enumerate(row.get("timeline", []))]
    return add_page(index, page)


def create_news_page(index: NewsIndexPage, row: dict, picture: SiteImage | None = None) -> NewsPage:
    """Publish news from a plain row, dated as the row says, or return the page that already has the row's slug."""
    if existing := _page_at(NewsPage, index, row["slug"]):
        return existing
    page = page_from(NewsPage, {**row, "introduction": row["summary"]})
    page.date, page.author, page.picture = row["date"], row["author"], picture
    page.topics = [_topic(name) for name in row.get("topics", [])]
    return add_page(index, page, on=row["date"])


def _topic(name: str) -> NewsTopic:
    slug = "-".join(name.lower().split())
    return NewsTopic.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def create_sector_page(parent: StandardPage, row: dict) -> SectorPage:
    """Publish a page for one remit from a plain row, or return the page that already has the row's slug."""
    if existing := _page_at(SectorPage, parent, row["slug"]):
        return existing
    page = page_from(SectorPage, {**row, "figures": []})
    page.remit = Remit.objects.get(slug=row["remit"])
    page.figures = json.dumps([{"type": "figure", "value": figure} for figure in row["figures"]], default=str)
    return add_page(parent, page)


def create_event_page(index: EventIndexPage, row: dict) -> EventPage:
    """Publish an event from a plain row, or return the page that already has the row's slug.

    A time without a time zone is taken as London's.
    """
    if existing := _page_at(EventPage, index, row["slug"]):
        return existing
    page = page_from(EventPage, row)
    page.starts_at, page.ends_at = _in_london(row["start"]), _in_london(row["end"])
    page.is_date_only, page.when_text = row.get("date_only", False), row.get("when_text", "")
    page.venue, page.accessibility = row["venue"], row.get("accessibility", "")
    page.booking_link = row.get("booking_link", "")
    page.area = Area.objects.filter(slug=row.get("area", "")).first()
    page.sessions = [
        EventSession(
            sort_order=position,
            time=session.get("time", ""),
            title=session["title"],
            speaker=session.get("speaker", ""),
            has_consent=session.get("consent", False),
        )
        for position, session in enumerate(row.get("sessions", []))
    ]
    page.partners = [EventPartner(sort_order=n, name=name) for n, name in enumerate(row.get("partners", []))]
    return add_page(index, page)


def _in_london(moment: dt.datetime) -> dt.datetime:
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
