"""Find vehicle registrations (DVLA, INF104).

Registrations since 2001 have two letters for the place (no I, Q or Z), two digits for the half-year (02 to 49 from
March, 51 to 99 from September), and three letters (no I or Q). Older ones (A123 BCD, ABC 123D) and Northern Ireland's
(ABZ 1234) look like roads and room numbers. Any registration in lower case looks like a word. So older, Northern Irish
and lower-case registrations count only near a word about vehicles.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

TAG = "[A-HJ-PR-Y]{2}"
AGE = "(?:0[2-9]|[1-4][0-9]|5[1-9]|[6-9][0-9])"
RANDOM = "[A-HJ-PR-Z]{3}"
GAP = r"[\s.-]{0,2}"
CURRENT = re.compile(rf"(?<![\w-]){TAG}{AGE}{GAP}({RANDOM})(?![\w-])")
SPACED = re.compile(rf"(?<![\w-]){TAG}{GAP}{AGE}{GAP}({RANDOM})(?![\w-])")
# "at 60 mph" has the same form, but with gaps.
SMALL = re.compile(rf"(?<![\w-]){TAG}{AGE}{GAP}({RANDOM})(?![\w-])", re.IGNORECASE)
OLDER = re.compile(
    rf"(?<![\w-])(?:[A-HJ-NPR-TV-Y]{GAP}\d{{1,3}}{GAP}({RANDOM})|[A-HJ-PR-Z]{{3}}{GAP}\d{{1,3}}{GAP}[A-HJ-NPR-TV-Y]|"
    rf"(?:[A-Z]Z|[A-Z]I[A-Z]|[A-Z]{{2}}Z){GAP}(?!(?:19|20)\d\d)\d{{1,4}})(?![\w-])"
)
CUE = re.compile(
    r"\b(?:reg(?:istration|istered|\.)?|vrm|vrn|index|(?:number )?plates?|pl8s?|vehicles?|cars?|vans?|lorry|lorries|"
    r"taxi|minibus|motorbike|bmw|audi|ford|transit|vauxhall|mercedes|sprinter|toyota|prius|golf|corsa|astra|"
    r"driv(?:er|en|ing|es))\b",
    re.IGNORECASE,
)
# Three letters that are more often a word than the end of a plate: "IN24 THE", "M6 AND".
WORDS = frozenset(
    re.findall(
        r"\w+",
        "ACT ADD AGE ALL AND ANY ARE ASK BUS BUT CAN CAR DAY DID END FEW FOR GET GOT HAD HAS HER HOW LAW LET "
        "LOW MAN MAY MEN MET MPH NEW NOR NOT NOW OFF OLD ONE OUR OUT OWN PAY PER PUT RAN RUN SAW SAY SET SHE TEN "
        "THE TOO TWO USE VAN WAS WAY WHO WHY YES YET YOU",
    )
)
WHY = _("This looks like a vehicle registration, which leads to a keeper and an address.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    cues = Cues(CUE, plain.text)
    certain = [match for match in CURRENT.finditer(plain.text) if match[1] not in WORDS]
    likely = [
        match
        for pattern in (SPACED, SMALL, OLDER)
        for match in pattern.finditer(plain.text)
        if (match[1] or "").upper() not in WORDS and cues.near(match.span())
    ]
    return without_overlaps(
        plain.finding(IdentifierKind.PLATE, Strength.ASK, match.span(), WHY)
        for match in certain + likely
        if match[0] not in allowed
    )
