"""Normalise a text for the functions that find identifiers, and map places in it back to the original text.

People paste from spreadsheets, phones and PDFs. A number may contain no-break spaces, zero-width characters, soft
hyphens, full-width or Arabic digits, Markdown emphasis, or a line break followed by a quotation mark.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.functional import Promise

from ratsite.lib.identifiers.findings import Finding, IdentifierKind, Strength

GONE = "\x00"
STYLES = ("<wide>", "<narrow>", "<font>")  # variants of a letter or digit (UAX 44, decomposition types)
LOOKS_LIKE = {"\u2018": "'", "\u2019": "'", "\u2032": "'", "\u2033": '"', "\u201d": '"', "\u2212": "-", "\x85": "\n"}
NOISE = re.compile(
    r"(?P<gone>\x00{1,99}|[*`~]{1,9}|(?<![^\W_])(?<!\\)_{1,9}|_{1,9}(?![^\W_])|\\(?=[^\w\s]|_))"
    r"|(?P<space>&nbsp;|&#160;|&#xa0;)"
    r"|\n[ \t]{0,9}(?:>[ \t]{0,9}){1,9}",
    re.IGNORECASE,
)


O_FOR_ZERO = re.compile(r"(?<![\dOo])(?:[Oo]{1,9}\d|\d{1,19}[Oo])[\dOo]{0,20}")
ZEROS = {ord("O"): "0", ord("o"): "0"}


@dataclass(frozen=True, repr=False)
class Plain:
    """A normalised text. Patterns are matched against `text`; `finding` maps a span in it back to the original.

    In `text` each underscore is replaced by a space, because file names have underscores between words. `typed` is the
    same text with its underscores.
    """

    text: str
    typed: str
    starts: list[int]  # places in `text` where a piece begins
    origins: list[int]  # the same places in the original

    def finding(self, kind: IdentifierKind, strength: Strength, span: tuple[int, int], why: str | Promise) -> Finding:
        start, end = span
        return Finding(kind, strength, self._origin(start), self._origin(end - 1) + 1, why)

    def with_zeros(self) -> "Plain | None":
        """Return a copy in which each letter O among digits is a zero, which people often mean by it.

        Returns None if there is no such O.
        """
        text = O_FOR_ZERO.sub(lambda match: match[0].translate(ZEROS), self.text)
        return None if text == self.text else replace(self, text=text)

    def _origin(self, place: int) -> int:
        piece = bisect_right(self.starts, place) - 1
        return self.origins[piece] + place - self.starts[piece]


def read(text: str | Plain) -> Plain:
    """Normalise a text for the functions that find identifiers; a Plain is returned unchanged."""
    if isinstance(text, Plain):
        return text
    pieces, starts, origins, length = [], [0], [0], 0
    for piece, origin in _pieces(_with_usual_characters(text)):
        pieces.append(piece)
        length += len(piece)
        starts.append(length)
        origins.append(origin)
    typed = "".join(pieces)
    return Plain(typed.replace("_", " "), typed, starts, origins)


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Split the text at its noise, such as Markdown emphasis or a zero-width character.

    Yields pairs (piece, offset in the original text at which the next piece begins). The noise is left out, or becomes
    a space or line end of the piece before it.
    """
    place = 0
    for noise in NOISE.finditer(text):
        instead = "" if noise["gone"] else " " if noise["space"] else "\n"
        yield text[place : noise.start()] + instead, noise.end()
        place = noise.end()
    yield text[place:], len(text)


def _with_usual_characters(text: str) -> str:
    """Return the text with each unusual character replaced by one usual character, so that no offset changes."""
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
