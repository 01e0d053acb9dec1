"""All text of a file is checked for identifiers: headers, notes, cells, forms. Sheets of figures raise no alarm."""

import io
import random
import time
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from openpyxl import Workbook
from openpyxl.comments import Comment
from reportlab.pdfgen.canvas import Canvas

from forum.enums import HoldReason, PostState
from ratsite.files.enums import FileState
from ratsite.files.models import FileText
from ratsite.files.sandbox import CPU_LIMIT, open_file
from ratsite.lib.identifiers import unresolved_names
from tests.files.test_metadata import MARKED, PHONE, checked, reply
from tests.files.test_text import W, packed, word

pytestmark = pytest.mark.django_db
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
T = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
NHS = 9434765919  # of nobody: the NHS's own example


def word_margin(said: str, where: str) -> bytes:
    out, document = io.BytesIO(), Document()
    document.add_paragraph("Ask first.")
    paragraph = getattr(document.sections[0], where).paragraphs[0]
    for piece in (said[:8], said[8:]):  # as Word cuts words into runs
        paragraph.add_run(piece)
    document.save(out)
    return out.getvalue()


def word_deleted(said: str) -> bytes:
    return word(f"<w:p><w:r><w:t>Ask.</w:t></w:r><w:del><w:r><w:delText>{said}</w:delText></w:r></w:del></w:p>")


def word_watermark(said: str) -> bytes:
    return word("<w:p/>", word__header1=f'<w:hdr {W}><w:p><v xmlns="urn:v" string="{said}"/></w:p></w:hdr>')


def word_by_another_name(said: str) -> bytes:
    out = io.BytesIO(word("<w:p/>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/margin.dat", f"<w:hdr {W}><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:hdr>")
    return out.getvalue()


def word_strict(said: str) -> bytes:
    """Return a Word file saved as "Strict Open XML"."""
    w = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    return packed(word__document=f"<w:document {w}><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:document>")


def book(fill) -> bytes:
    out, workbook = io.BytesIO(), Workbook()
    fill(workbook.active)
    workbook.save(out)
    return out.getvalue()


def sheet_margin(said: str) -> bytes:
    def fill(sheet):
        sheet.oddHeader.center.text, sheet.oddHeader.center.size = said, 14

    return book(fill)


def sheet_name(said: str) -> bytes:
    return book(lambda sheet: setattr(sheet, "title", said))


def sheet_comment(said: str) -> bytes:
    return book(lambda sheet: setattr(sheet["A1"], "comment", Comment(said, "A. Person")))


def sheet_inline(said: str) -> bytes:
    row = f'<row><c t="inlineStr"><is><t>{said}</t></is></c></row>'
    return packed(xl__workbook="<x/>", xl__worksheets__sheet1=f"<worksheet {S}>{row}</worksheet>")


def slide_note(said: str) -> bytes:
    return packed(ppt__presentation="<x/>", ppt__notesSlides__notesSlide1=f"<x {A}><a:p><a:t>{said}</a:t></a:p></x>")


def slide_white(said: str) -> bytes:
    look = '<a:rPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:rPr>'
    return packed(
        ppt__presentation="<x/>",
        ppt__slides__slide1=f"<x {A}><sp><a:p><a:r>{look}<a:t>{said}</a:t></a:r></a:p></sp></x>",
    )


def slide_master(said: str) -> bytes:
    return packed(ppt__presentation="<x/>", ppt__slideMasters__slideMaster1=f"<x {A}><a:p><a:t>{said}</a:t></a:p></x>")


def open_margin(said: str) -> bytes:
    style = f"<x {T}><text:p>{said[:8]}<text:span>{said[8:]}</text:span></text:p></x>"
    return packed(content=f"<x {T}><text:p>Ask.</text:p></x>", styles=style)


def pdf_form(said: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Referral")
    canvas.acroForm.textfield(name="who", value=said, x=72, y=600, width=300)
    canvas.save()
    return out.getvalue()


def pdf_note(said: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Ask first.")
    canvas.textAnnotation(said, Rect=[72, 600, 200, 650])
    canvas.save()
    return out.getvalue()


def pdf_outline(said: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Ask first.")
    canvas.bookmarkPage("first")
    canvas.addOutlineEntry(said, "first")
    canvas.save()
    return out.getvalue()


PLACES = {
    "header.docx": lambda said: word_margin(said, "header"),
    "footer.docx": lambda said: word_margin(said, "footer"),
    "deleted.docx": word_deleted,
    "watermark.docx": word_watermark,
    "other.docx": word_by_another_name,
    "strict.docx": word_strict,
    "header.xlsx": sheet_margin,
    "name.xlsx": sheet_name,
    "comment.xlsx": sheet_comment,
    "inline.xlsx": sheet_inline,
    "note.pptx": slide_note,
    "white.pptx": slide_white,
    "master.pptx": slide_master,
    "header.odt": open_margin,
    "form.pdf": pdf_form,
    "note.pdf": pdf_note,
    "outline.pdf": pdf_outline,
}

SEEN = ("header.docx", "footer.docx", "strict.docx", "header.xlsx", "inline.xlsx")  # on the page


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", sorted(PLACES))
def test_a_protective_marking_anywhere_in_a_file_refuses_it(name):
    assert checked(reply(PLACES[name](MARKED), name)).state == FileState.REFUSED


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", sorted(PLACES))
def test_a_name_anywhere_in_a_file_holds_the_post_and_only_visible_text_is_stored(name):
    post = reply(PLACES[name](PHONE), name)
    assert checked(post).state == FileState.CLEAN
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
    assert FileText.objects.filter(text__contains="900123").exists() == (name in SEEN)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("name", sorted(PLACES))
def test_ordinary_words_there_hold_nothing(name):
    post = reply(PLACES[name]("Ask about today"), name)
    assert (checked(post).state, post.state) == (FileState.CLEAN, PostState.LIVE)


def column(sheet) -> None:
    for row in [("Case", "NHS number"), *((number, 120 + number) for number in range(40)), (41, NHS)]:
        sheet.append(row)


def form(sheet) -> None:
    sheet.append(("Year", 2026))
    sheet.append(("Her NHS number", NHS))


def column_of_texts(sheet) -> None:
    for row in [("Case", "NHS number"), *((f"Case {number}", "none yet given") for number in range(40))]:
        sheet.append(row)
    sheet.append(("Case 41", str(NHS)))


def mobiles(sheet) -> None:
    for row in [("Case", "Mobile"), (1, None), (2, 7700900123)]:  # Excel takes the first zero off
        sheet.append(row)


@pytest.mark.parametrize("fill", [column, form, column_of_texts, mobiles])
def test_numbers_in_cells_are_read_with_the_labels_above_or_next_to_them(fill):
    post = reply(book(fill), "list.xlsx")
    assert checked(post).state == FileState.CLEAN
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])


def test_five_thousand_figures_raise_no_alarm(tmp_path):
    chance = random.Random(7)
    heads = ("Year", "Area", "Amount", "Number of calls", "Referrals", "Budget", "Share", "Paid", "Ref", "Day")

    def fill(sheet):
        sheet.append(heads)
        for number in range(500):
            some = (chance.randint(1990, 2026), f"Area {number}", chance.randint(100, 9_999_999) / 100)
            more = (chance.randint(0, 5_000), chance.randint(0, 90_000), chance.randint(0, 999_999), chance.random())
            sheet.append((*some, *more, chance.randint(0, 99_999_999), chance.randint(0, 999_999), 40_000 + number))

    path = tmp_path / "figures.xlsx"
    path.write_bytes(book(fill))
    opened = open_file(str(path), "xlsx")
    assert opened.is_read
    assert unresolved_names([opened.facts, *(text for _, text in opened.pages)]) == []


def wards(sheet) -> None:
    sheet.append(("Ward code", "Population of men", "Population of women", "Population in 2011", "Population in 2021"))
    for number in range(7_000):
        sheet.append((f"E0500{number:04}", *(100_000 + number * place for place in range(1, 5))))


def codes(sheet) -> None:
    sheet.append(("Code of the area",))
    for number in range(34_000):
        sheet.append((f"E010{number:05}",))


@pytest.mark.parametrize("fill", [wards, codes])
def test_a_workbook_of_a_whole_country_is_read_to_its_end_and_in_good_time(fill, tmp_path):
    path = tmp_path / "wards.xlsx"
    path.write_bytes(book(fill))
    begun = time.monotonic()
    assert open_file(str(path), "xlsx").is_read
    assert time.monotonic() - begun < CPU_LIMIT / 2


def test_text_that_word_writes_around_a_page_raises_no_alarm(tmp_path):
    document = Document()
    document.add_heading("Ask about today")
    document.add_paragraph("First")._p.append(OxmlElement("w:bookmarkStart"))
    path = tmp_path / "plain.docx"
    document.save(path)
    opened = open_file(str(path), "docx")
    assert (opened.is_read, unresolved_names([opened.facts])) == (True, [])
