r"""Extract from a rich text file (RTF 1.9.1) the text that a reader sees, and its hidden parts.

RTF is read as a stream of groups: {\destination … }. Text of a destination that is not on the page is collected apart.
The library striprtf is not used: it drops some hidden text, comments and deletions, and returns others as visible text.
Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ratsite.lib.documents.hidden_parts import WHOLE, HiddenPart, HiddenPartKind, Page
from ratsite.lib.documents.text.rich_colours import SHADES, ColourTable, Shading, TableRow, has_dark_page
from ratsite.lib.documents.text_parts import parts
from ratsite.lib.documents.unreadable import Unread

TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
SHOWN = (
    *("rtf", "footnote", "fldrslt", "pntext", "listtext", "dptxbxtext"),
    *(f"{margin}{side}" for margin in ("header", "footer") for side in ("", "l", "r", "f")),
)
ASIDE = {
    "info": HiddenPartKind.METADATA,
    "userprops": HiddenPartKind.METADATA,
    "annotation": HiddenPartKind.COMMENT,
    "atnauthor": HiddenPartKind.COMMENT,
    "atnid": HiddenPartKind.COMMENT,
    "objdata": HiddenPartKind.EMBEDDED,
    "object": HiddenPartKind.EMBEDDED,
    "revtbl": HiddenPartKind.CHANGE,
    "formfield": HiddenPartKind.FORM,
    "docvar": HiddenPartKind.OTHER,
    "xe": HiddenPartKind.OTHER,
    "tc": HiddenPartKind.OTHER,
    "template": HiddenPartKind.OTHER,
}
# Destinations without text for people: tables of fonts, styles and lists, pictures, and data for programs.
SILENT = re.compile(
    r"fonttbl|colortbl|stylesheet|listtable|listoverridetable|rsidtbl|generator|themedata|colorschememapping|datastore"
    r"|latentstyles|pict|blipuid|nonshppict|filetbl|xmlnstbl|mmathPr|wgrffmtfilter|bkmkstart|bkmkend|panose|falt"
    r"|creatim|revtim|printim|buptim|pgptbl|ftnsep\w*|aftnsep\w*|pnseclvl\d|pn\w*|levelnumbers|leveltext|list\w*|sp|sn|sv"
)
LOADS = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|LINK|DDE|DDEAUTO|IMPORT)\b", re.IGNORECASE)
BREAKS = {
    **dict.fromkeys(("par", "line", "row", "sect", "page", "column"), "\n"),
    "tab": " ",
    "cell": " | ",
    "nestcell": " | ",
    "nestrow": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
}
SYMBOLS = {b"~": " ", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n", b"\\": "\\", b"{": "{", b"}": "}"}
CODINGS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
TINY = 4  # half-points
DEEPEST = 500  # levels of nested groups
FIELD = "field"  # the instruction of a field, such as the target of a link: it is checked, but is no hidden part


@dataclass(frozen=True)
class State:
    """The properties of the text in a group."""

    aside: str | None = ""  # kind of the text if it is not on the page; "" if it is; None if it is no text for people
    is_hidden: bool = False
    is_deleted: bool = False
    is_inserted: bool = False
    is_tiny: bool = False
    is_colours: bool = False  # True in the colour table
    is_on_shape: bool = False  # True in a text box, which may be filled
    in_table: bool = False
    colour: int = 0
    marked: Shading = Shading()  # the background of the words
    shaded: Shading = Shading()  # the background of the paragraph
    after_unicode: int = 1  # how many characters after \u repeat it for older programs


PLAIN: dict[str, Any] = {  # what the word "plain" ends
    name: getattr(State(), name) for name in ("is_hidden", "is_deleted", "is_inserted", "is_tiny", "colour", "marked")
}


@dataclass
class HiddenTexts:
    """Collects the text of a file that is not on the page, by the kind of hidden part."""

    words: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, words: str) -> None:
        self.words.setdefault(kind, []).append(words)

    def parts(self) -> Iterator[HiddenPart | str]:
        for kind, words in self.words.items():
            if text := "".join(words).strip():
                yield text if kind == FIELD else HiddenPart(kind, WHOLE, text)


def rich_text_pages(path: Path) -> Iterator[Page | HiddenPart | str]:
    """Yield the text of an RTF file in numbered parts, and its hidden parts. Raises Unread for embedded objects."""
    reader = Reader()
    text = reader.read(path.read_bytes())
    yield from parts(text.splitlines())
    yield from reader.hidden_texts.parts()
    if not reader.is_whole:
        raise Unread


class Reader:
    """Reader of the tokens of an RTF file. `read` returns the visible text and collects the rest."""

    def __init__(self) -> None:
        self.hidden_texts = HiddenTexts()
        self.is_whole = True
        self.coding = "cp1252"
        self.words: list[str] = []
        self.bytes = bytearray()  # bytes of letters written as \'xx, which are decoded together
        self.skip = 0  # how many characters to skip after \u
        self.colours, self.row, self.has_dark_page = ColourTable(), TableRow(), False

    def read(self, content: bytes) -> str:
        state, stack, is_first, is_optional = State(), [], False, False
        self.has_dark_page = has_dark_page(content)
        place = 0
        while match := TOKEN.match(content, place):
            place = match.end()
            word, number, byte, symbol, brace, text = match.groups()
            if byte is None:
                self._flush(state)
            if brace == b"{":
                stack.append(state)
                if len(stack) > DEEPEST:
                    self.is_whole = False
                    break
                is_first, is_optional = True, False
            elif brace:
                if not stack:
                    break
                state, is_first = stack.pop(), False
            elif symbol == b"*":
                is_optional = True
            elif word:
                state = self._word(word.decode(), number, state, is_first, is_optional)
                if word == b"bin" and number:
                    place += max(0, int(number))
                is_first = False
            else:
                self._letters(byte, symbol, text, state)
                is_first = False
        self._flush(state)
        self.is_whole = self.is_whole and place >= len(content.rstrip(b"\0 \r\n\t")) and not stack
        return "".join(self.words)

    def _word(self, word: str, number: bytes | None, state: State, is_first: bool, is_optional: bool) -> State:
        value = int(number) if number is not None else 1
        if word == "u":
            self._add_text(chr(value % 65536) if not 0xD800 <= value % 65536 < 0xE000 else "", state)
            self.skip = state.after_unicode
        elif word == "uc":
            return replace(state, after_unicode=max(0, min(value, 9)))
        elif word in CODINGS:
            self.coding = CODINGS[word]
        elif word == "ansicpg":
            self.coding = f"cp{value}"
        elif word in ("v", "webhidden"):
            return replace(state, is_hidden=value != 0)
        elif word == "deleted":
            return replace(state, is_deleted=value != 0)
        elif word == "revised":
            return replace(state, is_inserted=value != 0)
        elif word == "fs":
            return replace(state, is_tiny=0 < value < TINY)
        elif word == "plain":
            return replace(state, **PLAIN)
        elif word == "cf":
            return replace(state, colour=value if number is not None else 0)
        elif word in SHADES:
            return self._shaded(state, *SHADES[word], value if number is not None else 0)
        elif word == "pard":
            return replace(state, shaded=Shading(), in_table=False)
        elif word == "intbl":
            return replace(state, in_table=True)
        elif word in BREAKS:
            self._add_text(BREAKS[word], state)
            self.row.read(word)
        elif word in ("trowd", "cellx"):
            self.row.read(word)
        elif state.is_colours:
            self.colours.read(word, value)
        elif is_first:
            return self._destination(word, state, is_optional)
        return state

    def _shaded(self, state: State, name: str, surface: str, value: int) -> State:
        """Return the state after a control word that sets one field of a background.

        name: the field of Shading. surface: what has the background: "words", "paragraph", "cell" or "row". For a cell
        or a row, the background is stored in `self.row`, and the state does not change.
        """
        if surface == "words":
            return replace(state, marked=state.marked.with_field(name, value))
        if surface == "paragraph":
            return replace(state, shaded=state.shaded.with_field(name, value))
        if surface == "cell":
            self.row.cell = self.row.cell.with_field(name, value)
        else:
            self.row.whole = self.row.whole.with_field(name, value)
        return state

    def _is_unseen(self, state: State) -> bool:
        """True if the words in this state are hidden, too small to read, or white without a background."""
        if state.is_hidden or state.is_tiny:
            return True
        if not self.colours.is_white(state.colour) or state.is_on_shape or self.has_dark_page:
            return False
        backgrounds = [state.marked, state.shaded, *([self.row.background] if state.in_table else [])]
        return not any(map(self.colours.fills, backgrounds))

    def _destination(self, word: str, state: State, is_optional: bool) -> State:
        if word in ("object", "objdata", "objemb"):
            self.is_whole = False  # an embedded file, which nothing here can read
        if word in ASIDE:
            if word in ("objdata", "object"):
                self.hidden_texts.add(HiddenPartKind.EMBEDDED, f"{word} ")
            return replace(state, aside=None if word == "objdata" else ASIDE[word])
        if word == "fldinst":
            return replace(state, aside="fldinst")
        if word == "shptxt":
            return replace(state, aside="", is_on_shape=True)
        if word == "colortbl":
            return replace(state, aside=None, is_colours=True)
        if word in SHOWN and state.aside is not None:
            return replace(state, is_on_shape=state.is_on_shape or word == "dptxbxtext")
        if SILENT.fullmatch(word) or (is_optional and state.aside == ""):
            return replace(state, aside=None if SILENT.fullmatch(word) else HiddenPartKind.OTHER)
        return state

    def _letters(self, byte: bytes | None, symbol: bytes | None, text: bytes | None, state: State) -> None:
        if byte is not None:
            if self.skip:
                self.skip -= 1
            else:
                self.bytes.append(int(byte, 16))
        elif symbol is not None:
            self._add_text(SYMBOLS.get(symbol, ""), state)
        elif text is not None and state.is_colours:
            for _ in range(text.count(b";")):
                self.colours.end()
        elif text is not None:
            text, self.skip = text[self.skip :], max(0, self.skip - len(text))
            self._add_text(self._decoded(text), state)

    def _flush(self, state: State) -> None:
        if self.bytes:
            text, self.bytes = self._decoded(bytes(self.bytes)), bytearray()
            self._add_text(text, state)

    def _decoded(self, content: bytes) -> str:
        try:
            return content.decode(self.coding, "replace")
        except LookupError:
            return content.decode("cp1252", "replace")

    def _add_text(self, words: str, state: State) -> None:
        if state.aside is None or not words:
            return
        if state.aside == "fldinst":
            self.hidden_texts.add(HiddenPartKind.LINK if LOADS.match(words) else FIELD, words)
        elif state.aside:
            self.hidden_texts.add(state.aside, words if words.endswith("\n") else f"{words} ")
        elif state.is_deleted:
            self.hidden_texts.add(HiddenPartKind.CHANGE, words)
        elif self._is_unseen(state):
            self.hidden_texts.add(HiddenPartKind.TEXT, words)
        else:
            if state.is_inserted:
                self.hidden_texts.add(HiddenPartKind.CHANGE, words)
            self.words.append(words)
