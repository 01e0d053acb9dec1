"""The page of official figures: charts of the latest releases, their sources, and the figures that were revised.

Figures of one place that are below SMALL are never shown, and nobody can work them out by subtraction. So the charts by
form of exploitation and by group of people are for the whole region, have no row below SMALL, and leave out the
quarters of police forces that the chart of the forces hides.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ratsite.lib.charts.bars import BarChart, bar_chart
from ratsite.lib.charts.figure import ChartFigure
from ratsite.lib.charts.line import line_chart
from ratsite.lib.charts.shares import share_chart
from ratsite.lib.charts.values import HiddenValue, Series, Value
from ratsite.lib.marked_texts import gettext_noop
from ratsite.lib.nrm import NrmFigure, NrmSeries, sum_of
from ratsite.trends.enums import DateBasis
from ratsite.trends.models import OfficialFigure, OfficialRelease

SMALL = 5  # figures of a police force below this are not shown
YEARS_SHOWN = 6  # years that the charts of decisions show
QUARTERS_IN_YEAR = 4
MOST_FORCES = 4  # lines on one chart
FORMS = {"Criminal", "Domestic", "Labour", "Sexual"}  # as published, alone or joined by commas and "&"
REVISIONS = 20  # the newest revisions, which the page lists; the database has all

Period = tuple[int, int]  # (year, quarter)


@dataclass(frozen=True)
class OfficialPage:
    """What the page of official figures shows. force: the chosen police force, or empty for the whole region.

    revisions: pairs of a figure and what it counts, for the newest revised figures of the whole country.
    """

    figures: list[ChartFigure]
    releases: list[OfficialRelease]
    revisions: list[tuple[OfficialFigure, str]]
    forces: list[str]
    force: str


def no_address(name: str) -> str:
    return ""


def official_page(reader, force: str = "", csv_url: Callable[[str], str] = no_address) -> OfficialPage:
    """Return the page of official figures for this reader. Costs three queries.

    force: a police force; "" or an unknown one means the whole region. csv_url: a function that returns the address of
    the CSV file of the chart with the given name; "" for none.
    """
    stored = OfficialFigure.objects.visible_to(reader).latest().filter(location="")
    by_series: dict[NrmSeries, list[NrmFigure]] = defaultdict(list)
    for row in stored:
        by_series[NrmSeries(row.series)].append(row.as_nrm())
    # No revisions of a single force: most are below SMALL, and with a larger one readers could work others out.
    revised = (
        OfficialFigure.objects.visible_to(reader)
        .revised()
        .filter(force="")
        .select_related("release", "revises__release")
    )
    releases = list(OfficialRelease.objects.filter(figures__in=stored).distinct()) if by_series else []
    newest = {NrmSeries(release.series): release for release in releases}
    forces = sorted({figure.force for figure in by_series[NrmSeries.FORCES]})
    force = force if force in forces else ""
    figures = []
    for draw, series in DRAWINGS:
        if by_series[series]:
            figures.append(draw(by_series[series], force, source_of(newest[series]), csv_url))
    newest_first = revised.order_by("-release__published_on", "series", "-year", "-quarter")
    revisions = [(row, what_it_counts(row)) for row in newest_first[:REVISIONS]]
    return OfficialPage(figures, releases, revisions, forces, force)


def source_of(release: OfficialRelease) -> str:
    day = date_format(release.published_on, "j F Y")
    if release.date_basis == DateBasis.COPIED:
        return _("%(source)s, as copied on %(day)s. %(licence)s.") % {
            "source": release.source, "day": day, "licence": release.licence,
        }  # fmt: skip
    return _("%(source)s, published on %(day)s. %(licence)s.") % {
        "source": release.source, "day": day, "licence": release.licence,
    }  # fmt: skip


def quarter_name(year: int, quarter: int) -> str:
    """Return the name of a quarter, such as "October to December 2023", or the year alone if quarter is 0."""
    months = {
        1: _("January to March %(year)s"), 2: _("April to June %(year)s"),
        3: _("July to September %(year)s"), 4: _("October to December %(year)s"),
    }  # fmt: skip
    return months[quarter] % {"year": year} if quarter else str(year)


def short_quarter(period: Period) -> str:
    return f"{period[0]} Q{period[1]}"


def what_it_counts(row: OfficialFigure) -> str:
    """Return what a figure counts, such as "October to December 2023, Children, Negative"."""
    age, decision = _age_names().get(row.age, ""), _decision_names().get(row.decision, "")
    return ", ".join(filter(None, [quarter_name(row.year, row.quarter), age, row.location, decision]))


def _periods(figures: Iterable[NrmFigure]) -> list[Period]:
    """Return the quarters that the figures are about, oldest first. Figures of whole years are left out."""
    return sorted({(figure.year, figure.quarter) for figure in figures if figure.quarter})


def _summed(figures: Iterable[NrmFigure], by: Callable[[NrmFigure], Hashable]) -> dict[Hashable, int]:
    """Return {group: sum of its figures}. Raises NaiveSum if a total would be added to its own parts."""
    groups: dict[Hashable, list[NrmFigure]] = defaultdict(list)
    for figure in figures:
        groups[by(figure)].append(figure)
    return {group: sum_of(rows) for group, rows in groups.items()}


def _hidden_if_small(number: int) -> Value:
    """Return the number as it may be shown for one place: hidden if it is below SMALL."""
    return number if number >= SMALL else HiddenValue(SMALL)


def _age_names() -> dict[str, str]:
    return {"adult": _("Adults"), "child": _("Children"), "unknown": _("Age unknown")}


def _decision_names() -> dict[str, str]:
    return {"positive": _("Positive"), "negative": _("Negative")}


def _referrals(figures: list[NrmFigure], force: str, source: str, csv_url: Callable[[str], str]) -> ChartFigure:
    periods, ages = _periods(figures), _age_names()
    sums = _summed(
        (figure for figure in figures if figure.quarter), lambda figure: (figure.year, figure.quarter, figure.age)
    )
    totals = [sum(sums.get((*period, age), 0) for age in ages) for period in periods]
    name = quarter_name(*periods[-1])
    if len(totals) > QUARTERS_IN_YEAR and totals[-1] > totals[-1 - QUARTERS_IN_YEAR]:
        message = _("%(count)s people were referred in %(period)s, more than in the same months of the year before")
    elif len(totals) > QUARTERS_IN_YEAR and totals[-1] < totals[-1 - QUARTERS_IN_YEAR]:
        message = _("%(count)s people were referred in %(period)s, fewer than in the same months of the year before")
    else:
        message = _("%(count)s people were referred in %(period)s")
    lines = [Series(words, tuple(sums.get((*period, age)) for period in periods)) for age, words in ages.items()]
    return ChartFigure(
        name="referrals",
        message=message % {"count": f"{totals[-1]:,}", "period": name},
        statistic=_("People referred to the NRM in the UK, by quarter and by age at exploitation"),
        chart=line_chart([short_quarter(period) for period in periods], lines),
        label_column=_("Quarter"),
        csv_url=csv_url("referrals"),
        source=source,
    )


def _last_year(figures: list[NrmFigure]) -> tuple[list[NrmFigure], str]:
    """Return the figures of the newest four quarters, and the name of this period."""
    periods = _periods(figures)[-QUARTERS_IN_YEAR:]
    words = _("%(first)s to %(last)s") % {"first": short_quarter(periods[0]), "last": short_quarter(periods[-1])}
    return [figure for figure in figures if (figure.year, figure.quarter) in periods], words


def _forces(figures: list[NrmFigure], force: str, source: str, csv_url: Callable[[str], str]) -> ChartFigure:
    periods = _periods(figures)
    sums = _summed(figures, lambda figure: (figure.force, figure.year, figure.quarter))
    totals = _summed(figures, lambda figure: figure.force)
    largest = sorted(totals, key=lambda name: (-totals[name], str(name)))
    chosen = [force] if force else largest[:MOST_FORCES]
    lines = [
        Series(str(name), tuple(_hidden_if_small(sums.get((name, *period), 0)) for period in periods))
        for name in chosen
    ]
    latest = lines[0].values[-1]
    values = {"force": lines[0].name, "period": quarter_name(*periods[-1]), "count": latest}
    if isinstance(latest, HiddenValue):
        message = _("%(force)s referred fewer than 5 people in %(period)s") % values
    else:
        message = (
            ngettext(
                "%(force)s referred %(count)s person in %(period)s",
                "%(force)s referred %(count)s people in %(period)s",
                int(latest or 0),
            )
            % values
        )
    return ChartFigure(
        name="forces",
        message=message,
        statistic=_("People referred by the police forces of the region to the NRM, by quarter"),
        chart=line_chart([short_quarter(period) for period in periods], lines),
        label_column=_("Quarter"),
        csv_url=csv_url("forces"),
        source=source,
    )


def _shown_quarters(figures: list[NrmFigure]) -> list[NrmFigure]:
    """Return only the figures of quarters in which the sum for their police force is at least SMALL."""
    sums = _summed(figures, lambda figure: (figure.force, figure.year, figure.quarter))
    return [figure for figure in figures if sums[figure.force, figure.year, figure.quarter] >= SMALL]


def _rows(numbers: dict[str, int], other: str) -> list[tuple[str, int]]:
    """Return pairs (name, number), the largest number first. Those below SMALL are summed in the last row, `other`.

    If that sum is still below SMALL, the smallest of the other rows is added to it.
    """
    rows = sorted(numbers.items(), key=lambda row: (-row[1], row[0]))
    rest = 0
    while rows and (rows[-1][1] < SMALL or 0 < rest < SMALL):
        rest += rows.pop()[1]
    return [*rows, (other, rest)] if rest else rows


def _bars(rows: list[tuple[str, int]]) -> BarChart:
    return bar_chart([name for name, _number in rows], Series(_("People referred"), tuple(n for _name, n in rows)))


def _forms(figures: list[NrmFigure], force: str, source: str, csv_url: Callable[[str], str]) -> ChartFigure:
    recent, period = _last_year(figures)
    sums = _summed(_shown_quarters(recent), lambda figure: figure.form)
    rows = _rows({_form_name(str(form)): number for form, number in sums.items()}, _("Other forms"))
    message = (
        _("The largest group is “%(form)s”") % {"form": rows[0][0]} if rows else _("Nobody was referred in this period")
    )
    return ChartFigure(
        name="forms",
        message=message,
        statistic=_(
            "People referred by the police forces of the region, by form of exploitation, %(period)s. A "
            "combination of forms is one form, as published."
        )
        % {"period": period},
        chart=_bars(rows),
        label_column=_("Form"),
        csv_url=csv_url("forms"),
        source=source,
    )


def _form_name(form: str) -> str:
    """Return a published form of exploitation in words: "Labour & Criminal" as "Labour and criminal exploitation"."""
    names = re.split(r", | & ", form)
    if not FORMS.issuperset(names):
        return form
    return _("%(forms)s exploitation") % {"forms": get_text_list(names, _("and")).capitalize()}


def _people(figures: list[NrmFigure], force: str, source: str, csv_url: Callable[[str], str]) -> ChartFigure:
    recent, period = _last_year(figures)
    sums = _summed(_shown_quarters(recent), lambda figure: (figure.sex, figure.age))
    ages = _age_names()
    named = {_("%(sex)s, %(age)s") % {"sex": sex, "age": ages[age].lower()}: sums[sex, age] for sex, age in sums}
    rows = _rows(named, _("Other groups"))
    message = _("The largest group is “%(group)s”") % {"group": rows[0][0]} if rows else _("Nobody was referred")
    return ChartFigure(
        name="people",
        message=message,
        statistic=_("People referred by the police forces of the region, by sex and age at exploitation, %(period)s")
        % {"period": period},
        chart=_bars(rows),
        label_column=_("Sex and age"),
        csv_url=csv_url("people"),
        source=source,
    )


def _decisions(name: str, statistic: str) -> Callable[..., ChartFigure]:
    def draw(figures: list[NrmFigure], force: str, source: str, csv_url: Callable[[str], str]) -> ChartFigure:
        leaves = [figure for figure in figures if figure.decision and not figure.quarter]
        sums = _summed(leaves, lambda figure: (figure.year, figure.decision))
        years = sorted({figure.year for figure in leaves})[-YEARS_SHOWN:]
        words = _decision_names()
        parts = [Series(text, tuple(sums.get((year, key)) for year in years)) for key, text in words.items()]
        positive, negative = (sums.get((years[-1], key), 0) for key in words)
        percent = round(100 * positive / (positive + negative)) if positive + negative else 0
        return ChartFigure(
            name=name,
            message=_("In %(year)s, %(percent)s of 100 decisions were positive")
            % {"percent": percent, "year": years[-1]},
            statistic=_(statistic),
            chart=share_chart([str(year) for year in years], parts),
            label_column=_("Year"),
            csv_url=csv_url(name),
            source=source,
        )

    return draw


def _duty(figures: list[NrmFigure], force: str, source: str, csv_url: Callable[[str], str]) -> ChartFigure:
    periods = _periods(figures)
    sums = _summed((figure for figure in figures if figure.quarter), lambda figure: (figure.year, figure.quarter))
    return ChartFigure(
        name="duty",
        message=ngettext(
            "%(count)s report was made in %(period)s about an adult who did not agree to be referred",
            "%(count)s reports were made in %(period)s about adults who did not agree to be referred",
            sums[periods[-1]],
        )
        % {"count": f"{sums[periods[-1]]:,}", "period": quarter_name(*periods[-1])},
        statistic=_("Reports under the duty to notify in the UK, by quarter"),
        chart=line_chart(
            [short_quarter(period) for period in periods],
            [Series(_("Reports"), tuple(sums[period] for period in periods))],
        ),
        label_column=_("Quarter"),
        csv_url=csv_url("duty"),
        source=source,
    )


DRAWINGS = (
    (_forces, NrmSeries.FORCES),
    (_forms, NrmSeries.FORCES),
    (_people, NrmSeries.FORCES),
    (_referrals, NrmSeries.REFERRALS),
    (_decisions("reasonable", gettext_noop("Reasonable grounds decisions in the UK, by year")), NrmSeries.REASONABLE),
    (_decisions("conclusive", gettext_noop("Conclusive grounds decisions in the UK, by year")), NrmSeries.CONCLUSIVE),
    (_duty, NrmSeries.DUTY),
)
