"""Read what a picture's file says about the picture, such as the place, the time, the photographer and the camera.

A camera or a program writes these data as EXIF, XMP, IPTC, a comment or a text of a PNG.
Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import io
from contextlib import suppress

from ratsite.lib.documents.xmp import xmp_lines

OF_THE_PICTURE, OF_THE_PLACE = 0x8769, 0x8825  # the blocks of EXIF tags for the exposure and for GPS (CIPA DC-008)
# EXIF tags that may identify a person or a camera.
PERSONAL_TAGS = (
    *("Make", "Model", "DateTime", "Artist", "Copyright", "ImageDescription", "HostComputer"),
    *("DateTimeOriginal", "CameraOwnerName", "BodySerialNumber", "LensSerialNumber", "UserComment"),
    *("XPAuthor", "XPComment", "XPTitle", "XPSubject", "XPKeywords"),
)
XMP = ("xmp", "xml:com.adobe.xmp")
XMP_OF_TIFF = 700
# Entries of Pillow's Image.info that are no texts about the picture: colours, other blocks, and the writing program.
OF_PROGRAMS = (
    *("exif", "icc_profile", "photoshop", "adobe", "jfif", "jfif_version", "version", "extension", "background"),
    *("transparency", "software", "date:create", "date:modify", "date:timestamp", "creation time", "compression", "mp"),
    *("mpoffset", "wmf_bbox", "raw profile type exif"),
)
RECORD = 2  # the IPTC record with what a person wrote about a picture (IPTC-IIM 4.2, 6)
CAPTIONS = {
    80: "Author",
    85: "AuthorsPosition",
    90: "City",
    92: "Location",
    105: "Headline",
    110: "Credit",
    120: "Caption",
}
MOST = 5_000  # characters of one text
LATITUDE, LONGITUDE = (1, 2), (3, 4)  # tags of the hemisphere, and of degrees, minutes and seconds


def camera_data(picture: bytes) -> str:
    """Return the data in a picture that may identify someone, as lines "name: value"; "" if the file has none."""
    from PIL import ExifTags, Image

    lines = _other_lines(picture)
    with suppress(OSError, ValueError, SyntaxError, TypeError, KeyError, ArithmeticError, Image.DecompressionBombError):
        with Image.open(io.BytesIO(picture)) as opened:
            exif = opened.getexif()
        tags = {**exif, **exif.get_ifd(OF_THE_PICTURE)}
        for number, value in tags.items():
            name = ExifTags.TAGS.get(number, "")
            if name in PERSONAL_TAGS and (text := _text(value, is_wide=name.startswith("XP"))):
                lines.append(f"{name}: {text}")
        place = exif.get_ifd(OF_THE_PLACE)
        if all(tag in place for tag in (*LATITUDE, *LONGITUDE)):
            lines.append(f"GPS: {_degrees(place, LATITUDE)}, {_degrees(place, LONGITUDE)}")
    return "\n".join(dict.fromkeys(lines))


def _other_lines(picture: bytes) -> list[str]:
    """Return the data in a picture other than EXIF, as lines "name: value"."""
    from PIL import Image, IptcImagePlugin

    lines: list[str] = []
    with suppress(OSError, ValueError, SyntaxError, TypeError, KeyError, ArithmeticError, Image.DecompressionBombError):
        with Image.open(io.BytesIO(picture)) as opened:
            if opened.format == "PNG":
                opened.load()  # a PNG may have texts after its pixels
            about = {**opened.info, **getattr(opened, "text", {})}
            captions = IptcImagePlugin.getiptcinfo(opened) or {}
            about["xmp"] = about.get("xmp") or getattr(opened, "tag_v2", {}).get(XMP_OF_TIFF)
        for name, value in about.items():
            if name.lower() in XMP and value:
                lines += xmp_lines(value.encode() if isinstance(value, str) else bytes(value))
            elif name.lower() not in OF_PROGRAMS and isinstance(value, str | bytes) and (text := _plain(value)):
                lines.append(f"{name}: {text}")
        for tag, value in captions.items():
            for one in value if isinstance(value, list) else [value]:
                if tag[0] == RECORD and (text := _plain(one)):
                    lines.append(f"{CAPTIONS.get(tag[1], 'IPTC')}: {text}")
    return lines


def _plain(value: str | bytes) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    text = " ".join(text.replace("\0", " ").split())
    return text[:MOST] if text.isprintable() else ""


def _text(value, *, is_wide: bool) -> str:
    if isinstance(value, bytes):
        coding = "utf-16-le" if is_wide else "utf-8"
        value = value.removeprefix(b"ASCII\0\0\0").decode(coding, "ignore")
    return str(value).replace("\0", " ").strip() if isinstance(value, str) else ""


def _degrees(place: dict, tags: tuple[int, int]) -> str:
    degrees, minutes, seconds = (float(part) for part in place[tags[1]])
    side = place[tags[0]]
    side = side.decode("ascii", "ignore") if isinstance(side, bytes) else str(side)
    return f"{degrees + minutes / 60 + seconds / 3600:.5f} {side.strip(chr(0))}"
