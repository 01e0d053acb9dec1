"""Find home addresses: a house number before or after a street, a flat in a named building, and "at number 14".

A street alone is not a finding, and neither is the address of a public building that is named next to it ("the Civic
Centre, 12 Corporation Street"). Addresses that are typed on a phone often have no capitals; without capitals, only the
commonest kinds of street count. A number after a street is a house number only after "number", or at the end of the
phrase: in "Soho Road 14 March" or "Soho Road 3 shops" it is something else. Source for the kinds of street: National
Street Gazetteer, data entry conventions.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.context import has_label
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength, without_overlaps
from ratsite.lib.identifiers.plain import Plain, read

PLAIN_TYPES = "street|str?|road|rd|lane|ln|avenue|ave?|close|crescent|cres|terrace|terr|gardens|gdns|grove|mews|croft"
OTHER_TYPES = (
    "way|drive|dr|court|ct|place|pl|square|sq|hill|walk|rise|row|green|park|view|parade|wharf|quay|mount|vale|fields?|"
    "meadows?|broadway|circus|gate|bank|end|side|heights|common|orchard|cl|gr|paddock|passage|approach|chase|leys?|"
    "garth|hollow|copse|ridge|brow|yard|alley|villas|cottages|boulevard|spinney|dell|glade|embankment|promenade|esplanade"
)
# Streets whose name has no kind of street in it. Towns and common nouns are left out.
UNTYPED = (
    r"Bull\s?[Rr]ing|Broadway|Cheapside|Kingsway|Queensway|Eastgate|Westgate|Northgate|Southgate|Foregate|Horsefair|"
    r"Cornmarket|Haymarket|Minories|Tything|Shambles|Butts|Strand"
)
# Each pattern begins with a plain character and looks back from it: so `re` can skip from one such place to the next.
NUMBER = (
    r"\d(?:(?<![\w£$€%.,/:+-]\d)|(?<=\b[Nn][OoRr]\d)|(?<=\b[Nn][OoRr]\.\d)|(?<=\b[Nn][Oo]s\.\d))\d{0,3}"
    r"(?:\s?[A-Za-z](?![\w'’]))?(?:\s?[-/&]\s?\d{1,4}[A-Za-z]?)?"
)
BEFORE = re.compile(
    r"(?:\b(?:flat|apartment|apt|unit|room|rm|bedsit|studio)\s?(?:no\.?\s?)?(?:\d{1,3}\s?[A-Za-z]?|\s[A-Za-z])"
    r"(?:\s\([\w\s]{1,20}\))?[\s,]{1,2})?"
    r"(?:\b(?:house\s)?(?:numbers?|no|nos|num|nr)\.?\s?|[#№]\s?)?\Z",
    re.IGNORECASE,
)
NAME = r"(?:(?:St\.?\s)?[A-Z][\w'’.-]{1,20}\s)"
SMALL_NAME = r"[A-Za-z][\w'’.-]{1,20}\s"
# Words that may follow "14" but with which no street begins.
NO_NAME = (
    r"(?!(?:a|about|above|after|against|all|and|any|are|as|at|away|before|below|behind|between|bowling|busy|but|by|car|"
    r"cars|clear|country|county|crown|cul|day|days|dead|different|down|empty|every|few|first|for|from|full|good|had|"
    r"has|have|homes?|hours?|hrs?|houses?|in|into|is|its?|kids|lads?|large|less|local|long|main|major|men|metres?|"
    r"miles?|mins?|minutes?|minor|months?|more|narrow|nearby|of|off|on|one|only|or|other|others|out|over|past|people|"
    r"per|percent|private|public|quiet|red|rooms?|separate|shops?|short|side|similar|single|small|so|that|the|their|"
    r"them|then|there|these|they|this|through|to|towards?|two|under|up|vols?|was|weeks?|were|with|women|yards?|years?|"
    r"youth|family|magistrates|magistrates'|supreme|high\scourt|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\s)"
)
# What follows a street if the number counts something else, or if the address is that of a public building.
NOT_HOME = (
    r"(?!\s(?:shops?|banks?|names|brands|stores?|retailers|signs?|works|closures?|safety|users?|workers?|sleepers?|"
    r"cleaners?|network|schemes?|junctions?|traders?|projects?|services?|events?|walks?|shows?|maps?|patrols?|outreach|"
    r"teams?|lights|cases|trials|judges?|orders?|hearings?|judgments?|markets?|bus|buses|trams?|routes?|trust|stalls?|"
    r"tills?|concerns?|priority)\b"
    r"|\s(?:[\w-]{2,12}\s){0,2}(?:offices?|centres?|library|clinic|surgery|police station|town hall|church|mosque|"
    r"gurdwara|hotel|campus|depot|school)\b)"
)
TYPES = rf"(?i:{PLAIN_TYPES})|(?:{OTHER_TYPES.title()})"
WITH_CAPITALS = re.compile(
    rf"{NUMBER},?\s(?=[^\W\d])(?:(?:The\s|(?i:{NO_NAME}){NAME}{{1,3}})"
    rf"(?:{TYPES})\b|(?:The\s)?(?:{UNTYPED})\b)(?i:{NOT_HOME})"
)
IN_SMALL = re.compile(
    rf"{NUMBER},?\s(?=[^\W\d]){NO_NAME}{SMALL_NAME}(?:(?!(?:on|of|the|in|to|and|at|from)\s){SMALL_NAME}){{0,2}}?"
    rf"(?:{PLAIN_TYPES})\b(?!['’-]){NOT_HOME}",
    re.IGNORECASE,
)
ON_STREET = re.compile(
    rf"[Nn](?<!\w.)(?i:umber|o\.?)\s\d{{1,4}}[A-Za-z]?,?\s(?:on|in|along)\s(?:the\s)?{NAME}{{1,3}}(?:{TYPES})\b"
)
BUILDING = re.compile(
    rf"[FfAaRrBbSs](?<!\w.)(?i:lat|partment|pt|oom|edsit|tudio)\s?\d{{1,3}}\s?[A-Za-z]?,?\s{NAME}{{1,3}}"
    r"(?:House|Court|Towers?|Point|Lodge|Heights|Building|Mill|Apartments|Mansions)\b"
)
NO_PLACE = (
    r"(?![.,:]?\d|\s?%|\s(?:on|of|in)\s(?:the|our|this|that|my)\s(?:agenda|list|chart|table|order|league|report|plan|"
    r"queue|page|form|minutes|poll)\b|\son\sour\b"
    r"|\s(?:bus|buses|trams?|routes?|priority|concerns?|reasons?|choice|hotspot|problem)\b)"
)
AT_NUMBER = re.compile(
    r"\b(?:at|outside|opposite|inside|behind|next (?:door )?to)\s"
    rf"((?:house\s)?(?:number|no\.?)\s?\d{{1,4}}[A-Za-z]?)\b{NO_PLACE}",
    re.IGNORECASE,
)
# "flat 3b above the nail bar on Soho Road"
ABOVE = re.compile(
    rf"[FfRrBb](?<!\w.)(?i:lat|oom|edsit)\s?(?:\d{{1,3}}\s?[A-Za-z]?|[A-Z]),?\s(?:above|over|behind|below)\s"
    rf"(?:the\s|an?\s)?(?:[\w'’&-]{{1,20}}\s){{1,4}}(?:on|in|at)\s(?:the\s)?{NAME}{{1,3}}(?:{TYPES})\b"
)
# What may stand before a number that follows a street: "Brookfield Lane, no. ", "on brookfield lane ".
NO_START = (
    r"(?!(?:address|along|at|attended|by|checked|down|from|hes|in|into|is|its|live[sd]?|lives|living|moved|near|observed|"
    r"of|off|on|onto|outside|seen|shes|stay\w{0,4}|the|to|up|via|visited|walked|was|went)\s)"
)
NUMBER_WORD = (
    r"[\s,]{1,2}(?:(?P<open>\()\s?|-\s|at\s)?(?P<word>(?i:(?:house\s)?\b(?:numbers?|nos?|num|nr)\.?\s?)|[#№]\s?)?\Z"
)
STREET = re.compile(rf"\b(?P<street>(?i:{NO_START}){NAME}{{1,3}}(?:{TYPES})|(?:The\s)?(?:{UNTYPED})){NUMBER_WORD}")
STREET_IN_SMALL = re.compile(
    rf"(?:\A|[.,;:\n]\s?|\b(?:on|in|at|to|up|down|off|from|near|lives|living|stay(?:s|in|ing)?|address)\s)"
    rf"(?P<street>(?:{NO_START}{NO_NAME}{SMALL_NAME}){{1,3}}(?:{PLAIN_TYPES})){NUMBER_WORD}",
    re.IGNORECASE,
)
A_NUMBER = re.compile(NUMBER)
STREET_REACH, KIND_REACH = 70, 30  # characters
STREET_KIND = re.compile(rf"\b(?:{TYPES}|{UNTYPED}){NUMBER_WORD}")
# After a number that stands alone behind a street, the phrase must end: "Soho Road 3 shops" counts shops.
ENDS = re.compile(r"\s?(?:\Z|[.,;)!?](?!\d)|\n)")
NOT_COUNTED = re.compile(NO_PLACE, re.IGNORECASE)
# "Section 14 Park Lane", "page 9 Road map": the number belongs to the word before it.
OTHER_LABEL = re.compile(
    r"\b(?:sections?|sec|s\.|pages?|pp?\.?|chapters?|items?|figures?|fig|tables?|parts?|levels?|steps?|days?|weeks?|"
    r"years?|phases?|stages?|questions?|junctions?|versions?|paragraphs?|paras?|annex|appendix|articles?|schedule|rules?|"
    r"acts?|orders?|forms?|bus|buses|platform|volume|vol|issue|groups?|tier|grade|class|option|slides?|lots?|"
    r"agenda(?:\sitem)?)\s\Z",
    re.IGNORECASE,
)
VENUE = re.compile(
    r"\b(?:centre|library|town hall|hall|offices?|police station|fire station|church|mosque|hotel|university|college|"
    r"school|museum|headquarters|hq|hospital|clinic|surgery|arena|theatre|cathedral|hub|council house)"
    r"(?:\s?,\s?(?:(?:ground|first|second|third|fourth|\d{1,2}(?:st|nd|rd|th))\sfloor,\s)?|\s?\(|\s(?:is\s|are\s)?at\s)\Z",
    re.IGNORECASE,
)
LONGEST_BEFORE = 40  # characters: "Apartment no. 12a, house number "
WHY = _("This looks like a home address. You can name the area instead.")


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    plain, allowed = read(text), as_allow(allow)
    return without_overlaps(
        plain.finding(IdentifierKind.ADDRESS, Strength.ASK, span, WHY)
        for span in _spans(plain.text)
        if plain.text[span[0] : span[1]] not in allowed
    )


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (WITH_CAPITALS, IN_SMALL, ON_STREET, BUILDING, ABOVE):
        for match in pattern.finditer(text):
            start = _with_flat(text, match.start())
            if not has_label(OTHER_LABEL, text, start) and not has_label(VENUE, text, start, reach=60):
                yield start, match.end()
    yield from (match.span(1) for match in AT_NUMBER.finditer(text))
    yield from _after_streets(text)


def _after_streets(text: str) -> Iterator[tuple[int, int]]:
    for number in A_NUMBER.finditer(text):
        if not has_label(STREET_KIND, text, number.start(), KIND_REACH):
            continue
        place = max(0, number.start() - STREET_REACH)
        before = text[place : number.start()]
        street = STREET.search(before) or STREET_IN_SMALL.search(before)
        if street is None:
            continue
        start = place + street.start("street")
        is_address = NOT_COUNTED.match(text, number.end()) if street["word"] else ENDS.match(text, number.end())
        if is_address and not has_label(OTHER_LABEL, text, start) and not has_label(VENUE, text, start, reach=60):
            yield start, number.end() + (street["open"] is not None and text.startswith(")", number.end()))


def _with_flat(text: str, start: int) -> int:
    """Return where the address begins: at the flat or the word "number" before its house number, if there is one."""
    place = max(0, start - LONGEST_BEFORE)
    match = BEFORE.search(text[place:start])
    return place + match.start() if match else start
