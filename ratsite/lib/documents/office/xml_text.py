"""Extract text from XML and HTML parts: Office, OpenDocument, drawings, web pages.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import chain
from typing import IO
from urllib.parse import unquote

from ratsite.lib.documents.office.part_names import FALLBACK
from ratsite.lib.documents.unreadable import Unread

# Parts in which any attribute may have text. In other parts only the attributes in TEXT_ATTRIBUTES have text.
WITH_TEXT_ATTRIBUTES = re.compile(
    r"docProps/|meta\.xml|(?:word|xl|ppt)/(?:threaded)?comments|xl/(?:pivotCache|revisions|persons|richData)/|word/people"
    r"|ppt/(?:changesInfos/|commentAuthors|authors)|(?:word|xl|ppt)/documenttasks/",
    re.IGNORECASE,
)
# Attributes that are never text, as programs write them for themselves: the schema name w16se looks like a postcode.
OF_PROGRAMS = re.compile("Ignorable|(?:para|text|durable)Id(?:Parent)?|rsid[A-Za-z]*")
TEXT_ATTRIBUTES = ("descr", "title", "string", "alt", "tooltip")
# Parts with named values: the name is the label of a number. In other parts a number without label is a width or an id.
NAMED = re.compile(r"(?:docProps/(?:core|custom)|customXml/item\d*|meta)\.xml", re.IGNORECASE)
LINES = ("p", "h", "si", "is", "text")  # elements whose text is on its own line
HIDDEN = ("delText", "instrText")  # elements whose text the page does not show: deleted text, and link targets
WORDS = ("t", *HIDDEN, "span", "a", *LINES)  # elements whose text may continue in the next one without a space
BREAKS = {"tab": " ", "s": " ", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
STROKES = "trace"  # pen strokes, as numbers (W3C InkML)
FEWEST = 6  # digits: a number with fewer, such as a year or a sum, cannot identify a person
LABEL = 50  # characters of a label
# A number, but not "0" and ten digits, which is a phone number.
FIGURE = re.compile(r"(?!0\d{10}\Z)\d+|-\d+|-?\d+\.\d+(?:E[+-]?\d+)?")
# Finds the gaps between the words of NHSNumber and nhs_number.
HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.-]+")
BOOKS = {"StandardNumber": "ISBN"}  # labels in a bibliography (ECMA-376 part 1, 22.6)
LINKS, FIELD, FORMULA = ("href", "Target"), "instr", "formula"
QUOTED_WORDS = re.compile('"([^"]+)"')
ADDRESS = re.compile(r"\s*(mailto|tel|sms|callto):([^?]*)", re.IGNORECASE)  # RFC 6068, 3966, 5724
QUOTED = re.compile('"((?:mailto|tel|sms|callto):[^"]*)', re.IGNORECASE)  # in a Word field, as in HYPERLINK "tel:…"
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?Z?")  # a date without a time of day
MOST_MARKUP = 10_000_000  # bytes of a part that is not XML: a vector drawing has some thousands
TAG = re.compile("<([/?]?[A-Za-z][^<>]*+)>")
TAG_NAME = re.compile(r"[/?]?(?:[\w.-]*+:)?+([\w.-]*+)")
ATTRIBUTE = re.compile(r"""(?<![\w:.-])(?:[\w.-]++:)?+([\w.-]++)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"']++)""")
BLOCKS = ("div", "td", "th", "tr", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "title", "pre", "blockquote")
INLINE = ("b", "i", "u", "em", "strong", "font", "tspan")  # like WORDS, for HTML and SVG


def text_off_page(part: IO[bytes], page_tags: tuple[str, ...]) -> Iterator[str]:
    """Yield the text of an Office part that its pages do not show.

    These are tracked deletions, link targets, alternative texts of pictures, and all elements except `page_tags`.
    """
    from defusedxml.ElementTree import iterparse

    seen = old = inside = 0
    is_changed = False
    for event, node in iterparse(part, events=("start", "end"), forbid_dtd=True):
        is_page, is_old, is_line = node.tag in page_tags, node.tag == FALLBACK, local(node.tag) == "p"
        if event == "start":
            seen, old, inside = seen + is_page, old + is_old, inside + is_line
            continue
        if (not seen or old) and node.text and not FIGURE.fullmatch(node.text.strip()):
            yield node.text
        yield from attributes(node)
        seen, old, inside = seen - is_page, old - is_old, inside - is_line
        is_changed = is_changed or local(node.tag) in HIDDEN
        if is_line and is_changed:
            yield from _with_addresses(_without(node, "ins"))
        if is_line or not inside:
            node.clear()
        is_changed = is_changed and inside > 0


def lines(part: IO[bytes], name: str) -> Iterator[str]:
    """Yield the text of each paragraph of the XML part `name`, and of each element outside a paragraph."""
    from defusedxml.ElementTree import iterparse

    all_are_text, is_named = WITH_TEXT_ATTRIBUTES.match(name) is not None, NAMED.fullmatch(name) is not None
    inside, is_changed = 0, False
    around: list = []
    for event, node in iterparse(part, events=("start", "end"), forbid_dtd=True):
        tag = local(node.tag)
        if event == "start":
            inside += tag in LINES
            around.append(node)
            continue
        around.pop()
        yield from attributes(node, all_are_text)
        if is_named and may_identify_person(node.text or ""):
            yield f"{_label(node, around)}: {day_of(node.text)};"
        inside -= tag in LINES
        is_changed = is_changed or tag == "delText"
        node.text = _text_of(node)
        if not inside or tag in LINES:
            whole = (_without(node, "delText"), _without(node, "ins")) if is_changed else ("".join(node.itertext()),)
            yield from chain.from_iterable(map(_with_addresses, whole))
            node.clear()
            is_changed = is_changed and inside > 0


def _text_of(node) -> str:
    name = local(node.tag)
    if name in BREAKS:
        return BREAKS[name]
    if name in WORDS:
        return node.text or ""
    return f" {node.text} " if node.text and name != STROKES and not FIGURE.fullmatch(node.text) else " "


def _without(line, left_out: str) -> str:
    """Return a line's text with its tracked changes accepted (left_out="delText") or rejected (left_out="ins").

    Text that one person inserted and another person deleted (`ins` around `del`) is included if the changes are
    rejected, so that it is not lost. The target of an inserted link is always included, because no page shows it.
    """
    outers = (outer for outer in line.iter() if local(outer.tag) == left_out)
    gone = {id(inner) for outer in outers for inner in outer.iter() if inner is outer or local(inner.tag) not in HIDDEN}
    return "".join(_text_of(node) for node in line.iter() if id(node) not in gone)


def may_identify_person(text: str) -> bool:
    """Return True if this short text has enough digits to identify a person."""
    return len(text) <= LABEL and sum(letter.isdigit() for letter in text) >= FEWEST


def day_of(text: str) -> str:
    """Return a date at midnight without the time: 2026-11-25T00:00:00 becomes 2026-11-25. Other text is not changed."""
    match = MIDNIGHT.fullmatch(text)
    return match[1] if match else text


def _label(node, around: list) -> str:
    """Return the label of a value: the `name` attribute of its element or of the parent element, or else its tag.

    node: the value's element. around: the elements around it, outermost first.
    """
    for one in (node, *around[-1:]):
        for key, value in one.attrib.items():
            if local(key) == "name":
                return value[:LABEL]
    tag = local(node.tag)
    return BOOKS.get(tag) or " ".join(HUMPS.sub(" ", tag[:LABEL]).split())


def loose_lines(part: IO[bytes]) -> Iterator[str]:
    """Yield the text of markup that need not be well-formed, and of its attributes that have text.

    Raises Unread for more than MOST_MARKUP bytes. Entities that the markup declares are not expanded.
    """
    content = part.read(MOST_MARKUP + 1)
    if len(content) > MOST_MARKUP:
        raise Unread
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = content.decode(encoding, "replace").replace("\0", "")  # UTF-16 without a BOM has a zero in each letter
    for tag in TAG.finditer(text):
        for name, value in ATTRIBUTE.findall(tag[1]):
            value = unescape(value.strip("\"'"))
            if name.lower() in TEXT_ATTRIBUTES and "://" not in value:
                yield value
            elif name.lower() in LINKS:
                yield address(value)
    yield unescape(TAG.sub(_gap, text))


def _gap(tag: re.Match[str]) -> str:
    """Return what replaces an HTML or XML tag when tags are removed from a text: nothing, a space or a line break."""
    match = TAG_NAME.match(tag[1])
    name = match[1] if match else ""
    if name in BREAKS or name.lower() in (*LINES, *BLOCKS):
        return BREAKS.get(name, "\n")
    return "" if name in WORDS or name.lower() in INLINE else " "


def attributes(node, all_are_text: bool = False) -> Iterator[str]:
    """Yield the values of an element's attributes whose text a reader could see.

    all_are_text: True if every attribute in this part of the file may be text, not only those in TEXT_ATTRIBUTES.
    """
    for key, value in node.attrib.items():
        name = local(key)
        is_text = all_are_text or name in TEXT_ATTRIBUTES or (key == "name" and local(node.tag) == "sheet")
        if name in LINKS:
            yield address(value)
        elif name == FIELD:
            yield from _with_addresses(value)
        elif name == FORMULA:
            yield from QUOTED_WORDS.findall(value)
        elif is_text and "://" not in value and not FIGURE.fullmatch(value) and not OF_PROGRAMS.fullmatch(name):
            yield value


def address(target: str) -> str:
    """Return the recipient of an email or phone link, as "tel: 07700 900123"; "" for a link to a page."""
    match = ADDRESS.match(target)
    return f"{match[1]}: {unquote(match[2])}" if match else ""


def _with_addresses(line: str) -> Iterator[str]:
    yield line
    if '"' in line:
        yield from map(address, QUOTED.findall(line))


def local(tag: str) -> str:
    return tag.rpartition("}")[2]
