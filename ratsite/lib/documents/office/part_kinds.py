"""Classify the parts of an archive that are not XML or HTML, by their first bytes.

If a format has no fixed first bytes, the name of the part decides. An attacker could choose a false name, but this
check is for mistakes, not for attacks.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
import zlib

ZIP_MAGIC = b"PK\x03\x04"
HEAD = 512  # bytes at the beginning of a part that are read to classify it
SILENT, ARCHIVE, TEXT, UNKNOWN = "silent", "archive", "text", "unknown"
# First bytes of formats that look like plain text but are encoded: PDF, PostScript, RTF, a saved web page or email.
CODED = re.compile(rb"\s*(?:%PDF|%!PS|\{\\rtf|(?:MIME-Version|Content-Type|From|Return-Path|Received):)", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")  # bytes that plain text never has
WITH_WORDS = ("dcm", "dwg")  # DICOM and AutoCAD: pictures that also contain text, such as a patient's name
METAFILES = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"VCLMTF", b"glTF")  # WMF, StarView, a 3D model
GZIP = b"\x1f\x8b"  # compressed metafiles: .emz and .wmz
# Obfuscated fonts of Office, printer settings, PICT pictures, a thumbnail, Google's own metadata, LibreOffice's layout
# cache.
SILENT_NAMES = re.compile(
    r"(?:\w+/)*(?:fonts/[^/]+\.(?:odttf|fntdata|ttc)|customProperty\d*\.bin|printerSettings/[^/]+\.bin"
    r"|media/[^/]+\.pi?ct|thumbnail\.pdf)"
    r"|(?:ppt|word|xl)/(?:metadata|commentsmeta\d*)|layout-cache",
    re.IGNORECASE,
)


def kind_of(name: str, head: bytes) -> str:
    """Return SILENT, ARCHIVE, TEXT or UNKNOWN for a part of an archive, by its name and its first bytes (`head`).

    SILENT parts, such as pictures and fonts, have no text to check. An UNKNOWN part may have any text.
    """
    if head.startswith(ZIP_MAGIC):
        return ARCHIVE
    is_coded = CODED.match(head) is not None
    if not is_coded and not CONTROLS.search(head):
        return TEXT
    if SILENT_NAMES.fullmatch(name):
        return SILENT
    return SILENT if not is_coded and (is_picture(head) or _is_font(head)) else UNKNOWN


def is_marked_up(name: str, head: bytes) -> bool:
    """Return True if a part of an archive looks like XML or HTML, or is in UTF-16. head: its first bytes."""
    begins_so = head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    return begins_so or (name.endswith(".xml") and bool(head))


def is_picture(head: bytes) -> bool:
    """True if a part with these first bytes is a picture or a drawing."""
    import filetype

    if head.startswith(GZIP):
        return is_picture(_unpacked(head))
    if head.startswith(METAFILES) or head[40:44] == b" EMF":
        return True
    file_type = filetype.image_match(head)
    return file_type is not None and file_type.extension not in WITH_WORDS


def _is_font(head: bytes) -> bool:
    import filetype

    return filetype.font_match(head) is not None


def _unpacked(head: bytes) -> bytes:
    """Return the first unpacked bytes of a gzip part; b"" if the part is damaged or contains another gzip."""
    try:
        inside = zlib.decompressobj(31).decompress(head, HEAD)
    except zlib.error:
        return b""
    return b"" if inside.startswith(GZIP) else inside
