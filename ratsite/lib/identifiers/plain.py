"""A text as the patterns read it: without what the eye does not see, and with the way back to the text as it was.

People paste from spreadsheets, phones and PDFs. A number may then hold no-break spaces, zero-width characters, soft
hyphens, full-width or Arabic digits, Markdown emphasis, or a line break with a quotation mark after it.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ratsite.lib.identifiers.findings import Finding, Kind, Strength

GONE = "\x00"
STYLES = ("<wide>", "<narrow>", "<font>")  # the same letter or digit in another dress (UAX 44, decomposition types)
LOOKS_LIKE = {"\u2018": "'", "\u2019": "'", "\u2032": "'", "\u2033": '"', "\u201d": '"', "\u2212": "-", "\x85": "\n"}
NOISE = re.compile(
    r"(?P<gone>\x00{1,99}|[*`~]{1,9}|(?<![^\W_])(?<!\\)_{1,9}|_{1,9}(?![^\W_])|\\(?=[^\w\s]|_))"
    r"|(?P<space>&nbsp;|&#160;|&#xa0;)"
    r"|\n[ \t]{0,9}(?:>[ \t]{0,9}){1,9}",
    re.IGNORECASE,
)


@dataclass(frozen=True, repr=False)
class Plain:
    """`text` is what the patterns look at; `find` answers in places of the text as it was given."""

    text: str
    starts: list[int]  # from these places in `text` on …
    origins: list[int]  # … these places in the text as given

    def finding(self, kind: Kind, strength: Strength, span: tuple[int, int], why: str) -> Finding:
        start, end = span
        return Finding(kind, strength, self._origin(start), self._origin(end - 1) + 1, why)

    def _origin(self, place: int) -> int:
        piece = bisect_right(self.starts, place) - 1
        return self.origins[piece] + place - self.starts[piece]


def read(text: str | Plain) -> Plain:
    """The text, ready to be looked through; one that is ready already is handed back."""
    if isinstance(text, Plain):
        return text
    even = _even(text)
    pieces, starts, origins, length = [], [0], [0], 0
    for piece, origin in _pieces(even):
        pieces.append(piece)
        length += len(piece)
        starts.append(length)
        origins.append(origin)
    return Plain("".join(pieces), starts, origins)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """What stays of the text, each with the place in the text that follows it."""
    place = 0
    for noise in NOISE.finditer(text):
        instead = "" if noise["gone"] else " " if noise["space"] else "\n"
        yield text[place : noise.start()] + instead, noise.end()
        place = noise.end()
    yield text[place:], len(text)


def _even(text: str) -> str:
    """The text with each unusual character as the usual one: as long as before, so places agree."""
    if text.isascii():
        return text
    return text.translate({ord(letter): _usual(letter) for letter in set(text) if not letter.isascii()})


@lru_cache(maxsize=4096)
def _usual(letter: str) -> str:
    if letter in LOOKS_LIKE:
        return LOOKS_LIKE[letter]
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if category in ("Cf", "Me") or "\ufe00" <= letter <= "\ufe0f":  # formats, enclosing marks, variation selectors
        return GONE
    same = {"Pd": "-", "Zs": " ", "Zl": "\n", "Zp": "\n"}.get(category, letter)
    if unicodedata.decomposition(letter).startswith(STYLES):
        same = unicodedata.normalize("NFKC", letter)
    return same if len(same) == 1 else letter
