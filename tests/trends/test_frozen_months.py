"""A simulated attacker reads a trend's page every day and compares what it says about a frozen month."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions.manage_boards import change_audience
from forum.actions.move_topic import move_topic
from forum.actions.signal import record_reporting_agencies, signal
from forum.enums import SignalKind
from forum.forms.signal import SignalForm
from forum.models import ReportingMonth, Topic
from forum.queries.audience import readers_after
from forum.queries.signal_figures import late_signals, month_rows, quarter_of
from ratsite.network.figures import policy_inside
from ratsite.network.models import Area, Remit
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_trend_note
from tests.markup import flat

pytestmark = pytest.mark.django_db
MONTHS = [dt.date(2026, month, 1) for month in (7, 8, 9)]


@pytest.fixture
def people(clock):
    remits = Remit.objects.all()
    return [MemberFactory(agency=AgencyFactory(main_remit=remits[number % 3])) for number in range(14)]


@pytest.fixture
def circle(people):
    """A circle with the first seven agencies."""
    circle = CircleFactory()
    circle.agencies.set([person.agency for person in people[:7]])
    return circle


def played(board, people, clock) -> Topic:
    """A quarter in which six, then four, then three of these people's agencies see a trend."""
    clock.set(MONTHS[0].isoformat(), "09:00")
    topic = make_trend_note(board, people[0])
    for month, number in zip(MONTHS, (6, 4, 3), strict=True):
        clock.set(month.isoformat(), "09:00")
        record_reporting_agencies()
        for person in people[:number]:
            say(topic, person, month)
    clock.set("2026-10-20", "09:00")
    record_reporting_agencies()
    return topic


def say(topic, person, month):
    how = {"kind": SignalKind.SEEN, "frequency": "few", "confidence": "seen"}
    return signal(topic_id=topic.pk, person=person, area=Area.objects.get(slug="dudley"), month=month, **how)


def read(topic) -> dict:
    """Return everything printed about frozen months: months, areas, remits and late reports."""
    topic, policy = Topic.objects.select_related("board", "trend").get(pk=topic.pk), policy_inside()
    rows = month_rows([topic], policy, MONTHS)[topic.pk]
    quarter = quarter_of(topic, rows, policy)
    areas = {("area", area.pk): figure for area, figure in quarter.areas} if quarter else {}
    remits = {("remits",): [remit.slug for remit in quarter.remits]} if quarter else {}
    late = {("late", one.month): one.revision.now for one in late_signals(topic, rows, policy)}
    return {(row.month, name): getattr(row, name) for row in rows for name in ("seen", "looked", "able")} | (
        areas | remits | late
    )


def others_join(circle, people):
    circle.agencies.add(*(person.agency for person in people[7:12]))


def others_take_their_place(circle, people):
    circle.agencies.set([person.agency for person in people[6:12]])


def those_who_signalled_leave(circle, people):
    circle.agencies.remove(*(person.agency for person in people[:3]))


def a_remit_joins(circle, people):
    people[7].agency.remits.add(*Remit.objects.all())
    circle.remits.set(Remit.objects.all())


def some_join_by_name(circle, people):
    circle.people.add(*people[8:13])


def they_change_their_remit(circle, people):
    for person in people[:5]:
        person.agency.main_remit = Remit.objects.last()
        person.agency.save()


@pytest.mark.parametrize(
    "change",
    [
        others_join,
        others_take_their_place,
        those_who_signalled_leave,
        a_remit_joins,
        some_join_by_name,
        they_change_their_remit,
    ],
)
def test_a_change_to_a_circle_changes_nothing_that_is_printed_of_a_month_that_is_over(people, circle, clock, change):
    topic = played(BoardFactory(circle=circle), people, clock)
    before = read(topic)
    assert [before[month, "seen"].value for month in MONTHS] == [5, 4, 3]  # "5 or more", 4, 3
    change(circle, people)
    for day in ("2026-10-20", "2026-10-31", "2026-11-20"):
        clock.set(day, "09:00")
        record_reporting_agencies()
        assert read(topic) == before


def test_a_person_who_joins_a_circle_cannot_signal_for_an_earlier_month(people, circle, clock):
    topic = played(BoardFactory(circle=circle), people, clock)
    others_join(circle, people)
    with pytest.raises(PermissionDenied):
        say(topic, people[8], MONTHS[2])
    record_reporting_agencies()
    say(topic, people[8], dt.date(2026, 10, 1))
    offered = SignalForm(writer=people[8], topic=Topic.objects.get(pk=topic.pk)).fields["month"].choices
    assert [value for value, _name in offered] == ["2026-10-01"]
    rows = month_rows([Topic.objects.get(pk=topic.pk)], policy_inside(), [dt.date(2026, 10, 1)])
    assert rows[topic.pk][0].able == 12  # all who joined, not those alone who signalled


def test_an_agency_is_in_a_circle_by_its_name_a_remit_or_one_of_its_people(people, clock):
    by_name, by_remit, by_person, by_none = people[:4]
    circle, remit = CircleFactory(), Remit.objects.last()
    circle.agencies.add(by_name.agency)
    circle.remits.add(remit)
    by_remit.agency.remits.add(remit)
    circle.people.add(by_person, by_name)
    MemberFactory(agency=by_person.agency)  # a colleague who is not in the circle
    for _day in range(2):
        record_reporting_agencies()
    found = ReportingMonth.objects.filter(circles=circle).values_list("agency", flat=True)
    assert sorted(found) == sorted(person.agency_id for person in (by_name, by_remit, by_person))


@pytest.fixture
def moves(moderator, coordinator):
    """Ways to give a topic other readers: move it into the circle, or out of it."""

    def topic_moves(topic, circle):
        there = BoardFactory(circle=circle)
        shown = readers_after(topic.board, circle).counts
        assert move_topic(topic_id=topic.pk, board_id=there.pk, moderator=moderator, reason="It fits", shown_hash=shown)

    def board_moves(topic, circle):
        board, shown = topic.board, readers_after(topic.board, circle).counts
        values = {"circle": circle, "reason": "It fits", "version": board.version, "shown_hash": shown}
        assert change_audience(board_id=board.pk, steward=coordinator, **values)

    return {"topic": topic_moves, "board": board_moves}


@pytest.mark.parametrize("what", ["topic", "board"])
@pytest.mark.parametrize("is_into", [True, False])
def test_a_topic_with_other_readers_shows_no_number_of_a_month_before(
    people, circle, clock, moves, moderator, coordinator, sign_in, what, is_into
):
    """The difference between the two groups of agencies would be the signals of the others."""
    circle.people.add(moderator, coordinator)
    for steward in (moderator, coordinator):
        sign_in(steward, with_second_step=True)
    topic = played(BoardFactory(circle=None if is_into else circle), people, clock)
    assert read(topic)[MONTHS[1], "seen"].value == 4
    moves[what](topic, circle if is_into else None)
    for day in ("2026-10-20", "2026-11-20"):
        clock.set(day, "09:00")
        record_reporting_agencies()
        assert {figure.is_number for (_, name), figure in read(topic).items() if name == "seen"} == {False}
    october, november = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
    for person in people[:3]:
        say(topic, person, november)
    fresh = Topic.objects.select_related("board", "trend").get(pk=topic.pk)
    rows = month_rows([fresh], policy_inside(), [october, november])[topic.pk]
    assert [row.seen.value for row in rows] == [None, 3]
    page = flat(sign_in(people[0]).get(reverse("trends:trend", args=[topic.pk])).content)
    assert "We do not show figures for the months before November 2026" in page
    assert "Not shown, because readers could work out which agency reported it" in page
