"""Read the data that a camera wrote into a picture: where and when it was taken, by whom and with what.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import io
from contextlib import suppress

OF_THE_PICTURE, OF_THE_PLACE = 0x8769, 0x8825  # the blocks of EXIF tags for the exposure and for GPS (CIPA DC-008)
TELLING = (
    *("Make", "Model", "DateTime", "Artist", "Copyright", "ImageDescription", "HostComputer"),
    *("DateTimeOriginal", "CameraOwnerName", "BodySerialNumber", "LensSerialNumber", "UserComment"),
    *("XPAuthor", "XPComment", "XPTitle", "XPSubject", "XPKeywords"),
)
LATITUDE, LONGITUDE = (1, 2), (3, 4)  # tags of the hemisphere, and of degrees, minutes and seconds


def camera_data(picture: bytes) -> str:
    """Return the EXIF tags that may identify someone, as lines "name: value"; "" if the file has none."""
    from PIL import ExifTags, Image

    lines = []
    with suppress(OSError, ValueError, SyntaxError, TypeError, KeyError, ArithmeticError, Image.DecompressionBombError):
        with Image.open(io.BytesIO(picture)) as opened:
            exif = opened.getexif()
        tags = {**exif, **exif.get_ifd(OF_THE_PICTURE)}
        for number, value in tags.items():
            name = ExifTags.TAGS.get(number, "")
            if name in TELLING and (text := _text(value, is_wide=name.startswith("XP"))):
                lines.append(f"{name}: {text}")
        place = exif.get_ifd(OF_THE_PLACE)
        if all(tag in place for tag in (*LATITUDE, *LONGITUDE)):
            lines.append(f"GPS: {_degrees(place, LATITUDE)}, {_degrees(place, LONGITUDE)}")
    return "\n".join(lines)


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
