"""Extract what a PDF has outside its pages: author, outline, notes, form fields, attachments, contacts in links.

Contacts are email addresses and phone numbers. Runs in the limited process of ratsite.lib.documents.extraction; imports
no framework.
"""

from collections.abc import Callable, Iterator
from ctypes import create_string_buffer
from functools import partial
from pathlib import Path

from ratsite.lib.documents.hidden_parts import PAGE, HiddenPart, HiddenPartKind
from ratsite.lib.documents.office.xml_text import address
from ratsite.lib.documents.unreadable import Unread

# Entries of an annotation that have text (ISO 32000-1, 12.5.2, 12.7.3).
TEXT_ENTRIES = (b"Contents", b"T", b"TU", b"Subj", b"RC", b"V", b"DV", b"OverlayText")
OF_A_FIELD = (b"V", b"DV")  # entries with what was typed into a form field; its other entries are labels
# Not the title, which readers see, nor properties that name programs and dates.
ABOUT = ("Author", "Subject", "Keywords")
NOBODY = ("(anonymous)", "(unspecified)", "anonymous", "unspecified")  # what programs write if no author is set


def pdf_facts(path: Path) -> Iterator[HiddenPart | str]:
    """Yield the hidden parts of a PDF outside its pages and, as strings, texts to check for identifiers only.

    The strings are not stored. Raises Unread at the end if the PDF has attachments, XFA forms or a page that cannot be
    read.
    """
    import pypdfium2
    from pypdfium2 import raw

    document, is_whole = pypdfium2.PdfDocument(path), True
    about = document.get_metadata_dict(skip_empty=True)
    if title := about.pop("Title", ""):
        yield HiddenPart(HiddenPartKind.TITLE, text=f"Title: {title}")
    if personal := [f"{name}: {about.pop(name)}" for name in ABOUT if about.get(name, NOBODY[0]).lower() not in NOBODY]:
        yield HiddenPart(HiddenPartKind.METADATA, text="\n".join(personal))
    yield from about.values()
    document.init_forms()
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            is_whole = False  # other pages may be readable
            continue
        for index in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, index)
            yield from _annotation(document, page, annotation, number)
            raw.FPDFPage_CloseAnnot(annotation)
        page.close()
    yield from (entry.get_title() for entry in document.get_toc())
    for index in range(document.count_attachments()):
        yield HiddenPart(HiddenPartKind.ATTACHMENT, text=document.get_attachment(index).get_name())
    if document.count_attachments() or document.get_formtype() > raw.FORMTYPE_ACRO_FORM or not is_whole:
        raise Unread


def _annotation(document, page, annotation, number: int) -> Iterator[HiddenPart | str]:
    from pypdfium2 import raw

    kind = raw.FPDFAnnot_GetSubtype(annotation)
    values = {key: _text(partial(raw.FPDFAnnot_GetStringValue, annotation, key)) for key in TEXT_ENTRIES}
    if kind == raw.FPDF_ANNOT_LINK:
        if link := raw.FPDFAnnot_GetLink(annotation):
            yield address(_target(document, raw.FPDFLink_GetAction(link)))
        yield from values.values()
    elif kind == raw.FPDF_ANNOT_WIDGET:
        typed = [values[key] for key in OF_A_FIELD]
        if document.formenv:
            typed.append(_text(partial(raw.FPDFAnnot_GetFormFieldValue, document.formenv, annotation)))
        if typed := [value for value in dict.fromkeys(typed) if value.strip() and value != "Off"]:
            name = values[b"TU"] or values[b"T"]
            yield HiddenPart(HiddenPartKind.FORM, PAGE, f"{name}: {' / '.join(typed)}", {"number": number})
        yield from values.values()
    elif kind == raw.FPDF_ANNOT_FILEATTACHMENT:
        yield HiddenPart(HiddenPartKind.ATTACHMENT, PAGE, "\n".join(filter(None, values.values())), {"number": number})
    elif kind == raw.FPDF_ANNOT_REDACT:  # a redaction that was marked but never applied: the text is still there
        box = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(annotation, box)
        under = page.get_textpage().get_text_bounded(box.left, box.bottom, box.right, box.top)
        yield HiddenPart(
            HiddenPartKind.COVERED, PAGE, "\n".join(filter(None, (under, *values.values()))), {"number": number}
        )
    elif words := "\n".join(filter(None, dict.fromkeys(values.values()))):
        yield HiddenPart(HiddenPartKind.COMMENT, PAGE, words, {"number": number})


def _text(read: Callable) -> str:
    """Return the text that a PDFium function (`read`) writes into a buffer as UTF-16.

    The function is called twice: first to learn the size of the text in bytes.
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
