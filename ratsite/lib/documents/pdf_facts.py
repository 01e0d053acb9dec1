"""Extract the text that a PDF holds outside its pages: author, outline, notes, form fields, contacts in links.

Contacts are email addresses and phone numbers. Runs in the limited process of ratsite.lib.documents.extraction; imports
no framework.
"""

from collections.abc import Callable, Iterator
from ctypes import create_string_buffer
from functools import partial
from pathlib import Path

from ratsite.lib.documents.unreadable import Unread
from ratsite.lib.documents.xml_text import address

SAID = (b"Contents", b"T", b"TU", b"Subj", b"RC", b"V", b"DV")  # entries of an annotation (ISO 32000-1, 12.5.2, 12.7.3)


def pdf_facts(path: Path) -> Iterator[str]:
    """Yield the texts of a PDF's metadata, annotations, form fields and outline titles.

    Raises Unread at the end if the PDF has attachments, Adobe's own forms (XFA) or a page that cannot be read.
    """
    import pypdfium2
    from pypdfium2 import raw

    document, is_whole = pypdfium2.PdfDocument(path), True
    yield from document.get_metadata_dict().values()
    document.init_forms()
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            is_whole = False  # other pages may be readable
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
    """Return the UTF-16 text that a PDFium function (`read`) writes into a buffer.

    The function is first asked for the size of the text in bytes.
    """
    from pypdfium2 import raw

    size = read(None, 0)
    if size <= 2:
        return ""
    buffer = create_string_buffer(size)
    read(raw.cast(buffer, raw.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _target(document, action) -> str:
    """Return the URI that a PDF link opens; "" if the link leads to a page of the PDF.

    PDFium writes 7-bit text ended by a zero.
    """
    from pypdfium2 import raw

    size = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
    buffer = create_string_buffer(size or 1)
    if size:
        raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")
