"""Find phone numbers: British ones by Ofcom's National Telephone Numbering Plan, others by their country code (E.164).

Ofcom's drama numbers (07700 900000 to 900999 and the like) count, because people use them as if they were real. Short
numbers (999, 101, 116 123) are not findings. Helplines are found like any other number, and only the caller's
allow-list lets them pass, so that a wrong helpline number is noticed.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues, has_label
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

GAP = r"[\s.()_/-]{0,4}"
LINE_GAP = r"[ \t.()_-]{0,3}"  # the number must be on one line
BRACKET = r"(?:[(](?=[\d+\s]{1,8}[)]))?"  # the bracket closes within the number
OPEN = r"(?:(?<![\w#£$€=])|(?<=[Tt]el)|(?<=[Mm]ob)|(?<=[Pp]h))(?<!\d[.:-])(?<![^\W\d]/)"
END = r"(?!(?!x|ext)\w|[.:-]\d)"
EXTENSIONS = r"(?!(?!x|ext)\w|[.:]\d|-(?!\d{1,4}(?![\w-]))\d)"  # "0121 496 0123-25" is a range of extensions
BRITISH = re.compile(
    rf"{OPEN}(?:{BRACKET}(?:\+|00){GAP}44{GAP}(?:0[\s.)_-]{{0,3}})?|{BRACKET}0[\s)]{{0,2}})"
    rf"(?P<number>[1-35789](?:{GAP}\d){{8,9}}){EXTENSIONS}"
)
# A hyphen or dot after the first or second digit means that it is an ISBN or a date.
ISBN_OR_DATE = re.compile(r"0\d?[.-]")
ABROAD = re.compile(
    rf"{OPEN}{BRACKET}(?:\+|00)(?!{GAP}44){LINE_GAP}"
    rf"[1-9](?:{GAP}\d){{6,8}}(?:{LINE_GAP}\d){{0,5}}{END}"
)
# Spreadsheets drop the leading zero; links to chats write 44 without a plus.
MOBILE = re.compile(rf"(?<![\w.-])(?P<country>44{LINE_GAP})?7[1-57-9]\d\d{LINE_GAP}\d{{3}}{LINE_GAP}\d{{3}}{END}")
# The phonenumbers package is not used. It rejects 39 of the gold set's 60 numbers as not in use, among them all drama
# numbers, and its matcher takes 9 of the 510 other texts for numbers.
PLAN = re.compile(
    r"1[1-9]\d{7,8}|2[03489]\d{8}|3[0347]\d{8}|5[56]\d{8}|7\d{9}|8(?:[47]\d{8}|45\d{6}|0\d{7,8})|9[018]\d{8}"
)
CUE = re.compile(
    r"\b(?:tel(?:ephone)?|(?:tele)?phone[ds]?|mob(?:ile)?|cell|call(?:ed|s)?|ring|rang|text(?:ed)?|whats\s?app|sms|number|"
    r"contact(?:ed)?)\b",
    re.IGNORECASE,
)
BOOK_LABEL = re.compile(r"\bisbn(?:-1[03])?[\s:]{1,3}\Z", re.IGNORECASE)
OTHER_LABEL = re.compile(
    r"\b(?:isbn(?:-1[03])?|issn|order|invoice|ref(?:erence)?|ticket|serial|charity|policy|p\.?o\.?|batch|tracking)"
    r"(?:\s(?:number|no\.?|id|code))?[\s:#.(-]{1,3}\Z",
    re.IGNORECASE,
)
WHY = _("This looks like a phone number. Anyone could call or trace the person with it.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return without_overlaps(
        plain.finding(IdentifierKind.PHONE, Strength.ASK, match.span(), WHY)
        for match in _numbers(plain.text)
        if match[0] not in allowed
    )


def _numbers(text: str) -> Iterator[re.Match[str]]:
    yield from (match for match in BRITISH.finditer(text) if _is_british(text, match))
    yield from ABROAD.finditer(text)
    cues = Cues(CUE, text)
    yield from (match for match in MOBILE.finditer(text) if match["country"] or cues.near(match.span()))


def _is_british(text: str, match: re.Match[str]) -> bool:
    """Return True if this number is in Ofcom's National Telephone Numbering Plan.

    False if a label says that the digits are something else, such as an ISBN or an order number.
    """
    number = "".join(filter(str.isdigit, match["number"]))
    if PLAN.fullmatch(number) is None or ISBN_OR_DATE.match(match[0]):
        return False
    is_plain_row = match[0].isdigit() and number[0] != "7"
    return not has_label(OTHER_LABEL if is_plain_row else BOOK_LABEL, text, match.start())
