"""Find jigsaw identification: three or more kinds of detail close together that only together may identify someone.

Only details of one person count: "a 17-year-old Vietnamese girl", but not "Vietnamese nationals aged 18 to 24".
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.allow import Allow, as_allow
from ratsite.lib.identifiers.dates import DATE
from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength
from ratsite.lib.identifiers.nationalities import NATIONALITY
from ratsite.lib.identifiers.plain import Plain, read

NEAR = 240  # characters: two or three sentences
ENOUGH = 3  # kinds of detail that must be close together
OF_ONE = ("age", "nationality")  # kinds of detail that only a person has; a meeting has a date and a place too
DISTRICTS = "B|CV|DE|DY|HR|LE|NG|NN|ST|SY|TF|WR|WS|WV"  # postcode areas of the Midlands
GROUP = (
    r"(?:nationals|people|men|women|children|boys|girls|victims|workers|citizens|communit\w{1,3}|government|"
    r"authorit\w{1,3}|embassy|consulate|police|language|speakers?|law|families|interpreters?|adults|minors|and|or|"
    r"charit\w{1,3}|organisations?|church(?:es)?|restaurants?|shops?|food|teams?|versions?|texts?|translations?|cards?)"
)
PIECES = {
    "nationality": re.compile(rf"(?<!\bin )\b(?=[A-Z])(?:{NATIONALITY})\b(?!\s(?:\w{{1,12}}\s)?{GROUP}\b)"),
    "age": re.compile(
        r"\b\d{1,2}[\s-]{1,2}years?[\s-]{1,2}old\b(?!\s(?:and|or|to)\b)|\b\d{1,2}\s?(?:yo|y/o|yrs)\b"
        r"|\bage[d:]?\s(?:about\s)?\d{1,2}\b(?!\s?(?:-|to|and|or|\+))"
        r"|\b(?:in (?:his|her|their)|early|late|mid)[ -](?:early |late |mid[ -])?"
        r"(?:teens|(?:twen|thir|for|fif|six)ties)\b",
        re.IGNORECASE,
    ),
    "date": re.compile(
        rf"{DATE.pattern}|\b(?:last|on|this)\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", re.IGNORECASE
    ),
    "place": re.compile(
        r"\b(?:in|from|near|at|around|to)\s"
        r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b|[A-Z][a-z]{2,5}day\b)"
        rf"(?!(?:{NATIONALITY}|Parliament|Council|Part|Section|Article|Annex|Appendix)\b)"
        r"([A-Z][a-z]{2,20}(?:[ -][A-Z][a-z]{1,20}){0,2})"
        rf"|\b(?:{DISTRICTS})\d{{1,2}}\b(?! ?\d[A-Z]{{2}})"
    ),
    "family": re.compile(
        r"\b(?:mother|father|mum|dad) of \w{1,9}\b|\bpregnant\b|\b(?:one|two|three|four|five|six) (?:kids?|children)\b"
        r"|\b(?:his|her|their) (?:\w{1,8} )?"
        r"(?:baby|son|daughter|child|children|kids|sister|brother|twins|wife|husband)\b",
        re.IGNORECASE,
    ),
}
WHY = _("Together with the details near it, this may identify the person to someone who knows them.")


@dataclass(frozen=True)
class _Piece:
    kind: str
    start: int
    end: int


def find(text: str | Plain, allow: Iterable[str] | Allow = ()) -> list[Finding]:
    """Return a finding for each detail that may identify a person together with other details of the text."""
    plain, allowed = read(text), as_allow(allow)
    pieces = [piece for piece in _pieces(plain.text) if plain.text[piece.start : piece.end] not in allowed]
    return [
        plain.finding(IdentifierKind.JIGSAW, Strength.ADVICE, (piece.start, piece.end), WHY)
        for piece in _identifying(pieces)
    ]


def _pieces(text: str) -> list[_Piece]:
    """Return all personal details in the text, in its order.

    There are none if the text names neither an age nor a nationality.
    """
    pieces = [piece for kind in OF_ONE for piece in _of_kind(kind, text)]
    if pieces:
        pieces += [piece for kind in PIECES if kind not in OF_ONE for piece in _of_kind(kind, text)]
    return sorted(pieces, key=lambda piece: piece.start)


def _of_kind(kind: str, text: str) -> Iterator[_Piece]:
    for match in PIECES[kind].finditer(text):
        yield _Piece(kind, *match.span(1 if match.lastindex else 0))


def _identifying(pieces: list[_Piece]) -> list[_Piece]:
    """Return the details that may identify a person together.

    These are details of at least ENOUGH kinds within NEAR characters of each other. One of the kinds must be in OF_ONE.
    """
    kinds: Counter[str] = Counter()
    first = taken = 0
    identifying: list[_Piece] = []
    for last, piece in enumerate(pieces):
        kinds[piece.kind] += 1
        while piece.start - pieces[first].start > NEAR:
            kinds[pieces[first].kind] -= 1
            first += 1
        present = {kind for kind, count in kinds.items() if count}
        if len(present) >= ENOUGH and present.intersection(OF_ONE):
            identifying += pieces[max(first, taken) : last + 1]
            taken = last + 1
    return identifying
