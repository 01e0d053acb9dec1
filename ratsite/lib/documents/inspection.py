"""Open an untrusted file to check that it has the type that its extension says, and nothing harmful in it.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from ratsite.lib.documents.text.plain import FALLBACK, WIDE, decode_text
from ratsite.lib.documents.unreadable import DAMAGED
from ratsite.lib.marked_texts import gettext_noop

MAX_ENTRIES = 5_000
MAX_UNPACKED = 400 * 1024 * 1024  # bytes of all unpacked parts together
MAX_RATIO = 200  # unpacked to packed; ordinary documents stay under 50
MAX_PIXELS = 50_000_000  # if you change this, change the number in the message too
MAX_PAGES = 3_000  # if you change this, change the number in the message too
MAX_SIDE = 14_400  # points: five metres, the largest page that PDF readers must support (ISO 32000-1, Annex C)
MAX_STREAM = 256 * 1024 * 1024  # bytes of one PDF stream: an A3 scan in colour at 600 dots an inch has 210 million
OFFICE_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "odp": "content.xml",
    "ods": "content.xml",
}
ARCHIVE_NAMES = re.compile(r"\.(zip|gz|bz2|xz|7z|rar|tar|docm|xlsm|pptm|exe|dll|js|vbs|bat|cmd|ps1|jar)$", re.I)
OVERLAP = 64  # bytes of a piece that are searched again with the next one, to find a match across the edge
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # the searches below cannot see into UTF-16; Office writes UTF-8
PIECE = 1_048_576  # bytes
MOST_LAYERS = 8  # layers of compression in a PDF stream; programs use one or two
STREAM = re.compile(rb"\bstream[^\r\n]{0,64}(?:\r\n|\r|\n)")  # as tolerant as PDF readers are
# The active content of a web page: scripts, frames and plug-ins.
ACTIVE = re.compile(r"<\s*(?:script|iframe|frame|object|embed|applet)\b|<[^>]{1,2000}?\son\w+\s*=|javascript:", re.I)
MAIL_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?(?:From [^\n]*\n)?[\x21-\x39\x3b-\x7e]+:[ \t\r\n]?")  # RFC 5322, 2.2
OBJECT = re.compile(rb"\\obj(?:data|emb|ocx)\b")
ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.I)
MACROS = gettext_noop("The document contains macros, programs or embedded files. Save a copy without them.")
TEMPLATE = gettext_noop("The document loads a template from elsewhere. Save a copy without it.")
MENDABLE = (MACROS, TEMPLATE)  # refusals for what a clean copy does not have


def refusal(path: Path, extension: str, passing: Collection[str] = ()) -> str:
    """Return why this file must not be shared, as an untranslated message; "" if it may be shared.

    passing: messages of refusals to ignore in an Office file, because only a clean copy of the file will be shared.
    """
    if extension in OFFICE_PARTS:
        return _office_refusal(path, OFFICE_PARTS[extension], passing)
    if extension == "pdf":
        return _pdf_refusal(path)
    if extension in ("png", "jpg", "jpeg"):
        return _image_refusal(path)
    return OF_TEXTS.get(extension, _text_refusal)(path)


def _office_refusal(path: Path, main_part: str, passing: Collection[str]) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if main_part not in archive.namelist():
                return gettext_noop(
                    "The content of the file does not match its name. Save it again and send the new copy."
                )
            reasons = chain(_entries_refusals(entries), _parts_refusals(archive, entries))
            return next((reason for reason in reasons if reason not in passing), "")
    except DAMAGED:
        return gettext_noop("The file is damaged or locked with a password. Save it again and send the new copy.")


def entries_refusal(entries: list[zipfile.ZipInfo]) -> str:
    """Return why an archive with these entries must not be unpacked, as a message for the user; "" if it may be.

    Used for uploaded archives and for archives inside other files.
    """
    return next(_entries_refusals(entries), "")


def _entries_refusals(entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    names = [entry.filename for entry in entries]
    if len(names) != len(set(names)) or len(entries) > MAX_ENTRIES:
        yield gettext_noop(
            "The document is put together in a way that ordinary programs do not use. Save it again in an "
            "ordinary program."
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > MAX_UNPACKED or (unpacked > 10_000_000 and unpacked / packed > MAX_RATIO):
        yield gettext_noop("The document unpacks to an enormous size, so it was not opened.")
    for entry in entries:
        is_link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        if is_link or entry.filename.startswith(("/", "\\")) or ".." in Path(entry.filename).parts:
            yield gettext_noop("The document contains parts that point outside the file.")
        if is_program(entry.filename):
            yield MACROS


def is_program(name: str) -> bool:
    """True if a part with this name, in a document, contains macros, a program or packed files."""
    return bool(ARCHIVE_NAMES.search(name)) or "vbaproject" in name.lower()


def is_macro_project(name: str) -> bool:
    """True if a part with this name, in a document, contains macros, which have no text for people."""
    return name.lower().endswith(("vbaproject.bin", "vbaprojectsignature.bin"))


def _parts_refusals(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    for entry in entries:
        with archive.open(entry) as part:
            before, is_xml = b"", entry.filename.endswith((".xml", ".rels"))
            while piece := part.read(PIECE):  # read to the end, where a wrong checksum raises BadZipFile
                text, before = before + piece, piece[-OVERLAP:]
                if is_xml and (ENTITY.search(text) or piece.startswith(UTF_16)):
                    yield gettext_noop(
                        "The document refers to entities outside the file, which ordinary programs do not do."
                    )
                if entry.filename.endswith(".rels") and b"attachedTemplate" in text and b"External" in text:
                    yield TEMPLATE


def _pdf_refusal(path: Path) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
        largest = _largest_side(document) if 0 < pages <= MAX_PAGES else 0
        document.close()
    except pypdfium2.PdfiumError:
        return gettext_noop("The PDF is damaged or locked with a password. Save it again without a password.")
    if pages == 0:
        return gettext_noop("The PDF has no pages.")
    if pages > MAX_PAGES:
        return gettext_noop("The PDF has more than 3,000 pages. Send the part that matters.")
    if largest > MAX_SIDE:
        return gettext_noop("The PDF has a page of more than five metres. Save it again for an ordinary paper size.")
    if _holds_a_bomb(path.read_bytes()):
        return gettext_noop("The PDF unpacks to an enormous size, so it was not opened.")
    return ""


def _largest_side(document) -> float:
    """Return the longest side of any page of a PDF, in points.

    The first page must be readable; other pages that cannot be read are skipped.
    """
    import pypdfium2

    sides = list(document.get_page_size(0))
    for number in range(1, len(document)):
        with suppress(pypdfium2.PdfiumError):
            sides += document.get_page_size(number)
    return max(sides)


class _Bomb(Exception):
    pass


def _holds_a_bomb(content: bytes) -> bool:
    """Return True if a stream of this PDF unpacks to more than MAX_STREAM bytes.

    Only zlib streams are checked: nearly all streams of a PDF use zlib, and few other methods can pack a gigabyte into
    a megabyte. Many large streams together exceed the limits of the process instead.
    """
    try:
        for match in STREAM.finditer(content):
            end = content.find(b"endstream", match.end())
            _unpack(content[match.end() : end if end > 0 else None])
    except _Bomb:
        return True
    return False


def _unpack(packed: bytes) -> None:
    """Unpack all layers of zlib compression, and raise _Bomb if a layer unpacks to more than MAX_STREAM bytes.

    Damaged data, and data that only looks like zlib, is unpacked as far as possible.
    """
    layer: Iterator[bytes] = iter([packed])
    for _ in range(MOST_LAYERS):
        first = next(layer, b"")
        layer = chain([first], layer)
        if not _is_zlib(first):
            break
        layer = _inflated(layer)
    for _ in layer:
        pass


def _is_zlib(packed: bytes) -> bool:
    """Return True if the data begins with a zlib header, of any level and window size (RFC 1950, 2.2).

    Checking only for "x" as the first byte would miss streams that Acrobat writes.
    """
    return len(packed) > 1 and packed[0] & 15 == 8 and packed[0] < 0x80 and int.from_bytes(packed[:2]) % 31 == 0


def _inflated(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the unpacked bytes of zlib data in pieces.

    `packed` is always read to its end, even if not all of it can be unpacked.
    """
    inflater, room, pieces = zlib.decompressobj(), MAX_STREAM, iter(packed)
    try:
        for piece in pieces:
            while piece and (unpacked := inflater.decompress(piece, PIECE)):
                room -= len(unpacked)
                if room < 0:
                    raise _Bomb
                yield unpacked
                piece = inflater.unconsumed_tail
    except zlib.error:
        for _ in pieces:
            pass


def _image_refusal(path: Path) -> str:
    from PIL import Image

    too_large = gettext_noop("The picture is too large or is animated. Send a still picture of at most 50 megapixels.")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > MAX_PIXELS or getattr(picture, "n_frames", 1) > 1:
                return too_large
            picture.load()
    except Image.DecompressionBombError:
        return too_large
    except (OSError, ValueError, SyntaxError):
        return gettext_noop("The picture is damaged. Save it again and send the new copy.")
    return ""


def _text_refusal(path: Path) -> str:
    content = path.read_bytes()
    if b"\x00" in content and not content.startswith(WIDE):
        return gettext_noop("The file is not plain text.")
    for coding in ("utf-16",) if content.startswith(WIDE) else ("utf-8-sig", FALLBACK):
        with suppress(UnicodeDecodeError):
            content.decode(coding)
            return ""
    return gettext_noop("The text is in an encoding that we cannot read. Save it again as UTF-8.")


def _web_page_refusal(path: Path) -> str:
    """Return why a web page must not be shared; "" if it may.

    A page with scripts is refused: when it is opened from a disk, they could read other files there.
    """
    if sentence := _text_refusal(path):
        return sentence
    if ACTIVE.search(decode_text(path.read_bytes())):
        return gettext_noop("The web page contains scripts. Print it to a PDF, and send that.")
    return ""


def _mail_refusal(path: Path) -> str:
    if sentence := _text_refusal(path):
        return sentence
    if not MAIL_HEADER.match(path.read_bytes()):
        return gettext_noop("The content of the file does not match its name. Save it again and send the new copy.")
    return ""


def _rich_text_refusal(path: Path) -> str:
    content = path.read_bytes()
    if not content.startswith(b"{\\rtf"):
        return gettext_noop("The content of the file does not match its name. Save it again and send the new copy.")
    if OBJECT.search(content):
        return MACROS
    return ""


OF_TEXTS = {
    "html": _web_page_refusal,
    "htm": _web_page_refusal,
    "eml": _mail_refusal,
    "rtf": _rich_text_refusal,
}
