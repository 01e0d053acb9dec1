"""A simulated attacker reads how many agencies are able to report just before and just after each signal."""

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions.signal import record_reporting_agencies, signal
from forum.enums import SignalKind
from forum.models import Signal
from ratsite.network.models import Area
from ratsite.wiring import JOBS, MINUTE
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_trend_note
from tests.markup import flat

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = dt.date(2026, 11, 1), dt.date(2026, 12, 1)


@pytest.fixture
def people(clock):
    clock.set("2026-11-27", "09:00")
    people = [MemberFactory(agency=AgencyFactory()) for _ in range(8)]
    record_reporting_agencies()
    return people


def say(topic, person, month):
    how = {"kind": SignalKind.SEEN, "frequency": "few", "confidence": "seen"}
    return signal(topic_id=topic.pk, person=person, area=Area.objects.get(slug="dudley"), month=month, **how)


@pytest.fixture
def read(sign_in):
    """Return what the trend's page, its CSV file and the list say about agencies able to report."""

    def do(topic, reader):
        client = sign_in(reader)
        page = client.get(reverse("trends:trend", args=[topic.pk]))
        text = client.get(reverse("trends:trend_csv", args=[topic.pk])).content.decode()
        return (
            [row[3] for row in csv.reader(io.StringIO(text))],
            [row.able for row in page.context["trend"].rows],
            page.context["line"].message,
            flat(client.get(reverse("trends:trend_list")).content).count("more agencies could report"),
        )

    return do


def a_month_begins(people, circle, clock):
    clock.set("2026-12-01", "00:01")
    return people[3], DECEMBER


def an_agency_joins(people, circle, clock):
    newcomer = MemberFactory(agency=AgencyFactory())
    circle.people.add(newcomer)
    return newcomer, NOVEMBER


def an_agency_comes_into_the_circle(people, circle, clock):
    circle.agencies.add(people[7].agency)
    return people[7], NOVEMBER


@pytest.mark.parametrize("is_in_circle", [False, True])
@pytest.mark.parametrize("change", [a_month_begins, an_agency_joins, an_agency_comes_into_the_circle])
def test_no_signal_changes_how_many_were_able_to_report(people, clock, read, change, is_in_circle):
    circle = CircleFactory()
    circle.people.add(*people[:7])
    record_reporting_agencies()
    topic = make_trend_note(BoardFactory(circle=circle if is_in_circle else None), people[0])
    person, month = change(people, circle, clock)
    for is_recorded in (False, True):
        if is_recorded:
            record_reporting_agencies()
        before = read(topic, people[1])
        if is_recorded or (change is an_agency_comes_into_the_circle and not is_in_circle):
            say(topic, person, month)
        else:
            with pytest.raises(PermissionDenied):
                say(topic, person, month)
        assert read(topic, people[1]) == before
    assert Signal.objects.get().reporting.agency_id == person.agency_id


def test_agencies_are_recorded_every_few_minutes_so_that_a_new_one_does_not_wait():
    [job] = [job for job in JOBS if job.run is record_reporting_agencies]
    assert job.every == 10 * MINUTE


def test_a_new_agency_reads_when_it_can_signal_and_finds_no_form_before(people, sign_in):
    topic, newcomer = make_trend_note(BoardFactory(), people[0]), MemberFactory(agency=AgencyFactory())
    newcomer.agency.areas.set([Area.objects.get(slug="dudley")])
    client, form = sign_in(newcomer), reverse("forum:topic_signal", args=[topic.pk])
    sent = {"kind": "seen", "frequency": "few", "area": newcomer.agency.areas.get().pk, "month": "2026-11-01"}
    for is_recorded in (False, True):
        box, page = (flat(client.get(address).content) for address in (topic.get_absolute_url(), form))
        assert ("A few times" in box, "Send signal" in page) == (is_recorded, is_recorded)
        assert ("You can choose November 2026 in about 10 minutes" in page) is not is_recorded
        assert client.post(form, sent).status_code == (302 if is_recorded else 200)
        assert Signal.objects.exists() is is_recorded
        record_reporting_agencies()


def test_in_the_first_minutes_of_a_month_the_month_before_can_still_be_chosen(people, sign_in, clock):
    topic = make_trend_note(BoardFactory(), people[0])
    clock.set("2026-12-01", "00:01")
    page = sign_in(people[1]).get(reverse("forum:topic_signal", args=[topic.pk]))
    assert [value for value, _name in page.context["form"].fields["month"].choices] == ["2026-11-01"]
    assert "You can choose December 2026 in about 10 minutes" in flat(page.content)
