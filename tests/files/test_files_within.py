"""Files embedded in an Office file are checked like the file itself. One that cannot be read is reported."""

import gzip
import io
import time
import zipfile

import pytest
from docx import Document
from openpyxl.chart import BarChart, Reference
from PIL import Image

from forum.enums import HoldReason, PostState
from ratsite.files.enums import FileState
from ratsite.files.sandbox import CPU_LIMIT, open_file
from ratsite.lib.identifiers import unresolved_names
from tests.files.test_every_place import A, T, book, slide_note, word_deleted
from tests.files.test_metadata import MARKED, PHONE, pdf, word
from tests.files.test_text import packed
from tests.files.test_text import word as word_of
from tests.files.test_unread import added, posted, with_part

pytestmark = pytest.mark.django_db
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WAVE = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64)


def open_text_file(said: str) -> bytes:
    return packed(content=f"<x {T}><text:p>{said}</text:p></x>", meta="<m><c>Ask</c></m>")


def slides(said: str) -> bytes:
    return packed(ppt__presentation="<x/>", ppt__slides__slide1=f"<x {A}><a:p><a:r><a:t>{said}</a:t></a:r></a:p></x>")


def sheet(said: str) -> bytes:
    return book(lambda rows: rows.append([said]))


READ = {
    "word/embeddings/Microsoft_Excel_Sheet1.xlsx": sheet,
    "word/embeddings/Microsoft_Word_Document.docx": word,
    "word/embeddings/deleted.docx": word_deleted,
    "word/embeddings/Microsoft_PowerPoint_Slide.sldx": slides,
    "word/embeddings/notes.pptx": slide_note,
    "word/embeddings/drawing.vsdx": lambda said: packed(visio__pages__page1=f"<x><Text>{said}</Text></x>"),
    "word/embeddings/text.odt": open_text_file,
    "word/embeddings/by-another-name.bin": sheet,
    "word/afchunk.docx": word,
    "word/afchunk.html": lambda said: f"<html><p>{said}</html>".encode(),
    "word/afchunk.txt": lambda said: f"Minutes\n{said}\n".encode(),
}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", sorted(READ))
def test_a_file_embedded_in_a_document_is_checked(name, tmp_path):
    post, _ = posted(with_part(word("Ask first."), name, READ[name](PHONE), tmp_path), "docx")
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
    _, stored = posted(with_part(word("Ask first."), name, READ[name](MARKED), tmp_path), "docx")
    assert stored.state == FileState.REFUSED


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", sorted(READ))
def test_ordinary_words_in_it_hold_nothing(name, tmp_path):
    post, stored = posted(with_part(word("Ask first."), name, READ[name]("Ask about today"), tmp_path), "docx")
    assert (stored.state, post.state, post.hold_reasons) == (FileState.CLEAN, PostState.LIVE, [])


def chart_of(*rows: tuple) -> bytes:
    """Return the workbook that PowerPoint embeds for a chart."""

    def fill(page) -> None:
        for row in rows:
            page.append(row)
        chart = BarChart()
        chart.add_data(Reference(page, min_col=2, min_row=1, max_row=len(rows)), titles_from_data=True)
        page.add_chart(chart, "D2")

    return book(fill)


def test_the_workbook_behind_a_chart_is_read_and_its_figures_are_no_alarm(tmp_path):
    part = "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx"
    plain = chart_of(("Year", "Referrals"), (2024, 17_004), (2025, 19_125))
    post, _ = posted(with_part(slides("Our year"), part, plain, tmp_path), "pptx")
    assert (post.state, post.hold_reasons) == (PostState.LIVE, [])
    telling = chart_of(("Name", "NHS number"), ("Ana", 9434765919))
    post, _ = posted(with_part(slides("Our year"), part, telling, tmp_path), "pptx")
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]


def within(content: bytes, name: str = "word/embeddings/inner.docx") -> bytes:
    """Return a Word file in which this content is embedded."""
    out = io.BytesIO(word("Ask first."))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def bomb(size: int = 30_000_000) -> bytes:
    return word_of("<w:p/>", word__media=" " * size)


UNREAD = {
    "word/embeddings/oleObject1.bin": OLE,
    "word/activeX/activeX1.bin": bytes(range(64)),
    "word/afchunk.rtf": rb"{\rtf1 Ring 07700 900123.}",
    "word/afchunk.mht": b"MIME-Version: 1.0\nContent-Type: text/html\n\n=30=37700 900123",
    "word/embeddings/Acrobat.pdf": pdf(PHONE),
    "word/embeddings/older.xls": OLE,
    "word/media/media1.wav": WAVE,
    "word/media/media1.mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(64),
    "word/embeddings/two-deep.docx": within(word(PHONE)),
    "word/embeddings/ole-inside.docx": within(OLE, "word/embeddings/oleObject1.bin"),
    "word/embeddings/macros.docx": within(b"x", "word/vbaProject.bin"),
    "word/embeddings/broken.docx": word(PHONE)[:-40],
    "word/embeddings/binary.xlsb": within(bytes(range(64)), "xl/workbook.bin"),
    "word/embeddings/bomb.docx": bomb(),
    "word/media/scan.dcm": bytes(128) + b"DICM" + bytes(64),
    "word/image.emz": gzip.compress(gzip.compress(b"BM" + bytes(99))),
}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", sorted(UNREAD))
def test_an_unreadable_embedded_file_holds_a_post_and_is_refused_in_the_library(name, tmp_path):
    content = with_part(word("Ask first."), name, UNREAD[name], tmp_path)
    post, stored = posted(content, "docx")
    assert stored.state == FileState.CLEAN
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.CHECK_FAILED])
    assert "could not read the whole file" in added(content, "docx").refusal


def test_an_unreadable_embedded_file_does_not_hide_a_readable_one(tmp_path):
    content = with_part(word("Ask first."), "a/first.bin", OLE, tmp_path)
    content = with_part(content, "word/comments.xml", "<x><a>half", tmp_path)
    content = with_part(content, "word/embeddings/last.xlsx", sheet(PHONE), tmp_path)
    post, _ = posted(content, "docx")
    assert set(post.hold_reasons) == {HoldReason.IDENTIFIERS, HoldReason.CHECK_FAILED}


def test_an_unreadable_page_does_not_hide_a_name_on_another_page():
    content = packed(content="<x><half>", meta=f"<m><c>{PHONE}</c></m>")
    post, _ = posted(content, "odt")
    assert set(post.hold_reasons) == {HoldReason.IDENTIFIERS, HoldReason.CHECK_FAILED}


def test_a_slide_that_cannot_be_read_does_not_hide_the_next():
    good = f"<x {A}><a:p><a:r><a:t>{PHONE}</a:t></a:r></a:p></x>"
    post, _ = posted(packed(ppt__presentation="<x/>", ppt__slides__slide1="<half>", ppt__slides__slide2=good), "pptx")
    assert set(post.hold_reasons) == {HoldReason.IDENTIFIERS, HoldReason.CHECK_FAILED}


def test_many_bombs_inside_take_no_longer_than_a_file_may(tmp_path):
    content = word("Ask first.")
    for number in range(20):
        content = with_part(content, f"word/embeddings/{number}.docx", bomb(9_000_000), tmp_path)
    path = tmp_path / "bombs.docx"
    path.write_bytes(content)
    begun = time.monotonic()
    opened = open_file(str(path), "docx")
    assert (opened.refusal, opened.pages) == ("", [(1, "Ask first.")])
    assert time.monotonic() - begun < CPU_LIMIT


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, kind)
    return out.getvalue()


METAFILE = b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(64)
ORDINARY = {
    **{f"word/media/image.{kind}": picture(kind) for kind in ("png", "jpeg", "gif", "bmp", "tiff", "webp")},
    "word/media/image1.emf": METAFILE,
    "word/media/image2.emz": gzip.compress(METAFILE),
    "word/media/image3.wmf": b"\xd7\xcd\xc6\x9a" + bytes(64),
    "word/media/image4.wdp": b"II\xbc\x01" + bytes(64),
    "word/fonts/font1.odttf": bytes(range(255, 0, -1)),
    "ppt/fonts/font1.fntdata": bytes(range(64)),
    "word/glossary/fonts/font3.odttf": bytes(range(255, 0, -1)),
    "Fonts/font4.ttc": b"ttcf" + bytes(64),
    "xl/customProperty1.bin": bytes(range(64)),
    "word/fonts/font2.ttf": b"\x00\x01\x00\x00\x00" + bytes(64),
    "docProps/thumbnail.wmf": b"\xd7\xcd\xc6\x9a" + bytes(64),
    "xl/printerSettings/printerSettings1.bin": "\\\\server\\Printer".encode("utf-16-le") + bytes(200),
    "xl/calcChain.xml": b'<calcChain><c r="A1" i="1"/></calcChain>',
    "ppt/ink/ink1.xml": b"<ink><trace>07700900 123 0 1632 960 100 0 0, 01632 960 100 0</trace></ink>",
    "word/_rels/webSettings.xml.rels": b'<R><Relationship Id="rId1" Target="https://example.org/07700900123"/></R>',
    "word/empty.bin": b"",
    "[trash]/0000.dat": bytes(300),
    "ppt/metadata": bytes(range(64)),
    "layout-cache": bytes(range(64)),
    "mimetype": b"application/vnd.oasis.opendocument.text",
    "Object 1/content.xml": b"<x><p>Ask about today</p></x>",
    "ObjectReplacements/Object 1": b"VCLMTF\x01\x00" + bytes(64),
    "Thumbnails/thumbnail.png": picture("png"),
    "Thumbnails/thumbnail.pdf": pdf("Ask about today"),
    "Configurations2/accelerator/current.xml": b"",
    "manifest.rdf": b'<?xml version="1.0"?><rdf:RDF></rdf:RDF>',
}


@pytest.mark.parametrize("write", [(word, "docx"), (open_text_file, "odt"), (sheet, "xlsx"), (slides, "pptx")])
def test_usual_parts_of_office_files_are_read_to_their_end_and_raise_no_alarm(write, tmp_path):
    make, extension = write
    path = tmp_path / f"ordinary.{extension}"
    content = make("Ask about today")
    for name, part in ORDINARY.items():
        content = with_part(content, name, part, tmp_path)
    path.write_bytes(content)
    opened = open_file(str(path), extension)
    assert (opened.refusal, opened.is_read, unresolved_names([opened.facts])) == ("", True, [])


def test_a_document_with_pictures_and_tables_is_read_to_its_end(tmp_path):
    document = Document()
    document.add_picture(io.BytesIO(picture("png")))
    document.add_table(rows=1, cols=2).cell(0, 1).text = "Referrals"
    path = tmp_path / "plain.docx"
    document.save(path)
    opened = open_file(str(path), "docx")
    assert (opened.is_read, unresolved_names([opened.facts])) == (True, [])


@pytest.mark.parametrize(
    "page", ["<div>{}</div><div>Notes</div>", "<tr><td>{}</td><td>Notes</td></tr>", "<h1>{}</h1>Notes"]
)
def test_a_marking_on_a_line_of_a_web_page_inside_is_refused(page, tmp_path):
    html = f"<html>{page.format('SECRET')}</html>".encode()
    _, stored = posted(with_part(word("Ask first."), "word/afchunk.html", html, tmp_path), "docx")
    assert stored.state == FileState.REFUSED
