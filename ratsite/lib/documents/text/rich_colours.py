r"""Decide whether a rich text file (RTF 1.9.1) gives white words a background on which they are seen.

Colours are numbers of the colour table. A background is a shading: its colour, and lines of another colour over a share
of it. Imports no framework.
"""

import re
from dataclasses import dataclass, field, replace

from ratsite.lib.documents.colours import is_ground, is_near_white

# RTF control words that set a background: {word: (field of Shading, what gets it)}. "cl": a table cell, "tr": its row.
SHADES = {
    **dict.fromkeys(("highlight", "cb", "chcbpat"), ("ground", "words")),
    "chcfpat": ("lines", "words"),
    "chshdng": ("share", "words"),
    "cbpat": ("ground", "paragraph"),
    "cfpat": ("lines", "paragraph"),
    "shading": ("share", "paragraph"),
    "clcbpat": ("ground", "cell"),
    "clcfpat": ("lines", "cell"),
    "clshdng": ("share", "cell"),
    "trcbpat": ("ground", "row"),
    "trcfpat": ("lines", "row"),
    "trshdng": ("share", "row"),
}
PAGE = re.compile(rb"\\background\b.{0,2000}?\bfillColor\s*\}\s*\{\\sv\s+(\d{1,8})\s*\}", re.DOTALL)
SHOWN_PAGE = re.compile(rb"\\viewbksp1(?!\d)")


@dataclass(frozen=True)
class Shading:
    """A background. ground, lines: numbers of colours, 0 for none; share: how much the lines cover, above 0."""

    ground: int = 0
    lines: int = 0
    share: int = 0

    def told(self, name: str, value: int) -> "Shading":
        return replace(self, **{name: value})


@dataclass
class ColourTable:
    """The colours of a file, as RRGGBB. The first is usually "", which stands for black on white."""

    colours: list[str] = field(default_factory=list)
    parts: dict[str, int] = field(default_factory=dict)  # of the colour that is being read

    def read(self, word: str, value: int) -> None:
        """Store the red, green or blue of the colour that is being read. Other words are skipped."""
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
        return has_lines or is_ground(self.of(shading.ground))


@dataclass
class TableRow:
    """The backgrounds of the cells of the row that was defined last, and the place of the text in them."""

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
    """True if the file shows its pages with a colour on which white words are seen. The colour is stored blue first."""
    found = PAGE.search(content) if SHOWN_PAGE.search(content) else None
    return found is not None and is_ground((int(found[1]) & 0xFFFFFF).to_bytes(3, "little").hex().upper())
