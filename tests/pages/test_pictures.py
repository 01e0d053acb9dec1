"""Pictures: each needs a text alternative, only its pixels are stored, and huge ones are refused."""

import gc
import struct
import time
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from ratsite.files.other_files import check_other_files
from ratsite.pages.models import SiteImage
from tests.factories import take_second_step
from tests.pages.factories import draw

pytestmark = pytest.mark.django_db
GPS = 0x8825
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def submit(content: bytes, name: str = "picture.jpg", **changes):
    data = {
        "title": "A drawing",
        "description": "A line through ten squares.",
        "credit": "Drawn here",
        "collection": Collection.get_first_root_node().pk,
        **changes,
    }
    form = get_image_form(SiteImage)(data, {"file": SimpleUploadedFile(name, content)})
    form.is_valid()
    return form


def read(file) -> bytes:
    with file.open() as opened:
        return opened.read()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "CANARY camera"
    exif.get_ifd(GPS)[2] = (52.0, 28.0, 59.0)
    return draw(kind="JPEG", exif=exif, comment=b"CANARY comment").getvalue()


def bomb() -> bytes:
    """A PNG of 30,000 by 30,000 pixels in under 200 kB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(30_000 * 30_000 // 8 + 30_000), 9)
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_place_device_and_comments_are_gone_from_the_stored_file():
    stored = submit(with_place()).save().file
    content = read(stored)
    assert b"CANARY" not in content
    assert b"Exif" not in content
    assert dict(Image.open(BytesIO(content)).getexif()) == {}


def test_the_recorded_size_of_a_picture_is_that_of_the_stored_file():
    picture = submit(with_place()).save()
    assert picture.file_size == picture.file.size
    assert (picture.width, picture.height) == (60, 40)


def test_a_picture_taken_sideways_is_stored_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it a quarter to the right
    picture = submit(draw(kind="JPEG", exif=exif).getvalue()).save()
    assert (picture.width, picture.height) == (40, 60)


def test_transparency_and_palettes_survive():
    see_through = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    output = BytesIO()
    see_through.save(output, format="PNG")
    picture = submit(output.getvalue(), "clear.png").save()
    assert Image.open(BytesIO(read(picture.file))).convert("RGBA").getpixel((0, 0)) == (255, 0, 0, 0)
    indexed = BytesIO()
    Image.new("RGB", (4, 4), (10, 90, 91)).convert("P", palette=Image.Palette.ADAPTIVE).save(indexed, format="PNG")
    picture = submit(indexed.getvalue(), "palette.png").save()
    assert Image.open(BytesIO(read(picture.file))).convert("RGB").getpixel((0, 0)) == (10, 90, 91)


@pytest.mark.parametrize("description", ["", "   "])
def test_a_picture_without_words_is_refused(description):
    assert list(submit(draw(kind="JPEG").getvalue(), description=description).errors) == ["description"]


def test_a_bomb_is_refused_at_once():
    content = bomb()
    started = time.monotonic()
    form = submit(content, "bomb.png")
    assert list(form.errors) == ["file"]
    assert time.monotonic() - started < 1
    assert SiteImage.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (SVG, "picture.svg"),
        (SVG, "picture.png"),
        (b"MZ\x90\x00 not a picture", "picture.jpg"),
        (b"", "picture.png"),
        (with_place()[:200], "cut-off.jpg"),
        (draw(kind="BMP").getvalue(), "picture.bmp"),
        (draw(kind="TIFF").getvalue(), "picture.jpg"),
    ],
)
def test_a_file_that_is_not_a_web_picture_is_refused(content, name):
    assert list(submit(content, name).errors) == ["file"]


def test_a_moving_picture_is_refused():
    output = BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("red", "green", "blue")]
    frames[0].save(output, format="GIF", save_all=True, append_images=frames[1:])
    assert submit(output.getvalue(), "moving.gif").errors["file"] == [
        "This site does not show moving pictures. Save one frame as JPEG or PNG."
    ]


def test_a_picture_named_for_a_person_is_refused_in_words():
    assert submit(with_place(), "Karen_Hughes_house.jpg").errors["file"] == [
        "The file name may contain this: name. Give the file another name."
    ]
    assert "file" not in submit(with_place(), "civic_centre_front.jpg").errors


@pytest.mark.parametrize("field", ["title", "description", "credit"])
def test_a_picture_whose_words_identify_a_person_is_refused(field):
    form = submit(draw(kind="JPEG").getvalue(), **{field: "Priya Nair, 07700 900123"})
    assert set(form.errors) == {field}


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail leaves the stored file open
def test_several_at_once_are_cleaned_too(client, editor):
    client.force_login(editor)
    take_second_step(client, editor)
    answer = client.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": SimpleUploadedFile("place.jpg", with_place()), "title": "Place"},
    ).json()
    assert answer["success"] is True
    upload = answer["uploaded_file_id"]
    collection = Collection.get_first_root_node().pk
    fields = {"title": "Place", "description": "A square.", "credit": "", "tags": "", "collection": collection}
    client.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload]),
        {f"uploaded-image-{upload}-{name}": value for name, value in fields.items()},
    )
    picture = SiteImage.objects.get()
    assert b"CANARY" not in read(picture.file)
    assert picture.description == "A square."
    assert (picture.file_hash != "", check_other_files()) == (True, 0)  # what is stored is what was uploaded
    gc.collect()


def test_a_bomb_among_several_is_refused_in_words(client, editor):
    client.force_login(editor)
    take_second_step(client, editor)
    answer = client.post(
        reverse("wagtailimages:add_multiple"), {"files[]": SimpleUploadedFile("bomb.png", bomb()), "title": "Bomb"}
    )
    assert (answer.status_code, answer.json()["success"]) == (200, False)
