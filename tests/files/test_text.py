"""The text of files is extracted page by page, in the process with limits, and stored for the search."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from reportlab.pdfgen.canvas import Canvas

from ratsite.files import sandbox
from ratsite.files.actions import read_unread_texts, store_upload
from ratsite.files.enums import FileState
from ratsite.files.models import FileText, StoredFile
from ratsite.files.quarantine import end_quarantine, read_text
from ratsite.files.sandbox import Opened, open_file
from ratsite.lib.documents.extraction import MAX_PAGE, MAX_TEXT, tidy
from ratsite.lib.documents.text_parts import MAX_PART

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(*texts: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for text in texts:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def packed(**parts: str) -> bytes:
    """Return a zip archive with these files; two underscores in a name stand for a slash."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def word(body: str, **more: str) -> bytes:
    return packed(word__document=f"<w:document {W}><w:body>{body}</w:body></w:document>", **more)


def read(tmp_path, content: bytes, extension: str) -> list[tuple[int, str]]:
    path = tmp_path / f"file.{extension}"
    path.write_bytes(content)
    return open_file(str(path), extension).pages


class TestReading:
    def test_a_pdf_is_read_page_by_page_and_empty_pages_are_left_out(self, tmp_path):
        pages = read(tmp_path, pdf("The first marmalade", "", "The third"), "pdf")
        assert pages == [(1, "The first marmalade"), (3, "The third")]

    def test_a_word_file_is_read_with_its_tables(self, tmp_path):
        document = Document()
        document.add_paragraph("Before the table")
        document.add_table(rows=1, cols=2).cell(0, 1).text = "in a cell"
        document.add_paragraph("after it")
        out = io.BytesIO()
        document.save(out)
        assert read(tmp_path, out.getvalue(), "docx") == [(1, "Before the table\nin a cell\nafter it")]

    def test_insertions_and_footnotes_count_deletions_and_comments_do_not(self, tmp_path):
        content = word(
            "<w:p><w:ins><w:r><w:t>added</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>",
            word__footnotes=f"<w:footnotes {W}><w:p><w:r><w:t>noted</w:t></w:r></w:p></w:footnotes>",
            word__comments=f"<w:comments {W}><w:p><w:r><w:t>whispered</w:t></w:r></w:p></w:comments>",
        )
        assert read(tmp_path, content, "docx") == [(1, "added\nnoted")]

    def test_slides_cells_and_open_documents_are_read(self, tmp_path):
        a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        slides = {f"ppt__slides__slide{n}": f"<a:x {a}><a:p><a:t>slide {n}</a:t></a:p></a:x>" for n in (10, 2)}
        slides["ppt__presentation"] = "<x/>"
        assert read(tmp_path, packed(**slides), "pptx") == [(2, "slide 2"), (10, "slide 10")]
        s = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        texts = f"<sst {s}><si><t>one</t></si><si><r><t>tw</t></r><r><t>o</t></r></si></sst>"
        rows = "<row><c t='s'><v>0</v></c></row><row><c t='s'><v>1</v></c></row>"
        sheet = f"<worksheet {s}><sheetData>{rows}</sheetData></worksheet>"
        cells = packed(xl__workbook="<x/>", xl__sharedStrings=texts, xl__worksheets__sheet1=sheet)
        assert read(tmp_path, cells, "xlsx") == [(1, "one\ntwo")]
        t = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        opened = packed(content=f"<x {t}><text:h>Head</text:h><text:p>a<text:s/>b<text:span>c</text:span></text:p></x>")
        assert read(tmp_path, opened, "odt") == [(1, "Head\na bc")]

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-8-sig"])
    def test_plain_text_is_read_in_either_encoding(self, tmp_path, encoding):
        assert read(tmp_path, "Café, twice".encode(encoding), "txt") == [(1, "Café, twice")]

    def test_a_long_text_comes_in_parts_cut_between_words(self, tmp_path):
        pages = read(tmp_path, ("word " * 10_000).encode(), "txt")
        assert [number for number, _ in pages] == [1, 2, 3, 4, 5]
        assert all(len(text) <= MAX_PART and set(text.split()) == {"word"} for _, text in pages)

    def test_a_file_s_stored_text_has_a_limit(self, tmp_path):
        pages = read(tmp_path, b"x" * (MAX_TEXT + 100_000), "txt")
        assert sum(len(text) for _, text in pages) == MAX_TEXT
        assert max(len(text) for _, text in pages) <= MAX_PAGE

    @pytest.mark.parametrize(
        ("content", "extension"),
        [(word("<w:p><w:r><w:t>half"), "docx"), (word("<w:p>" * 200_000), "docx"), (b"words" * 9, "png")],
    )
    def test_what_cannot_be_read_has_no_text_and_harms_nothing(self, tmp_path, content, extension):
        assert read(tmp_path, content, extension) == []

    def test_a_file_that_takes_too_long_is_refused_and_has_no_text(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sandbox, "WALL_LIMIT", 0.001)
        path = tmp_path / "file.txt"
        path.write_bytes(b"words")
        assert open_file(str(path), "txt") == Opened(refusal=sandbox.GAVE_UP)

    @pytest.mark.parametrize(
        ("raw", "tidied"),
        [
            ("exploi\u00ad\ntation", "exploitation"),
            ("exploi\ufffe\r\ntation", "exploitation"),
            ("ﬁnding", "finding"),
            (f"a\x00b{chr(0xD800)}c", "a b c"),
            ("  a \n\n b ", "a\nb"),
        ],
    )
    def test_what_a_pdf_does_to_words_is_undone(self, raw, tidied):
        assert tidy(raw) == tidied


def stored(member, name: str, content: bytes) -> StoredFile:
    return store_upload(upload=SimpleUploadedFile(name, content), uploader=member)


@pytest.mark.django_db
class TestKeeping:
    def test_a_clean_file_has_its_text_when_its_check_has_ended(self, member):
        file = stored(member, "card.pdf", pdf("Ask about today", "Ask again"))
        end_quarantine(file_id=str(file.pk))
        assert [(text.page, text.text) for text in file.texts.all()] == [(1, "Ask about today"), (2, "Ask again")]

    def test_a_refused_file_has_none(self, member):
        file = stored(member, "card.pdf", b"%PDF-1.7 broken")
        end_quarantine(file_id=str(file.pk))
        assert FileText.objects.count() == 0

    def test_a_file_from_before_is_read_by_the_clock_and_once(self, member):
        file = stored(member, "card.txt", b"Ask about today")
        StoredFile.objects.update(state=FileState.CLEAN)
        assert read_unread_texts() == 1
        assert [text.text for text in file.texts.all()] == ["Ask about today"]
        assert read_unread_texts() == 0
        assert read_text(file_id=str(file.pk)) is False

    def test_a_picture_is_not_read_again_and_again(self, member):
        stored(member, "plan.png", b"\x89PNG")
        StoredFile.objects.update(state=FileState.CLEAN)
        assert (read_unread_texts(), read_unread_texts()) == (1, 0)

    @pytest.mark.parametrize("state", [FileState.QUARANTINED, FileState.REFUSED])
    def test_a_file_that_is_not_clean_is_never_read(self, member, state):
        file = stored(member, "card.txt", b"Ask about today")
        StoredFile.objects.update(state=state, refusal="No")
        assert read_unread_texts() == 0
        assert read_text(file_id=str(file.pk)) is False
