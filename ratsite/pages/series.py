"""Where a part belongs in the history: its number and neighbours, citation and structured data."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from ratsite.lib.own_network import own_network
from ratsite.pages.enums import Canonical, Relationship
from ratsite.pages.feeds import Entry
from ratsite.pages.structured_data import publisher

MOST_EMPTY_YEARS = 25


@dataclass
class Place:
    """The position of one part in a series, with the parts before and after it and all published parts.

    rows: pairs of a number and its part, for every number of the series; the part is None if none is published.
    """

    rows: list[tuple[int, object | None]]
    current: object | None = None
    previous: object | None = None
    next: object | None = None
    parts: list = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return the highest number in the series, such as 3 in "part 2 of 3"."""
        return self.rows[-1][0] if self.rows else 0


def place_in_series(current, parts: list) -> Place:
    """Return the Place of the part `current` in its series.

    current: None for the page that lists all parts. A draft in preview takes the place of its published text, and of a
    published part with the same number. parts: the published parts, sorted by number.
    """
    if current is not None:
        parts = sorted([p for p in parts if p.pk != current.pk] + [current], key=lambda part: part.number)
    by_number = {part.number: part for part in parts}
    if current is not None:
        by_number[current.number] = current
    rows = [(number, by_number.get(number)) for number in range(1, max(by_number, default=0) + 1)]
    if current is None:
        return Place(rows=rows, parts=parts)
    before = [part for part in parts if part.number < current.number]
    after = [part for part in parts if part.number > current.number]
    return Place(
        rows=rows,
        parts=parts,
        current=current,
        previous=before[-1] if before else None,
        next=after[0] if after else None,
    )


def entries_around(part, entries: list) -> list[tuple[object, bool]]:
    """Return the part's entries on the timeline, with the nearest entry before them and the nearest after them.

    The list has pairs: the entry, and True if it is one of the part's own. It is empty if the part has no entry.
    """
    positions = [position for position, entry in enumerate(entries) if entry.page_id == part.pk]
    if not positions:
        return []
    shown = entries[max(positions[0] - 1, 0) : positions[-1] + 2]
    return [(entry, entry.page_id == part.pk) for entry in shown]


def with_years_between(rows: list[tuple]) -> list[tuple]:
    """Return rows (entry, its part, list of the years between this entry and the next one).

    The page draws these empty years, so that the timeline is to scale. A list has at most MOST_EMPTY_YEARS years. rows:
    pairs of an entry and its part.
    """
    following = [entry.year for entry, _part in rows[1:]] + [rows[-1][0].year] if rows else []
    return [
        (entry, part, list(range(entry.year + 1, until))[:MOST_EMPTY_YEARS])
        for (entry, part), until in zip(rows, following, strict=True)
    ]


def source_sentence(part) -> str:
    """Return a sentence that says where a part's text comes from; "" if it was first published here."""
    sentence = {
        (Relationship.REPRODUCED, False): _("This article was first published on %(site)s."),
        (Relationship.REPRODUCED, True): _("This article was first published on %(site)s."),
        (Relationship.ADAPTED, False): _("Adapted from an article first published on %(site)s."),
        (Relationship.ADAPTED, True): _("Adapted from an article by %(author)s, first published on %(site)s."),
        (Relationship.SUMMARY, False): _("A summary of an article first published on %(site)s."),
        (Relationship.SUMMARY, True): _("A summary of an article by %(author)s, first published on %(site)s."),
    }.get((part.relationship, bool(part.source_author)), "")
    values = {"site": part.source_site or part.source_url, "author": part.source_author}
    return f"{sentence % values} {part.permission_note}".strip() if sentence else ""


def citation(part, address: str) -> str:
    """Return a citation of the part: author, year, title, series, address and original.

    address: the part's URL.
    """
    if part.published_on:
        cited = _("%(author)s (%(year)s). %(title)s. %(site)s, part %(number)s. %(address)s.")
    else:
        cited = _("%(author)s. %(title)s. %(site)s, part %(number)s. %(address)s.")
    values = {
        "author": part.byline,
        "year": part.published_on.year if part.published_on else "",
        "title": part.title,
        "site": own_network().short_name,
        "number": part.number,
        "address": address,
    }
    origin = source_sentence(part) if part.is_from_elsewhere else ""
    return f"{cited % values} {origin}".strip()


def feed_entry(part, request) -> Entry:
    written = _("Written by %(name)s.") % {"name": part.byline}
    return Entry(
        title=_("Part %(number)s: %(title)s") % {"number": part.number, "title": part.title},
        path=part.get_url(request),
        summary=" ".join(text for text in (part.introduction, written, source_sentence(part)) if text),
        author=part.byline,
        published=part.first_published_at,
        updated=part.last_published_at,
    )


def structured_data(part, series_page, request) -> dict:
    """Return a part as a schema.org Article, with its series, its position and the original on which it is based."""
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": part.title,
        "description": strip_tags(part.introduction),
        "inLanguage": "en-GB",
        "author": {"@type": "Person", "name": part.byline},
        "publisher": publisher(),
        "url": settings.SITE_URL + (part.get_url(request) or ""),
        "position": part.number,
        "isPartOf": {
            "@type": "CreativeWorkSeries",
            "name": series_page.title,
            "url": settings.SITE_URL + (series_page.get_url(request) or ""),
        },
    }
    if part.first_published_at:
        data["datePublished"] = timezone.localdate(part.first_published_at).isoformat()
        data["dateModified"] = timezone.localdate(part.last_published_at).isoformat()
    if part.is_from_elsewhere and part.source_url:
        data["isBasedOn"] = {"@type": "Article", "url": part.source_url}
        if part.source_author:
            data["isBasedOn"]["author"] = {"@type": "Person", "name": part.source_author}
    return data


def canonical_address(part, own: str) -> str:
    """Return a part's URL for <link rel=canonical>; "" if search engines should not list the part.

    own: the part's URL on this site, which the original's URL may replace.
    """
    return {Canonical.SOURCE: part.source_url, Canonical.NOINDEX: ""}.get(part.canonical, own)
