"""Extract from a web page (HTML) the text that a reader sees, and its hidden parts.

Browsers forgive everything, and so does this reader. Runs in the limited process of ratsite.lib.documents.extraction;
imports no framework.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from ratsite.lib.documents.hidden_parts import WHOLE, HiddenPart, HiddenPartKind, Page
from ratsite.lib.documents.office.xml_text import BLOCKS, address
from ratsite.lib.documents.text.plain import decode_text
from ratsite.lib.documents.text.style_rules import Colours, says_ground, says_white
from ratsite.lib.documents.text_parts import parts

VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
LINES = (*BLOCKS, "p", "br", "hr", "table", "ul", "ol", "dl", "section", "article", "header", "footer", "option")
ASIDE = {
    "script": HiddenPartKind.MACRO,
    "template": HiddenPartKind.TEXT,
    "noscript": HiddenPartKind.TEXT,
    "style": "",
    "title": HiddenPartKind.METADATA,
}
ASIDE |= dict.fromkeys(("iframe", "object", "datalist", "dialog"), HiddenPartKind.TEXT) | {
    "textarea": HiddenPartKind.FORM
}
UNSEEN = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|text-indent\s*:\s*-\d{3,}|(?:left|top)\s*:\s*-\d{3,}|clip(?:-path)?\s*:)",
    re.IGNORECASE,
)
DISPLAY_NONE = re.compile(r"display\s*:\s*none\s*(?:;|$)", re.IGNORECASE)  # without !important
SHOWN = re.compile(r"display\s*+:\s*+(?!none|inherit|unset|revert)[a-z]", re.IGNORECASE)
RULE = re.compile(r"([^{}]{1,500})\{([^{}]{1,2000})\}")
SELECTOR = re.compile(r"(?:^|[\s>])([a-zA-Z][\w-]*)?([.#][\w-]+)?\s*$")
LOADING = {"img": "src", "link": "href", "script": "src", "iframe": "src", "embed": "src", "object": "data"}
LOADING |= {"source": "src", "video": "src", "audio": "src", "input": "src", "frame": "src", "track": "src"}
PERSONAL = ("author", "creator", "description", "keywords", "owner", "publisher", "reply-to", "copyright", "title")
# Attributes that browsers read out or show on a touch: their text is checked, and not in the index.
TELLING = ("alt", "title", "aria-label", "placeholder")
MOST_OPEN = 100  # innermost open elements among which the one that an end tag closes is looked for


def web_pages(path: Path) -> Iterator[Page | HiddenPart | str]:
    """Yield the text of a web page in numbered parts, its hidden parts, and as strings texts that are only checked."""
    yield from from_markup(decode_text(path.read_bytes()))


def from_markup(markup: str) -> Iterator[Page | HiddenPart | str]:
    """Yield what `web_pages` yields, for markup that has been decoded already."""
    reader = Reader()
    reader.feed(markup)
    reader.close()
    yield from parts("".join(reader.words).splitlines())
    for kind, words in reader.aside.items():
        if text := "\n".join(filter(None, (" ".join(word.split()) for word in words))):
            yield HiddenPart(kind, WHOLE, text)
    yield from reader.facts


class Reader(HTMLParser):
    """HTML parser that collects the text of a web page, its hidden parts (aside) and texts to check (facts)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.aside: dict[str, list[str]] = {}
        self.facts: list[str] = []
        # Open elements: (tag, kind of hidden part or None if it is seen, True if its words are white, True if white
        # words are seen on the nearest background).
        self.open: list[tuple[str, str | None, bool, bool]] = []
        # Selectors (a tag, .class or #name) of rules that hide an element, or only do not display it.
        self.unseen: set[str] = set()
        self.undisplayed: set[str] = set()
        self.white, self.grounds = Colours(says_white), Colours(says_ground)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._add_outside_address(tag, attributes)
        self._add_handlers(attributes)
        self.facts += [attributes[name] for name in TELLING if attributes.get(name)]
        self.facts.append(address(attributes.get("href", "")))
        if (
            tag == "meta"
            and attributes.get("content")
            and attributes.get("name", attributes.get("property", "")).lower() in PERSONAL
        ):
            self._add(HiddenPartKind.METADATA, attributes["content"])
        if tag == "input" and attributes.get("value"):
            self._add(HiddenPartKind.FORM, attributes["value"])
        if tag in LINES:
            self.words.append("\n")
        if tag not in VOID:
            names = {tag, *(f".{name}" for name in attributes.get("class", "").split()), f"#{attributes.get('id', '')}"}
            style = attributes.get("style", "")
            *_, around_white, around_grounded = self.open[-1] if self.open else ("", None, False, False)
            white = self.white.of(names, style, f"color:{attributes.get('color', '')}")
            ground = self.grounds.of(names, style, f"background:{attributes.get('bgcolor', '')}")
            is_white = around_white if white is None else white
            is_grounded = around_grounded if ground is None else ground
            self.open.append((tag, self._kind(tag, attributes, names), is_white, is_grounded))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in LINES:
            self.words.append("\n")
        places = [place for place, (name, *_) in enumerate(self.open[-MOST_OPEN:]) if name == tag]
        if places:
            del self.open[max(0, len(self.open) - MOST_OPEN) + places[-1] :]

    def handle_data(self, data: str) -> None:
        if any(tag == "style" for tag, *_ in self.open[-1:]):
            self._read_rules(data)
            return
        kind = next((kind for _, kind, *_ in self.open if kind is not None), None)
        if kind is None and any(is_white and not is_grounded for *_, is_white, is_grounded in self.open[-1:]):
            kind = HiddenPartKind.TEXT
        if kind is None:
            self.words.append(data)
        else:
            self._add(kind, data)

    def handle_comment(self, data: str) -> None:
        self._add(HiddenPartKind.COMMENT, data)

    unknown_decl = handle_pi = handle_comment

    def _kind(self, tag: str, attributes: dict[str, str], names: set[str]) -> str | None:
        """Return the kind of hidden part that an element makes of its text; None if the text is seen.

        names: what the rules of the page may call the element.
        """
        if tag in ASIDE:
            return ASIDE[tag]
        style = attributes.get("style", "")
        is_undisplayed = not self.undisplayed.isdisjoint(names) and not SHOWN.search(style)
        is_unseen = "hidden" in attributes or UNSEEN.search(style) or not self.unseen.isdisjoint(names)
        return HiddenPartKind.TEXT if is_unseen or is_undisplayed else None

    def _add_outside_address(self, tag: str, attributes: dict[str, str]) -> None:
        """Note the address if the element loads something from outside the page, such as a picture."""
        target = attributes.get(LOADING.get(tag, ""), "")
        if "//" in target and not target.startswith("data:"):
            self._add(HiddenPartKind.LINK, target)

    def _add_handlers(self, attributes: dict[str, str]) -> None:
        """Note the scripts in event attributes, such as onclick."""
        self._add(HiddenPartKind.MACRO, " ".join(value for name, value in attributes.items() if name.startswith("on")))

    def _read_rules(self, sheet: str) -> None:
        for selectors, rules in RULE.findall(sheet):
            matches = (SELECTOR.search(name.strip()) for name in selectors.split(","))
            names = {match[2] or match[1] for match in matches if match and (match[2] or match[1])}
            self.undisplayed |= names if DISPLAY_NONE.search(rules) else set()
            self.unseen |= names if UNSEEN.search(DISPLAY_NONE.sub("", rules)) else set()
            self.white.add(names, rules)
            self.grounds.add(names, rules)

    def _add(self, kind: str, words: str) -> None:
        if words.strip():
            self.aside.setdefault(kind, []).append(words)
