"""Identifiers in links (mailto and tel), in text deleted in two pieces, and in numbers and dates with a label."""

import datetime as dt
import io
import zipfile
from urllib.parse import quote

import pytest
from docx import Document
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from forum.enums import HoldReason
from ratsite.files.sandbox import open_file
from ratsite.lib.identifiers import unresolved_names
from tests.files.test_every_place import NHS, S, T, book
from tests.files.test_metadata import PHONE, word
from tests.files.test_text import W, packed
from tests.files.test_text import word as word_of
from tests.files.test_unread import posted, with_part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def word_link(target: str) -> bytes:
    out, document = io.BytesIO(), Document()
    document.add_paragraph("Write to us.")
    document.part.relate_to(target, HYPERLINK, is_external=True)
    document.save(out)
    return out.getvalue()


def word_field(target: str) -> bytes:
    """Return a Word file with a link as older Word stores it, split over two runs."""
    said = f'HYPERLINK "{target}"'
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in (said[:20], said[20:]))
    return word_of(f"<w:p>{runs}<w:r><w:t>Write to us</w:t></w:r></w:p>")


def word_simple_field(target: str) -> bytes:
    field = f"<w:fldSimple w:instr='HYPERLINK \"{target}\"'><w:r><w:t>Write to us</w:t></w:r></w:fldSimple>"
    return word_of(f"<w:p>{field}</w:p>")


def sheet_link(target: str) -> bytes:
    def fill(sheet) -> None:
        sheet["A1"] = "Write to us"
        sheet["A1"].hyperlink = target
        sheet["A1"].hyperlink.display = None

    return book(fill)


def sheet_formula(target: str) -> bytes:
    return book(lambda sheet: sheet.append([f'=HYPERLINK("{target}","Write to us")']))


def open_link(target: str) -> bytes:
    x = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
    return packed(content=f'<x {T} {x}><text:p><text:a xlink:href="{target}">Write to us.</text:a></text:p></x>')


def web_page_within(target: str) -> bytes:
    page = f'<html><p><a href="{target}">Write to us.</a></html>'
    out = io.BytesIO(word("Ask first."))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/afchunk.html", page)
    return out.getvalue()


def pdf_link(target: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Write to us.")
    canvas.linkURL(target, (72, 690, 200, 710))
    canvas.save()
    return out.getvalue()


LINKED = {
    "docx": [word_link, word_field, word_simple_field, web_page_within],
    "xlsx": [sheet_link, sheet_formula],
    "odt": [open_link],
    "pdf": [pdf_link],
}
LINKS = [(write, extension) for extension, writers in LINKED.items() for write in writers]


@pytest.mark.parametrize(("write", "extension"), LINKS)
@pytest.mark.parametrize(
    "target", ["mailto:ana.kowalska%40example.org?subject=Yes", f"tel:{quote(PHONE)}", "TEL:+447700900123"]
)
def test_the_address_or_number_of_a_link_is_checked(write, extension, target):
    post, _ = posted(write(target), extension)
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]


@pytest.mark.parametrize(("write", "extension"), LINKS)
@pytest.mark.parametrize("target", ["https://example.org/07700900123", "mailto:?subject=07700900123", "page.html"])
def test_a_link_to_a_page_or_to_nobody_is_no_alarm(write, extension, target):
    post, _ = posted(write(target), extension)
    assert post.hold_reasons == []


def word_deleted(*pieces: str) -> bytes:
    runs = "".join(f"<w:del><w:r><w:delText>{piece}</w:delText></w:r></w:del>" for piece in pieces)
    new = "<w:ins><w:r><w:t>the desk</w:t></w:r></w:ins>"
    return f"<w:p><w:r><w:t>Her NHS number or phone: </w:t></w:r>{runs}{new}</w:p>"


@pytest.mark.parametrize("pieces", [("07700 900", "123"), ("07700", "900123"), (str(NHS),), ("943476", "5919")])
@pytest.mark.parametrize("place", ["page", "header", "text box"])
def test_deleted_text_is_checked_together_with_the_text_around_it(pieces, place):
    changed = word_deleted(*pieces)
    if place == "header":
        content = word_of("<w:p/>", word__header1=f"<w:hdr {W}>{changed}</w:hdr>")
    else:
        content = word_of(changed if place == "page" else f"<w:p><w:r><w:x>{changed}</w:x></w:r></w:p>")
    post, _ = posted(content, "docx")
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]


def test_text_deleted_inside_a_number_does_not_hide_the_number():
    changed = "<w:del><w:r><w:delText>1</w:delText></w:r></w:del>"
    line = f"<w:p><w:r><w:t>Ring 077</w:t></w:r>{changed}<w:r><w:t>00 900123</w:t></w:r></w:p>"
    for content in (word_of(line), word_of("<w:p/>", word__header1=f"<w:hdr {W}>{line}</w:hdr>")):
        post, _ = posted(content, "docx")
        assert post.hold_reasons == [HoldReason.IDENTIFIERS]


def test_the_target_of_a_link_inserted_in_pieces_is_checked():
    pieces = ('HYPERLINK "mailto:anna.brown%40', 'home.example"')
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    post, _ = posted(word_of(f"<w:p><w:ins>{runs}<w:r><w:t>Write to us</w:t></w:r></w:ins></w:p>"), "docx")
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]


@pytest.mark.parametrize("pieces", [("07700 900123",), ("07700 ", "900123")])
def test_text_that_one_person_inserted_and_another_deleted_is_checked(pieces):
    runs = "".join(f"<w:r><w:delText>{piece}</w:delText></w:r>" for piece in pieces)
    line = f"<w:p><w:ins><w:del>{runs}</w:del></w:ins></w:p>"
    for content in (word_of(line), word_of("<w:p/>", word__header1=f"<w:hdr {W}>{line}</w:hdr>")):
        post, _ = posted(content, "docx")
        assert post.hold_reasons == [HoldReason.IDENTIFIERS]


P = 'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
NAMED = {
    "customXml/item7.xml": [
        f"<case><NHSNumber>{NHS}</NHSNumber></case>",
        f'<case><field name="NHS number"><value>{NHS}</value></field></case>',
        "<case><mobile_phone>7700900123</mobile_phone></case>",
        "<case><DateOfBirth>1990-03-12</DateOfBirth></case>",
    ],
    "docProps/custom.xml": [
        f'<Properties {P}><property name="NHS number"><lpwstr>{NHS}</lpwstr></property></Properties>',
        f'<Properties {P}><property name="DOB"><filetime>1990-03-12T00:00:00Z</filetime></property></Properties>',
    ],
    "word/comments9.xml": ['<comments><comment author="07700900123"/></comments>'],
    "xl/comments9.xml": ["<comments><authors><author>07700900123</author></authors></comments>"],
    "meta.xml": [f'<m><user-defined name="NHS number">{NHS}</user-defined></m>'],
    "word/charts/chart1.xml": ["<c><strCache><pt><v>07700900123</v></pt></strCache></c>"],
}


@pytest.mark.parametrize(("name", "part"), [(name, part) for name, parts in NAMED.items() for part in parts])
def test_a_bare_number_is_read_with_its_name(name, part, tmp_path):
    post, _ = posted(with_part(word("Ask first."), name, part, tmp_path), "docx")
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]


MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
UNNAMED = {
    "word/charts/chart1.xml": "<c><v>9434765919</v><v>52.12345678</v><v>-1.23456789</v><v>7700900123</v></c>",
    "word/settings9.xml": '<s><rsid val="07700900123"/><posOffset>9434765919</posOffset></s>',
    "customXml/item7.xml": "<a><StandardNumber>0140449132</StandardNumber><Order>1234567</Order><Year>2026</Year></a>",
    "docProps/custom.xml": f'<Properties {P}><property name="Cycle"><i4>1434765919</i4></property></Properties>',
    "word/comments8.xml": f'<comments {MC} mc:Ignorable="w14 w16se w16cid"><p paraId="1D1B4AC4"/></comments>',
    "word/comments9.xml": '<comments><comment id="9434765919" author="A. Person" paraId="77009001"/></comments>',
}


@pytest.mark.parametrize("name", sorted(UNNAMED))
def test_a_width_an_id_or_a_figure_of_a_chart_is_no_alarm(name, tmp_path):
    path = tmp_path / "plain.docx"
    path.write_bytes(with_part(word("Ask first."), name, UNNAMED[name], tmp_path))
    opened = open_file(str(path), "docx")
    assert (opened.is_read, unresolved_names([opened.facts])) == (True, [])


def pivot(field: str, shared: str, row: str = "") -> bytes:
    fields = f'<cacheField name="Case"/><cacheField name="{field}"><sharedItems>{shared}</sharedItems></cacheField>'
    return packed(
        xl__workbook="<x/>",
        xl__pivotCache__pivotCacheDefinition1=f"<d {S}><cacheFields>{fields}</cacheFields></d>",
        xl__pivotCache__pivotCacheRecords1=f'<records {S}><r><n v="1"/>{row}</r></records>',
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("NHS number", f'<s v="{NHS}"/>'),
        ("NHS number", f'<n v="{NHS}"/>'),
        ("Mobile", '<n v="7.700900123E9"/>'),
        ("DOB", '<d v="1990-03-12T00:00:00"/>'),
    ],
)
def test_a_pivot_table_s_cached_values_are_read_with_their_field_names(field, value):
    for content in (pivot(field, value), pivot(field, "", value)):
        post, _ = posted(content, "xlsx")
        assert post.hold_reasons == [HoldReason.IDENTIFIERS]
    post, _ = posted(pivot("Paid", value.replace("1990", "2026")), "xlsx")
    assert post.hold_reasons == []


def test_the_caption_of_a_value_in_a_pivot_table_is_checked():
    post, _ = posted(pivot("Case", f'<s v="1" c="NHS number {NHS}"/>'), "xlsx")
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]


BORN = dt.date(1990, 3, 12)


def born_below(sheet) -> None:
    for row in [("Case", "Date of birth"), (1, None), (2, BORN)]:
        sheet.append(row)


def birth_date_next_to_label(sheet) -> None:
    sheet.append(("DOB", BORN))


def born_with_a_format_of_its_own(sheet) -> None:
    sheet.append(("D.O.B.", BORN))
    sheet["B1"].number_format = "dddd d mmmm yyyy"


@pytest.mark.parametrize("fill", [born_below, birth_date_next_to_label, born_with_a_format_of_its_own])
@pytest.mark.parametrize("epoch", [dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)])  # noqa: DTZ001 a day's number
def test_a_date_of_birth_in_a_cell_is_read_as_a_day(fill, epoch, tmp_path):
    out, workbook = io.BytesIO(), Workbook()
    workbook.epoch = epoch
    fill(workbook.active)
    workbook.save(out)
    path = tmp_path / "born.xlsx"
    path.write_bytes(out.getvalue())
    assert ": 12/03/1990;" in open_file(str(path), "xlsx").facts
    post, _ = posted(out.getvalue(), "xlsx")
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]


def other_days(sheet) -> None:
    for row in [("Date of referral", "Next visit"), *((BORN, dt.date(2026, 1, day)) for day in range(1, 28))]:
        sheet.append(row)


def counts(sheet) -> None:
    for row in [("Year", "Babies born", "Share"), *((2000 + year, 32_900 + year, 0.5) for year in range(20))]:
        sheet.append(row)


@pytest.mark.parametrize("fill", [other_days, counts])
def test_other_days_and_counts_are_no_alarm(fill, tmp_path):
    path = tmp_path / "days.xlsx"
    path.write_bytes(book(fill))
    opened = open_file(str(path), "xlsx")
    assert (opened.is_read, unresolved_names([opened.facts])) == (True, [])
