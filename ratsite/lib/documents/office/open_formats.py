"""Find out which number formats of an OpenDocument file show nothing of a value (ODF 1.3 part 3, 16.29).

The check for hidden text and the clean copy both use this module, so that they cannot differ. Imports no framework.
"""

import operator
import re
from dataclasses import dataclass, field

from ratsite.lib.documents.office.xml_walk import Event

TEXT_STYLE = "text-style"
KINDS = (
    *("number-style", "currency-style", "percentage-style", "date-style", "time-style", "boolean-style", TEXT_STYLE),
)
SHOWS_NOTHING = ("map", "text", "text-properties", "fill-character")
CONDITION = re.compile(r"\s*value\(\)\s*(>=|<=|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*")
COMPARED = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


@dataclass
class Format:
    """A number format. maps: pairs of a condition and the name of the format to use instead if a value meets it."""

    is_of_texts: bool
    shows: bool = False
    maps: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Formats:
    """The number formats of a document, by name. A later one with the same name replaces an earlier one."""

    formats: dict[str, Format] = field(default_factory=dict)
    name: str = ""  # of the format that is being read

    def read(self, event: Event) -> None:
        """Store what the start or the end of an element says about a format."""
        if event.is_start and event.name in KINDS:
            self.name = event.get("name")
            self.formats[self.name] = Format(event.name == TEXT_STYLE)
        elif event.parent in KINDS and self.name in self.formats:
            one = self.formats[self.name]
            if event.name == "map" and event.is_start:
                one.maps.append((event.get("condition"), event.get("apply-style-name")))
            elif event.name == "text" and not event.is_start:
                one.shows = one.shows or bool(event.text.strip())
            elif event.name not in SHOWS_NOTHING:
                one.shows = True

    def hides(self, name: str, kind: str, value: str) -> bool:
        """True if this number format shows nothing of a cell. kind: the cell's type; value: its number, or ""."""
        one = self.formats.get(name)
        if one is None:
            return False
        if kind in ("", "string"):
            return one.is_of_texts and not one.shows
        number = _number(value)
        met = (applied for condition, applied in one.maps if _is_met(condition, number))
        one = self.formats.get(next(met, name))
        return one is not None and not one.shows


def _is_met(condition: str, number: float) -> bool:
    match = CONDITION.fullmatch(condition)
    return match is not None and COMPARED[match[1]](number, float(match[2]))


def _number(value: str) -> float:
    """Return the number in a value. Anything else, such as a date, counts as 1: to formats it is above zero."""
    try:
        return float(value[:30])
    except ValueError:
        return 1.0
