"""Decide which conditional formats of an Excel sheet hide what a cell shows (ECMA-376 part 1, 18.3.1.18).

Simple conditions are evaluated: a comparison with a number or a text, contains, blank, always. Other conditions, which
only Excel can evaluate, count as met if their format hides words: better to report too much as hidden than too little.

The check for hidden text and the clean copy both use this module, so that they cannot differ. Imports no framework.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from ratsite.lib.documents.office.cell_styles import CellStyles, Difference, column_number
from ratsite.lib.documents.office.xml_walk import OFF, Event

AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
CONSTANT = re.compile(r'=?\s*(?:(-?\d+(?:\.\d+)?)|"((?:[^"]|"")*)"|(TRUE|FALSE)(?:\(\))?)\s*', re.IGNORECASE)
MOST_AREAS = 1_000  # of one format
LONGEST = 1_000  # characters of a formula
Area = tuple[int, int, int, int]  # first column and row, last column and row
COMPARED: dict[str, Callable[[float | str, list], bool]] = {
    "equal": lambda value, others: value == others[0],
    "notEqual": lambda value, others: value != others[0],
    "greaterThan": lambda value, others: value > others[0],
    "greaterThanOrEqual": lambda value, others: value >= others[0],
    "lessThan": lambda value, others: value < others[0],
    "lessThanOrEqual": lambda value, others: value <= others[0],
    "between": lambda value, others: min(others[:2]) <= value <= max(others[:2]),
    "notBetween": lambda value, others: not min(others[:2]) <= value <= max(others[:2]),
}
WITHIN: dict[str, Callable[[str, str], bool]] = {
    "containsText": lambda text, part: part in text,
    "notContainsText": lambda text, part: part not in text,
    "beginsWith": lambda text, part: text.startswith(part),
    "endsWith": lambda text, part: text.endswith(part),
}


@dataclass
class Condition:
    """A conditional formatting rule of a sheet: its condition, the cells it applies to, and the format it gives."""

    kind: str = ""
    operator: str = ""
    text: str = ""
    priority: int = 0
    stops: bool = False
    formulas: list[str] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)
    areas: list[Area] = field(default_factory=list)

    def covers(self, column: int, row: int) -> bool:
        return any(left <= column <= right and top <= row <= bottom for left, top, right, bottom in self.areas)

    def is_met(self, kind: str, text: str) -> bool | None:
        """True if a cell meets the condition, None if only Excel can say. kind: the cell's type; text: its content."""
        if self.kind in ("containsBlanks", "notContainsBlanks"):
            return (not text.strip()) == (self.kind == "containsBlanks")
        if self.kind in ("containsErrors", "notContainsErrors"):
            return (kind == "e") == (self.kind == "containsErrors")
        if self.kind in WITHIN and self.text:
            return WITHIN[self.kind](text.lower(), self.text.lower())
        others = [_constant(formula) for formula in self.formulas]
        if not others or None in others:
            return None
        if self.kind == "expression":
            return bool(others[0])
        needed = 2 if "etween" in self.operator else 1
        if self.kind != "cellIs" or self.operator not in COMPARED or len(others) < needed:
            return None
        value = _value(kind, text)
        if any(isinstance(other, str) != isinstance(value, str) for other in others):
            return None
        return COMPARED[self.operator](value, others)


def _constant(formula: str) -> float | str | None:
    """Return the value of a formula that is only a number, a text in quotes, TRUE or FALSE; None for any other."""
    match = CONSTANT.fullmatch(formula[:LONGEST])
    if match is None:
        return None
    if match[1]:
        return float(match[1])
    return float(match[3].upper() == "TRUE") if match[3] else match[2].replace('""', '"').lower()


def _value(kind: str, text: str) -> float | str:
    if kind in ("n", "b"):
        try:
            return float(text[:30])
        except ValueError:
            return 0.0
    return text.lower()


class Conditions:
    """The conditional formats of a sheet that may hide what a cell shows, the most important first."""

    def __init__(self, events: Iterator[Event], styles: CellStyles) -> None:
        """Read the conditional formats of a sheet. events: the parsing events of its part."""
        self.conditions: list[Condition] = []
        group: list[Condition] = []
        areas: list[Area] = []
        for event in events:
            if event.name == "conditionalFormatting":
                if event.is_start:
                    group = []
                    areas = _areas(event.get("sqref"))
                else:
                    self.conditions += [replace(one, areas=areas) for one in group]
            elif "conditionalFormatting" not in event.around:
                continue
            elif event.is_start and event.name == "cfRule":
                group.append(_condition(event, styles.differences))
            elif event.is_start and group and "dxf" in event.around:
                styles.read_difference(group[-1].difference, event)
            elif event.is_start and group and event.name == "dxf":
                group[-1].difference = Difference()
            elif not event.is_start and group and event.name in ("formula", "f"):
                group[-1].formulas.append(event.text)
            elif not event.is_start and event.name == "sqref":
                areas += _areas(event.text)
        if not any(one.difference.may_hide for one in self.conditions):
            self.conditions = []
        self.conditions.sort(key=lambda one: one.priority)

    def of(self, column: int, row: int, kind: str, text: str) -> Difference:
        """Return what the formats change about a cell. For each property, the first rule that changes it decides.

        kind, text: as in `Condition.is_met`.
        """
        result = Difference()
        for one in self.conditions:
            if not one.covers(column, row):
                continue
            is_met = one.is_met(kind, text)
            if is_met is False or (is_met is None and not one.difference.may_hide):
                continue
            for name, value in vars(one.difference).items():
                if getattr(result, name) is None:
                    setattr(result, name, value)
            if one.stops and is_met:
                break
        return result


def _condition(event: Event, differences: list[Difference]) -> Condition:
    number, priority = event.get("dxfId"), event.get("priority")
    known = number.isdecimal() and len(number) < 6 and int(number) < len(differences)
    return Condition(
        kind=event.get("type"),
        operator=event.get("operator"),
        text=event.get("text"),
        priority=int(priority) if priority.isdecimal() and len(priority) < 10 else 0,
        stops=event.get("stopIfTrue", "0") not in OFF,
        difference=differences[int(number)] if known else Difference(),
    )


def _areas(written: str) -> list[Area]:
    """Return (first column, first row, last column, last row) of each area in a list such as "A1:B9 D4"."""
    areas = []
    for one in written.split()[:MOST_AREAS]:
        if match := AREA.fullmatch(one):
            left, top = column_number(match[1]), int(match[2])
            areas.append((left, top, column_number(match[3]) if match[3] else left, int(match[4] or top)))
    return areas
