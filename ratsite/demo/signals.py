"""Let the demo's agencies signal trends, month by month, through the forum's own actions."""

import datetime as dt

from django.utils import timezone

from forum.actions.signal import record_reporting, signal
from forum.actions.write_reading_line import write_reading_line
from forum.enums import Confidence, Frequency, SignalKind
from forum.models import Topic
from forum.models.signal import SIGNAL_MONTHS, month_of, months_before
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_write
from ratsite.demo.content_files import load
from ratsite.network.models import Agency, Area

LATE_JOINERS = 2  # how many agencies joined the demo's network later than the others
JOINED_MONTHS_AGO = 5  # when they joined
# The last five agencies in the order have not signalled yet, so some of them signal late.
LATE_SIGNALLERS = -5
FREQUENCIES = list(Frequency)


def load_signals(people: dict[str, User], moderator: User) -> None:
    """Add signals of the last months to the demo's trends, and record which agencies were able to report in each."""
    reporters = _one_person_for_each_agency(people)
    late_agencies = {person.agency_id for person in reporters[-LATE_JOINERS:]}
    now = month_of(timezone.localdate())
    for back in range(SIGNAL_MONTHS):
        able = reporters if back <= JOINED_MONTHS_AGO else reporters[:-LATE_JOINERS]
        agencies = Agency.objects.filter(pk__in=[person.agency_id for person in able])
        record_reporting(agencies, months_before(now, back))
    areas = Area.objects.in_bulk(field_name="slug")
    for number, row in enumerate(load("signals")["trend"]):
        topic = Topic.objects.get(title=row["title"])
        order = reporters[number:] + reporters[:number]
        for kind, counts in ((SignalKind.SEEN, row["seen"]), (SignalKind.NOT_SEEN, row["looked"])):
            # Begin at the other end of the order, so that few agencies send both kinds of signal.
            people_in_order = order if kind == SignalKind.SEEN else order[::-1]
            _signal(topic, kind, counts, people_in_order, [areas[slug] for slug in row["areas"]], late_agencies)
        for person in order[LATE_SIGNALLERS:][: row["late"]]:
            _add_signal(topic, SignalKind.SEEN, person, areas[row["areas"][0]], months_before(now, 2), timezone.now())
        if row["reading"]:
            write_reading_line(topic_id=topic.pk, moderator=moderator, text=row["reading"])


def _one_person_for_each_agency(people: dict[str, User]) -> list[User]:
    person_by_agency: dict[int, User] = {}
    for person in people.values():
        if person.agency_id is not None and can_write(person):
            person_by_agency.setdefault(person.agency_id, person)
    return list(person_by_agency.values())


def _signal(
    topic: Topic,
    kind: SignalKind,
    counts: list[int],
    people_in_order: list[User],
    areas: list[Area],
    late_agencies: set[int | None],
) -> None:
    """Let the first people in the order signal a trend.

    counts: how many of them signal in each month, the newest month last. late_agencies: IDs of the agencies that joined
    too late to be able to report in the first months.
    """
    now = month_of(timezone.localdate())
    for back, count in enumerate(reversed(counts)):
        month = months_before(now, back)
        if month < month_of(timezone.localdate(topic.published_at)):
            return
        able_then = [
            person for person in people_in_order if back <= JOINED_MONTHS_AGO or person.agency_id not in late_agencies
        ]
        day = timezone.make_aware(dt.datetime.combine(month, dt.time(10)))
        for number, person in enumerate(able_then[:count]):
            moment = max(day + dt.timedelta(days=2 * number + 1), topic.published_at + dt.timedelta(hours=5 + number))
            moment = min(moment, timezone.now())
            _add_signal(topic, kind, person, areas[number % len(areas)], month, moment)


def _add_signal(topic: Topic, kind: SignalKind, person: User, area: Area, month: dt.date, at: dt.datetime) -> None:
    is_seen = kind == SignalKind.SEEN
    signal(
        topic_id=topic.pk,
        person=person,
        area=area,
        month=month,
        kind=kind,
        frequency=FREQUENCIES[area.pk % len(FREQUENCIES)] if is_seen else "",
        confidence=Confidence.SEEN if is_seen else "",
        made_at=at,
    )
