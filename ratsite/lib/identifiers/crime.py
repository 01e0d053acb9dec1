"""Find crime and incident references. Each police force has its own format; West Midlands' is 20/123456/24.

These count anywhere:
- references in the format of West Midlands, with the code of a force in or around the region
- the numbers of charge sheets
- Action Fraud's NFRC numbers

Other references count only after a label ("crime ref", "log") or, if they are groups with slashes (1234567/24,
CRI/06EE/0001234/24), near a word about the police.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import Cues
from ratsite.lib.identifiers.dates import DAY, MONTH
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

# PNC codes: West Midlands, Staffordshire, West Mercia, Warwickshire, Derbyshire, Nottinghamshire, Leicestershire,
# Northamptonshire, Thames Valley, Gloucestershire.
FORCES = frozenset(["20", "21", "22", "23", "30", "31", "33", "34", "43", "53"])
WITH_FORCE = re.compile(
    r"[2-5](?<![\w/].)\d(?:\s?/\s?\d{5,7}|[A-Z]{2}\s?/\s?\d{4,7})[A-Z]?\s?/\s?\d{2}(?![\w/])", re.IGNORECASE
)
CASE_URN = re.compile(r"[2-5](?<!\w.)\d[A-Z]{2}\d{4,7}[0-3]\d(?!\w)")  # the unique reference number of a case at court
SUMMONS = re.compile(r"\d(?<![\w/].)\d/[A-Z\d]{4}/\d{2}/\d{4,9}[A-Z](?![\w/])", re.IGNORECASE)
ACTION_FRAUD = re.compile(r"(?<!\w)NFRC\s?\d{8,14}(?!\w)", re.IGNORECASE)
LABELLED = re.compile(
    r"\b(?:crime|incident|log|cad|occurrence|police|custody|cust|urn|occ|asn|cps|cris|niche|action fraud)"
    r"(?P<ref>(?:\s(?:ref(?:erence)?|number|no\.?|num|log|id|urn|record|sheet)){0,3})[\s:#.(-]{1,4}(?:is\s|was\s)?"
    r"(?P<number>(?=[A-Z\d/-]{0,24}\d\d)[A-Z\d]{1,12}(?:[/-][A-Z\d]{1,12}){0,4})(?![\w/])",
    re.IGNORECASE,
)
LOG = re.compile(
    r"\b(?:log|cad|incident)(?:\s(?:number|no\.?|ref))?[\s:#]{1,3}(\d{1,5}\s(?:of\s|on\s)?(?:the\s)?"
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|{DAY}(?:st|nd|rd|th)?\s?(?:of\s)?{MONTH}))(?![\w/])",
    re.IGNORECASE,
)
STROKES = re.compile(
    r"(?<![\w/])(?:\d{2}[A-Z]{0,2}/)?\d{5,8}[A-Z]?/\d{2}(?![\w/])|(?<![\w/])[A-Z]{3}/\w{2,6}/\d{5,8}/\d{2}(?![\w/])"
)
SPACED = re.compile(  # as in a file name: crime_ref_20_418273_24
    r"[2-5](?<![\w/-].)\d(?:[ -]\d{5,7}|[ -]?[A-Z]{2}[ -]?\d{4,7})[ -]\d{2}(?![\w/-])", re.IGNORECASE
)
IN_CUSTODY = re.compile(
    r"[A-Z](?<![A-Z].)[A-Z]/\d{3,7}/\d{2}(?![\w/])|\d(?<![\w/].)\d{1,3}/\d{5,7}[A-Z](?![\w/])", re.IGNORECASE
)
CUSTODY_CUE = re.compile(r"\b(?:custody|cust|detained|arrest(?:ed)?|pnc(?:\s?id)?|cro|charged?|bail)\b", re.IGNORECASE)
CUE = re.compile(r"\b(?:crime|police|incident|pc|dc|ds|wmp|officers?|cad|log|force|urn|cps|custody)\b", re.IGNORECASE)
SHORTEST = 6  # digits: with fewer it is a number of crimes, or a year
WHY = _("This looks like a crime or incident reference, which leads to everyone named in the record.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return without_overlaps(
        plain.finding(IdentifierKind.CRIME, Strength.ASK, span, WHY)
        for span in _spans(plain.text)
        if plain.text[span[0] : span[1]] not in allowed
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (WITH_FORCE, CASE_URN):
        yield from (match.span() for match in pattern.finditer(text) if match[0][:2] in FORCES)
    for pattern in (SUMMONS, ACTION_FRAUD):
        yield from (match.span() for match in pattern.finditer(text))
    yield from (match.span("number") for match in LABELLED.finditer(text) if _is_reference(match))
    yield from (match.span(1) for match in LOG.finditer(text))
    cues, custody_cues = Cues(CUE, text), Cues(CUSTODY_CUE, text)
    yield from (match.span() for match in STROKES.finditer(text) if cues.near(match.span()))
    spaced = (match for match in SPACED.finditer(text) if match[0][:2] in FORCES)
    yield from (match.span() for match in spaced if cues.near(match.span()))
    yield from (match.span() for match in IN_CUSTODY.finditer(text) if custody_cues.near(match.span()))


def _is_reference(match: re.Match[str]) -> bool:
    """Return True if this number after a word about the police is a reference and not a year, a date or a count.

    False for "police 2023/24", "incident 12-03-2024" and "crime 123456 times".
    """
    number = match["number"]
    is_years = re.fullmatch(r"(?:19|20)\d\d[/-]\d\d(?:\d\d)?|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}", number) is not None
    is_amount = number.isdigit() and not match["ref"]
    return not is_years and not is_amount and sum(map(str.isdigit, number)) >= SHORTEST
