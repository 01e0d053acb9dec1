"""Read the Home Office's CSV files of the National Referral Mechanism (NRM) and the duty to notify.

Five kinds of file are recognised by their column heads: referrals, reasonable and conclusive grounds decisions, duty to
notify reports, and referrals by the police forces of one region. A figure that leaves a dimension, such as age, empty
is a total over that dimension.
"""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ratsite.lib.marked_texts import gettext_noop as _


class NrmSeries(StrEnum):
    """What is counted in a file of NRM statistics, such as referrals or decisions."""

    REFERRALS = "referrals"
    REASONABLE = "reasonable"
    CONCLUSIVE = "conclusive"
    DUTY = "duty"
    FORCES = "forces"


WHOLE_YEAR = 0  # the value of `quarter` in a figure for a whole year
DIMENSIONS = ("force", "form", "age", "sex", "location", "decision")
AGES = {
    "Adult (18 or over)": "adult",
    "Child (17 or under)": "child",
    "Age not specified or unknown": "unknown",
    "Not specified or unknown": "unknown",
}
QUARTERS = {"Total": WHOLE_YEAR, "Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4}
REFERRAL_HEAD = ["Year", "Quarter", "Age at exploitation", "Location of exploitation", "NRM referrals"]
DUTY_HEAD = ["Year", "Quarter", "Total"]
FORCE_HEAD = ["fr", "ex", "age", "gen", "n", "q"]
GROUNDS = re.compile(
    r"(?P<age>[^-]+) - (?:(?P<decision>Negative|Positive) (?P<kind>reasonable|conclusive) grounds|Total)"
)
PERIOD = re.compile(r"(?P<year>\d{4})_q(?P<quarter>[1-4])")
FIRST_YEAR, LAST_YEAR = 2009, 2100
MOST = 10_000_000  # no figure of these statistics is nearly as large; a larger one is a slip of the keyboard


@dataclass(frozen=True)
class NrmFigure:
    """One published figure.

    quarter: 1 to 4, or WHOLE_YEAR. A figure with an empty dimension is a total over that dimension.
    """

    series: NrmSeries
    year: int
    quarter: int
    value: int
    force: str = ""
    form: str = ""
    age: str = ""
    sex: str = ""
    location: str = ""
    decision: str = ""
    line: int = 0
    column: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Return what the figure is about: its series, year, quarter and dimensions, but not its value."""
        return (self.series, str(self.year), str(self.quarter), *(getattr(self, name) for name in DIMENSIONS))

    @property
    def shape(self) -> tuple[bool, ...]:
        """Return a tuple that says which dimensions the figure is broken down by.

        It has True for the figure of a whole year, else False, and then for each dimension False for a total over the
        dimension, else True. Figures of different shapes count the same people, so they cannot be added up.
        """
        return (self.quarter == WHOLE_YEAR, *(bool(getattr(self, name)) for name in DIMENSIONS))


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file. column: "" if the whole line is wrong."""

    line: int
    column: str
    what: str


class NaiveSum(ValueError):
    """Raised for a sum that would count some people twice, such as the sum of a total and one of its parts."""


def sum_of(figures: Iterable[NrmFigure]) -> int:
    """Return the sum of these figures. Raise NaiveSum if a total is among its own parts, or a figure is there twice."""
    chosen = list(figures)
    if len({(figure.series, figure.shape) for figure in chosen}) > 1:
        raise NaiveSum("Totals and parts, or different statistics, cannot be added up.")
    if len({figure.key for figure in chosen}) < len(chosen):
        raise NaiveSum("A figure is there twice.")
    return sum(figure.value for figure in chosen)


def read_nrm(content: bytes) -> tuple[list[NrmFigure], list[Fault]]:
    """Read one file and return its figures and its faults. If there is any fault, do not use the figures."""
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError:
        return [], [Fault(1, "", _("The file is not UTF-8 text. Save it again as “CSV UTF-8”."))]
    except csv.Error:
        return [], [Fault(1, "", _("The file is not a CSV table. Save it again as “CSV UTF-8”."))]
    if not rows:
        return [], [Fault(1, "", _("The file is empty. Copy the table into it again."))]
    series = _series(rows[0])
    if series is None:
        return [], [
            Fault(
                1,
                "",
                _("We do not know an NRM table with these columns. Use the column names of the published table."),
            )
        ]
    figures: list[NrmFigure] = []
    faults: list[Fault] = []
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            faults.append(
                Fault(
                    line,
                    "",
                    _("This line has more or fewer cells than the first line. Compare it with the published table."),
                )
            )
            continue
        _read_row(series, dict(zip(rows[0], row, strict=True)), line, figures, faults)
    return figures, faults + _twice(figures) + wrong_totals(figures)


def _series(head: list[str]) -> NrmSeries | None:
    if head == REFERRAL_HEAD:
        return NrmSeries.REFERRALS
    if head == DUTY_HEAD:
        return NrmSeries.DUTY
    if head == FORCE_HEAD:
        return NrmSeries.FORCES
    if head[:2] == ["Year", "Quarter"] and head[-1] == "Total" and len(set(head)) == len(head):
        matches = [GROUNDS.fullmatch(name) for name in head[2:-1]]
        if matches and all(match and match["age"] in AGES for match in matches):
            kinds = {match["kind"] for match in matches if match and match["kind"]}
            return NrmSeries(kinds.pop()) if len(kinds) == 1 else None
    return None


def _read_row(
    series: NrmSeries, cells: Mapping[str, str], line: int, figures: list[NrmFigure], faults: list[Fault]
) -> None:
    def number(column: str) -> int | None:
        figure = _whole(cells[column])
        if figure is None:
            faults.append(Fault(line, column, _("Enter a whole number of people.")))
        return figure

    def known(column: str, words: Mapping[str, str]) -> str | None:
        if cells[column] not in words:
            faults.append(
                Fault(
                    line,
                    column,
                    _("The published tables do not use this word. Compare the word with the published table."),
                )
            )
        return words.get(cells[column])

    period = _period(series, cells)
    if period is None:
        faults.append(
            Fault(line, "q", _("Enter the quarter as 2025_q1."))
            if series is NrmSeries.FORCES
            else Fault(
                line,
                "Quarter",
                _("Enter a year in the column Year, and Q1, Q2, Q3, Q4 or Total in the column Quarter."),
            )
        )
        return
    empty = NrmFigure(series, *period, value=0, line=line)
    if series is NrmSeries.REFERRALS:
        age, place, value = known(REFERRAL_HEAD[2], AGES), cells[REFERRAL_HEAD[3]], number(REFERRAL_HEAD[4])
        if not place:
            faults.append(Fault(line, REFERRAL_HEAD[3], _("This cell is empty. Enter a value.")))
        elif age and value is not None:
            location = "" if place == "Total" else place
            figures.append(replace(empty, value=value, age=age, location=location, column=REFERRAL_HEAD[4]))
    elif series is NrmSeries.FORCES:
        age, value = known("age", AGES), number("n")
        for column in ("fr", "ex", "gen"):
            if not cells[column]:
                faults.append(Fault(line, column, _("This cell is empty. Enter a value.")))
        if age and value is not None and cells["fr"] and cells["ex"] and cells["gen"]:
            figure = replace(empty, force=cells["fr"], form=cells["ex"], sex=cells["gen"], age=age)
            figures.append(replace(figure, value=value, column="n"))
    else:
        for column in list(cells)[2:]:
            value, head = number(column), GROUNDS.fullmatch(column)
            if value is not None:
                age = AGES[head["age"]] if head else ""
                decision = (head["decision"] or "").lower() if head else ""
                figures.append(replace(empty, value=value, age=age, decision=decision, column=column))


def _whole(text: str) -> int | None:
    """Parse a whole number. "54.0" is 54, because tables made by R write it so."""
    match = re.fullmatch(r"(\d{1,8})(?:\.0+)?", text)
    return int(match[1]) if match and int(match[1]) <= MOST else None


def _period(series: NrmSeries, cells: Mapping[str, str]) -> tuple[int, int] | None:
    if series is NrmSeries.FORCES:
        match = PERIOD.fullmatch(cells["q"])
        year, quarter = (match["year"], int(match["quarter"])) if match else ("", None)
    else:
        year, quarter = cells["Year"], QUARTERS.get(cells["Quarter"])
    if quarter is None or not re.fullmatch(r"\d{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    return int(year), quarter


def _twice(figures: list[NrmFigure]) -> list[Fault]:
    seen: set[tuple[str, ...]] = set()
    faults = []
    for figure in figures:
        if figure.key in seen:
            faults.append(
                Fault(figure.line, figure.column, _("This figure is in the file twice. Remove one of the two lines."))
            )
        seen.add(figure.key)
    return faults


def wrong_totals(figures: Iterable[NrmFigure]) -> list[Fault]:
    """Return a Fault for each published total that is not the sum of its parts.

    Parts are added up over one dimension, or over the quarters of a year.
    """
    chosen = list(figures)
    faults = []
    for dimension in ("location", "decision", "age", "quarter"):
        parts: dict[tuple, list[NrmFigure]] = defaultdict(list)
        for figure in chosen:
            if getattr(figure, dimension):
                parts[_total_of(figure, dimension).key].append(figure)
        for figure in chosen:
            own_parts = parts.get(figure.key, []) if not getattr(figure, dimension) else []
            if own_parts and sum_of(own_parts) != figure.value:
                faults.append(
                    Fault(
                        figure.line,
                        figure.column,
                        _("This total is not the sum of its parts. Compare them with the published table."),
                    )
                )
    return faults


def _total_of(figure: NrmFigure, dimension: str) -> NrmFigure:
    """Return a copy of the figure with one dimension emptied.

    The copy has the `key` of the published total over this dimension, but not its value.
    """
    names: dict[str, Any] = {dimension: WHOLE_YEAR if dimension == "quarter" else ""}
    return replace(figure, **names)
