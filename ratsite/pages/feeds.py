"""RSS and Atom feeds of news and history, with absolute links and the media types that feed readers expect."""

import datetime as dt
import unicodedata
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed


@dataclass
class Entry:
    title: str
    path: str
    summary: str
    author: str
    published: dt.datetime | None
    updated: dt.datetime | None
    topics: list[str] = field(default_factory=list)
    edition: str = ""  # such as "version-2": a feed reader shows each edition of a page as an item of its own


def rss(**options) -> HttpResponse:
    """Return an RSS 2.0 feed. The options are those of `atom`."""
    return _answer(Rss201rev2Feed, "application/rss+xml; charset=utf-8", **options)


def atom(**options) -> HttpResponse:
    """Return an Atom 1.0 feed.

    Options: title, about, page_path (the page with these entries), feed_path (the feed itself) and entries, newest
    first.
    """
    return _answer(Atom1Feed, "application/atom+xml; charset=utf-8", **options)


def _answer(generator, media_type, *, title, about, page_path, feed_path, entries: list[Entry]) -> HttpResponse:
    feed = generator(
        title=_printable(title),
        link=settings.SITE_URL + page_path,
        description=_printable(about),
        language="en-gb",
        feed_url=settings.SITE_URL + feed_path,
        feed_guid=settings.SITE_URL + feed_path,
    )
    for entry in entries:
        address = settings.SITE_URL + entry.path
        edition = f"#{entry.edition}" if entry.edition else ""
        feed.add_item(
            title=_printable(entry.title),
            link=address,
            description=_printable(entry.summary),
            unique_id=address + edition,
            unique_id_is_permalink=not edition,
            author_name=_printable(entry.author),
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=[_printable(topic) for topic in entry.topics],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=media_type)


def _printable(text: str) -> str:
    """Return the text without control characters, which XML cannot contain."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
