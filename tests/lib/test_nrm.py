"""The reader of the Home Office's files: totals are as published, double counting is refused, errors name their row."""

import csv
import io
from collections import defaultdict
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratsite.demo.official import FILES
from ratsite.lib.nrm import NaiveSum, NrmFigure, NrmSeries, read_nrm, sum_of, wrong_totals

NAMES = {
    NrmSeries.REFERRALS: "nrm_referrals_longitudinal.csv",
    NrmSeries.REASONABLE: "nrm_reasonable_grounds.csv",
    NrmSeries.CONCLUSIVE: "nrm_conclusive_grounds.csv",
    NrmSeries.DUTY: "nrm_duty_to_notify_longitudinal.csv",
    NrmSeries.FORCES: "nrm_police_west_midlands_region_2022q2_2023q4.csv",
}
COUNTS = {"referrals": 885, "reasonable": 500, "conclusive": 500, "duty": 42, "forces": 248}
REFERRALS = b"Year,Quarter,Age at exploitation,Location of exploitation,NRM referrals\n"
FORCES = b"fr,ex,age,gen,n,q\n"


def content(series: NrmSeries) -> bytes:
    return (FILES / NAMES[series]).read_bytes()


@cache
def figures_of(series: NrmSeries) -> list[NrmFigure]:
    return read_nrm(content(series))[0]


@pytest.mark.parametrize("series", NrmSeries)
def test_every_file_is_read_without_a_fault(series):
    figures, faults = read_nrm(content(series))
    assert (len(figures), faults) == (COUNTS[series], [])
    assert {figure.series for figure in figures} == {series}


def test_west_midlands_police_by_quarter_is_as_published():
    quarters = defaultdict(list)
    for figure in figures_of(NrmSeries.FORCES):
        if figure.force == "West Midlands Police":
            quarters[figure.year, figure.quarter].append(figure)
    sums = [sum_of(quarters[quarter]) for quarter in sorted(quarters)]
    assert sums == [54, 73, 64, 50, 51, 39, 42]
    assert sum(sums) == 373


@pytest.mark.parametrize("series", [NrmSeries.REASONABLE, NrmSeries.CONCLUSIVE, NrmSeries.DUTY])
def test_totals_of_every_quarter_and_year_are_the_published_ones(series):
    """Compares with the cells of the file, read without our reader."""
    table = csv.DictReader(io.StringIO(content(series).decode()))
    published = {(row["Year"], row["Quarter"]): int(row["Total"]) for row in table}
    figures = [figure for figure in figures_of(series) if not figure.age and not figure.decision]
    ours = {(str(one.year), f"Q{one.quarter}" if one.quarter else "Total"): one.value for one in figures}
    assert ours == published
    parts = defaultdict(list)
    for figure in figures_of(series):
        if figure.decision and figure.quarter:
            parts[str(figure.year), f"Q{figure.quarter}"].append(figure)
    assert {quarter: sum_of(found) for quarter, found in parts.items()} == {
        quarter: total for quarter, total in published.items() if quarter in parts
    }


def test_referrals_of_every_quarter_are_the_published_ones():
    leaves, totals = defaultdict(list), defaultdict(list)
    for figure in figures_of(NrmSeries.REFERRALS):
        (leaves if figure.location else totals)[figure.year, figure.quarter].append(figure)
    assert len(totals) == 59
    assert {quarter: sum_of(found) for quarter, found in leaves.items()} == {
        quarter: sum_of(found) for quarter, found in totals.items()
    }
    assert sum_of(totals[2023, 4]) == 4142


@pytest.mark.parametrize("series", [NrmSeries.REFERRALS, NrmSeries.REASONABLE, NrmSeries.CONCLUSIVE, NrmSeries.DUTY])
def test_a_sum_of_leaves_and_totals_is_refused(series):
    with pytest.raises(NaiveSum):
        sum_of(figures_of(series))


def test_a_sum_of_one_figure_twice_or_of_two_statistics_is_refused():
    one, other = figures_of(NrmSeries.FORCES)[:2]
    assert sum_of([one, other]) == one.value + other.value
    with pytest.raises(NaiveSum):
        sum_of([one, one])
    with pytest.raises(NaiveSum):
        sum_of([one, replace(one, series=NrmSeries.REFERRALS, form="x")])
    assert sum_of([]) == 0


def row_of(**changes: str) -> bytes:
    cells = {"year": "2023", "quarter": "Q4", "age": "Adult (18 or over)", "place": "UK", "n": "5"} | changes
    return REFERRALS + ",".join(cells.values()).encode() + b"\n"


@pytest.mark.parametrize(
    ("file", "line", "column"),
    [
        (b"", 1, ""),
        (b"\xff\xfe", 1, ""),
        (b"a,b\n1,2\n", 1, ""),
        (b"Year,Quarter,Total,Total\n", 1, ""),
        (REFERRALS + b"2023,Q4\n", 2, ""),
        (row_of(year="23"), 2, "Quarter"),
        (row_of(year="1999"), 2, "Quarter"),
        (row_of(quarter="Q5"), 2, "Quarter"),
        (row_of(age="Grown up"), 2, "Age at exploitation"),
        (row_of(place=""), 2, "Location of exploitation"),
        (row_of(n="-5"), 2, "NRM referrals"),
        (row_of(n="4.5"), 2, "NRM referrals"),
        (row_of(n="4O"), 2, "NRM referrals"),
        (row_of(n="99999999"), 2, "NRM referrals"),
        (row_of(n=""), 2, "NRM referrals"),
        (FORCES + b"West Mercia Police,Labour,Adult (18 or over),Male,,2023_q1\n", 2, "n"),
        (FORCES + b",Labour,Adult (18 or over),Male,2.0,2023_q1\n", 2, "fr"),
        (FORCES + b"West Mercia Police,Labour,Adult (18 or over),,2.0,2023_q1\n", 2, "gen"),
        (FORCES + b"West Mercia Police,Labour,Adult (18 or over),Male,2.0,2023_q7\n", 2, "q"),
        (b"Year,Quarter,Total\n2023,Total,9\n2023,Q1,5\n2023,Q2,5\n", 2, "Total"),
        (b"Year,Quarter,Total\n2023,Q1,5\n2023,Q1,5\n", 3, "Total"),
    ],
)
def test_every_fault_has_its_line_and_column(file, line, column):
    _figures, faults = read_nrm(file)
    assert [(fault.line, fault.column) for fault in faults] == [(line, column)]
    assert faults[0].what.endswith(".")


def test_every_faulty_row_is_named():
    _figures, faults = read_nrm(
        row_of(n="x") + b"2023,Q5,Adult (18 or over),UK,1\n2023,Q4,Adult (18 or over),Total,1\n"
    )
    assert [fault.line for fault in faults] == [2, 3]


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(list(NrmSeries)), st.data())
def test_one_changed_part_shows_in_its_total(series, data):
    figures = figures_of(series)
    parts = [number for number, one in enumerate(figures) if (one.decision or one.location) and one.quarter]
    if not parts:
        return
    number = data.draw(st.sampled_from(parts))
    changed = [*figures]
    changed[number] = replace(figures[number], value=figures[number].value + 1)
    assert wrong_totals(changed) != []


@given(st.binary(max_size=300))
def test_no_file_is_a_crash(content):
    figures, faults = read_nrm(REFERRALS + content)
    assert all(isinstance(figure.value, int) for figure in figures)
    assert all(fault.line >= 1 for fault in faults)
