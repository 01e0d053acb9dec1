"""Find protective markings: OFFICIAL-SENSITIVE and above (Cabinet Office, Government Security Classifications Policy).

A marking must be removed (BLOCK) if it is in capitals, on a line of its own or with a caveat, or if it is SECRET after
"marked" or "classified". The writer must remove or explain (ASK):

- "Official-Sensitive" inside a sentence, because it may only mention the marking
- the markings that ended in 2014 (PROTECT, RESTRICTED, CONFIDENTIAL, impact levels), where a line, a dash, a file name
  or a word such as "graded" shows that they are meant as markings

These are no findings:

- the English words "official", "secret" and "sensitive"
- OFFICIAL alone
- TLP labels: they say what members may do
- a lower-case "secret" on a line of its own, where a printed line was wrapped
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
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
MENTIONED = re.compile(
    r"[RCPSO](?<![^\W_].)(?:ESTRICTED|ONFIDENTIAL|ROTECT|ECRET|FFICIAL[\s-]{1,3}SENSITIVE)(?![^\W_])", re.IGNORECASE
)
# Words before a marking which show that it is meant as a marking.
LED_TO = re.compile(
    r"(?:(?P<graded>\b(?:marked|graded|classified|stamped|labelled|headed|header|gpms|marking|classification|grading)"
    r"(?:\s(?:is|was|as|it|this|that|them|reads?|says?|of|at)){0,2}[\s:]{1,3})|(?P<states>\b(?:says?|reads?|has|with)\s)|"
    r"(?P<is>\b(?:is|its|it's|are|was|were|as|all)\s)|(?P<body>\b(?-i:NATO|UK|EU|GSC|GPMS|POLICE)\s))[\"'“(]?\Z",
    re.IGNORECASE,
)
MOST_BEFORE = 40  # characters before a marking in which LED_TO is looked for
ON_TOP = re.compile(
    r"[\"'”]?\s(?:on|at|in)\s(?:the\s)?(?:top|header|front|footer|cover|bottom|(?:first\s)?page)\b", re.IGNORECASE
)
DESCRIPTOR = re.compile(
    r"\s?[-:/]{1,2}\s?(?:policy|investigations?|staff|personal|private|management|commercial|intelligence|operations?|"
    r"medical|police|contracts?|budget|visits|honours|appointments|control|crime|witness(?:es)?|children|safeguarding)\b",
    re.IGNORECASE,
)
IMPACT_LEVEL = re.compile(r"[Ii](?<!\w.)(?:L[ -]?[3-6]|l[3-6]|mpact\s[Ll]evel\s[2-6])\b")
# In a file name the words are joined by underscores. "restricted_diet_menu" must not match.
NAMED = re.compile(
    r"(?:(?<=_)|\A)(RESTRICTED|CONFIDENTIAL|SECRET)_"
    r"(?!access|area|diet|by|entry|growth|hours|in|movement|parking|shopper|santa|to|use|zone)(?=[^\W_])",
    re.IGNORECASE,
)
# Every other marking contains one of these words.
WORDS = ("sensitive", "secret", "restricted", "confidential", "protect")
WHY = _("This is a protective marking. Texts with such a marking may not be shared on this site.")
WHY_FORMER = _("This looks like an old protective marking. The text may not be for this site.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    """Return a finding for each protective marking.

    The allow-list is ignored: no list can allow what a marking forbids.
    """
    plain = read(text)
    lowered = plain.text.lower()
    if not any(word in lowered for word in WORDS):
        return [
            plain.finding(IdentifierKind.MARKING, Strength.ASK, match.span(), WHY_FORMER)
            for match in IMPACT_LEVEL.finditer(plain.text)
        ]
    return without_overlaps(
        plain.finding(IdentifierKind.MARKING, strength, span, why)
        for strength, why, spans in (
            (Strength.BLOCK, WHY, _spans(plain.text)),
            (Strength.ASK, WHY, (match.span() for match in SPOKEN_OF.finditer(plain.text))),
            (Strength.ASK, WHY_FORMER, (match.span(1) for match in FORMER.finditer(plain.text))),
            (Strength.ASK, WHY_FORMER, _spans_meant_as_markings(plain.text)),
            (Strength.ASK, WHY_FORMER, (match.span() for match in IMPACT_LEVEL.finditer(plain.text))),
            (Strength.ASK, WHY_FORMER, (match.span(1) for match in NAMED.finditer(plain.typed))),
        )
        for span in spans
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (CAPITALS, WITH_CAVEAT):
        yield from (match.span() for match in pattern.finditer(text))
    for pattern in (OWN_LINE, CALLED):
        yield from (match.span(1) for match in pattern.finditer(text))


def _spans_meant_as_markings(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of words that the text around them shows to be markings.

    These are the older markings, and any marking in small letters.
    """
    for match in MENTIONED.finditer(text):
        start, end = match.span()
        is_older = match[0][0].upper() in "RCP"
        if is_older and (described := DESCRIPTOR.match(text, end)):
            yield start, described.end()
        elif led := LED_TO.search(text[max(0, start - MOST_BEFORE) : start]):
            is_of_body = led["body"] is not None and match[0].isupper()
            is_stated = led["states"] is not None and ON_TOP.match(text, end) is not None
            is_so = led["is"] is not None and match[0][0] in "Oo"
            if led["graded"] or is_of_body or is_stated or is_so:
                yield start, end
