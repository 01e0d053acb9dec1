"""Two charts by quarter: the referrals of the region's police forces, and the network's own trends.

They measure different things, so they are never drawn in one chart. The network's counts are computed only from figures
that readers may see anyway, so they tell nothing more about an agency.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Signal
from forum.queries.signal_figures import SEEN, Audience, MonthRow, last_months, month_rows_of, whole_quarters
from ratsite.lib.charts.disclosed import value_of
from ratsite.lib.charts.figure import ChartFigure
from ratsite.lib.charts.line import line_chart
from ratsite.lib.charts.values import Series, Value
from ratsite.lib.disclosure import Policy, tally
from ratsite.lib.nrm import NrmFigure, NrmSeries, sum_of
from ratsite.lib.templatetags.charts import chart_value
from ratsite.trends.models import OfficialFigure, OfficialRelease
from ratsite.trends.queries.official_figures import SMALL, YEAR, quarter_name, short_quarter, source_of
from ratsite.trends.queries.trend_list import trends_for

NAMES = ("region", "network")


@dataclass(frozen=True)
class SeenQuarter:
    """A calendar quarter of the network's chart. All its months are over, and their figures can no longer change.

    trends: the number of trends that have a count to show in at least one of its months. able: the number of agencies
    that were able to report, in the month in which it was largest.
    """

    first: dt.date
    trends: int
    able: int

    @property
    def period(self) -> tuple[int, int]:
        return self.first.year, (self.first.month + 2) // 3


def side_by_side(reader, policy: Policy) -> list[ChartFigure]:
    """Return the chart of the police forces and the chart of the network's trends. Five queries.

    The list is empty if there are no official figures. It has only the first chart if there is no quarter yet whose
    figures can no longer change. All trends that an agency saw in these months are counted, so that the count of such a
    quarter never changes. The network's chart is drawn even without a signal: if the first signal, which is hidden,
    made it appear, readers would learn of it.
    """
    region = _region(reader)
    if region is None:
        return []
    topics = trends_for(reader, with_archived=True).filter(board__circle=None).order_by()
    months = last_months()
    seen = Signal.objects.on_time().filter(SEEN, reporting__month__in=months)
    seen_topics = topics.filter(pk__in=seen.order_by().values("topic"))
    audiences = {pk: Audience(None, since) for pk, since in seen_topics.values_list("pk", "trend__counted_from")}
    network = _network(audiences, policy, months)
    return [region] if network is None else [region, network]


def seen_by_quarter(rows: Collection[list[MonthRow]]) -> list[SeenQuarter]:
    """Return the calendar quarters whose figures can no longer change, oldest first. rows: the months of each trend."""
    found = []
    for quarters in zip(*(whole_quarters(months) for months in rows), strict=True):
        if all(row.is_fixed for row in quarters[0]):
            seen = sum(any(row.seen.is_number for row in quarter) for quarter in quarters)
            found.append(SeenQuarter(quarters[0][0].month, seen, max(row.able for row in quarters[0])))
    return found


def _csv(name: str) -> str:
    return reverse("trends:official_csv", args=[name])


def _region(reader) -> ChartFigure | None:
    stored = OfficialFigure.objects.visible_to(reader).latest().filter(series=NrmSeries.FORCES, location="")
    figures = [row.as_nrm() for row in stored]
    if not figures:
        return None
    release = OfficialRelease.objects.filter(series=NrmSeries.FORCES).last()
    periods = sorted({(one.year, one.quarter) for one in figures if one.quarter})[-YEAR:]
    totals = [_total([one for one in figures if (one.year, one.quarter) == period]) for period in periods]
    return ChartFigure(
        name="region",
        message=_("Counted officially: %(count)s people were referred, %(period)s")
        % {"count": chart_value(totals[-1]), "period": quarter_name(*periods[-1])},
        statistic=_("People referred by the police forces of the region to the NRM, by quarter"),
        chart=line_chart([short_quarter(one) for one in periods], [Series(_("People referred"), tuple(totals))]),
        label_column=_("Quarter"),
        csv_url=_csv("region"),
        source=source_of(release),
    )


def _total(figures: Iterable[NrmFigure]) -> Value:
    """Return the sum of the forces' figures, as "N or more" if a force has a figure too small to be shown."""
    by_force: dict[str, list[NrmFigure]] = {}
    for figure in figures:
        by_force.setdefault(figure.force, []).append(figure)
    _parts, total = tally({force: sum_of(found) for force, found in by_force.items()}, policy=Policy(SMALL))
    return value_of(total)


def _network(audiences: dict[int, Audience], policy: Policy, months: list[dt.date]) -> ChartFigure | None:
    no_topic = {0: Audience(None, None)}  # has the months of the chart also where no trend was seen
    quarters = seen_by_quarter(month_rows_of(audiences | no_topic, policy, months).values())
    if not quarters:
        return None
    last = quarters[-1]
    message = ngettext(
        "Seen by members: %(count)s trend that at least %(least)s agencies saw, %(period)s",
        "Seen by members: %(count)s trends that at least %(least)s agencies saw, %(period)s",
        last.trends,
    )
    seen = Series(_("Trends"), tuple(one.trends for one in quarters))
    return ChartFigure(
        name="network",
        message=message % {"count": last.trends, "least": policy.threshold, "period": quarter_name(*last.period)},
        statistic=_("Trend notes for all members that at least %(least)s agencies saw in a month, by quarter")
        % {"least": policy.threshold},
        chart=line_chart([short_quarter(one.period) for one in quarters], [seen], [one.able for one in quarters]),
        label_column=_("Quarter"),
        able_column=_("Able to report"),
        csv_url=_csv("network"),
        source=_("This network’s own signals."),
    )
