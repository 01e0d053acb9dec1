"""Pictures and text covered by other pictures, boxes and annotations in a PDF are reported to the curator."""

import io
import os
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ratsite.lib.documents.clean_copy.pdf import clean_pdf
from ratsite.lib.documents.hidden_parts import HiddenPart, HiddenPartKind, Page
from ratsite.lib.documents.pdf import overlaps as pdf_overlaps
from ratsite.lib.documents.pdf.visible_text import pdf_pages
from tests.files.hidden_pdf import A4, recognised, scan

PHOTO = Image.frombytes("RGB", (40, 40), os.urandom(4_800))
NAVY, IVORY = (Image.new("RGB", (20, 20), colour) for colour in ("navy", "ivory"))


def page(*draws: Callable[[Canvas], object], turn: int = 0) -> bytes:
    """Return a page with "Ask first." on plain paper, and then what these functions draw."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawString(72, 60, "Ask first.")
    for draw in draws:
        draw(canvas)
    canvas.save()
    if not turn:
        return out.getvalue()
    turned = io.BytesIO()
    with pikepdf.open(out) as document:
        document.pages[0].rotate(turn, relative=False)
        document.save(turned)
    return turned.getvalue()


def picture(drawn: Image.Image, x: float, y: float, wide: float, high: float) -> Callable[[Canvas], object]:
    return lambda canvas: canvas.drawImage(ImageReader(drawn), x, y, wide, high, mask="auto")


def box(grey: float, x: float, y: float, wide: float, high: float, said: str = "") -> Callable[[Canvas], object]:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(grey)
        canvas.rect(x, y, wide, high, fill=1, stroke=0)
        canvas.setFillGray(1 - grey)
        canvas.drawString(x + 5, y + 5, said)

    return draw


def sticker(*, is_filled: bool) -> Image.Image:
    """A round picture with a transparent background, filled or only its edge."""
    drawn = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    yellow = (255, 200, 0, 255)
    ImageDraw.Draw(drawn).ellipse((0, 0, 79, 79), fill=yellow if is_filled else None, outline=yellow, width=3)
    return drawn


def veil() -> Image.Image:
    """A half-transparent picture."""
    return Image.new("RGBA", (20, 20), (0, 0, 80, 120))


def marked(kind: str) -> bytes:
    """Return a page with a photo that an annotation covers with a black box."""
    out, name = io.BytesIO(), pikepdf.Name
    with pikepdf.open(io.BytesIO(page(picture(PHOTO, *WHERE)))) as document:
        shape = document.make_stream(b"0 g 0 0 80 80 re f", Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 80, 80])
        note = pikepdf.Dictionary(
            Type=name.Annot, Subtype=name(kind), Rect=[150, 350, 230, 430], F=4, AP=pikepdf.Dictionary(N=shape)
        )
        document.pages[0].obj["/Annots"] = pikepdf.Array([note])
        document.save(out)
    return out.getvalue()


WHERE, ON_IT, BESIDE_IT = (100, 300, 300, 300), (150, 350, 80, 80), (398, 300, 100, 100)
COVERED = {
    "picture": page(picture(PHOTO, *WHERE), picture(NAVY, *ON_IT)),
    "photo": page(picture(PHOTO, *WHERE), picture(PHOTO.rotate(90), *ON_IT)),
    "turned": page(picture(PHOTO, *WHERE), picture(NAVY, *ON_IT), turn=90),
    "sticker": page(picture(PHOTO, *WHERE), picture(sticker(is_filled=True), *ON_IT)),
    "black box": page(picture(PHOTO, *WHERE), box(0, *ON_IT)),
    "white box": page(picture(PHOTO, *WHERE), box(1, *ON_IT)),
    "scan": scan(box(0, 60, 580, 300, 60)),
    "drawn mark": marked("/Square"),
    "stamp": marked("/Stamp"),
}
OPEN = {
    "one picture": page(picture(PHOTO, *WHERE)),
    "beside": page(picture(PHOTO, *WHERE), picture(NAVY, *BESIDE_IT)),
    "plain ground": page(picture(IVORY, *WHERE), picture(PHOTO, *ON_IT)),
    "edge": page(picture(PHOTO, *WHERE), picture(sticker(is_filled=False), *ON_IT)),
    "veil": page(picture(PHOTO, *WHERE), picture(veil(), *ON_IT)),
    "again": page(picture(PHOTO, *WHERE), picture(PHOTO, *WHERE)),
    "panel": page(picture(PHOTO, *WHERE), box(1, *ON_IT, said="Call us")),
    "box before": page(box(0, *ON_IT), picture(PHOTO, *WHERE)),
    "scan": scan(recognised),
}


def parts_of(content: bytes, tmp_path) -> list[Page | HiddenPart]:
    path = tmp_path / "pages.pdf"
    path.write_bytes(content)
    return list(pdf_pages(path))


def kinds(said: list[Page | HiddenPart]) -> list[str]:
    return [one.kind for one in said if isinstance(one, HiddenPart)]


@pytest.mark.parametrize("name", sorted(COVERED))
def test_a_shape_that_hides_a_picture_is_reported_and_removed_by_a_clean_copy(name, tmp_path):
    said = parts_of(COVERED[name], tmp_path)
    assert kinds(said) == [HiddenPartKind.PICTURE]
    assert [one.about for one in said if isinstance(one, HiddenPart)] == [{"number": 1}]
    content, pictured = clean_pdf(tmp_path / "pages.pdf")
    assert pictured == [1]
    assert kinds(parts_of(content, tmp_path)) == []


@pytest.mark.parametrize("name", sorted(OPEN))
def test_pictures_that_hide_nothing_are_none(name, tmp_path):
    assert kinds(parts_of(OPEN[name], tmp_path)) == []


@pytest.mark.parametrize("over", [PHOTO, NAVY, sticker(is_filled=True)], ids=["photo", "plain", "sticker"])
def test_words_under_a_picture_are_hidden_whatever_it_shows(over, tmp_path):
    words = page(lambda canvas: canvas.drawString(180, 390, "Marmalade"), picture(over, 150, 350, 120, 80))
    said = parts_of(words, tmp_path)
    assert [(one.kind, one.text) for one in said if isinstance(one, HiddenPart)] == [
        (HiddenPartKind.COVERED, "Marmalade")
    ]
    assert [one.text.split() for one in said if isinstance(one, Page)] == [["Ask", "first."]]


def test_text_next_to_a_sticker_or_under_a_transparent_box_is_visible(tmp_path):
    words = [lambda canvas: canvas.drawString(152, 352, "I"), lambda canvas: canvas.drawString(180, 600, "Marmalade")]
    said = parts_of(page(*words, picture(sticker(is_filled=True), *ON_IT), picture(veil(), 170, 590, 90, 30)), tmp_path)
    assert kinds(said) == []
    assert "Marmalade" in said[0].text


def test_a_file_with_more_pictures_than_we_look_at_counts_as_covered(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_overlaps, "MOST_DRAWN", 0)
    assert kinds(parts_of(OPEN["plain ground"], tmp_path)) == [HiddenPartKind.PICTURE]
    assert kinds(parts_of(OPEN["beside"], tmp_path)) == []
