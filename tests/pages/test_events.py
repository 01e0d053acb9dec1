"""Events: to come and past, speakers who agreed, calendars."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from icalendar import Calendar

from tests.markup import flat
from tests.pages.factories import make_event

pytestmark = pytest.mark.django_db
PAST = {"start": dt.datetime(2010, 7, 1), "end": dt.datetime(2010, 7, 31), "date_only": True}  # noqa: DTZ001


def entries(client, address: str) -> list:
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_events_to_come_stand_apart_from_past_ones(client, events):
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
