"""Find passport numbers: near the word "passport", six to nine digits with up to three letters.

Countries issue numbers of these formats; British numbers have nine digits (HM Passport Office). The two
machine-readable lines of a passport (ICAO Doc 9303) count without the word "passport".
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

NUMBER = re.compile(r"(?<![\w£$./-])(?:[A-Za-z]{1,3}(?=\d)|[A-Z]{1,3}[ -])?\d(?:[ -]?\d){5,8}[A-Z]?(?!\w|[./-]\d|\s\d)")
CUE = re.compile(r"\bpassports?\b", re.IGNORECASE)
REACH, REACH_BACK = 50, 25  # characters from the cue to the number, and from the number to the cue
# What may not be between the cue and the number: another number, or the end of a sentence.
OTHER = re.compile(r"\d|(?<!no)(?<!num)[.!?]\s|\n\s{0,9}\n", re.IGNORECASE)
DATE_LIKE = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])|\d{2}[ -]\d{2}[ -](?:19|20)?\d{2}|(?:19|20)\d\d[ -](?:19|20)\d\d"
)
MACHINE_LINES = re.compile(
    r"(?<![\w<])(?:P[A-Z<][A-Z<]{3}[A-Z]{1,38}<[A-Z<]{5,38}|"
    r"[A-Z\d<]{9}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z\d<]{14}\d\d)(?![\w<])"
)
# "Passport fee paid by cheque 123456"
PAID = re.compile(r"\b(?:fees?|cheque|invoice|receipt|payment)\b", re.IGNORECASE)
WHY = _("This looks like a passport number, which identifies one person.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    matches = list(MACHINE_LINES.finditer(plain.text))
    cues = Cues(CUE, plain.text)
    if cues.spans:
        matches += [match for match in NUMBER.finditer(plain.text) if _is_passport(plain.text, match, cues)]
    return without_overlaps(
        plain.finding(IdentifierKind.PASSPORT, Strength.BLOCK, match.span(), WHY)
        for match in matches
        if match[0] not in allowed
    )


def _is_passport(text: str, match: re.Match[str], cues: Cues) -> bool:
    if DATE_LIKE.fullmatch(match[0]):
        return False
    before, after = cues.last(match.start(), REACH), cues.next(match.end(), REACH_BACK)
    is_paid = before is not None and PAID.search(text, before[1], match.start()) is not None
    return (before is not None and not is_paid and not OTHER.search(text, before[1], match.start())) or (
        after is not None and not OTHER.search(text, match.end(), after[0])
    )
