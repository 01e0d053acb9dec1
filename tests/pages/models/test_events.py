"""Events: coming and past ones, speakers who agreed to be named, calendars."""

import datetime as dt
import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar

from ratsite.network.models import Area
from ratsite.pages.models import EventPage
from tests.markup import flat
from tests.pages.factories import make_event

pytestmark = pytest.mark.django_db
PAST = {"start": dt.datetime(2010, 7, 1), "end": dt.datetime(2010, 7, 31), "date_only": True}  # noqa: DTZ001
YEAR = {"start": dt.datetime(2008, 1, 1), "end": dt.datetime(2008, 12, 31), "date_only": True}  # noqa: DTZ001


def entries(client, address: str) -> list:
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_coming_events_are_listed_apart_from_past_ones(client, events):
    make_event(events, title="Soon")
    make_event(events, title="Long ago", **PAST)
    html = flat(client.get("/events/").content)
    assert html.index("Coming up") < html.index("Soon") < html.index(">Past<") < html.index("Long ago")
    front = flat(client.get("/").content)
    assert ("Soon" in front, "Long ago" in front) == (True, False)


def test_a_past_event_keeps_its_page_and_its_calendar_entry(client, events):
    page = make_event(events, slug="workshop", **PAST)
    assert "This event is over" in flat(client.get(page.get_url()).content)
    assert len(entries(client, "/events/workshop.ics")) == 1
    assert len(entries(client, "/events/calendar.ics")) == 1


def test_a_date_that_is_not_known_exactly_is_given_in_words(client, events):
    page = make_event(events, when_text="July 2010", **PAST)
    html = flat(client.get(page.get_url()).content)
    assert "July 2010" in html
    assert "1 July 2010" not in html


def test_a_calendar_entry_is_in_london_time_through_the_change_of_clocks(client, events):
    make_event(events, slug="summer")
    make_event(
        events,
        slug="winter",
        start=dt.datetime(2036, 12, 10, 12, 0),  # noqa: DTZ001
        end=dt.datetime(2036, 12, 10, 13, 30),  # noqa: DTZ001
    )
    summer, winter = entries(client, "/events/calendar.ics")
    assert summer.start == dt.datetime(2036, 7, 10, 8, 30, tzinfo=dt.UTC)
    assert winter.start == dt.datetime(2036, 12, 10, 12, 0, tzinfo=dt.UTC)
    assert str(summer["DTSTART"].params["TZID"]) == "Europe/London"
    calendar = Calendar.from_ical(client.get("/events/calendar.ics").content)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


def test_whole_days_end_on_the_day_after(client, events):
    make_event(events, slug="days", **PAST)
    (entry,) = entries(client, "/events/days.ics")
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (dt.date(2010, 7, 1), dt.date(2010, 8, 1))


def test_an_entry_keeps_its_identity_and_points_home(client, events):
    page = make_event(events, slug="one")
    (first,) = entries(client, "/events/one.ics")
    page.title = "Renamed; with, marks"
    page.save_revision().publish()
    (second,) = entries(client, "/events/one.ics")
    assert first["UID"] == second["UID"]
    assert str(second["SUMMARY"]) == "Renamed; with, marks"
    assert str(second["URL"]) == "http://testserver/events/one/"


def test_a_cancelled_event_says_so_on_its_page_and_in_calendars(client, events):
    page = make_event(events, slug="off")
    page.is_cancelled = True
    page.save_revision().publish()
    assert "This event is cancelled" in flat(client.get(page.get_url()).content)
    assert str(entries(client, "/events/off.ics")[0]["STATUS"]) == "CANCELLED"


def test_a_draft_event_is_in_no_calendar(client, events):
    make_event(events, slug="draft").unpublish()
    assert client.get("/events/draft.ics").status_code == 404
    assert entries(client, "/events/calendar.ics") == []


def test_a_speaker_who_did_not_agree_is_not_named(client, events):
    sessions = [
        {"time": "09:30", "title": "Opening", "speaker": "Priya Nair", "consent": True},
        {"time": "10:00", "title": "Talk", "speaker": "CANARY NAME", "consent": False},
    ]
    page = make_event(events, sessions=sessions, partners=["Canal Street Library"])
    html = flat(client.get(page.get_url()).content)
    assert ("Priya Nair" in html, "CANARY NAME" in html, "Canal Street Library" in html) == (True, False, True)


def test_an_event_cannot_end_before_it_starts(events):
    with pytest.raises(ValidationError):
        make_event(events, end=dt.datetime(2036, 7, 9))  # noqa: DTZ001


def known(client, page) -> dict | None:
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', client.get(page.get_url()).content.decode(), re.S
    )
    return json.loads(found[1]) if found else None


def test_an_event_without_a_day_is_in_no_calendar(client, events):
    page = make_event(events, slug="year", when_text="2008", **YEAR)
    assert entries(client, "/events/calendar.ics") == []
    assert client.get("/events/year.ics").status_code == 404
    html = flat(client.get(page.get_url()).content)
    assert ("2008" in html, "/events/year.ics" in html) == (True, False)


@pytest.mark.parametrize(
    ("row", "dates"),
    [
        ({}, ("2036-07-10T09:30:00+01:00", "2036-07-10T13:00:00+01:00")),
        (PAST, ("2010-07-01", "2010-07-31")),
        ({**PAST, "when_text": "July 2010"}, ("2010-07", "2010-07")),
        ({**YEAR, "when_text": "2008"}, ("2008", "2008")),
    ],
)
def test_structured_data_gives_an_event_s_time_as_exactly_as_it_is_known(client, events, row, dates):
    data = known(client, make_event(events, title="Reading files", **row))
    assert (data["@type"], data["name"], data["location"]["name"]) == ("Event", "Reading files", "A library")
    assert (data["startDate"], data["endDate"]) == dates
    assert data["eventStatus"] == "https://schema.org/EventScheduled"


def test_an_event_with_a_vague_time_has_no_structured_data(client, events):
    row = {**PAST, "end": dt.datetime(2011, 3, 2), "when_text": "One winter"}  # noqa: DTZ001
    assert known(client, make_event(events, **row)) is None


def test_an_event_of_whole_days_is_not_over_on_its_last_day(client, events):
    today = timezone.localdate()
    start = dt.datetime.combine(today, dt.time.min)
    page = make_event(events, title="All day", start=start, end=start, date_only=True)
    assert page.is_past is False
    assert "This event is over" not in flat(client.get(page.get_url()).content)
    assert "All day" in flat(client.get("/").content)


def test_a_place_can_be_booked_until_the_event_is_over_or_cancelled(client, events):
    coming = make_event(events, booking_link="/contact/")
    over = make_event(events, booking_link="/contact/", **PAST)
    shown = [">Book a place</a>" in flat(client.get(page.get_url()).content) for page in (coming, over)]
    assert shown == [True, False]
    coming.is_cancelled = True
    coming.save_revision().publish()
    assert ">Book a place</a>" not in flat(client.get(coming.get_url()).content)


def test_an_event_cannot_be_set_to_disappear(events):
    page = make_event(events)
    page.expire_at = timezone.now()
    with pytest.raises(ValidationError, match="stays after the event is over"):
        page.full_clean()


@pytest.mark.parametrize(("venue", "count"), [("Canal Street Library, Dudley", 0), ("Canal Street Library", 1)])
def test_an_event_says_its_area_once(client, events, venue, count):
    page = make_event(events, venue=venue)
    EventPage.objects.update(area=Area.objects.get(slug="dudley"))
    assert flat(client.get(page.url).content).count('<span class="soft">Dudley</span>') == count
