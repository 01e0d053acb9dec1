"""Find the data in the dictionaries of a PDF that no page shows: properties, private data of programs, thumbnails.

The tables in kept_keys say which keys a clean copy removes; the words under such keys are hidden parts. Texts for
screen readers are checked for identifiers, but not stored. Runs in the limited process of
ratsite.lib.documents.extraction; imports no framework.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ratsite.lib.documents.hidden_parts import PRIVATE, PRIVATE_PAGE, HiddenPart, HiddenPartKind
from ratsite.lib.documents.pdf.kept_keys import PAGE, REPORTED, RESOURCES, ROOT, WITHOUT_WORDS
from ratsite.lib.documents.unreadable import Unread

# Properties that PDFium reports (ratsite.lib.documents.pdf.facts), or that only name programs and dates.
KNOWN = (
    *("/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"),
    *("/PTEX.Fullbanner", "/GTS_PDFXVersion", "/GTS_PDFXConformance"),
)
FOR_SCREEN_READERS = ("/Alt", "/ActualText", "/E", "/T")  # entries of a tag (ISO 32000-1, 14.9)
IN_CONTENT = re.compile(rb"/(?:Alt|ActualText|E)\s*\(((?:\\.|[^\\()]){1,2000})\)")
PAGE_TREE = ("/Page", "/Pages", "/Catalog")  # dictionaries that private data may refer to, and that are read elsewhere
LAYERS = ("/OCG", "/OCMD")
DATE = re.compile(r"D:\d{4}")
MOST_ITEMS = 20_000  # of private data, in one place
MOST_DEEP = 50
MOST_TAGS = 300_000  # searched in some seconds; a tagged page has some dozens, and a file has at most 3,000 pages


def private_data(path: Path) -> Iterator[HiddenPart | str]:
    """Yield the hidden data in the dictionaries of a PDF and, as strings, texts to check for identifiers only.

    The strings are not stored. Raises Unread if the PDF is damaged.
    """
    import pikepdf

    try:
        with pikepdf.open(path) as document:
            yield from _in_document(document)
    except pikepdf.PdfError as error:
        raise Unread from error


def _in_document(document) -> Iterator[HiddenPart | str]:
    own = [(key, value) for key, value in _items(document.trailer.get("/Info")) if key not in KNOWN]
    if words := [word for key, value in own for word in _words(key, value, [MOST_ITEMS], set(), MOST_DEEP)]:
        yield HiddenPart(HiddenPartKind.METADATA, text="\n".join(words))
    yield from _under(document.Root, ROOT, PRIVATE, {})
    for number, page in enumerate(document.pages, 1):
        yield from _under(page.obj, PAGE, PRIVATE_PAGE, {"number": number})
        yield from _under(page.resources, RESOURCES, PRIVATE_PAGE, {"number": number})
        yield from _in_content(page)
    yield from _tags(document.Root.get("/StructTreeRoot"))


def _items(item) -> Iterator[tuple[str, Any]]:
    import pikepdf

    if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        yield from ((str(key), value) for key, value in item.items())


def _under(item, kept: tuple[str, ...], place: str, about: dict) -> Iterator[HiddenPart]:
    """Yield one hidden part with the words of those entries of a PDF dictionary that a clean copy removes.

    Yields nothing if there are none.
    """
    removed = [(key, value) for key, value in _items(item) if key not in (*kept, *REPORTED)]
    words = dict.fromkeys(word for key, value in removed for word in _words(key, value, [MOST_ITEMS], set(), MOST_DEEP))
    if words or any(key in WITHOUT_WORDS for key, _ in removed):
        yield HiddenPart(HiddenPartKind.OTHER, place, "\n".join(words), about)


def _words(key: str, value, left: list[int], seen: set, deep: int) -> Iterator[str]:
    """Yield "key: text" for each text in a value.

    left: a list with one number: how many items may still be read. seen: objects that were read already. deep: how many
    levels may still be read.
    """
    import pikepdf

    left[0] -= 1
    if left[0] < 0 or not deep:
        return
    if isinstance(value, pikepdf.String):
        text = str(value).strip()
        if text and text.isprintable() and not DATE.match(text):
            yield f"{key[1:]}: {text}"
    elif isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream):
        if value.objgen != (0, 0) and value.objgen in seen:
            return
        seen.add(value.objgen)
        if isinstance(value, pikepdf.Array):
            for child in value:  # type: ignore[attr-defined]
                yield from _words(key, child, left, seen, deep - 1)
        elif value.get("/Type") not in (*PAGE_TREE, *LAYERS):
            for name, child in _items(value):
                if name != "/Parent":
                    yield from _words(name, child, left, seen, deep - 1)


def _in_content(page) -> Iterator[str]:
    """Yield the texts for screen readers that are in the drawing commands of a page."""
    import pikepdf

    contents = page.obj.get("/Contents")
    for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
        if isinstance(stream, pikepdf.Stream):
            try:
                content = stream.read_bytes()
            except pikepdf.PdfError:  # PDFium reports a page that cannot be read
                continue
            yield from (str(pikepdf.String(match[1])) for match in IN_CONTENT.finditer(content))


def _tags(root) -> Iterator[str]:
    """Yield the texts of the tags that screen readers use. Raises Unread after MOST_TAGS tags."""
    import pikepdf

    ahead, seen, left = [(root, MOST_DEEP)] if isinstance(root, pikepdf.Dictionary) else [], set(), MOST_TAGS
    while ahead and left:
        tag, deep = ahead.pop()
        left -= 1
        keys = tag.keys()  # asking for a key that is missing takes ten times as long
        texts = (tag[key] for key in FOR_SCREEN_READERS if key in keys)
        yield from (str(text) for text in texts if isinstance(text, pikepdf.String))
        kids = tag["/K"] if "/K" in keys else None
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and deep and (kid.objgen == (0, 0) or kid.objgen not in seen):
                seen.add(kid.objgen)
                ahead.append((kid, deep - 1))
    if ahead:
        raise Unread
