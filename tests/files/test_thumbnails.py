"""A small picture of a page is drawn from the file, and shows no more than the page does."""

import io

import pytest
from PIL import Image

from ratsite.files.models import StoredFile
from ratsite.files.thumbnails import draw_page
from tests.files.hidden_pdf import boxed
from tests.files.test_recognition import checked
from tests.files.test_text import pdf

pytestmark = pytest.mark.django_db


def drawn(file: StoredFile) -> bytes:
    file.refresh_from_db()
    with file.thumbnail.open("rb") as opened:
        return opened.read()


def draw(file: StoredFile, page: int) -> bool:
    file.thumbnail_page = page
    file.save(update_fields=["thumbnail_page"])
    return draw_page(stored=file)


def test_a_page_is_drawn_as_a_small_picture(member):
    file = checked(member, pdf("One", "Two"))
    assert draw(file, 1)
    first = drawn(file)
    picture = Image.open(io.BytesIO(first))
    assert (picture.format, max(picture.size) <= 340, min(picture.size) > 100) == ("JPEG", True, True)
    assert draw(file, 2)
    assert drawn(file) != first


def test_the_picture_of_a_page_shows_the_box_and_not_what_is_under_it(member):
    pictures = []
    for words in ("Marmalade", "Wilhelmina"[:9]):
        file = checked(member, boxed(words, margin=60))
        draw(file, 1)
        pictures.append(Image.open(io.BytesIO(drawn(file))).convert("L"))
    dark = [sum(1 for pixel in picture.crop((35, 90, 45, 100)).tobytes() if pixel < 40) for picture in pictures]
    assert dark == [100, 100]


@pytest.mark.parametrize(("name", "number"), [("card.pdf", 0), ("card.pdf", 3), ("card.txt", 1)])
def test_what_cannot_be_drawn_has_no_picture(member, name, number):
    file = checked(member, pdf("One", "Two") if name.endswith("pdf") else b"One", name)
    assert not draw(file, number)
    file.refresh_from_db()
    assert not file.thumbnail
