"""Passport numbers: beside the word, six to nine digits with up to three letters, as countries issue them.

British ones have nine digits (HM Passport Office). The two lines that a machine reads (ICAO Doc 9303) need no word.
"""

import re
from collections.abc import Iterable

from ratsite.lib.identifiers.allow import Allow, allowing
from ratsite.lib.identifiers.finding import Finding, Kind, Strength
from ratsite.lib.identifiers.plain import Plain, read

NUMBER = re.compile(
    r"\bpassports?\b[^\d\n.;]{0,40}?(?:no\.|num\.)?[^\d\n.;]{0,10}?"
    r"(?<![\w£$.,])([A-Z]{0,3}[ -]?\d(?:[ -]?\d){5,8}[A-Z]?)(?!\w|[.,/:-]\d|\s\d)",
    re.IGNORECASE,
)
MACHINE_LINE = re.compile(r"(?<![\w<])P[A-Z<][A-Z<]{3}[A-Z]{1,38}<[A-Z<]{5,38}(?![\w<])")
MACHINE_LINE_TWO = re.compile(r"(?<![\w<])[A-Z\d<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z\d<]{14}\d\d(?![\w<])")
DATE_LIKE = re.compile(r"(?:19|20)\d{6}|\d{2}[ -]\d{2}[ -](?:19|20)?\d{2}")
WHY = "This looks like a passport number, which identifies one person."


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), allowing(allow)
    spans = [match.span(1) for match in NUMBER.finditer(plain.text) if not DATE_LIKE.fullmatch(match[1])]
    spans += [match.span() for line in (MACHINE_LINE, MACHINE_LINE_TWO) for match in line.finditer(plain.text)]
    return [
        plain.finding(Kind.PASSPORT, Strength.BLOCK, span, WHY)
        for span in spans
        if plain.text[span[0] : span[1]] not in allowed
    ]
