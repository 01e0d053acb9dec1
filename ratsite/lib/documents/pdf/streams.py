"""Search the bytes of a PDF for what PDFium does not report: layers, scripts, XMP metadata, camera data.

A PDF stores objects either plainly or in compressed object streams (ISO 32000-1, 7.5.7); both are searched. Runs in the
limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from ratsite.lib.documents.camera import camera_data
from ratsite.lib.documents.hidden_parts import HiddenPart, HiddenPartKind
from ratsite.lib.documents.inspection import STREAM
from ratsite.lib.documents.xmp import xmp_lines

# Unpacked bytes of a stream that are searched: a stream of objects has some thousands.
MOST_OF_A_STREAM = 16 * 1024 * 1024
BEFORE = 400  # bytes before a stream that are searched for its dictionary
OBJECTS, PICTURE, XMP = re.compile(rb"/ObjStm\b"), re.compile(rb"/DCTDecode\b"), re.compile(rb"<x:xmpmeta\b")
METADATA = re.compile(rb"/Type\s*/Metadata\b")
SCRIPT = re.compile(rb"/S\s*/(JavaScript|Launch|ImportData|SubmitForm)\b")
LAYER = re.compile(rb"<<[^<>]{0,400}(?:<[^<>]{0,400}>[^<>]{0,400})?/Type\s*/OCG\b[^>]{0,400}>")
LAYERS_OFF = re.compile(rb"/OFF\s*\[\s*\d|/BaseState\s*/OFF\b")
NAME = re.compile(rb"/Name\s*(?:\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]*)>)")


def streams_hidden(path: Path) -> Iterator[HiddenPart]:
    """Yield the hidden layers, scripts, XMP metadata and camera data of a PDF, as hidden parts."""
    content = path.read_bytes()
    objects = [content]
    cameras: list[str] = []
    about: list[str] = []
    for start, end, dictionary in _streams(content):
        if OBJECTS.search(dictionary):
            objects.append(_unpacked(content[start:end]))
        elif METADATA.search(dictionary):
            packed = content[start:end]
            about += xmp_lines(packed if XMP.search(packed) else _unpacked(packed))
        elif PICTURE.search(dictionary) and (text := camera_data(content[start:end])):
            cameras.append(text)
    if about:
        yield HiddenPart(HiddenPartKind.METADATA, text="\n".join(dict.fromkeys(about)))
    for text in dict.fromkeys(cameras):
        yield HiddenPart(HiddenPartKind.CAMERA, text=text)
    for name in dict.fromkeys(match[1].decode() for piece in objects for match in SCRIPT.finditer(piece)):
        yield HiddenPart(HiddenPartKind.MACRO, text=name)
    if any(LAYERS_OFF.search(piece) for piece in objects):
        names = [_name(match[0]) for piece in objects for match in LAYER.finditer(piece)]
        yield HiddenPart(HiddenPartKind.LAYER, text="\n".join(filter(None, dict.fromkeys(names))))


def _streams(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (start, end, dictionary) for each stream in the bytes of a PDF.

    start, end: the offsets of the stream's content. dictionary: the bytes of the dictionary that describes it.
    """
    for match in STREAM.finditer(content):
        end = content.find(b"endstream", match.end())
        dictionary = content[max(0, match.start() - BEFORE) : match.start()]
        yield match.end(), end if end > 0 else len(content), dictionary[dictionary.rfind(b" obj") + 1 :]


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_OF_A_STREAM)
    except zlib.error:
        return b""


def _name(layer: bytes) -> str:
    match = NAME.search(layer)
    if match is None:
        return ""
    digits = b"".join((match[2] or b"").split())
    name = match[1] if match[1] is not None else bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    if name.startswith(b"\xfe\xff"):
        return name[2:].decode("utf-16-be", "replace")
    return name.decode("latin-1")
