"""How many agencies signal a trend, as readers may see it.

ratsite.lib.disclosure decides for every number in the result whether it is shown exactly, as a limit or not at all.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from forum.enums import SignalKind, Voice
from forum.models import Post, ReportingMonth, Signal, Topic
from forum.models.signal import SIGNAL_MONTHS, frozen_from, month_of, months_before
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.disclosure import (
    Figure,
    FigureRevision,
    Policy,
    areas_and_remits,
    count,
    months_to_break_down,
    revision,
)
from ratsite.lib.disclosure.figures import NOT_SHOWN
from ratsite.network.models import Agency, Area, Remit

SEEN = Q(kind=SignalKind.SEEN)


class MonthRow(NamedTuple):
    """The figures of one month of a trend.

    - seen: how many agencies see the trend.
    - looked: how many looked and did not see it, or no longer see it.
    - able: how many agencies were able to report.
    """

    month: dt.date
    seen: Figure
    looked: Figure
    able: int
    is_fixed: bool


@dataclass(frozen=True)
class Quarter:
    """The areas in which, and the remits by which, a trend was seen in a quarter whose months are frozen.

    - months: the months of the quarter that the counts include.
    - areas: all areas, each with its figure; area.has_agency is False if no agency works there today, as the list of
      agencies says.
    - remits: only those that may be named; other remits may have seen the trend too.

    The remit of the note's author is never named. If it were the only one named, readers who know on which day an
    agency of another remit first signalled would know that this agency looked and does not see the trend. If the
    author's remit is not known, no remit is named: if the author's data was deleted or their name was removed, or if a
    moderator wrote the note on behalf of an agency.
    """

    first: dt.date
    last: dt.date
    months: list[dt.date]
    areas: list[tuple[Area, Figure]] = field(default_factory=list)
    remits: list[Remit] = field(default_factory=list)

    @property
    def shows_areas(self) -> bool:
        return any(figure.is_number for _, figure in self.areas)


@dataclass(frozen=True)
class Late:
    """The figure of a month, and what it would be with its late signals. day: when the last of these was made."""

    month: dt.date
    day: dt.date
    revision: FigureRevision


def last_months(today: dt.date | None = None) -> list[dt.date]:
    """Return the first days of the last 12 months, oldest first; the last one is this month."""
    now = month_of(today or timezone.localdate())
    return [months_before(now, back) for back in range(SIGNAL_MONTHS - 1, -1, -1)]


class Audience(NamedTuple):
    """Who reads a trend: the members of a circle, or all members if circle is None.

    since: the first month whose figures are shown, if the trend had other readers before; None to show all months.
    """

    circle: int | None
    since: dt.date | None


def month_rows(topics: Iterable[Topic], policy: Policy, months: list[dt.date]) -> dict[int, list[MonthRow]]:
    """Return, by topic id, the list of the topic's MonthRows, one for each of these months, in their order.

    policy: decides which counts are shown. Two queries, and one more if some of the topics are on circles' boards and
    some are not. The topics must have been fetched with their boards and trends.
    """
    audiences = {topic.pk: Audience(topic.board.circle_id, topic.trend.counted_from) for topic in topics}
    return month_rows_of(audiences, policy, months)


def month_rows_of(
    audiences: Mapping[int, Audience], policy: Policy, months: list[dt.date]
) -> dict[int, list[MonthRow]]:
    """Return what month_rows returns, from the ids of topics alone. audiences: {topic id: Audience}."""
    today = timezone.localdate()
    able = able_by_month({audience.circle for audience in audiences.values()}, months)
    counted = {(topic, month): (seen, looked) for topic, month, seen, looked in _counted(list(audiences), months)}
    fixed = {month: today >= frozen_from(month) for month in months}
    figure = cache(lambda number, able_here: count(number, able=able_here, policy=policy))  # few of thousands differ
    rows_by_topic: dict[int, list[MonthRow]] = defaultdict(list)
    for topic, (circle, since) in audiences.items():
        for month in months:
            able_here = able[circle].get(month, 0)
            shown = (NOT_SHOWN, NOT_SHOWN)
            if since is None or month >= since:
                shown = tuple(figure(number, able_here) for number in counted.get((topic, month), (0, 0)))
            rows_by_topic[topic].append(MonthRow(month, *shown, able_here, is_fixed=fixed[month]))
    return rows_by_topic


@compiled(Values(int), Values(dt.date))
def _counted(topics: list[int], months: list[dt.date]) -> QuerySet:
    """Return rows (topic id, month, number of agencies that see it, number of agencies that looked and did not)."""
    rows = Signal.objects.on_time().filter(topic__in=topics, reporting__month__in=months).order_by()
    return rows.values_list("topic", "reporting__month").annotate(
        seen=Count("reporting__agency", filter=SEEN, distinct=True),
        looked=Count("reporting__agency", filter=~SEEN, distinct=True),
    )


def able_by_month(circles: Collection[int | None], months: list[dt.date]) -> dict[int | None, dict[dt.date, int]]:
    """Return how many agencies were in each circle and able to report in each month: circle id → month → number.

    circles: ids of circles, and None for all members. A month without such an agency is left out.
    """
    able: dict[int | None, dict[dt.date, int]] = {circle: {} for circle in circles}
    if None in circles:
        able[None] = dict(_able_of_all(months))
    for circle, month, number in _able_in([circle for circle in circles if circle is not None], months):
        able[circle][month] = number
    return able


@compiled(Values(dt.date))
def _able_of_all(months: list[dt.date]) -> QuerySet:
    return ReportingMonth.objects.filter(month__in=months).order_by().values_list("month").annotate(Count("pk"))


@compiled(Values(int), Values(dt.date))
def _able_in(circles: list[int], months: list[dt.date]) -> QuerySet:
    """Return rows (circle id, month, number of the circle's agencies that were able to report)."""
    able = ReportingMonth.objects.filter(circles__in=circles, month__in=months).order_by()
    return able.values_list("circles", "month").annotate(Count("pk"))


def quarter_of(topic: Topic, rows: list[MonthRow], policy: Policy) -> Quarter | None:
    """Return the newest calendar quarter in these rows that is frozen and has at least one month to break down.

    None if there is none. Four queries.
    """
    for quarter in reversed(whole_quarters(rows)):
        figures = {row.month: row.seen for row in quarter}
        months = months_to_break_down(figures)
        if months and all(row.is_fixed for row in quarter):
            return _broken_down(topic, quarter, figures, months, policy)
    return None


def quarter_with(month: dt.date) -> tuple[int, int]:
    """Return the year of this month, and the number (0 to 3) of its calendar quarter."""
    return month.year, (month.month - 1) // 3


def whole_quarters(rows: list[MonthRow]) -> list[list[MonthRow]]:
    """Return the complete calendar quarters, oldest first: those with a row for each of their three months."""
    quarters: dict[tuple[int, int], list[MonthRow]] = defaultdict(list)
    for row in rows:
        quarters[quarter_with(row.month)].append(row)
    return [quarter for quarter in quarters.values() if len(quarter) == 3]


def _broken_down(topic: Topic, quarter: list[MonthRow], figures: dict, months: list, policy: Policy) -> Quarter:
    """Return the Quarter of these rows. figures: month → the row's figure `seen`. months: those to count."""
    by_area, by_remit, able_by_remit = defaultdict(set), defaultdict(set), defaultdict(set)
    for agency, area, remit in _sightings(topic.pk, months):
        by_area[area].add(agency)
        by_remit[remit].add(agency)
    circle = topic.board.circle_id
    for remit, agency in _able_remits(months) if circle is None else _able_remits_in(circle, months):
        able_by_remit[remit].add(agency)
    remits_able = {remit: len(agencies) for remit, agencies in able_by_remit.items()}
    areas, remits = _areas(), [remit for remit in _other_remits(topic.pk) if remit.pk in remits_able]
    places, names = areas_and_remits(
        {area.pk: len(by_area[area.pk]) for area in areas},
        {remit.pk: len(by_remit[remit.pk]) for remit in remits},
        remits_able=remits_able,
        months=figures,
        able={row.month: row.able for row in quarter},
        policy=policy,
    )
    return Quarter(
        first=quarter[0].month,
        last=quarter[-1].month,
        months=months,
        areas=[(area, places[area.pk]) for area in areas],
        remits=[remit for remit in remits if remit.pk in names],
    )


@compiled(int, Values(dt.date))
def _sightings(topic_id: int, months: list[dt.date]) -> QuerySet:
    """Return rows (agency id, area id, remit id) of the agencies that see the topic's trend, without late signals."""
    signals = Signal.objects.on_time().filter(SEEN, topic=topic_id, reporting__month__in=months).order_by()
    return signals.values_list("reporting__agency", "area", "reporting__remit").distinct()


@compiled(Values(dt.date))
def _able_remits(months: list[dt.date]) -> QuerySet:
    """Return pairs (main remit id, agency id) of the agencies that were able to report in one of these months."""
    return ReportingMonth.objects.filter(month__in=months).order_by().values_list("remit", "agency").distinct()


@compiled(int, Values(dt.date))
def _able_remits_in(circle_id: int, months: list[dt.date]) -> QuerySet:
    """Return what _able_remits returns, only for agencies that were in this circle in such a month."""
    able = ReportingMonth.objects.filter(circles=circle_id, month__in=months).order_by()
    return able.values_list("remit", "agency").distinct()


@compiled()
def _areas() -> QuerySet:
    """Return all areas, with `has_agency`: whether an agency works there today, as the list of agencies says."""
    return Area.objects.annotate(has_agency=Exists(Agency.objects.filter(is_active=True, areas=OuterRef("pk"))))


@compiled(int)
def _other_remits(topic_id: int) -> QuerySet:
    """Return all remits except the one that the author's agency had when the note was written.

    Returns no remits if that one is not known.
    """
    opening = Post.objects.filter(topic=topic_id, number=1, profile__main_remit__isnull=False)
    opening = opening.exclude(voice=Voice.BEHALF)  # its profile is the moderator's
    return Remit.objects.filter(Exists(opening)).exclude(pk__in=opening.values("profile__main_remit"))


def late_signals(topic: Topic, rows: list[MonthRow], policy: Policy) -> list[Late]:
    """Return what late signals would change: one Late for each of these months that has late signals.

    The month with the newest late signal comes first. Two queries at most.
    """
    days: dict[dt.date, dt.datetime] = {}
    for month, made_at in _late(topic.pk, [row.month for row in rows]):
        days[month] = made_at
    if not days:
        return []
    now = dict(_sightings_with_late(topic.pk, list(days)))
    late_rows = [
        Late(
            row.month,
            timezone.localdate(days[row.month]),
            revision(row.seen, count(now.get(row.month, 0), able=row.able, policy=policy)),
        )
        for row in rows
        if row.month in days
    ]
    return sorted(late_rows, key=lambda late: late.day, reverse=True)


@compiled(int, Values(dt.date))
def _late(topic_id: int, months: list[dt.date]) -> QuerySet:
    """Return rows (month, time when the signal was made) of the late signals about these months, oldest first."""
    late = Signal.objects.filter(topic=topic_id, is_late=True, reporting__month__in=months)
    return late.order_by("made_at").values_list("reporting__month", "made_at")


@compiled(int, Values(dt.date))
def _sightings_with_late(topic_id: int, months: list[dt.date]) -> QuerySet:
    """Return rows (month, number of agencies that see the trend), counting late signals too."""
    signals = Signal.objects.filter(SEEN, topic=topic_id, reporting__month__in=months).order_by()
    return signals.values_list("reporting__month").annotate(Count("reporting__agency", distinct=True))
