"""The charts of one trend, with their headings. They are drawn only from figures that readers may see."""

import datetime as dt

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.queries.signal_figures import MonthRow, Quarter
from ratsite.lib.charts.disclosed import value_of
from ratsite.lib.charts.figure import ChartFigure
from ratsite.lib.charts.line import line_chart
from ratsite.lib.charts.tiles import tile_grid
from ratsite.lib.charts.values import Series, Value
from ratsite.lib.disclosure import Figure
from ratsite.lib.figure_words import figure_words
from ratsite.lib.templatetags.charts import chart_value
from ratsite.network.models import Area
from ratsite.trends.queries.trend_page import Trend


def values_of(trend: Trend) -> tuple[Value, ...]:
    """Return the trend's count for each month, oldest first. Months in which no agency could report are gaps (None)."""
    return tuple(value_of(row.seen) if row.able else None for row in trend.rows)


def line_of(trend: Trend) -> ChartFigure:
    rows = trend.rows
    seen = Series(_("Agencies that see it"), values_of(trend))
    labels = [date_format(row.month, "M Y") for row in rows]
    return ChartFigure(
        name="months",
        message=_message(trend),
        statistic=_("Agencies that see it, by month, out of those able to report."),
        chart=line_chart(labels, [seen], [row.able for row in rows]),
        label_column=_("Month"),
        able_column=_("Able to report"),
        csv_url=reverse("trends:trend_csv", args=[trend.topic.pk]) if trend.topic.is_printable else "",
    )


def _message(trend: Trend) -> str:
    """Return the heading of the line chart. It also says when more agencies became able to report, if they did."""
    if trend.last_seen is None:
        return _("There is no month with a number that we can show")
    facts = {"count": figure_words(trend.last_seen.seen), "month": date_format(trend.last_seen.month, "F Y")}
    if trend.is_rising:
        sentence = _("More agencies saw this last month than the month before")
    else:
        sentence = _("Last shown: %(count)s agencies, in %(month)s") % facts
    if not trend.joined:
        return sentence
    row, more = trend.joined[-1]
    when = date_format(row.month, "F Y")
    if more == 1:
        return _("%(said)s. One more agency could report from %(month)s.") % {"said": sentence, "month": when}
    return _("%(said)s. %(count)s more agencies could report from %(month)s.") % {
        "said": sentence,
        "month": when,
        "count": more,
    }


def areas_of(trend: Trend, quarter: Quarter | None) -> ChartFigure | None:
    """Return the chart of the areas in this quarter; None if no area's figure may be shown."""
    if quarter is None or not quarter.shows_areas:
        return None
    able = max(row.able for row in trend.rows if row.month in quarter.months)
    areas = [(area.name, _value_in(area, figure), area.place) for area, figure in quarter.areas]
    most = sorted((area for area in quarter.areas if area[1].is_number), key=lambda area: -area[1].low)
    names = ", ".join(area.name for area, _figure in most[:3])
    return ChartFigure(
        name="areas",
        message=_("Mostly %(areas)s") % {"areas": names}
        if names
        else _("There is no area with a number that we can show"),
        statistic=_(
            "Agencies that see it in %(months)s, out of up to %(able)s able to report. Each tile is a "
            "district or county."
        )
        % {"months": months_in_words(quarter.months), "able": able},
        chart=tile_grid(_("Agencies that see it"), areas),
        label_column=_("Area"),
        csv_url=reverse("trends:trend_areas_csv", args=[trend.topic.pk]) if trend.topic.is_printable else "",
    )


def _value_in(area: Area, figure: Figure) -> Value:
    """Return the figure of an area as a value of a chart.

    A hidden figure of an area in which no agency works is a gap (None): that no agency works there is public.
    """
    return value_of(figure) if figure.is_number or area.has_agency else None


def months_in_words(months: list[dt.date]) -> str:
    """Return the first and last month of a calendar quarter, such as "July to September 2026"."""
    first, last = date_format(months[0], "F"), date_format(months[-1], "F Y")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def csv_rows(rows: list[MonthRow]) -> tuple[list[str], list[list[str]]]:
    """Return the column heads and the rows of the trend's CSV file. Hidden figures and gaps are in words."""
    head = [_("Month"), _("Agencies that see it"), _("Looked and did not see it"), _("Able to report"), _("Fixed")]
    return head, [
        [
            row.month.strftime("%Y-%m"),
            *(figure_words(figure) if row.able else _("no figure") for figure in (row.seen, row.looked)),
            str(row.able),
            _("yes") if row.is_fixed else _("so far"),
        ]
        for row in rows
    ]


def area_csv_rows(trend: Trend, quarter: Quarter | None) -> tuple[list[str], list[list[str]]]:
    """Return the column heads and the rows of the CSV file of areas; it has no rows if no area may be shown.

    "Able to report" is the largest number of agencies that were able to report in a month of the quarter.
    """
    head = [_("Area"), _("Agencies that see it"), _("Able to report"), _("First month"), _("Last month")]
    if quarter is None or not quarter.shows_areas:
        return head, []
    able = str(max(row.able for row in trend.rows if row.month in quarter.months))
    months = [month.strftime("%Y-%m") for month in (quarter.months[0], quarter.months[-1])]
    return head, [
        [area.name, chart_value(_value_in(area, figure), is_area=True), able, *months] for area, figure in quarter.areas
    ]
