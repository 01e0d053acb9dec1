"""Find Unique Taxpayer References: ten digits, the first a check digit.

Source: HMRC, Self Assessment and Corporation Tax references. A "K" may precede or follow the digits. A company's
reference looks the same as a person's.
"""

import re
from collections.abc import Iterable

import stdnum.gb.utr
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues, findings_of_matches, has_label
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.plain import Plain, read
from ratsite.lib.identifiers.ten_digits import ten_digits

CUE = re.compile(r"\b(?:utr|tax(?:payer)?(?:'s)? ref(?:erence)?|self[ -]assessment|hmrc)\b", re.IGNORECASE)
LABEL = re.compile(
    r"\b(?:utr|tax(?:payer)?(?:'s)? ref(?:erence)?)(?:\s{1,3}(?:number|num|no\.?|#))?[\s:=#(-]{1,4}(?:is\s|was\s)?k?\Z",
    re.IGNORECASE,
)
WHY = _("This looks like a tax reference (UTR), which identifies one taxpayer at HMRC.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    cues = Cues(CUE, plain.text)
    judged = ((match, _strength(plain.text, match, digits, cues)) for match, digits in ten_digits(plain.text))
    return findings_of_matches(plain, IdentifierKind.UTR, WHY, judged, allowed)


def _strength(text: str, match: re.Match[str], digits: str, cues: Cues) -> Strength | None:
    """Return what a ten-digit number demands of the writer, as a Strength; None if it is not a tax reference.

    If it is labelled as a Unique Taxpayer Reference (UTR), even a mistyped number gives ASK.
    """
    if not cues.near(match.span()):
        return None
    if stdnum.gb.utr.is_valid(digits):
        return Strength.BLOCK
    return Strength.ASK if has_label(LABEL, text, match.start()) else None
