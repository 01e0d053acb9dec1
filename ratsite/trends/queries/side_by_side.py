"""Two charts by quarter: the referrals of the region's police forces, and the network's own trends.

They measure different things, so they are never drawn in one chart. The network's counts are computed only from figures
that readers may see anyway, so they tell nothing more about an agency.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Signal, TrendNote
from forum.queries.signal_figures import SEEN, Audience, last_months, month_rows_of, whole_quarters
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.charts.disclosed import value_of
from ratsite.lib.charts.figure import ChartFigure
from ratsite.lib.charts.line import line_chart
from ratsite.lib.charts.values import Series, Value
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.disclosure import Policy, tally
from ratsite.lib.nrm import NrmFigure, NrmSeries, sum_of
from ratsite.lib.templatetags.charts import chart_value
from ratsite.trends.models import OfficialFigure, OfficialRelease
from ratsite.trends.queries.official_figures import (
    QUARTERS_IN_YEAR,
    SMALL,
    Period,
    quarter_name,
    short_quarter,
    source_of,
)
from ratsite.trends.queries.trend_list import trends_for

NAMES = ("region", "network")
CACHED_SECONDS = 60  # seconds for which a worker process remembers the numbers of both charts


@dataclass(frozen=True)
class SeenQuarter:
    """A calendar quarter of the network's chart. All its months are over, and their figures can no longer change.

    trends: the number of trends with a count that may be shown in at least one of its months. able: the largest number
    of agencies that were able to report in one of its months.
    """

    first: dt.date
    trends: int
    able: int

    @property
    def period(self) -> Period:
        return self.first.year, (self.first.month + 2) // 3


class FixedQuarters(NamedTuple):
    """The calendar quarters whose figures can no longer change, and the trends that were seen in each of them.

    quarters: (first day, largest number of agencies that were able to report in one of its months), oldest first.
    seen: {topic id: (audience, flags)} for each trend on a board for all members. There is one flag for each quarter:
    True if one of its months has a count that may be shown.
    """

    quarters: list[tuple[dt.date, int]]
    seen: dict[int, tuple[Audience, tuple[bool, ...]]]


def side_by_side(reader, policy: Policy) -> list[ChartFigure]:
    """Return a list of two charts: of the police forces, and of the network's trends.

    The list is empty if there are no official figures. It has only the first chart if there is no quarter yet whose
    figures can no longer change. All trends that an agency saw in these months are counted, archived ones too, so that
    the count of a quarter never changes. The network's chart is drawn even without a signal: if it appeared with the
    first signal, readers would learn of a signal that is hidden. Costs one query, and five more if the numbers are not
    cached.
    """
    region = _region(reader)
    if region is None:
        return []
    network = _network(seen_by_quarter(reader, policy), policy)
    return [region] if network is None else [region, network]


def seen_by_quarter(reader, policy: Policy) -> list[SeenQuarter]:
    """Return the quarters whose figures can no longer change, oldest first. Only trends that this reader may see count.

    A trend whose audience has changed since the figures were cached is left out.
    """
    fixed = caches["worker"].get_or_set(
        f"fixed-quarters-{policy.threshold}", partial(_fixed_quarters, policy), CACHED_SECONDS
    )
    visible = {topic: Audience(*audience) for topic, *audience in _visible(reader, [*fixed.seen])}
    seen = [quarters for topic, (audience, quarters) in fixed.seen.items() if visible.get(topic) == audience]
    return [
        SeenQuarter(first, sum(quarters[index] for quarters in seen), able)
        for index, (first, able) in enumerate(fixed.quarters)
    ]


@compiled(Reader, Values(int))
def _visible(reader, topics: list[int]) -> QuerySet:
    """Return rows for the trends among these topics that the reader may see.

    A row has the topic id, the id of the board's circle, and the first month with figures.
    """
    trends = trends_for(reader, with_archived=True).filter(pk__in=topics).order_by()
    return trends.values_list("pk", "board__circle", "trend__counted_from")


def _fixed_quarters(policy: Policy) -> FixedQuarters:
    """Compute the numbers of all trends on boards for all members, so that they can be cached for every reader."""
    months = last_months()
    seen = Signal.objects.on_time().filter(SEEN, reporting__month__in=months).order_by().values("topic")
    notes = TrendNote.objects.filter(topic__board__circle=None, topic__in=seen)
    audiences = {topic: Audience(None, since) for topic, since in notes.values_list("topic", "counted_from")}
    no_topic = {0: Audience(None, None)}  # so that the chart has its months even if no trend was seen
    rows = month_rows_of(audiences | no_topic, policy, months)
    fixed = {quarter[0].month: quarter for quarter in whole_quarters(rows[0]) if all(row.is_fixed for row in quarter)}
    was_seen = {
        topic: (
            audience,
            tuple(
                any(row.seen.is_number for row in quarter)
                for quarter in whole_quarters(rows[topic])
                if quarter[0].month in fixed
            ),
        )
        for topic, audience in audiences.items()
    }
    return FixedQuarters([(first, max(row.able for row in quarter)) for first, quarter in fixed.items()], was_seen)


def _csv(name: str) -> str:
    return reverse("trends:official_csv", args=[name])


def _region(reader) -> ChartFigure | None:
    if not (reader.is_authenticated and reader.is_member):  # the cached totals are for members
        return None
    release, totals = caches["worker"].get_or_set("region", partial(_newest_totals, reader), CACHED_SECONDS)
    if not totals:
        return None
    periods, last = [*totals], [*totals][-1]
    return ChartFigure(
        name="region",
        message=_("Counted officially: %(count)s people were referred, %(period)s")
        % {"count": chart_value(totals[last]), "period": quarter_name(*last)},
        statistic=_("People referred by the police forces of the region to the NRM, by quarter"),
        chart=line_chart(
            [short_quarter(period) for period in periods], [Series(_("People referred"), tuple(totals.values()))]
        ),
        label_column=_("Quarter"),
        csv_url=_csv("region"),
        source=source_of(release),
    )


def _newest_totals(reader) -> tuple[OfficialRelease | None, dict[Period, Value]]:
    """Return the newest release, or None, and {quarter: referrals by all forces together} for the newest four quarters.

    The quarters come oldest first.
    """
    releases = OfficialRelease.objects.visible_to(reader).filter(series=NrmSeries.FORCES)
    release = releases.order_by("-published_on").first()
    stored = OfficialFigure.objects.visible_to(reader).latest().filter(series=NrmSeries.FORCES, location="")
    by_quarter: dict[Period, list[NrmFigure]] = {}
    for figure in (row.as_nrm() for row in stored):
        if figure.quarter:
            by_quarter.setdefault((figure.year, figure.quarter), []).append(figure)
    return release, {period: _total(by_quarter[period]) for period in sorted(by_quarter)[-QUARTERS_IN_YEAR:]}


def _total(figures: Iterable[NrmFigure]) -> Value:
    """Return the sum of the forces' figures, as "N or more" if a force has a figure too small to be shown."""
    by_force: dict[str, list[NrmFigure]] = {}
    for figure in figures:
        by_force.setdefault(figure.force, []).append(figure)
    _parts, total = tally({force: sum_of(found) for force, found in by_force.items()}, policy=Policy(SMALL))
    return value_of(total)


def _network(quarters: list[SeenQuarter], policy: Policy) -> ChartFigure | None:
    if not quarters:
        return None
    last = quarters[-1]
    message = ngettext(
        "Seen by members: %(count)s trend that at least %(least)s agencies saw, %(period)s",
        "Seen by members: %(count)s trends that at least %(least)s agencies saw, %(period)s",
        last.trends,
    )
    seen = Series(_("Trends"), tuple(quarter.trends for quarter in quarters))
    labels = [short_quarter(quarter.period) for quarter in quarters]
    return ChartFigure(
        name="network",
        message=message % {"count": last.trends, "least": policy.threshold, "period": quarter_name(*last.period)},
        statistic=_("Trend notes for all members that at least %(least)s agencies saw in a month, by quarter")
        % {"least": policy.threshold},
        chart=line_chart(labels, [seen], [quarter.able for quarter in quarters]),
        label_column=_("Quarter"),
        able_column=_("Able to report"),
        csv_url=_csv("network"),
        source=_("This network’s own signals."),
    )
