"""Files are opened in a process with limits: hostile ones are refused, and nothing of them is written."""

import io
import time
import zipfile

import pytest
from docx import Document
from PIL import Image

from ratsite.demo.documents import docx, pdf
from ratsite.files.sandbox import open_file
from tests.corpora.bombs import huge_png, office, pdf_of_size, pdf_that_unpacks, with_spoiled_bytes


def symlink_docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"<w:document/>")
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def moving_gif() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("P", (4, 4), shade % 255) for shade in range(50)]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def refusal(tmp_path, content: bytes, extension: str) -> str:
    path = tmp_path / f"file.{extension}"
    path.write_bytes(content)
    return open_file(str(path), extension).refusal


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (pdf("Card", ["Card", "Ask first."]), "pdf"),
        (docx("Card", ["Card", "Ask first."]), "docx"),
        ("Ołówek".encode(), "txt"),
        ("a,b\n1,2\n".encode("cp1252"), "csv"),
    ],
)
def test_ordinary_files_pass(tmp_path, content, extension):
    assert refusal(tmp_path, content, extension) == ""


def test_an_ordinary_picture_passes(tmp_path):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    assert refusal(tmp_path, out.getvalue(), "png") == ""


@pytest.mark.parametrize(
    ("content", "extension", "words"),
    [
        (b"%PDF-1.7 broken", "pdf", "damaged"),
        (b"PK\x03\x04 broken", "docx", "damaged"),
        (office({}, main="xl/workbook.xml"), "docx", "does not match its name"),
        (office({"../../evil.xml": b"x"}), "docx", "outside the file"),
        (office({"/etc/cron.d/x": b"x"}), "docx", "outside the file"),
        (symlink_docx(), "docx", "outside the file"),
        (office({"word/vbaProject.bin": b"x"}), "docx", "macros"),
        (office({"word/embeddings/inner.zip": b"PK"}), "docx", "macros, programs or embedded files"),
        (office({"word/media/bomb.xml": b"\x00" * 30_000_000}), "docx", "enormous"),
        (
            office({"word/x.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>'}),
            "docx",
            "entities outside the file",
        ),
        (
            office({"word/_rels/s.rels": b'<Relationship Type="attachedTemplate" TargetMode="External"/>'}),
            "docx",
            "loads a template",
        ),
        (huge_png(30_000), "png", "too large"),
        (pdf_of_size(2_000_000), "pdf", "five metres"),
        (pdf_that_unpacks(1024**3, layers=2), "pdf", "enormous"),
        (pdf_that_unpacks(1024**3, window=12), "pdf", "enormous"),
        (pdf_that_unpacks(1024**3, begins=b"x\x9c"), "pdf", "enormous"),
        (moving_gif(), "png", "animated"),
        (b"\x89PNG\r\n\x1a\n broken", "png", "damaged"),
        (with_spoiled_bytes(docx("Card", ["Ask first."] * 50), "word/document.xml"), "docx", "damaged"),
        (b"text\x00with nul", "txt", "not plain text"),
        (b"<p>Ask</p><script>fetch('x')</script>", "html", "contains scripts"),
        (b"<p onclick='go()'>Ask</p>", "htm", "contains scripts"),
        ("<script>go()</script>".encode("utf-16"), "html", "contains scripts"),
        (b"Ask first.", "eml", "does not match its name"),
        (b"Ask first.", "rtf", "does not match its name"),
        (rb"{\rtf1 {\object\objemb{\*\objdata 0105}}}", "rtf", "embedded files"),
    ],
)
def test_hostile_or_broken_files_are_refused_in_words(tmp_path, content, extension, words):
    began = time.perf_counter()
    assert words in refusal(tmp_path, content, extension)
    assert time.perf_counter() - began < 10  # seconds, on a busy machine


def test_a_thousand_layers_of_packing_cost_nothing(tmp_path):
    assert refusal(tmp_path, pdf_that_unpacks(1024**2, layers=1000), "pdf") == ""


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused(tmp_path):
    assert "ordinary programs do not use" in refusal(tmp_path, office({"word/document.xml": b"<b/>"}), "docx")


def test_a_locked_pdf_is_refused_in_words(tmp_path):
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", ownerPassword="other"))
    canvas.drawString(100, 700, "locked")
    canvas.save()
    assert "password" in refusal(tmp_path, out.getvalue(), "pdf")


def test_a_real_word_table_passes(tmp_path):
    document = Document()
    document.add_table(rows=2, cols=2).cell(0, 0).text = "cell"
    out = io.BytesIO()
    document.save(out)
    assert refusal(tmp_path, out.getvalue(), "docx") == ""
