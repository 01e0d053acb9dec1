"""Find positions on a map: latitude and longitude in degrees (ISO 6709), as decimals or with minutes and seconds.

Decimals with a compass letter, a degree sign or an @ always count. Two decimals without these count if they are in the
British Isles and have four decimal places (about ten metres), or if a word about maps is near. Grid references count if
"grid" or "OS ref" is near.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

DECIMAL = re.compile(
    r"(?<![\w.])(?P<north>[NS]\s?)?(?P<latitude>[+-]?\d{1,2}\.\d{3,15})(?P<first>(?:\s?°)?(?:\s?[NS])?)"
    r"[\s,;/]{1,3}(?:lon(?:g(?:itude)?)?[\s:=]{0,3})?"
    r"(?P<east>[EW]\s?)?(?P<longitude>[+-]?\d{1,3}\.\d{3,15})(?P<second>(?:\s?°)?(?:\s?[EW])?)(?![\w.]\d)(?!\w)",
    re.IGNORECASE,
)
PART = r"\d{1,3}\s?[°º]\s?\d{1,2}(?:\.\d{1,6})?\s?['′]\s?(?:\d{1,2}(?:\.\d{1,4})?\s?(?:\"|''|″)\s?)?"
MINUTES = re.compile(rf"(?<!\w){PART}[NS][\s,;]{{0,3}}{PART}[EW](?!\w)", re.IGNORECASE)
GRID = re.compile(r"(?<!\w)[HNST][A-HJ-Z]\s?\d{3,5}\s?\d{3,5}(?!\w)")
CUE = re.compile(
    r"\b(?:gps|lat(?:itude)?|lon(?:g(?:itude)?)?|co-?ord(?:inate)?s?|location|position|"
    r"pin(?:ned)?|map|grid ref(?:erence)?|os ref)\b",
    re.IGNORECASE,
)
GRID_CUE = re.compile(r"\b(?:grid|os ref)", re.IGNORECASE)
ISLES = (49.0, 61.5, -11.0, 2.5)  # south, north, west, east of the British Isles
TELLING_DECIMALS = 4
WHY = _("This looks like a place on a map, to within a few metres.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return without_overlaps(
        plain.finding(IdentifierKind.COORDINATES, Strength.ASK, match.span(), WHY)
        for match in _places(plain.text)
        if match[0] not in allowed
    )


def _places(text: str) -> Iterator[re.Match[str]]:
    yield from MINUTES.finditer(text)
    cues = Cues(CUE, text)
    yield from (match for match in DECIMAL.finditer(text) if _is_place(text, match, cues))
    grid_cues = Cues(GRID_CUE, text)
    yield from (match for match in GRID.finditer(text) if grid_cues.near(match.span()))


def _is_place(text: str, match: re.Match[str], cues: Cues) -> bool:
    latitude, longitude = float(match["latitude"]), float(match["longitude"])
    if abs(latitude) > 90 or abs(longitude) > 180:
        return False
    is_marked = any(match.group("north", "first", "second")) or text.endswith("@", 0, match.start())
    south, north, west, east = ISLES
    is_near = south < latitude < north and west < longitude < east
    is_fine = min(len(match[part].partition(".")[2]) for part in ("latitude", "longitude")) >= TELLING_DECIMALS
    return is_marked or (is_near and is_fine) or cues.near(match.span())
