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
from ratsite.lib.documents.text.selectors import Element, rules
from ratsite.lib.documents.text.style_rules import Rules, says_background, says_undisplayed, says_unseen, says_white
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
STYLE = re.compile(r"<style\b[^>]*>(.*?)(?:</style\b|\Z)", re.IGNORECASE | re.DOTALL)
LOADING = {"img": "src", "link": "href", "script": "src", "iframe": "src", "embed": "src", "object": "data"}
LOADING |= {"source": "src", "video": "src", "audio": "src", "input": "src", "frame": "src", "track": "src"}
PERSONAL = ("author", "creator", "description", "keywords", "owner", "publisher", "reply-to", "copyright", "title")
# Attributes that browsers read out or show on a touch: their text is checked, and not in the index.
TEXT_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder")
# Only so many of the innermost open elements are searched for the one that an end tag closes or a selector names.
MOST_OPEN = 100


def web_pages(path: Path) -> Iterator[Page | HiddenPart | str]:
    """Yield the text of a web page in numbered parts, its hidden parts and, as strings, texts to check only.

    The strings are checked for identifiers, but not stored.
    """
    yield from from_markup(decode_text(path.read_bytes()))


def from_markup(markup: str) -> Iterator[Page | HiddenPart | str]:
    """Yield what `web_pages` yields, for markup that has been decoded already."""
    reader = Reader(STYLE.findall(markup))
    reader.feed(markup)
    reader.close()
    yield from parts("".join(reader.words).splitlines())
    for kind, words in reader.aside.items():
        if text := "\n".join(filter(None, (" ".join(word.split()) for word in words))):
            yield HiddenPart(kind, WHOLE, text)
    yield from reader.facts


class Reader(HTMLParser):
    """HTML parser that collects the text of a web page (words) and its hidden parts (aside).

    It also collects texts that are checked for identifiers, but not stored (facts).
    """

    def __init__(self, sheets: list[str]) -> None:
        """sheets: all style sheets of the page: even one at its end applies to the whole page."""
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.aside: dict[str, list[str]] = {}
        self.facts: list[str] = []
        # Open elements: (tag, kind of hidden part or None if it is seen, True if its words are white, True if white
        # words are seen on the nearest background).
        self.open: list[tuple[str, str | None, bool, bool]] = []
        self.elements: list[Element] = []  # the same open elements, for the selectors of rules
        self.undisplayed, self.unseen = Rules(says_undisplayed), Rules(says_unseen)
        self.white, self.backgrounds = Rules(says_white), Rules(says_background)
        for selectors, style in (rule for sheet in sheets for rule in rules(sheet)):
            for style_rules in (self.undisplayed, self.unseen, self.white, self.backgrounds):
                style_rules.add(selectors, style)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._add_outside_address(tag, attributes)
        self._add_handlers(attributes)
        self.facts += [attributes[name] for name in TEXT_ATTRIBUTES if attributes.get(name)]
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
            self.elements.append(Element(tag, attributes, self.elements[-1] if self.elements else None))
            around = self.elements[-MOST_OPEN:]
            style = attributes.get("style", "")
            *_, around_white, around_dark = self.open[-1] if self.open else ("", None, False, False)
            white = self.white.of(around, style, f"color:{attributes.get('color', '')}")
            background = self.backgrounds.of(around, style, f"background:{attributes.get('bgcolor', '')}")
            is_white = around_white if white is None else white
            is_on_dark = around_dark if background is None else background
            self.open.append((tag, self._kind(around, style, "hidden" in attributes), is_white, is_on_dark))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in LINES:
            self.words.append("\n")
        places = [place for place, (name, *_) in enumerate(self.open[-MOST_OPEN:]) if name == tag]
        if places:
            place = max(0, len(self.open) - MOST_OPEN) + places[-1]
            del self.open[place:], self.elements[place:]

    def handle_data(self, data: str) -> None:
        if any(tag == "style" for tag, *_ in self.open[-1:]):
            return
        kind = next((kind for _, kind, *_ in self.open if kind is not None), None)
        if kind is None and any(is_white and not is_on_dark for *_, is_white, is_on_dark in self.open[-1:]):
            kind = HiddenPartKind.TEXT
        if kind is None:
            self.words.append(data)
        else:
            self._add(kind, data)

    def handle_comment(self, data: str) -> None:
        self._add(HiddenPartKind.COMMENT, data)

    unknown_decl = handle_pi = handle_comment

    def _kind(self, elements: list[Element], style: str, has_hidden: bool) -> str | None:
        """Return the kind of hidden part that the innermost element's text belongs to; None if readers see the text.

        elements: open elements, outermost first. style: the innermost element's own style. has_hidden: True if that
        element has the attribute "hidden", which any style that displays the element overrules.
        """
        if elements[-1].tag in ASIDE:
            return ASIDE[elements[-1].tag]
        is_undisplayed = self.undisplayed.of(elements, style, "display:none" if has_hidden else "")
        is_unseen = is_undisplayed or self.unseen.of(elements, style)
        return HiddenPartKind.TEXT if is_unseen else None

    def _add_outside_address(self, tag: str, attributes: dict[str, str]) -> None:
        """Add the address of what the element loads from outside the page, such as a picture, to the hidden parts."""
        target = attributes.get(LOADING.get(tag, ""), "")
        if "//" in target and not target.startswith("data:"):
            self._add(HiddenPartKind.LINK, target)

    def _add_handlers(self, attributes: dict[str, str]) -> None:
        """Add the scripts in event attributes, such as onclick, to the hidden parts."""
        self._add(HiddenPartKind.MACRO, " ".join(value for name, value in attributes.items() if name.startswith("on")))

    def _add(self, kind: str, words: str) -> None:
        if words.strip():
            self.aside.setdefault(kind, []).append(words)
