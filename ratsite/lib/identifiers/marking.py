"""Find protective markings: OFFICIAL-SENSITIVE and above (Cabinet Office, Government Security Classifications Policy).

A marking has the strength BLOCK if it is in capitals, on a line of its own or with a caveat, or if it is SECRET after
"marked" or "classified". ASK: "Official-Sensitive" inside a sentence, which may only mention the marking; and
RESTRICTED or CONFIDENTIAL on a line of its own, markings which ended in 2014.

Not findings: the English words "official", "secret" and "sensitive"; OFFICIAL alone; TLP labels, which say what members
may do; and a lower-case "secret" on a line of its own, where a printed line was wrapped.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow
from ratsite.lib.identifiers.findings import Finding, Kind, Strength, settle
from ratsite.lib.identifiers.plain import Plain, read

BETWEEN = r"[\s_:/(\[-]{0,4}"
LINE = r"(?:(?<=\n)|\A)[ \t#>(\[]{0,12}"
LINE_END = r"(?=[ \t)\]|.:#-]{0,12}(?:[\r\n]|\Z))"
HANDLING = r"(?:[A-Z]{2,5} EYES ONLY|RECIPIENTS ONLY|ORGANISATIONAL USE ONLY|LOCSEN|PERSONAL|COMMERCIAL|HR MANAGEMENT)"
CAPITALS = re.compile(
    rf"(?<![^\W_])(?:OFFICIAL{BETWEEN}SENSITIVE(?:[ \t:/\[-]{{1,4}}{HANDLING})?|TOP[\s_-]SECRET|UK[\s_-]SECRET|"
    rf"SECRET[ \t:/\[-]{{1,4}}{HANDLING})(?![^\W_])"
)
WITH_CAVEAT = re.compile(rf"\bOFFICIAL{BETWEEN}SENSITIVE[ \t]?[:/\[-]{{1,2}}[ \t]?{HANDLING}\b", re.IGNORECASE)
OWN_LINE = re.compile(rf"{LINE}(OFFICIAL{BETWEEN}SENSITIVE|TOP SECRET|(?-i:S)ECRET)(?![^\W_]){LINE_END}", re.IGNORECASE)
CALLED = re.compile(r"\b(?:marked|classified|marking|classification)(?: as)?[ :]{1,3}[\"']?(SECRET)(?!\w)")
SPOKEN_OF = re.compile(r"\bOfficial ?- ?Sensitive\b")
FORMER = re.compile(rf"{LINE}(RESTRICTED|CONFIDENTIAL)(?![^\W_]){LINE_END}")
WHY = _("This is a protective marking. Texts with such a marking may not be shared on this site.")
WHY_FORMER = _("This looks like an old protective marking. The text may not be for this site.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    """Return a finding for each protective marking.

    The allow-list is ignored: no list can allow what a marking forbids.
    """
    plain = read(text)
    return settle(
        plain.finding(Kind.MARKING, strength, span, why)
        for strength, why, spans in (
            (Strength.BLOCK, WHY, _spans(plain.text)),
            (Strength.ASK, WHY, (match.span() for match in SPOKEN_OF.finditer(plain.text))),
            (Strength.ASK, WHY_FORMER, (match.span(1) for match in FORMER.finditer(plain.text))),
        )
        for span in spans
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (CAPITALS, WITH_CAVEAT):
        yield from (match.span() for match in pattern.finditer(text))
    for pattern in (OWN_LINE, CALLED):
        yield from (match.span(1) for match in pattern.finditer(text))
