"""Public pages for machines: schema.org data, as dictionaries for JSON-LD. Parts of the history are in series.py."""

from django.conf import settings
from django.utils import timezone

from ratsite.lib.own_network import own_network

ORGANISATION = "Organization"


def publisher() -> dict:
    return {"@type": ORGANISATION, "name": own_network().short_name, "url": settings.SITE_URL + "/"}


def organisation(page) -> dict:
    """Return schema.org data about the network itself, for the front page."""
    return {"@context": "https://schema.org", **publisher(), "description": page.introduction}


def article(page, path: str, *, kind: str = "Article") -> dict:
    """Return a page as a schema.org article of the network, with the days of its first and its last publication."""
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": page.title,
        "description": page.introduction,
        "inLanguage": "en-GB",
        "author": publisher(),
        "publisher": publisher(),
        "url": settings.SITE_URL + path,
    }
    if page.first_published_at:
        data["datePublished"] = _day(page.first_published_at)
        data["dateModified"] = _day(page.last_published_at)
    return data


def news_article(page, path: str) -> dict:
    data = article(page, path, kind="NewsArticle")
    return data | {"datePublished": page.date.isoformat(), "author": {"@type": "Person", "name": page.author}}


def event(page, path: str) -> dict | None:
    """Return an event as a schema.org Event, or None if not even its month or year is known.

    A month or a year without a day is given as such. Speakers are left out: they agreed to be named on this site only.
    """
    start, end = page.machine_dates
    if not start:
        return None
    place = {"@type": "Place", "name": page.venue}
    if page.area:
        place["address"] = page.area.name
    status = "EventCancelled" if page.is_cancelled else "EventScheduled"
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "description": page.introduction,
        "startDate": start,
        "endDate": end,
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place,
        "organizer": publisher(),
        "url": settings.SITE_URL + path,
    }


def resource(
    *, title: str, summary: str, path: str, language: str, creators: str, publisher_name: str, **known
) -> dict:
    """Return schema.org data about an open resource of the library.

    known: issued_on (a date) and licence, each only if the library has it.
    """
    data = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": title,
        "description": summary,
        "inLanguage": language,
        "isAccessibleForFree": True,
        "url": settings.SITE_URL + path,
    }
    if creators:
        data["creator"] = {"@type": ORGANISATION, "name": creators}
    if publisher_name:
        data["publisher"] = {"@type": ORGANISATION, "name": publisher_name}
    if known.get("issued_on"):
        data["datePublished"] = known["issued_on"].isoformat()
    if known.get("licence"):
        data["license"] = known["licence"]
    return data


def _day(moment) -> str:
    return timezone.localdate(moment).isoformat()
