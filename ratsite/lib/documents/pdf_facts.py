"""What a PDF says beside its pages: who made it, its outline, notes, filled-in forms, whom links write to or ring.

Runs in the process with limits that ratsite.lib.documents.extraction is. Imports no framework.
"""

from collections.abc import Callable, Iterator
from ctypes import create_string_buffer
from functools import partial
from pathlib import Path

from ratsite.lib.documents.unreadable import Unread
from ratsite.lib.documents.xml_text import address

SAID = (b"Contents", b"T", b"TU", b"Subj", b"RC", b"V", b"DV")  # of an annotation (ISO 32000-1, 12.5.2, 12.7.3)


def pdf_facts(path: Path) -> Iterator[str]:
    """Its annotations and the fields of its forms too. Unread where files are inside it, or forms of Adobe's own."""
    import pypdfium2
    from pypdfium2 import raw

    document, is_whole = pypdfium2.PdfDocument(path), True
    yield from document.get_metadata_dict().values()
    document.init_forms()
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            is_whole = False  # the others can be read
            continue
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, index)
            yield from _annotation(document, annotation)
            raw.FPDFPage_CloseAnnot(annotation)
        page.close()
    yield from (entry.get_title() for entry in document.get_toc())
    if document.count_attachments() or document.get_formtype() > raw.FORMTYPE_ACRO_FORM or not is_whole:
        raise Unread


def _annotation(document, annotation) -> Iterator[str]:
    from pypdfium2 import raw

    yield from (_text(partial(raw.FPDFAnnot_GetStringValue, annotation, key)) for key in SAID)
    if document.formenv:
        yield _text(partial(raw.FPDFAnnot_GetFormFieldValue, document.formenv, annotation))
    if link := raw.FPDFAnnot_GetLink(annotation):
        yield address(_target(document, raw.FPDFLink_GetAction(link)))


def _text(read: Callable) -> str:
    """What PDFium writes into a buffer, whose size in bytes it says first: UTF-16 with a zero at its end."""
    from pypdfium2 import raw

    size = read(None, 0)
    if size <= 2:
        return ""
    buffer = create_string_buffer(size)
    read(raw.cast(buffer, raw.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _target(document, action) -> str:
    """Where a link leads, of seven bits with a zero at its end; empty where it leads to a page."""
    from pypdfium2 import raw

    size = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
    buffer = create_string_buffer(size or 1)
    if size:
        raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")
