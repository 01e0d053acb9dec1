"""Read articles from Word files, which are XML in a zip. An attacker can make either unpack to an enormous size."""

import re
import zipfile
from collections.abc import Iterator
from html import escape
from io import BytesIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from ratsite.lib.documents.articles.text import ADDRESS, ArticleError, Block, Content, single_spaced
from ratsite.lib.documents.hidden_parts import PARAGRAPH, HiddenPart, HiddenPartKind
from ratsite.lib.documents.office.word import Story
from ratsite.lib.documents.office.word_styles import BODY, SETTINGS, STYLES, THEME, WordStyles
from ratsite.lib.documents.office.xml_walk import part_events
from ratsite.lib.documents.unreadable import DAMAGED

MAX_UNPACKED = 20 * 1024 * 1024  # bytes of unpacked text
MAX_RATIO = 200  # unpacked to packed size: ordinary text has about 10, and 100 is suspicious
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LINKS = "word/_rels/document.xml.rels"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_WORDS = 120  # characters of a picture's description that the message about it repeats
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
UNREAD = (FALLBACK, f"{WORD}del", f"{WORD}moveFrom")  # copies for older versions of Word, and what was deleted or moved
LOST_IN_WORD = {"tbl": "a table", "footnoteReference": "a footnote", "endnoteReference": "an endnote"}


def from_word(content: bytes) -> Content:
    root = _xml(_word_part(content, "word/document.xml"))
    targets = _link_targets(content)
    for tag, name in LOST_IN_WORD.items():
        if root.find(f".//{WORD}{tag}") is not None:
            raise ArticleError(f"This Word file holds {name}, which would be lost. Remove it and add it by hand later.")
    _refuse_hidden_text(content)
    try:
        paragraphs = list(_word_paragraphs(root))
        blocks = [block for paragraph in paragraphs if (block := _word_block(paragraph, targets)).html]
    except RecursionError as error:
        raise ArticleError("This Word file is nested deeper than any real one.") from error
    links = ADDRESS.findall(" ".join(block.text for block in blocks))
    return Content(blocks, [*targets.values(), *links], _left_out(root))


def _refuse_hidden_text(content: bytes) -> None:
    """Raise ArticleError if the file has words that Word does not show: the article would show them."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in {STYLES, SETTINGS, THEME} & {*archive.namelist()}:
                _word_part(content, name)  # refuses a part that unpacks to far more than styles
            styles = WordStyles(lambda name: part_events(archive, name))
            lines = list(Story(PARAGRAPH, styles).lines(part_events(archive, BODY)))
    except DAMAGED as error:
        raise ArticleError("This Word file is damaged or not what it says it is.") from error
    if any(isinstance(line, HiddenPart) and line.kind == HiddenPartKind.TEXT for line in lines):
        raise ArticleError("This Word file has hidden text, which the article would show. Delete it, then try again.")


def _xml(part: bytes):
    try:
        return fromstring(part, forbid_dtd=True)
    except (DefusedXmlException, ParseError) as error:
        raise ArticleError("This Word file is damaged or not what it says it is.") from error


def _link_targets(content: bytes) -> dict[str, str]:
    """Return {relationship ID of a link: the web address to which it leads}."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            has_links = LINKS in archive.namelist()
    except zipfile.BadZipFile:
        has_links = False
    if not has_links:
        return {}
    rows = [(row.get("Id", ""), row.get("Target", "")) for row in _xml(_word_part(content, LINKS))]
    return {number: target for number, target in rows if ADDRESS.fullmatch(target)}


def _left_out(root) -> list[str]:
    """Return a description of each picture and each link in a Word field, because an article cannot have them."""
    left_out = []
    for picture in (*root.iter(f"{WORD}drawing"), *root.iter(f"{WORD}pict")):
        about = next((node.get("descr", "") for node in picture.iter() if node.get("descr")), "")
        left_out.append(f"a picture: {single_spaced(about)[:MOST_WORDS]}" if about else "a picture")
    for field in root.iter(f"{WORD}instrText"):
        if address := ADDRESS.search(field.text or ""):
            left_out.append(f"a link to {address[0][:MOST_WORDS]}; its words came in")
    return left_out


def _word_paragraphs(node) -> Iterator:
    """Yield each paragraph element inside this node once, except those in deleted or moved text."""
    for child in node:
        if child.tag in UNREAD:
            continue
        if child.tag == f"{WORD}p":
            yield child
        yield from _word_paragraphs(child)


def _html_texts(node, targets: dict[str, str]) -> Iterator[str]:
    """Yield the texts of a paragraph as HTML, with its links, but without the texts of paragraphs nested in it.

    targets: as `_link_targets` returns them.
    """
    for child in node:
        if child.tag == f"{WORD}t":
            yield escape(child.text or "")
        elif child.tag == f"{WORD}hyperlink" and (target := targets.get(child.get(RELATION, ""))):
            words = "".join(_html_texts(child, targets))
            yield f'<a href="{escape(target)}">{words}</a>' if words.strip() else words
        elif child.tag in (f"{WORD}tab", f"{WORD}br", f"{WORD}cr"):
            yield " "
        elif child.tag not in (*UNREAD, f"{WORD}p"):
            yield from _html_texts(child, targets)


def _word_part(content: bytes, name: str) -> bytes:
    """Return the unpacked content of the part `name` of a Word file.

    Raises ArticleError if the part would unpack to far more than a text, or if it cannot be read.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            info = archive.getinfo(name)
            too_much = info.file_size > MAX_UNPACKED or info.file_size > MAX_RATIO * max(info.compress_size, 1)
            if too_much or info.flag_bits & 1:
                raise ArticleError("This Word file is locked, or unpacks to far more than a text. It was not opened.")
            with archive.open(info) as part:
                # Checked again, because the size that the zip declares may be false.
                unpacked = part.read(MAX_UNPACKED + 1)
    except DAMAGED as error:
        raise ArticleError("This is not a Word file, whatever its name says.") from error
    if len(unpacked) > MAX_UNPACKED:
        raise ArticleError("This Word file unpacks to far more than a text. It was not opened.")
    return unpacked


def _word_block(paragraph, targets: dict[str, str]) -> Block:
    """Return a Word paragraph as a Block, with tracked insertions and without tracked deletions."""
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    name = style.get(f"{WORD}val", "").lower() if style is not None else ""
    kind = "heading" if name in ("title", "heading1", "heading2") else "paragraph"
    if re.fullmatch(r"heading[3-6]", name):
        kind = "subheading"
    return Block(kind, single_spaced("".join(_html_texts(paragraph, targets))))
