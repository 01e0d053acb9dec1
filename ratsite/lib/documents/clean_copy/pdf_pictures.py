"""Draw PDF pages as pictures, and replace pages by their pictures. Imports no framework."""

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

DOTS = 150  # per inch: small print can be read, and a page of text takes some 250 kB
QUALITY = 80
POINTS = 72  # an inch


@dataclass(frozen=True)
class Picture:
    """A picture of a page. pixels, points: its (width, height) in each unit."""

    content: bytes
    is_photo: bool  # True for a JPEG; False for losslessly compressed pixels
    is_grey: bool
    pixels: tuple[int, int]
    points: tuple[float, float]


def draw_pages(path: Path, numbers: Iterable[int]) -> Iterator[tuple[int, Picture]]:
    """Yield (number, picture) for each of these pages, counted from 1."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    for number in numbers:
        page = document[number - 1]
        drawn = page.render(scale=DOTS / POINTS, may_draw_forms=True).to_pil().convert("RGB")
        points = page.get_size()
        page.close()
        red, green, blue = drawn.split()
        is_grey = red.tobytes() == green.tobytes() == blue.tobytes()
        yield number, _packed(red if is_grey else drawn, is_grey, points)
    document.close()


def _packed(drawn, is_grey: bool, points: tuple[float, float]) -> Picture:
    """Return the drawn page as losslessly compressed pixels or as a JPEG, whichever is smaller."""
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    photo, plain = out.getvalue(), zlib.compress(drawn.tobytes())
    is_photo = len(photo) < len(plain)
    return Picture(photo if is_photo else plain, is_photo, is_grey, drawn.size, points)


def replace_page(document: pikepdf.Pdf, page: pikepdf.Page, picture: Picture) -> None:
    """Replace everything on a page by a picture of the page."""
    image = document.make_stream(picture.content)
    image.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.pixels[0],
        Height=picture.pixels[1],
        ColorSpace=pikepdf.Name.DeviceGray if picture.is_grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode if picture.is_photo else pikepdf.Name.FlateDecode,
    )
    wide, high = picture.points
    content = f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Page Do Q".encode()
    parent = page.obj["/Parent"]
    for key in list(page.obj.keys()):
        del page.obj[key]
    page.obj["/Type"] = pikepdf.Name.Page
    page.obj["/Parent"] = parent
    page.obj["/MediaBox"] = page.obj["/CropBox"] = pikepdf.Array([0, 0, round(wide, 3), round(high, 3)])
    page.obj["/Rotate"] = 0
    page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    page.obj["/Contents"] = document.make_stream(content)
