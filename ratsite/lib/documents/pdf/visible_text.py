"""Extract from a PDF the text that a reader sees on each page, and the rest of its text as hidden parts.

Text is hidden if a box or picture is drawn over it, if it has the colour of its background, is drawn invisibly, is
outside the page, or is too small to read. The invisible text of a scan counts as seen, because the picture under it
shows the same words. If a picture is hidden under another picture or a box, this is yielded as a hidden part without
text. Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

from collections.abc import Iterator
from pathlib import Path

from ratsite.lib.documents.hidden_parts import PAGE, HiddenPart, HiddenPartKind, Page
from ratsite.lib.documents.pdf.hidden_text import DrawnPage
from ratsite.lib.documents.unreadable import Unread

AT_ONCE = 4  # letters of a scan that are looked at together to save time: a scanned handbook has a million
BREAKS = "\r\n\t "


def pdf_pages(path: Path) -> Iterator[Page | HiddenPart]:
    """Yield the pages of a PDF with the text that a reader sees, and their hidden text.

    Raises Unread at the end if a page could not be read.
    """
    import pypdfium2

    from ratsite.lib.documents.pdf.overlaps import MOST_DRAWN

    document, unread, left = pypdfium2.PdfDocument(path), 0, [MOST_DRAWN]
    document.init_forms()
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
            text = page.get_textpage()
            yield from _page(page, text, number, left)
            text.close()
            page.close()
        except pypdfium2.PdfiumError:
            unread += 1  # other pages may be readable
            yield Page(number, "")
    if unread:
        raise Unread


def _page(page, text, number: int, left: list[int]) -> Iterator[Page | HiddenPart]:
    from pypdfium2 import raw

    from ratsite.lib.documents.pdf.objects import PageObjects
    from ratsite.lib.documents.pdf.overlaps import Overlaps

    objects = PageObjects(page)
    overlaps = Overlaps(page, objects, left)
    if overlaps.has_hidden_picture():
        yield HiddenPart(HiddenPartKind.PICTURE, PAGE, about={"number": number})
    count = raw.FPDFText_CountChars(text)
    whole = text.get_text_range() if count > 0 else ""
    if not whole.strip():
        yield Page(number, "", is_scan=objects.is_scan)
        return
    if len(objects.sure) == len(objects.texts) and not _has_forms(objects):
        yield Page(number, whole)
        return
    letters = [raw.FPDFText_GetUnicode(text, index) for index in range(count)]
    drawn_page = DrawnPage(page, text, objects, overlaps)
    hidden: dict[int, str] = {}
    for group in _groups(text, letters, objects, drawn_page):
        if kind := drawn_page.kind_of(group):
            hidden.update(dict.fromkeys(group, kind))
    if not hidden:
        yield Page(number, whole)
        return
    seen = "".join(_letter(letter) for index, letter in enumerate(letters) if index not in hidden)
    yield Page(number, seen, is_scan=objects.is_scan and not seen.strip())
    for kind in dict.fromkeys(hidden.values()):
        words = "".join(
            _letter(letter) if hidden.get(index) == kind or chr(letter or 32) in BREAKS else "\x00"
            for index, letter in enumerate(letters)
        )
        yield HiddenPart(kind, PAGE, _joined(words), {"number": number})


def _groups(text, letters: list[int], objects, drawn_page: DrawnPage) -> Iterator[list[int]]:
    """Yield lists of letters whose visibility can be told only by drawing the page, as indexes into `letters`.

    A list has one letter, but up to AT_ONCE on a scan, which has too many letters to look at each.
    """
    from pypdfium2 import raw

    group: list[int] = []
    before = 0
    for index, letter in enumerate(letters):
        is_word = bool(letter) and chr(letter) not in BREAKS
        address = drawn_page.record(raw.FPDFText_GetTextObject(text, index), index) if is_word else 0
        if group and (address != before or len(group) == (AT_ONCE if drawn_page.is_recognised(before) else 1)):
            yield group
            group = []
        before = address
        if address and address not in objects.sure:
            group.append(index)
    if group:
        yield group


def _letter(code: int) -> str:
    return chr(code) if code and code < 0x110000 else " "


def _joined(words: str) -> str:
    """Return pieces of text, each on its own line. words: the pieces with a NUL for each letter between them."""
    return "\n".join(filter(None, (" ".join(piece.split()) for piece in words.split("\x00"))))


def _has_forms(objects) -> bool:
    from pypdfium2 import raw

    return any(drawn.kind == raw.FPDF_PAGEOBJ_FORM for drawn in objects.objects)
