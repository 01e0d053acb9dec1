"""Write events as iCalendar files (RFC 5545), with London's clock changes included."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils import timezone
from icalendar import Calendar, Event

from ratsite.lib.own_network import own_network
from ratsite.pages.models import EventPage

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = dt.timedelta(hours=12)  # how often calendar programs should fetch the calendar again


def public_events() -> models.QuerySet:
    """Return all published events whose day is known, including past ones, ordered by time.

    Events of which only the month or year is known are left out: a calendar would draw them across the whole month or
    year.
    """
    return EventPage.for_reading().live().filter(when_text="").defer("body").order_by("starts_at")


def calendar_of(events: Iterable, request) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//{own_network().short_name}//events//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", own_network().short_name)
    calendar.add("x-wr-calname", own_network().short_name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event, request))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(page, request) -> Event:
    entry = Event()
    entry.add("uid", f"event-{page.pk}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", page.last_published_at or timezone.now())
    entry.add("summary", page.title)
    entry.add("dtstart", _start(page))
    entry.add("dtend", _end(page))
    entry.add("location", page.venue)
    entry.add("url", settings.SITE_URL + page.get_url(request))
    entry.add("description", _description(page))
    entry.add("status", "CANCELLED" if page.is_cancelled else "CONFIRMED")
    return entry


def _start(page) -> dt.date | dt.datetime:
    return page.first_day if page.is_date_only else timezone.localtime(page.starts_at)


def _end(page) -> dt.date | dt.datetime:
    """Return the end of an event for iCalendar: for whole days, the day after the last one.

    In iCalendar an end is the first moment after the event.
    """
    return page.last_day + dt.timedelta(days=1) if page.is_date_only else timezone.localtime(page.ends_at)


def _description(page) -> str:
    return "\n\n".join(text for text in (page.introduction, page.accessibility) if text)
