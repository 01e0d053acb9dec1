"""Redraw an untrusted picture, in a separate process with limits.

    python -m ratsite.lib.documents.pictures PATH EXTENSION

Writes two pictures to standard output, each after its length as eight bytes: the picture in its own format, and a small
JPEG of it. Writes nothing if it fails. Only the pixels survive: no location, camera, name, or data hidden behind the
end of the file. Imports no framework.
"""

import io
import sys
from pathlib import Path
from typing import BinaryIO

from ratsite.lib.documents.inspection import MAX_PIXELS

FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
SMALL = (480, 480)  # pixels: fits two columns of a topic on a high-density screen
QUALITY = 88
LENGTH = 8  # bytes


def redraw(path: Path, extension: str) -> tuple[bytes, bytes]:
    """Return (redrawn picture, thumbnail) as encoded bytes, both turned upright as the camera recorded."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(path, formats=[FORMATS[extension]]) as opened:
        opened.load()
        picture = ImageOps.exif_transpose(opened)
        has_holes = picture.mode in ("LA", "PA") or "transparency" in picture.info
        plain = picture.convert(
            "RGBA" if FORMATS[extension] == "PNG" and (has_holes or picture.mode == "RGBA") else "RGB"
        )
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    small = bare.convert("RGB")
    small.thumbnail(SMALL)
    return _encoded(bare, FORMATS[extension]), _encoded(small, "JPEG")


def _encoded(picture, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return out.getvalue()


def write(pictures: tuple[bytes, ...], out: BinaryIO) -> None:
    for picture in pictures:
        out.write(len(picture).to_bytes(LENGTH, "big") + picture)


def read(output: bytes) -> list[bytes]:
    """Return the pictures that this module's program wrote to standard output, except one that is cut off."""
    pictures = []
    while len(output) >= LENGTH:
        size = int.from_bytes(output[:LENGTH], "big")
        picture, output = output[LENGTH : LENGTH + size], output[LENGTH + size :]
        if len(picture) < size:
            break
        pictures.append(picture)
    return pictures


if __name__ == "__main__":
    write(redraw(Path(sys.argv[1]), sys.argv[2]), sys.stdout.buffer)
