"""Find bank accounts: a sort code and an account number, as British banks print them.

A sort code has six digits in pairs, an account number eight digits. A sort code alone names a branch, not a person.
Eight digits alone could be anything, so they count only after a label. An allow-list names an account by its account
number.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues, has_label
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

SORT_CODE = re.compile(r"(?<!\w)(?<!\d[./-])(?:\d\d[ -]\d\d[ -]\d\d|\d{6})(?!\w|[./-]\d)")
NUMBER = re.compile(r"(?<!\w)(?<!\d[./-])\d{4}[ -]?\d{4}(?!\w|[./-]\d|[ ]\d)")
PAIR = re.compile(r"\d\d-\d\d-\d\d[\s,/]{1,3}\d{8}")  # where a number directly follows a sort code
CUE = re.compile(r"\b(?:sort(?:\s?codes?)?|s/?c|bank(?:ing)?|acc(?:oun)?t|a/?c|acc)\b", re.IGNORECASE)
LABEL = re.compile(
    r"\b(?:account|acc(?:oun)?t|acc|a/c)(?:\s{1,3}(?:number|num|no\.?|#))?[\s:=#(-]{1,4}(?:is\s|was\s)?\Z",
    re.IGNORECASE,
)
APART = 40  # most characters between a sort code and its number: "sort code 20-00-00, account number 55779911"
WHY = _("This looks like a sort code with a bank account number, which belong to one person or body.")
WHY_NUMBER = _("This looks like a bank account number.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    numbers = [match for match in NUMBER.finditer(plain.text) if match[0] not in allowed]
    if not numbers:
        return []
    cues = Cues(CUE, plain.text)
    codes = Cues(SORT_CODE, plain.text)
    findings = (_finding(plain, match.span(), cues, codes) for match in numbers)
    return without_overlaps(finding for finding in findings if finding is not None)


def _finding(plain: Plain, number: tuple[int, int], cues: Cues, codes: Cues) -> Finding | None:
    span = _with_sort_code(number, codes)
    if span != number and (cues.near(number) or cues.near(span)):
        return plain.finding(IdentifierKind.ACCOUNT, Strength.BLOCK, span, WHY)
    if PAIR.fullmatch(plain.text, *span):
        return plain.finding(IdentifierKind.ACCOUNT, Strength.ASK, span, WHY)
    if has_label(LABEL, plain.text, number[0]):
        return plain.finding(IdentifierKind.ACCOUNT, Strength.ASK, number, WHY_NUMBER)
    return None


def _with_sort_code(number: tuple[int, int], codes: Cues) -> tuple[int, int]:
    """Return the span of the account number together with a sort code before or after it.

    Without a sort code near it, returns the number's own span.
    """
    start, end = number
    if (before := codes.last(start, APART)) is not None:
        return before[0], end
    if (after := codes.next(end, APART)) is not None:
        return start, after[1]
    return number
