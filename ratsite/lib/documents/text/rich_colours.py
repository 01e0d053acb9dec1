"""Decide whether a rich text file (RTF 1.9.1) gives white words a background on which they are seen.

A colour is given by its position in the colour table of the file. A background (shading) has a colour, and may have a
pattern of lines in another colour that covers a share of it. Imports no framework.
"""

import re
from dataclasses import dataclass, field, replace

from ratsite.lib.documents.colours import is_near_white, white_is_seen_on

# RTF control words that set a background: {word: (field of Shading, what gets it)}. "cl": a table cell, "tr": its row.
SHADES = {
    **dict.fromkeys(("highlight", "cb", "chcbpat"), ("background", "words")),
    "chcfpat": ("lines", "words"),
    "chshdng": ("share", "words"),
    "cbpat": ("background", "paragraph"),
    "cfpat": ("lines", "paragraph"),
    "shading": ("share", "paragraph"),
    "clcbpat": ("background", "cell"),
    "clcfpat": ("lines", "cell"),
    "clshdng": ("share", "cell"),
    "trcbpat": ("background", "row"),
    "trcfpat": ("lines", "row"),
    "trshdng": ("share", "row"),
}
PAGE = re.compile(rb"\\background\b.{0,2000}?\bfillColor\s*\}\s*\{\\sv\s+(\d{1,8})\s*\}", re.DOTALL)
SHOWN_PAGE = re.compile(rb"\\viewbksp1(?!\d)")


@dataclass(frozen=True)
class Shading:
    """A background: a colour and, on a share of it, a pattern of lines in another colour.

    background, lines: the positions of the two colours in the colour table, 0 for none. share: how much of the
    background the lines cover, 0 for nothing.
    """

    background: int = 0
    lines: int = 0
    share: int = 0

    def with_field(self, name: str, value: int) -> "Shading":
        return replace(self, **{name: value})


@dataclass
class ColourTable:
    """The colours of a file, as RRGGBB. The first is usually "", which stands for black on white."""

    colours: list[str] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)  # of the colour that is being read

    def read(self, word: str, value: int) -> None:
        """Store the red, green or blue value of the colour that is being read. Any other control word is ignored."""
        if word in ("red", "green", "blue"):
            self.parts[word] = max(0, min(value, 255))

    def end(self) -> None:
        parts, self.parts = self.parts, {}
        self.colours.append(bytes(parts.get(one, 0) for one in ("red", "green", "blue")).hex().upper() if parts else "")

    def of(self, number: int) -> str:
        return self.colours[number] if 0 <= number < len(self.colours) else ""

    def is_white(self, number: int) -> bool:
        return is_near_white(self.of(number))

    def fills(self, shading: Shading) -> bool:
        """True if white words are seen on this background."""
        has_lines = shading.share > 0 and not is_near_white(self.of(shading.lines))
        return has_lines or white_is_seen_on(self.of(shading.background))


@dataclass
class TableRow:
    """The background of each cell in the table row that was defined last, and which of these cells the text is in."""

    cells: list[Shading] = field(default_factory=list)
    whole: Shading = Shading()
    cell: Shading = Shading()  # of the cell that is being defined
    place: int = 0

    def read(self, word: str) -> None:
        if word == "trowd":
            self.cells, self.whole, self.cell, self.place = [], Shading(), Shading(), 0
        elif word == "cellx":
            self.cells.append(self.cell if self.cell != Shading() else self.whole)
            self.cell = Shading()
        elif word == "cell":
            self.place += 1
        elif word == "row":
            self.place = 0

    @property
    def background(self) -> Shading:
        """Return the background of the cell that is being filled."""
        return self.cells[self.place] if self.place < len(self.cells) else Shading()


def has_dark_page(content: bytes) -> bool:
    """True if the file has a page colour on which white words are seen, and tells programs to show that colour.

    RTF stores the colour as one number, with the blue byte highest.
    """
    found = PAGE.search(content) if SHOWN_PAGE.search(content) else None
    return found is not None and white_is_seen_on((int(found[1]) & 0xFFFFFF).to_bytes(3, "little").hex().upper())
