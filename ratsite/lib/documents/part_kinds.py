"""What the parts of an archive are that are not marked up, by how they begin.

A name is believed where what it names has no beginning of its own: it is about what slips, not about who hides things.
Runs in the process with limits that ratsite.lib.documents.extraction is. Imports no framework.
"""

import re
import zlib

from ratsite.lib.documents.file_types import ZIP_MAGIC

HEAD = 512  # bytes: what zipfile shows of a part before it is read
SILENT, ARCHIVE, TEXT, UNKNOWN = "silent", "archive", "text", "unknown"
# Not letters, or letters with a code around them: PDF, RTF, PostScript, a saved web page or mail.
CODED = re.compile(rb"\s*(?:%PDF|%!PS|\{\\rtf|(?:MIME-Version|Content-Type|From|Return-Path|Received):)", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f]")  # which no text holds
WITH_WORDS = ("dcm", "dwg")  # of a patient, of a plan: pictures that say more than they show
METAFILES = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"VCLMTF", b"glTF")  # WMF, StarView; a model
GZIP = b"\x1f\x8b"  # of metafiles: .emz and .wmz
# Fonts that Office scrambles, how a printer is set, pictures of an old Mac, a small first page, what Google keeps
# for its own programs, where LibreOffice's pages broke.
SILENT_NAMES = re.compile(
    r"(?:\w+/)*(?:fonts/[^/]+\.(?:odttf|fntdata|ttc)|customProperty\d*\.bin|printerSettings/[^/]+\.bin"
    r"|media/[^/]+\.pi?ct|thumbnail\.pdf)"
    r"|(?:ppt|word|xl)/(?:metadata|commentsmeta\d*)|layout-cache",
    re.IGNORECASE,
)


def kind_of(name: str, head: bytes) -> str:
    """SILENT for pictures and fonts: what a picture shows is not looked at. UNKNOWN may say whatever it likes."""
    if head.startswith(ZIP_MAGIC):
        return ARCHIVE
    is_coded = CODED.match(head) is not None
    if not is_coded and not CONTROLS.search(head):
        return TEXT
    if SILENT_NAMES.fullmatch(name):
        return SILENT
    return SILENT if not is_coded and (_is_picture(head) or _is_font(head)) else UNKNOWN


def is_marked_up(name: str, head: bytes) -> bool:
    begins_so = head.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith((b"<", b"\xff\xfe", b"\xfe\xff"))
    return begins_so or (name.endswith(".xml") and bool(head))


def _is_picture(head: bytes) -> bool:
    import filetype

    if head.startswith(GZIP):
        return _is_picture(_unpacked(head))
    if head.startswith(METAFILES) or head[40:44] == b" EMF":
        return True
    found = filetype.image_match(head)
    return found is not None and found.extension not in WITH_WORDS


def _is_font(head: bytes) -> bool:
    import filetype

    return filetype.font_match(head) is not None


def _unpacked(head: bytes) -> bytes:
    """Its first bytes; empty where it is damaged, and with a packed thing inside one that is packed."""
    try:
        inside = zlib.decompressobj(31).decompress(head, HEAD)
    except zlib.error:
        return b""
    return b"" if inside.startswith(GZIP) else inside
