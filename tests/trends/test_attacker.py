"""A member who reads every figure every day cannot tell a hidden one, nor which of two agencies signalled.

Each example is a world: what twelve agencies signal about a trend from July to October, correct, take back and say too
late. One hidden count of it is chosen, and a twin is looked for: a world in which that count is one higher or lower,
others said what two agencies said, and the attacker's own agency did the same. Both are played with the site's own
actions, and on each day the attacker reads all that the site's queries return. If the readings of all days are the
same, the attacker cannot tell the worlds apart. Step by step, each hidden count may be any number of its range.

`printed` and `changes` choose the count and find its twin. Whether the twin can be told is decided by the readings.
"""

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import NamedTuple

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.actions.erase_names import reduce_to_role
from forum.actions.signal import record_reporting_agencies, signal, take_back_signal
from forum.enums import SignalKind, Voice
from forum.models import Post, ReportingMonth, Signal, Topic
from forum.models.signal import is_frozen
from forum.queries.signal_figures import late_signals, quarter_of
from ratsite.accounts.models import User
from ratsite.lib.disclosure import Figure, Shown, areas_and_remits, count, months_to_break_down, revision
from ratsite.network.figures import policy_inside
from ratsite.network.models import Area, Remit
from ratsite.trends.queries.briefings import seen_by
from ratsite.trends.queries.recent_topics import recent_topics
from ratsite.trends.queries.side_by_side import seen_by_quarter
from ratsite.trends.queries.trend_charts import area_csv_rows, csv_rows
from ratsite.trends.queries.trend_list import rows_of
from ratsite.trends.queries.trend_page import trends_of
from tests.clock import Clock
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_trend_note

pytestmark = pytest.mark.django_db

DAYS = [
    dt.date(2026, *day) for day in ((7, 10), (7, 24), (8, 5), (8, 20), (9, 5), (9, 21), (10, 5), (10, 20))
]  # on the fifth, the month before may still change
MONTHS = [dt.date(2026, month, 1) for month in (7, 8, 9, 10)]
QUARTER = MONTHS[:3]
ABLE = 12
SEEN, LOOKED = SignalKind.SEEN, SignalKind.NOT_SEEN
AREAS, SPARE = (0, 1, 2), 3  # where agencies signal, and an area in which only twins do


class Act(NamedTuple):
    """What an agency says on a day. kind: None if it takes its signal back."""

    day: int
    agency: int
    area: int
    month: dt.date
    kind: SignalKind | None


class Row(NamedTuple):
    kind: SignalKind
    is_late: bool
    day: int


Acts = tuple[Act, ...]
Rows = dict[tuple[int, int, dt.date], Row]  # by agency, area and month
Cell = tuple[str, object]


@dataclass(frozen=True)
class World:
    """remits: the main remit of each agency. The first agency wrote the trend note. days: how many have passed.

    erased: the day on which the note's author was erased, if they were.
    """

    acts: Acts
    remits: tuple[int, ...]
    days: int
    erased: int | None = None

    def has_author(self, day: int) -> bool:
        return self.erased is None or day < self.erased

    @cached_property
    def rows(self) -> list[Rows]:
        """The signals that there are in the evening of each day."""
        found, rows = [], {}
        for day in range(self.days):
            for act in self.acts:
                if act.day == day:
                    _apply(rows, act)
            found.append(dict(rows))
        return found

    def agencies(self, cell: Cell) -> set[int]:
        """Return the agencies that are counted in this cell on the last day."""
        return _counted(self.rows[-1])[cell]

    def changed(self, places: Collection[int], **change) -> "World":
        """Return the world in which the acts at these places are changed. What is taken back stays so."""
        acts = tuple(
            act._replace(**change) if place in places and (act.kind or "kind" not in change) else act
            for place, act in enumerate(self.acts)
        )
        return replace(self, acts=acts)

    def steps(self, attacker: int) -> list[tuple[Cell, int, Shown]]:
        """Return each hidden count of the last day with each number, one higher or lower, of the range it may have."""
        found, figures = [], printed(self, self.days - 1)
        months = [figures[SEEN, month] for month in QUARTER if (SEEN, month) in figures]
        added = sum(figure.high(ABLE) for figure in months if figure.is_number)
        for cell, figure in figures.items():
            if isinstance(figure, Figure) and not figure.is_exact:
                agencies = self.agencies(cell)
                is_in = attacker in agencies
                least, most = max(figure.low, is_in), min(figure.high(ABLE), ABLE - (not is_in))
                most = min(most, added) if cell[0] == "area" else most
                near = (len(agencies) - 1, len(agencies) + 1)
                found += [(cell, number, figure.how) for number in near if least <= number <= most]
        return found


def _apply(rows: Rows, act: Act) -> None:
    key, is_late = (act.agency, act.area, act.month), is_frozen(act.month, DAYS[act.day])
    before = rows.get(key)
    if before is None and act.kind:
        rows[key] = Row(act.kind, is_late, act.day)
    elif before and not is_late:
        rows.pop(key)
        if act.kind:
            rows[key] = before._replace(kind=act.kind)


def _counted(rows: Rows) -> dict[Cell, set[int]]:
    found = defaultdict(set)
    for (agency, _area, month), row in rows.items():
        if not row.is_late:
            found[row.kind, month].add(agency)
        if row.kind == SEEN:
            found["with late", month].add(agency)
    shown = [month for month in QUARTER if len(found[SEEN, month]) >= policy_inside().threshold]
    for (agency, area, month), row in rows.items():
        if month in shown and row.kind == SEEN and not row.is_late:
            found["area", area].add(agency)
    return found


def printed(world: World, day: int) -> dict[Cell, object]:
    """Return what may be read on this day, of what differs between worlds, but for the day of the check."""
    rows, policy = world.rows[day], policy_inside()
    found, begun = _counted(rows), [month for month in MONTHS if month <= DAYS[day]]

    def figure(*cell) -> Figure:
        return count(len(found[cell]), able=ABLE, policy=policy)

    facts: dict[Cell, object] = {(kind, month): figure(kind, month) for kind in (SEEN, LOOKED) for month in begun}
    for month in {month for (_agency, _area, month), row in rows.items() if row.is_late}:
        last = max(row.day for (*_where, at), row in rows.items() if row.is_late and at == month)
        facts["late", month] = last, revision(facts[SEEN, month], figure("with late", month))
    months = {month: facts[SEEN, month] for month in QUARTER if month in begun}
    if is_frozen(QUARTER[-1], DAYS[day]) and months_to_break_down(months):
        counted = set().union(*(found[SEEN, month] for month in months_to_break_down(months)))
        present = Counter(world.remits[agency] for agency in counted)
        areas, remits = areas_and_remits(
            {area: len(found["area", area]) for area in range(11)},
            {remit: number for remit, number in present.items() if remit != world.remits[0] and world.has_author(day)},
            remits_able=Counter(world.remits),
            months=months,
            able=dict.fromkeys(months, ABLE),
            policy=policy,
        )
        facts |= {("area", area): areas[area] for area in (*AREAS, SPARE)} | {("remits", None): set(remits)}
    return facts


def checked_on(world: World, day: int) -> int | None:
    own, rows = world.remits[0], world.rows[day]
    return min((row.day for (agency, *_where), row in rows.items() if world.remits[agency] != own), default=None)


def changes(world: World, attacker: int) -> Iterator[World]:
    """Return the worlds in which other agencies say something else: one act, or all about a month, an area or both."""
    others = [agency for agency in range(ABLE) if agency != attacker]
    for agency in others:
        own = [(place, act) for place, act in enumerate(world.acts) if act.agency == agency]
        groups = [(place,) for place, _act in own]
        for months, areas in product((MONTHS, *([month] for month in MONTHS)), (AREAS, *([area] for area in AREAS))):
            groups.append(tuple(place for place, act in own if act.month in months and act.area in areas))
        for some in filter(None, dict.fromkeys(groups)):
            for kind in (None, SEEN, LOOKED):
                yield world.changed(some, kind=kind)
            for area in (SPARE, *AREAS):
                yield world.changed(some, area=area)
            for other in others:
                yield world.changed(some, agency=other)
    for day, month in product(range(world.days), MONTHS):
        if month <= DAYS[day] and not is_frozen(month, DAYS[day]):
            for kind, area, agency in product((SEEN, LOOKED, None), (SPARE, *AREAS), others):
                yield replace(world, acts=(*world.acts, Act(day, agency, area, month, kind)))


def twins(world: World, attacker: int, cell: Cell, wanted: int, shows_check: list[bool]) -> Iterator[World]:
    """Return worlds in which this cell has the wanted number, and in which the attacker should read the same."""

    def reads_the_same(twin: World) -> bool:
        return all(
            printed(twin, day) == printed(world, day)
            and (not shows_check[day] or checked_on(twin, day) == checked_on(world, day))
            for day in range(world.days)
        )

    near = [twin for twin in changes(world, attacker) if len(twin.agencies(cell)) == wanted]
    yield from filter(reads_the_same, near)
    for twin in near:
        further = (one for one in changes(twin, attacker) if len(one.agencies(cell)) == wanted)
        yield from filter(reads_the_same, further)


LAYOUTS = [
    (0,) * 6 + (1, 1, 2, 2, 3, 3),
    (0,) * 7 + (1,) * 5,
    (0, 1, 2, 3) * 3,
    (0, *(1,) * 6, 0, 2, 2, 3, 3),  # a remit that may be named
]
KINDS = [(LOOKED, Shown.FEWER), *product((SEEN, "area"), (Shown.FEWER, Shown.AT_LEAST))]


def drawn(seed: int) -> tuple[World, int, tuple[Cell, int, Shown]]:
    """Return a world, an attacker, and a hidden count with the number that the twin has instead.

    The acts are single ones, and some that several agencies do at once, so that counts are shown, or hidden for being
    high.
    """
    choice = random.Random(seed)
    acts = []
    for _ in range(choice.randint(8, 35)):
        day, is_earlier = choice.randrange(len(DAYS)), choice.random() < 0.25  # about the month before
        month = MONTHS[max(0, DAYS[day].month - MONTHS[0].month - is_earlier)]
        kind = choice.choice((SEEN, SEEN, SEEN, LOOKED, None))
        acts.append(Act(day, choice.randrange(ABLE), choice.choice(AREAS), month, kind))
    for _ in range(choice.randint(1, 3)):
        day, area, first = choice.randrange(6), choice.choice(AREAS), choice.randrange(ABLE)
        several = [(first + place) % ABLE for place in range(choice.choice((3, 4, 7, 10, 11, 12)))]
        acts += [Act(day, agency, area, DAYS[day].replace(day=1), SEEN) for agency in several]
    acts.sort(key=lambda act: act.day)
    world = World(tuple(acts), choice.choice(LAYOUTS), choice.choice((3, 6, 8, 8, 8, 8, 8, 8)))
    attacker, steps = choice.randrange(ABLE), defaultdict(list)
    for cell, number, how in world.steps(attacker):
        steps[cell[0], how].append((cell, number, how))
    return world, attacker, choice.choice(choice.choice(list(steps.values())))


@dataclass(frozen=True)
class Town:
    people: list[User]  # one of each agency
    remits: list[Remit]
    areas: list[Area]
    topic: Topic
    clock: Clock

    def watch(self, world: World, attacker: int) -> list[tuple]:
        """Play this world, and return what the attacker reads on each day."""
        readings = []
        with transaction.atomic():
            for place, person in enumerate(self.people):
                remit = self.remits[world.remits[place]]
                ReportingMonth.objects.filter(agency=person.agency_id).update(remit=remit)
            for day in range(world.days):
                self.clock.set(DAYS[day].isoformat(), "10:00")
                if day == world.erased:
                    self._erase_author()
                for act in (act for act in world.acts if act.day == day):
                    self._play(act)
                readings.append(self._read(self.people[attacker]))
            transaction.set_rollback(True)
        return readings

    def _erase_author(self) -> None:
        post = self.topic.posts.get(number=1)
        reduce_to_role(post, {})
        post.save()

    def _play(self, act: Act) -> None:
        person, area = self.people[act.agency], self.areas[act.area]
        try:
            if act.kind:
                how = {"frequency": "once"} if act.kind == SEEN else {}
                signal(topic_id=self.topic.pk, person=person, area=area, month=act.month, kind=act.kind, **how)
            elif before := Signal.objects.filter(
                reporting__agency=person.agency_id, area=area, reporting__month=act.month
            ).first():
                take_back_signal(signal_id=before.pk, person=person)
        except PermissionDenied:
            pass  # the month is frozen

    def _read(self, reader: User) -> tuple:
        """Return all that the site's pages, files and briefings show of signals."""
        caches["worker"].clear()
        policy, [topic] = policy_inside(), Topic.objects.filter(pk=self.topic.pk).select_related("board", "trend")
        [trend] = trends_of([topic], policy)
        quarter = quarter_of(topic, trend.rows, policy)
        return (
            (trend.shows_check, trend.checked_on, trend.state, trend.is_rising, trend.joined, trend.fades_on),
            trend.rows,
            quarter,
            late_signals(topic, trend.rows, policy),
            csv_rows(trend.rows),
            area_csv_rows(trend, quarter),
            rows_of([trend]),
            seen_by_quarter(reader, policy),
            seen_by([topic]),
            recent_topics(reader, policy),
            list(Signal.objects.visible_to(reader).values_list("area", "reporting__month", "kind", "made_at")),
        )


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        clock, remits = Clock(patch, dt.datetime(2026, 7, 1, 9, tzinfo=dt.UTC)), list(Remit.objects.all()[:4])
        people = [MemberFactory(agency=AgencyFactory(main_remit=remits[0])) for _ in range(ABLE)]
        topic = make_trend_note(BoardFactory(), people[0])
        for month in MONTHS:
            record_reporting_agencies(month)
        yield Town(people, remits, list(Area.objects.all()), topic, clock)
        transaction.set_rollback(True)


def assert_not_revealed(town: Town, world: World, attacker: int, cell: Cell, number: int) -> None:
    """Fail if this attacker can tell that this cell has not that number, or who of two like agencies said what."""
    readings = town.watch(world, attacker)
    twin = next(twins(world, attacker, cell, number, [shows_check for (shows_check, *_), *_ in readings]), None)
    assert twin is not None, f"The attacker knows that {cell} is not {number}"
    [(largest, _number)] = Counter(world.remits).most_common(1)
    *_, one, other = (place for place in range(ABLE) if place != attacker and world.remits[place] == largest)
    exchanged = {one: other, other: one}
    acts = tuple(act._replace(agency=exchanged.get(act.agency, act.agency)) for act in twin.acts)
    assert town.watch(replace(world, acts=acts), attacker) == readings


SEEDS = range(40)


def test_the_worlds_have_hidden_counts_of_every_kind():
    kinds = Counter((cell[0], how) for _world, _attacker, (cell, _number, how) in map(drawn, SEEDS))
    assert {*kinds} >= {*KINDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_no_attacker_finds_a_hidden_count_or_which_of_two_agencies_signalled(town, seed):
    world, attacker, (cell, number, _how) = drawn(seed)
    assert_not_revealed(town, world, attacker, cell, number)


def test_the_day_of_the_check_and_the_named_remits_do_not_reveal_that_an_agency_looked(town):
    """Three agencies of the author's remit see it in August; one of another looked, which makes the first check."""
    august, cell = MONTHS[1], (LOOKED, MONTHS[1])
    seen = [Act(2, agency, 0, august, SEEN) for agency in (1, 2, 3)]
    world = World((*seen, Act(3, 6, 0, august, LOOKED)), LAYOUTS[0], len(DAYS))
    last = town.watch(world, attacker=11)[-1]
    assert last[0][:2] == (True, DAYS[3])
    assert_not_revealed(town, world, 11, cell, 0)


def test_the_erasure_of_the_author_does_not_reveal_that_an_agency_looked(town):
    """A reader who read the day of the check before finds no remit named afterwards."""
    august, erased = MONTHS[1], len(DAYS) - 1
    seen = [Act(2, agency, 0, august, SEEN) for agency in (1, 2, 3)]
    world = World((*seen, Act(3, 6, 0, august, LOOKED)), LAYOUTS[0], len(DAYS), erased)
    *_, before, after = town.watch(world, attacker=11)
    assert (before[0][:2], after[0][:2]) == ((True, DAYS[3]), (False, None))
    assert_not_revealed(town, world, 11, (LOOKED, august), 0)


def test_months_that_add_up_to_nearly_all_agencies_do_not_tell_how_many_an_area_has(town):
    """Seven agencies in July, three others in August, all in one area: it has at most ten."""
    seen = [Act(0, agency, 0, MONTHS[0], SEEN) for agency in range(7)]
    seen += [Act(2, agency, 0, MONTHS[1], SEEN) for agency in range(7, 10)]
    world = World(tuple(seen), LAYOUTS[2], len(DAYS))
    assert [step for step in world.steps(11) if step[0] == ("area", 0)] == [(("area", 0), 9, Shown.AT_LEAST)]
    assert_not_revealed(town, world, 11, ("area", 0), 9)


def test_a_remit_is_named_if_it_is_not_the_authors(town):
    seen = tuple(Act(2, agency, 0, MONTHS[1], SEEN) for agency in (1, 2, 3))
    for remits, named in ((LAYOUTS[3], [town.remits[1]]), (LAYOUTS[0], [])):
        world = World(seen, remits, len(DAYS))
        *_, last = town.watch(world, attacker=11)
        assert last[2].remits == named
        *_, last = town.watch(replace(world, erased=len(DAYS) - 1), attacker=11)
        assert last[2].remits == []


def test_no_remit_is_named_for_a_note_on_behalf_of_an_agency(town):
    """The remit that is stored is the moderator's, so what is left out would tell who the moderator is."""
    seen = tuple(Act(2, agency, 0, MONTHS[1], SEEN) for agency in (1, 2, 3))
    Post.objects.filter(topic=town.topic, number=1).update(voice=Voice.BEHALF)
    *_, last = town.watch(World(seen, LAYOUTS[3], len(DAYS)), attacker=11)
    assert last[2].remits == []
