"""A year in a network of 12 agencies, one of which joins in June: 30 trends and 400 signals, some late or corrected.

The facts are also stored as plain data, so that tests can count them without the site's queries.
"""

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from django.utils import timezone

from forum.actions.signal import record_reporting_agencies, signal, take_back_signal
from forum.enums import SignalKind
from forum.models import ReportingMonth, Signal, Topic
from ratsite.accounts.models import User
from ratsite.network.models import Area, Remit
from tests.clock import Clock
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_trend_note

MONTHS = [dt.date(2025, 12, 1), *(dt.date(2026, month, 1) for month in range(1, 12))]
JUNE, JULY = dt.date(2026, 6, 1), dt.date(2026, 7, 1)
FREQUENCIES = ("once", "few", "often")


@dataclass(frozen=True)
class LastSignal:
    """An agency's last signal about one trend, area and month. day: when its first one was made."""

    topic: int
    agency: int
    area: int
    month: dt.date
    kind: str
    day: dt.date
    is_late: bool


@dataclass
class Year:
    people: list[User] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    signals: dict[tuple, LastSignal] = field(default_factory=dict)
    newcomer: User | None = None
    corrected: set[tuple] = field(default_factory=set)  # keys of the signals that _correct changes, one each month
    taken_back: set[tuple] = field(default_factory=set)

    def agencies(self, topic: Topic, month: dt.date, *, kinds=("seen",), late: bool = False) -> set[int]:
        return {
            one.agency
            for one in self.signals.values()
            if one.topic == topic.pk and one.month == month and one.kind in kinds and (late or not one.is_late)
        }


def script(clock: Clock) -> Year:
    """Run the year with the forum's actions. It ends on 27 November 2026."""
    choice = random.Random(2026)
    year, remits, areas = Year(), list(Remit.objects.all()[:4]), list(Area.objects.all())
    clock.set("2025-12-01", "09:00")
    chosen = [remits[0] if number % 2 == 0 else remits[1 + number // 2 % 3] for number in range(11)]
    year.people = [MemberFactory(agency=AgencyFactory(main_remit=remit)) for remit in chosen]
    board = BoardFactory()
    year.topics = [make_trend_note(board, choice.choice(year.people)) for _ in range(30)]
    for month in MONTHS:
        clock.set(month.isoformat(), "08:00")
        if month == JUNE:
            year.newcomer = MemberFactory(agency=AgencyFactory(main_remit=remits[0]))
            year.people.append(year.newcomer)
        record_reporting_agencies()
        _play_month(year, month, areas, choice, clock)
    clock.set("2026-11-27", "12:00")
    return year


def _play_month(year: Year, month: dt.date, areas: list[Area], choice: random.Random, clock: Clock) -> None:
    busy = year.topics[:4]  # a few trends that most agencies see; few agencies see the others
    for number in range(34):
        clock.set(month.replace(day=2 + number % 24).isoformat(), "10:00")
        topic = choice.choice(busy) if number < 24 else choice.choice(year.topics[4:])
        _say(year, choice.choice(year.people), topic, month, choice.choice(areas[:5]), choice)
    _correct(year, month)
    if month == MONTHS[0]:
        return
    earlier = MONTHS[MONTHS.index(month) - 1]
    clock.set(month.replace(day=5).isoformat(), "10:00")  # not frozen yet: counts
    _say(year, choice.choice(year.people[:11]), choice.choice(busy), earlier, areas[0], choice)
    clock.set(month.replace(day=25).isoformat(), "10:00")  # frozen: late
    for _ in range(2):
        _say(year, choice.choice(year.people[:11]), choice.choice(busy), earlier, choice.choice(areas[5:]), choice)


def _say(year: Year, person: User, topic: Topic, month: dt.date, area: Area, choice: random.Random) -> None:
    kind = choice.choice(("seen", "seen", "seen", "not_seen", "gone"))
    key = (topic.pk, person.agency_id, area.pk, month)
    today = timezone.localdate()
    after = month.replace(day=28) + dt.timedelta(days=7)
    is_late = today >= after.replace(day=8)
    before = year.signals.get(key)
    if before is not None and is_late:
        return
    assert ReportingMonth.objects.filter(agency=person.agency_id, month=month).exists()
    how = {"frequency": choice.choice(FREQUENCIES), "confidence": "seen"} if kind == "seen" else {}
    signal(topic_id=topic.pk, person=person, area=area, month=month, kind=SignalKind(kind), **how)
    year.signals[key] = LastSignal(*key, kind=kind, day=before.day if before else today, is_late=is_late)


def _correct(year: Year, month: dt.date) -> None:
    """Reverse the first signal of this month, and in July take back the last one."""
    here = [key for key, one in year.signals.items() if key[3] == month and not one.is_late]
    key, before = here[0], year.signals[here[0]]
    kind = "gone" if before.kind == "seen" else "seen"
    how = {"frequency": "once"} if kind == "seen" else {}
    facts = {"topic_id": key[0], "area": Area.objects.get(pk=key[2]), "month": month, "kind": SignalKind(kind)}
    signal(person=_voice(year, key[1]), **facts, **how)
    year.signals[key] = replace(before, kind=kind)
    year.corrected.add(key)
    if month == JULY:
        key = here[-1]
        taken = Signal.objects.get(topic=key[0], reporting__agency=key[1], area=key[2], reporting__month=month)
        assert take_back_signal(signal_id=taken.pk, person=_voice(year, key[1]))
        del year.signals[key]
        year.taken_back.add(key)


def _voice(year: Year, agency: int) -> User:
    return next(person for person in year.people if person.agency_id == agency)
