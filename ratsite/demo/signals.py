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

JOINED = 2  # how many agencies joined the demo's network later than the others
JOINED_BEFORE = 5  # months ago: when they joined
# Of the agencies in their order: the last five have said nothing of that month, so some of them signal it late.
LATE_FROM = -5
FREQUENCIES = list(Frequency)


def load_signals(people: dict[str, User], moderator: User) -> None:
    """Fill the demo's trends with signals of the last months, and note who was able to report in each."""
    speakers = _one_for_each_agency(people)
    joined = {person.agency_id for person in speakers[-JOINED:]}
    now = month_of(timezone.localdate())
    for back in range(SIGNAL_MONTHS):
        able = speakers if back <= JOINED_BEFORE else speakers[:-JOINED]
        agencies = Agency.objects.filter(pk__in=[person.agency_id for person in able])
        record_reporting(agencies, months_before(now, back))
    areas = Area.objects.in_bulk(field_name="slug")
    for number, row in enumerate(load("signals")["trend"]):
        topic = Topic.objects.get(title=row["title"])
        order = speakers[number:] + speakers[:number]
        for kind, counts in ((SignalKind.SEEN, row["seen"]), (SignalKind.NOT_SEEN, row["looked"])):
            # From the other end of the order, so that few agencies say both.
            voices = order if kind == SignalKind.SEEN else order[::-1]
            _signal(topic, kind, counts, voices, [areas[slug] for slug in row["areas"]], joined)
        for person in order[LATE_FROM:][: row["late"]]:
            _say(topic, SignalKind.SEEN, person, areas[row["areas"][0]], months_before(now, 2), timezone.now())
        if row["reading"]:
            write_reading_line(topic_id=topic.pk, moderator=moderator, text=row["reading"])


def _one_for_each_agency(people: dict[str, User]) -> list[User]:
    voices_by_agency: dict[int, User] = {}
    for person in people.values():
        if person.agency_id is not None and can_write(person):
            voices_by_agency.setdefault(person.agency_id, person)
    return list(voices_by_agency.values())


def _signal(
    topic: Topic, kind: SignalKind, counts: list[int], voices: list[User], areas: list[Area], joined: set[int | None]
) -> None:
    now = month_of(timezone.localdate())
    for back, count in enumerate(reversed(counts)):
        month = months_before(now, back)
        if month < month_of(timezone.localdate(topic.published_at)):
            return
        here = [voice for voice in voices if back <= JOINED_BEFORE or voice.agency_id not in joined]
        day = timezone.make_aware(dt.datetime.combine(month, dt.time(10)))
        for number, person in enumerate(here[:count]):
            moment = max(day + dt.timedelta(days=2 * number + 1), topic.published_at + dt.timedelta(hours=5 + number))
            moment = min(moment, timezone.now())
            _say(topic, kind, person, areas[number % len(areas)], month, moment)


def _say(topic: Topic, kind: SignalKind, person: User, area: Area, month: dt.date, at: dt.datetime) -> None:
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
