"""Find dates of birth. A date is a finding only if the text near it says that it is a date of birth.

"Born before 6 April 1951" is a rule and not a person's date of birth, so it is not a finding. Neither is a year alone.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues, has_label
from ratsite.lib.identifiers.dates import DATE, DAY
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

CUE = re.compile(
    r"\b(?:d[./]?\s?o[./]?\s?bs?\b\.?|(?:dates?|day)[\s-]of[\s-]birth|birth[\s-]?dates?|"
    r"birthdays?|born|turn(?:s|ed|ing) \d{1,2}(?=,? on\b)|(?:(?<=\()|(?<=\d, ))b\.)(?!\w)",
    re.IGNORECASE,
)
LABELLED = re.compile(r"\bd[./]?\s?o[./]?\s?b\b\.?[\s:=(-]{0,4}(\d{8}|\d{6}|\d\d\s\d\d\s\d\d)(?!\w)", re.IGNORECASE)
# "b. 14/2/88" at the start of a line. If the year is later, the date is that of a meeting in a list.
STARTS = re.compile(
    rf"(?:\A|(?<=\n))[ \t]{{0,9}}b\.?[ ]{{1,2}}"
    rf"({DAY}[./-](?:0?[1-9]|1[0-2])[./-](?:19\d\d|200\d|201\d|[013-9]\d))(?![\w/])",
    re.IGNORECASE,
)
# "Karen Hughes, 12/05/1990": a name, then a date that is too early for a meeting.
AFTER_NAME = re.compile(
    rf"(?<=[a-z],\s|[a-z]\s\()({DAY}[./-](?:0?[1-9]|1[0-2])[./-](?:19\d\d|200\d|201[0-4]))(?![\w/])"
)
NAME_BEFORE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?(?:\s[A-Z][\w'’-]{1,20}){1,3}(?:,\s|\s\()\Z")
PLURAL = re.compile(r"\w{3,9}s\Z|dates\b", re.IGNORECASE)
RULE = re.compile(r"\A[\s,]{0,3}(?:between|(?:on or )?(?:before|after)|since|until|from)\b", re.IGNORECASE)
OTHER_DATE = re.compile(
    r"\b(?:met|meeting|on:|dated|arriv|referr|report|review|visit|interview|came|went|moved|left|found|enter|"
    r"and (?:was|then|has|had)\b)",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?]\s{1,3}[A-Z]|\n\s{0,9}\n")
REACH, REACH_BACK = 50, 16  # characters from the cue to the date, and from the date to the cue
WHY = _("This looks like a date of birth. With a few other details it can identify a person.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    spans = [match.span(1) for match in LABELLED.finditer(plain.text)]
    spans += [match.span(1) for match in STARTS.finditer(plain.text)]
    spans += [
        match.span(1)
        for match in AFTER_NAME.finditer(plain.text)
        if has_label(NAME_BEFORE, plain.text, match.start(1), 80)
    ]
    cues = Cues(CUE, plain.text)
    if cues.spans:
        spans += _dates(plain.text, cues)
    return without_overlaps(
        plain.finding(IdentifierKind.BIRTH, Strength.ASK, span, WHY)
        for span in spans
        if plain.text[span[0] : span[1]] not in allowed
    )


def _dates(text: str, cues: Cues) -> Iterator[tuple[int, int]]:
    for match in DATE.finditer(text):
        before, after = cues.last(match.start(), REACH), cues.next(match.end(), REACH_BACK)
        is_led_to = before is not None and _leads_to(text[slice(*before)], text[before[1] : match.start()])
        if is_led_to or (after is not None and _is_followed(text[match.end() : after[1]])):
            yield match.span()


def _leads_to(word: str, between: str) -> bool:
    """Return True if the word before a date, such as "born", refers to that date, possibly after other dates.

    word: the word before the date. between: the text from this word to the date.
    """
    is_other = RULE.match(between) or OTHER_DATE.search(between) or SENTENCE_END.search(between)
    return not is_other and (PLURAL.match(word) is not None or DATE.search(between) is None)


def _is_followed(after: str) -> bool:
    """Return True if the text after a date says that it is a date of birth.

    True for "12/03/1990 (DOB)" and "12/03/1990 is her date of birth", but not for "12/03/1990. Born in …".
    """
    return not (SENTENCE_END.search(after) or DATE.search(after) or after.lower().endswith("born"))
