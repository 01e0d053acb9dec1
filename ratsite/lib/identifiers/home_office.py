"""Find Home Office references: numbers of applications, cases, permits and arrivals, and share codes.

These formats always count:

- GWF and nine digits (visa applications)
- four groups of four digits that begin with 1212 or 3434 (applications)

These formats count only near a word about the Home Office:

- a letter and seven digits (cases)
- two letters and seven digits (residence permits)
- letters, a slash and digits (ports)
- share codes of nine characters
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

CERTAIN = re.compile(
    r"(?<!\w)(?:GWF[\s-]?\d(?:[ -]?\d){8,9}|(?:1212|3434)(?:[ -]?\d{4}){3}(?:/\d\d)?)(?!\w|-\d)", re.IGNORECASE
)
LIKELY = re.compile(
    r"(?<![\w/])(?:(?:[A-Z]{1,2}[ -]?|[a-z]{1,2})\d{7}(?:/\d{1,3})?|[A-Z]{2,4}\d?/(?:\d\d/)?\d{4,8}"
    r"|\d{4}(?:[ -]?\d{4}){3}|[SWR][A-Z\d]{2}[ -][A-Z\d]{3}[ -][A-Z\d]{3})(?![\w/])",
)
CUE = re.compile(
    r"\b(?:home office|h\.?o\.?\s?ref(?:erence)?|ho|ukvi|uan|brp|biometric|residence (?:permit|card)|"
    r"port ref(?:erence)?|arc|asylum|immigration|visa|evisa|share code|case ?owner)\b",
    re.IGNORECASE,
)
WHY = _("This looks like a Home Office reference, which leads to one person’s case.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return without_overlaps(
        plain.finding(IdentifierKind.HOME_OFFICE, Strength.ASK, match.span(), WHY)
        for match in _references(plain.text)
        if match[0] not in allowed
    )


def _references(text: str) -> Iterator[re.Match[str]]:
    yield from CERTAIN.finditer(text)
    cues = Cues(CUE, text)
    yield from (match for match in LIKELY.finditer(text) if _is_reference(match[0]) and cues.near(match.span()))


def _is_reference(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 4
