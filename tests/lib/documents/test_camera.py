"""The data that a camera or program wrote into a picture is found anywhere in the file."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ratsite.lib.documents.camera import camera_data
from ratsite.lib.documents.clean_copy.picture_data import without_data

XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>CANARY</dc:creator></x:xmpmeta>"
IPTC = b"\x1c\x02\x50\x00\x06CANARY"  # record 2, dataset 80, six bytes
BLOCK = b"8BIM\x04\x04\x00\x00" + len(IPTC).to_bytes(4, "big") + IPTC + b"\0"


def drawn(kind: str, **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(out, kind, **options)
    return out.getvalue()


def with_segment(marker: int, content: bytes) -> bytes:
    picture = drawn("JPEG")
    return picture[:2] + bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2, "big") + content + picture[2:]


def png(name: str, *, packed: bool = False) -> bytes:
    text = PngInfo()
    if name == "XML:com.adobe.xmp":
        text.add_itxt(name, XMP.decode())
    else:
        text.add_text(name, "CANARY", zip=packed)
    return drawn("PNG", pnginfo=text)


PICTURES = {
    "XMP of a JPEG": with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
    "IPTC of a JPEG": with_segment(0xED, b"Photoshop 3.0\0" + BLOCK),
    "a comment of a JPEG": drawn("JPEG", comment=b"CANARY"),
    "a comment of a GIF": drawn("GIF", comment=b"CANARY"),
    "XMP of a PNG": png("XML:com.adobe.xmp"),
    "a text of a PNG": png("Author"),
    "a packed text of a PNG": png("Comment", packed=True),
    "XMP of a WebP": drawn("WEBP", xmp=XMP),
    "XMP of a TIFF": drawn("TIFF", tiffinfo={700: XMP}),
}


@pytest.mark.parametrize("name", PICTURES)
def test_camera_data_is_found_and_not_in_the_copy(name):
    assert "CANARY" in camera_data(PICTURES[name])
    assert camera_data(without_data(PICTURES[name])) == ""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_a_picture_without_such_data_has_none(kind):
    assert camera_data(drawn(kind)) == ""
