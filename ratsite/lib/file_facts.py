"""What a file says beside its pages: who made it, comments, headers, notes, filled-in forms. Looked at, not kept.

Runs in the process with limits that ratsite.lib.extraction is, which says what follows where it cannot be read. Imports
no framework.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from ctypes import create_string_buffer
from functools import partial
from html import unescape
from pathlib import Path
from typing import IO, cast

from ratsite.lib.office_parts import FALLBACK, PAGES
from ratsite.lib.workbooks import cells, shared_texts

MOST_FACTS = 1_000_000  # characters of one file: programs write some hundred, and reviewers a long comment a page
MOST_FIGURES = 5_000_000  # of a workbook: a figure comes up to three times, each with a label
PICTURES = ("png", "jpg", "jpeg")
# Parts that say something in whatever attribute there is; elsewhere only these do.
TALKATIVE = re.compile(r"docProps/|meta\.xml|(?:word|xl|ppt)/(?:threaded)?comments|xl/pivotCache/", re.IGNORECASE)
TELLING = ("descr", "title", "string", "alt", "tooltip")
LINES = ("p", "h", "si", "is", "text")  # elements that stand on a line of their own
WORDS = ("t", "delText", "span", "a", *LINES)  # and those whose words may go on in the next; others stand apart
BREAKS = {"tab": " ", "s": " ", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
MOST_MARKUP = 10_000_000  # bytes of a part that is no XML: a picture drawn in lines has some thousand
TAG = re.compile("<([/?]?[A-Za-z][^<>]*+)>")
TAG_NAME = re.compile(r"[/?]?(?:[\w.-]*+:)?+([\w.-]*+)")
ATTRIBUTE = re.compile(r"""(?<![\w:.-])(?:[\w.-]++:)?+([\w.-]++)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"']++)""")
INLINE = ("b", "i", "u", "em", "strong", "font", "tspan")  # of HTML and SVG, as WORDS are
SAID = (b"Contents", b"T", b"TU", b"Subj", b"RC", b"V", b"DV")  # of a PDF's annotation (ISO 32000-1, 12.5.2, 12.7.3)


class Unread(Exception):
    """Not all that the file says can be looked at."""


def facts(path: Path, extension: str) -> Iterator[str]:
    """Each line that says something. Unread after MOST_FACTS characters in all, or MOST_FIGURES."""
    room = MOST_FIGURES if extension == "xlsx" else MOST_FACTS
    for fact in _reader(extension)(path):
        for line in fact.splitlines():
            if line := " ".join(line.split()):
                room -= len(line)
                if room < 0:
                    raise Unread
                yield line


def _reader(extension: str):
    if extension == "pdf":
        return _pdf
    if extension in PAGES:
        return partial(_archive, *PAGES[extension])
    return _picture if extension in PICTURES else _nothing


def _nothing(path: Path) -> Iterator[str]:
    yield from ()


def _pdf(path: Path) -> Iterator[str]:
    """Its annotations and the fields of its forms too. Files inside it, and forms of Adobe's own, are not looked at."""
    import pypdfium2
    from pypdfium2 import raw

    document = pypdfium2.PdfDocument(path)
    yield from document.get_metadata_dict().values()
    document.init_forms()
    for number in range(len(document)):
        page = document[number]
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, index)
            yield from (_text(partial(raw.FPDFAnnot_GetStringValue, annotation, key)) for key in SAID)
            if document.formenv:
                yield _text(partial(raw.FPDFAnnot_GetFormFieldValue, document.formenv, annotation))
            raw.FPDFPage_CloseAnnot(annotation)
        page.close()
    if document.count_attachments() or document.get_formtype() > raw.FORMTYPE_ACRO_FORM:
        raise Unread


def _text(read: Callable) -> str:
    """What PDFium writes into a buffer, whose size in bytes it says first: UTF-16 with a zero at its end."""
    from pypdfium2 import raw

    size = read(None, 0)
    if size <= 2:
        return ""
    buffer = create_string_buffer(size)
    read(raw.cast(buffer, raw.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _archive(pages: re.Pattern[str], page_tags: tuple[str, ...], path: Path) -> Iterator[str]:
    """Whatever part is marked up, by whatever name: an Office file says itself which of its parts is a header.

    Of the parts with pages in them what ratsite.lib.extraction leaves out. Pictures, form controls and web pages inside
    have other names than XML, and need not be clean.
    """
    with zipfile.ZipFile(path) as archive:
        texts = shared_texts(archive)
        for name in archive.namelist():
            with archive.open(name) as part:
                head = cast(zipfile.ZipExtFile, part).peek(1024)[:1024]
                if not head or name.endswith(".rels") or not _is_marked_up(name, head):
                    continue
                if re.search(rb"<(\w+:)?worksheet\b", head):
                    yield from cells(part, texts)
                elif pages.fullmatch(name):
                    yield from _unseen(part, page_tags)
                elif not name.endswith(".xml"):
                    yield from _loose_lines(part)
                else:
                    yield from _lines(part, TALKATIVE.match(name) is not None)


def _is_marked_up(name: str, head: bytes) -> bool:
    begins_so = head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    return begins_so or name.endswith(".xml")


def _unseen(part: IO[bytes], page_tags: tuple[str, ...]) -> Iterator[str]:
    """As what was deleted in a Word file but is still there, and what a picture is said to show."""
    from defusedxml.ElementTree import iterparse

    seen = old = 0
    for event, node in iterparse(part, events=("start", "end"), forbid_dtd=True):
        is_page, is_old = node.tag in page_tags, node.tag == FALLBACK
        if event == "start":
            seen, old = seen + is_page, old + is_old
            continue
        if (not seen or old) and node.text and not node.text.isdigit():
            yield node.text
        yield from _attributes(node)
        seen, old = seen - is_page, old - is_old
        node.clear()


def _lines(part: IO[bytes], is_talkative: bool) -> Iterator[str]:
    """The text of each paragraph, and of each element outside of one."""
    from defusedxml.ElementTree import iterparse

    inside = 0
    for event, node in iterparse(part, events=("start", "end"), forbid_dtd=True):
        name = _name(node.tag)
        if event == "start":
            inside += name in LINES
            continue
        yield from _attributes(node, is_talkative)
        inside -= name in LINES
        if name in BREAKS:
            node.text = BREAKS[name]
        elif name not in WORDS:
            node.text = f" {node.text} " if node.text and not node.text.isdigit() else " "
        if not inside or name in LINES:
            yield "".join(node.itertext())
            node.clear()


def _loose_lines(part: IO[bytes]) -> Iterator[str]:
    """What stands between tags and in telling attributes, whether or not every tag is closed. Entities stay unread."""
    content = part.read(MOST_MARKUP + 1)
    if len(content) > MOST_MARKUP:
        raise Unread
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = content.decode(encoding, "replace").replace("\0", "")  # UTF-16 without a mark has a zero in each letter
    for tag in TAG.finditer(text):
        for name, value in ATTRIBUTE.findall(tag[1]):
            if name.lower() in TELLING and "://" not in value:
                yield unescape(value.strip("\"'"))
    yield unescape(TAG.sub(_gap, text))


def _gap(tag: re.Match[str]) -> str:
    """What a tag leaves between the words around it."""
    found = TAG_NAME.match(tag[1])
    name = found[1] if found else ""
    if name in BREAKS or name.lower() in LINES:
        return BREAKS.get(name, "\n")
    return "" if name in WORDS or name.lower() in INLINE else " "


def _attributes(node, is_talkative: bool = False) -> Iterator[str]:
    for key, value in node.attrib.items():
        is_telling = is_talkative or _name(key) in TELLING or (_name(node.tag), key) == ("sheet", "name")
        if is_telling and not value.isdigit() and "://" not in value:
            yield value


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


def _picture(path: Path) -> Iterator[str]:
    """Before it is drawn anew, which leaves all of this behind: a marking in it still says that it is not for here."""
    from PIL import Image

    with Image.open(path) as picture:
        for value in (*picture.info.values(), *picture.getexif().values()):
            if isinstance(value, bytes):
                value = value.decode("utf-8", "ignore")
            if isinstance(value, str):
                yield value
