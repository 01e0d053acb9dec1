"""Find NHS numbers: ten digits, the last a check digit (NHS Data Dictionary, NHS NUMBER: modulus 11).

Scotland's CHI and Northern Ireland's H&C numbers have the same check. One random number in eleven passes it, so a
number counts only near a word such as "NHS" (a cue), or written 3-3-4 as on a card.
"""

import re
from collections.abc import Iterable

import stdnum.gb.nhs
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues, has_label
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain, read
from ratsite.lib.identifiers.ten_digits import ten_digits

CUE = re.compile(r"\b(?:nhs|chi|h\s?(?:&|and)\s?c|patients?|health(?: and care)? (?:number|no))\b", re.IGNORECASE)
LABEL = re.compile(
    r"\b(?:nhs|chi|h\s?&\s?c)(?:\s{1,3}(?:number|num|no\.?|id|#))?[\s:=#(-]{1,4}(?:is\s|was\s)?\Z", re.IGNORECASE
)
CARD = re.compile(r"\d{3}[\s._-]{1,3}\d{3}[\s._-]{1,3}\d{4}")
WHY = _("This looks like an NHS number, which leads to a person’s health record.")
WHY_MAYBE = _("These 10 digits may be an NHS number, which leads to a person’s health record.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    cues = Cues(CUE, plain.text)
    findings = []
    for match, digits in ten_digits(plain.text):
        strength = _strength(plain.text, match, digits, cues)
        if strength and match[0] not in allowed:
            why = WHY if strength == Strength.BLOCK else WHY_MAYBE
            findings.append(plain.finding(IdentifierKind.NHS, strength, match.span(), why))
    return findings


def _strength(text: str, match: re.Match[str], digits: str, cues: Cues) -> Strength | None:
    """Return what a ten-digit number demands of the writer, as a Strength; None if it is not an NHS number.

    If it is labelled as an NHS number, even a mistyped number gives ASK.
    """
    is_called = cues.near(match.span())
    is_labelled = is_called and has_label(LABEL, text, match.start())
    if not stdnum.gb.nhs.is_valid(digits):
        return Strength.ASK if is_labelled else None
    is_card = CARD.fullmatch(match[0]) is not None
    may_be_phone = digits[0] == "0" and not is_card
    if is_labelled or (is_called and not may_be_phone):
        return Strength.BLOCK
    return Strength.ASK if is_card else None
