import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from docx import Document
from PIL import Image

from ratsite.files.sandbox import open_file
from ratsite.lib.documents.clean_copy.__main__ import clean
from ratsite.lib.documents.clean_copy.picture_data import without_data
from ratsite.lib.documents.inspection import refusal
from tests.lib.documents.clean_copy.office import BUILDERS, packed, photo, word
from tests.lib.documents.clean_copy.pdfs import FORM, HIDING, LINKS, pdf

CANARY, SEEN = re.compile(rb"CANARY[A-Z]*"), re.compile(r"SEEN\w*")
ALL = {**BUILDERS, "pdf": pdf}


def bytes_of(content: bytes) -> Iterator[bytes]:
    """Return every part of a file, unpacked; for a PDF every object and stream."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                yield entry.filename.encode()
                yield archive.read(entry)
    elif content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as document:
            for item in document.objects:
                yield repr(item).encode()
                if isinstance(item, pikepdf.Stream):
                    yield item.read_raw_bytes()
                    with suppress(pikepdf.PdfError):  # a JPEG
                        yield item.read_bytes()
        yield "".join(seen_in_pdf(content)).encode()
    yield content


def canaries(content: bytes) -> set[bytes]:
    return {found for part in bytes_of(content) for found in CANARY.findall(part)}


def seen_in_pdf(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def copied(folder: Path, extension: str) -> tuple[Path, Path, list[int]]:
    original = ALL[extension](folder / f"original.{extension}")
    content, pictured = clean(original, extension)
    copy = folder / f"copy.{extension}"
    copy.write_bytes(content)
    return original, copy, pictured


@pytest.mark.parametrize("extension", ALL)
def test_nothing_hidden_is_left_anywhere_in_the_copy(tmp_path, extension):
    original, copy, _ = copied(tmp_path, extension)
    assert canaries(original.read_bytes())
    assert canaries(copy.read_bytes()) == set()


@pytest.mark.parametrize("extension", ALL)
def test_the_copy_opens_and_shows_the_same_words(tmp_path, extension):
    original, copy, pictured = copied(tmp_path, extension)
    assert refusal(copy, extension) == ""
    if extension == "docx":
        original = _accepted(original)
    skipped = {*pictured, FORM} if extension == "pdf" else set()
    before, after = (
        [SEEN.findall(text) for number, text in open_file(str(path), extension).pages if number not in skipped]
        for path in (original, copy)
    )
    assert [words for words in before if words] == [words for words in after if words]
    assert any(after)


def _accepted(path: Path) -> Path:
    """Return the Word file without its macros and external template, because a file with them is refused."""
    with zipfile.ZipFile(path) as archive:
        kept = [name for name in archive.namelist() if "vba" not in name and "settings.xml.rels" not in name]
        parts = {name: archive.read(name) for name in kept}
    return packed(path.with_name("plain.docx"), parts)


@pytest.mark.parametrize("extension", BUILDERS)
def test_a_clean_copy_of_a_clean_copy_is_the_same(tmp_path, extension):
    _, copy, _ = copied(tmp_path, extension)
    assert clean(copy, extension) == (copy.read_bytes(), [])


def test_a_clean_copy_of_a_clean_pdf_has_no_new_pictures_and_the_same_words(tmp_path):
    _, copy, _ = copied(tmp_path, "pdf")
    again, pictured = clean(copy, "pdf")
    assert (pictured, seen_in_pdf(again)) == ([], seen_in_pdf(copy.read_bytes()))


def test_word_opens_the_copy_with_its_changes_accepted(tmp_path):
    _, copy, _ = copied(tmp_path, "docx")
    document = Document(str(copy))
    said = " ".join(paragraph.text for paragraph in document.paragraphs)
    assert "SEENinserted" in said
    assert [len(table.rows) for table in document.tables] == [1]


def test_links_that_a_reader_follows_stay_and_those_to_servers_are_text(tmp_path):
    _, copy, _ = copied(tmp_path, "docx")
    with zipfile.ZipFile(copy) as archive:
        links = archive.read("word/_rels/document.xml.rels").decode()
    assert "https://www.gov.uk/" in links
    assert links.count("External") == 1


def test_a_picture_in_the_copy_looks_as_before_and_names_no_camera(tmp_path):
    _, copy, _ = copied(tmp_path, "docx")
    with zipfile.ZipFile(copy) as archive:
        content = archive.read("word/media/image1.jpeg")
    with Image.open(io.BytesIO(content)) as after, Image.open(io.BytesIO(photo())) as before:
        assert (dict(after.getexif()), after.tobytes() == before.tobytes()) == ({}, True)


def test_pages_with_hidden_words_become_pictures_that_look_the_same(tmp_path):
    original, copy, pictured = copied(tmp_path, "pdf")
    assert pictured == sorted(HIDING)
    before, after = pypdfium2.PdfDocument(original), pypdfium2.PdfDocument(copy)
    for number in range(len(before)):
        sizes = [document.get_page_size(number) for document in (before, after)]
        assert sizes[0] == pytest.approx(sizes[1], abs=0.5)
        ink = [_ink(document, number) for document in (before, after)]
        assert ink[0] == pytest.approx(ink[1], rel=0.2), number + 1


def _ink(document: pypdfium2.PdfDocument, number: int) -> float:
    """Return how much of a page is dark."""
    document.init_forms()
    picture = document[number].render(scale=1, grayscale=True, may_draw_forms=True).to_pil().convert("L")
    return sum(shade < 128 for shade in picture.tobytes())


def test_values_of_a_form_in_a_pdf_are_drawn_into_the_page(tmp_path):
    _, copy, _ = copied(tmp_path, "pdf")
    with pikepdf.open(copy) as document:
        assert "/AcroForm" not in document.Root
        assert "/Annots" not in document.pages[FORM - 1].obj
    assert "SEENtyped" in seen_in_pdf(copy.read_bytes())[FORM - 1]


def test_links_and_the_outline_of_a_pdf_stay(tmp_path):
    _, copy, _ = copied(tmp_path, "pdf")
    with pikepdf.open(copy) as document:
        link = document.pages[LINKS - 1].obj.Annots[0]
        assert (str(link.A.URI), sorted(link.A.keys())) == ("https://www.gov.uk/", ["/S", "/URI"])
    assert [entry.get_title() for entry in pypdfium2.PdfDocument(copy).get_toc()] == ["SEEN outline"]


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"%PDF-1.7", b"<svg"])
@pytest.mark.parametrize("extension", [*ALL, "png"])
def test_a_damaged_file_is_an_error_and_no_copy(tmp_path, extension, broken):
    (tmp_path / "broken").write_bytes(broken)
    with pytest.raises(Exception):  # noqa: B017, PT011 the program prints nothing, whatever it is
        clean(tmp_path / "broken", extension)


def test_outside_entities_are_not_read(tmp_path):
    (tmp_path / "secret").write_text("CANARYSECRET")
    original = word(tmp_path / "a.docx")
    with zipfile.ZipFile(original) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    evil = f'<!DOCTYPE a [<!ENTITY b SYSTEM "file://{tmp_path}/secret">]>'.encode()
    parts["word/document.xml"] = evil + parts["word/document.xml"].replace(b"SEENplain", b"&b;")
    packed(original, parts)
    with pytest.raises(ValueError, match="DTD"):
        clean(original, "docx")


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP", "GIF"])
def test_pictures_of_other_kinds_lose_their_data_and_keep_their_pixels(kind):
    exif = Image.Exif()
    exif[0x013B] = "CANARYCAMERA"
    out = io.BytesIO()
    options = {"comment": b"CANARYCAMERA"} if kind == "GIF" else {"exif": exif}
    picture = Image.new("P" if kind == "GIF" else "RGB", (30, 20), 3)
    picture.save(out, kind, lossless=True, **options)
    assert b"CANARY" in out.getvalue()
    bare = without_data(out.getvalue())
    assert b"CANARY" not in bare
    with Image.open(io.BytesIO(bare)) as after, Image.open(io.BytesIO(out.getvalue())) as before:
        assert (after.format, after.convert("RGB").tobytes()) == (kind, before.convert("RGB").tobytes())
