"""Remove what a camera or a program wrote into a picture, without any loss to its pixels. Imports no framework."""

import io

from lxml import etree

from ratsite.lib.documents.clean_copy.xml_edits import cut_each, parse_part, write_part

JPEG, PNG, END_OF_PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"IEND"
# The chunks that change how a PNG looks. All others have texts, dates or EXIF data (W3C PNG, 11.3).
DRAWN = (b"IHDR", b"PLTE", b"IDAT", END_OF_PNG, b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs")
COMMENT, SCAN, STUFFED = 0xFE, 0xDA, (0x00, *range(0xD0, 0xD8))
APPLICATIONS = range(0xE0, 0xF0)
COLOURS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}  # markers that say how to read the colours
WITHOUT_DATA = (0x01, 0xD8, *range(0xD0, 0xD8))
REWRITTEN: dict[str, dict] = {"TIFF": {"compression": "tiff_lzw"}, "WEBP": {"lossless": True}, "GIF": {}}


def without_data(picture: bytes) -> bytes:
    """Return a picture without EXIF, XMP, comments and data after its end. Files of other types are not changed."""
    if picture.startswith(JPEG):
        return _jpeg(picture)
    if picture.startswith(PNG):
        return _png(picture)
    if b"<svg" in picture[:1000]:
        return _drawing(picture)
    if picture.startswith((b"II*\0", b"MM\0*", b"RIFF", b"GIF8")):
        return _drawn_anew(picture)
    return picture


def _jpeg(picture: bytes) -> bytes:
    out, place = bytearray(JPEG), 2
    while place + 4 <= len(picture):
        if picture[place] != 0xFF:
            return bytes(out)  # damaged: return what could be read so far
        marker = picture[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0xD9:
            break
        if marker in WITHOUT_DATA:
            out += picture[place : place + 2]
            place += 2
            continue
        end = place + 2 + int.from_bytes(picture[place + 2 : place + 4], "big")
        kept = COLOURS.get(marker)
        is_data = marker == COMMENT or (
            marker in APPLICATIONS and (kept is None or not picture.startswith(kept, place + 4))
        )
        if not is_data:
            out += picture[place:end]
        if marker == SCAN:
            place = end
            end = _end_of_scan(picture, place)
            out += picture[place:end]
        place = end
    return bytes(out + b"\xff\xd9")


def _end_of_scan(picture: bytes, place: int) -> int:
    """Return the position of the next marker after the compressed pixels that begin at `place`."""
    while (place := picture.find(b"\xff", place)) >= 0:
        if picture[place + 1 : place + 2] and picture[place + 1] not in STUFFED:
            return place
        place += 2
    return len(picture)


def _png(picture: bytes) -> bytes:
    out, place = bytearray(PNG), len(PNG)
    while place + 12 <= len(picture):
        size, kind = int.from_bytes(picture[place : place + 4], "big"), picture[place + 4 : place + 8]
        if kind in DRAWN:
            out += picture[place : place + 12 + size]
        place += 12 + size
        if kind == END_OF_PNG:
            break
    return bytes(out)


def _drawing(picture: bytes) -> bytes:
    try:
        root = parse_part(picture)
    except (etree.XMLSyntaxError, ValueError):
        return b""
    cut_each(root, "metadata", "title", "desc", "script", "foreignObject", "namedview")
    return write_part(root)


def _drawn_anew(picture: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(picture), formats=list(REWRITTEN)) as opened:
        kind = opened.format or ""
        if getattr(opened, "n_frames", 1) > 1 and kind == "GIF":
            return picture  # an animation: not redrawn, as a GIF has no camera data
        bare = Image.new(opened.mode, opened.size)
        bare.paste(opened)
        options = dict(REWRITTEN[kind])
        if opened.mode == "P":
            bare.putpalette(opened.getpalette() or [])
        if kind == "GIF" and "transparency" in opened.info:
            options["transparency"] = opened.info["transparency"]
    out = io.BytesIO()
    bare.save(out, kind, **options)
    return out.getvalue()
