"""All visible text of a file is in the search index, with the page number or name of its place."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL.ImageColor import getrgb
from reportlab.pdfgen.canvas import Canvas

from ratsite.files.fields import refusal
from ratsite.lib.documents.extraction import HIDDEN, SHEET_NAME, records
from ratsite.lib.documents.text.style_rules import says_background
from tests.files import hidden_office, hidden_text
from tests.files.hidden_pdf import drawn, on_its_own_colour, written
from tests.files.test_text import W
from tests.files.test_text import word as word_of

WORDS = "Marmalade"


def read(tmp_path: Path, content: bytes, extension: str) -> list[list]:
    path = tmp_path / f"file.{extension}"
    path.write_bytes(content)
    return list(records(path, extension))


def pages(said: list[list]) -> list[tuple[int, str]]:
    return [(number, rest[0]) for number, *rest in said if isinstance(number, int) and number]


def highlighted(canvas: Canvas) -> None:
    wide = written(canvas, WORDS)
    canvas.setFillColorRGB(1, 1, 0, alpha=0.4)
    canvas.rect(70, 595, wide + 4, 20, fill=1, stroke=0)


def in_a_table(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.2, 0.3, 0.6)
    canvas.rect(50, 580, 400, 40, fill=1)
    canvas.setFillGray(1)
    written(canvas, WORDS)


def red_on_green(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0, 0.39, 0)
    canvas.rect(50, 580, 400, 40, fill=1)
    canvas.setFillColorRGB(0.77, 0, 0)
    written(canvas, WORDS)


def on_a_turned_page(canvas: Canvas) -> None:
    canvas.setPageRotation(90)
    canvas.drawString(72, 300, WORDS)
    canvas.setFillGray(0.9)
    canvas.rect(400, 100, 50, 50, fill=1)


def grey(canvas: Canvas) -> None:
    canvas.setFillGray(0.75)
    written(canvas, WORDS)


def word_header() -> bytes:
    def fill(made) -> None:
        made.sections[0].header.paragraphs[0].text = WORDS

    return hidden_office.document(fill)


def word_white_on_dark() -> bytes:
    shade = '<w:tcPr><w:shd w:fill="1F3864"/></w:tcPr>'
    run = f'<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{WORDS}</w:t></w:r>'
    return word_of(f"<w:tbl><w:tr><w:tc>{shade}<w:p>{run}</w:p></w:tc></w:tr></w:tbl>")


def word_not_hidden() -> bytes:
    return hidden_office.word_run(WORDS, vanish="0")


def open_header() -> bytes:
    styles = f"<x {hidden_text.SPACES}><style:header><text:p>{WORDS}</text:p></style:header></x>"
    return hidden_text.with_part(hidden_text.text("<text:p>Ask</text:p>"), "styles.xml", styles)


SEEN = {
    "highlight.pdf": lambda: drawn(highlighted),
    "table.pdf": lambda: drawn(in_a_table),
    "colours.pdf": lambda: drawn(red_on_green),
    "turned.pdf": lambda: drawn(on_a_turned_page),
    "grey.pdf": lambda: drawn(grey),
    "letters.pdf": lambda: drawn(lambda canvas: written(canvas, f"{WORDS} I l | - . ,", 40)),
    "small.pdf": lambda: drawn(lambda canvas: written(canvas, WORDS, 4)),
    "header.docx": word_header,
    "shaded.docx": word_white_on_dark,
    "shown.docx": word_not_hidden,
    "inserted.docx": lambda: hidden_office.word_change(WORDS, "ins"),
    "footnote.docx": lambda: hidden_office.with_part(
        word_of("<w:p/>", word__footnotes=f"<w:x {W}><w:p><w:t>{WORDS}</w:t></w:p></w:x>"),
        "word/_rels/document.xml.rels",
        '<Relationships><Relationship Id="r1" Type="urn:x/footnotes" Target="footnotes.xml"/></Relationships>',
    ),
    "inline.xlsx": lambda: hidden_office.book(lambda made: made.active.append([WORDS])),
    "header.odt": open_header,
    "header.rtf": lambda: hidden_text.rich(rf"{{\header {WORDS}}}"),
    "table.rtf": lambda: hidden_text.rich(rf"\trowd {WORDS}\cell other\cell\row"),
    "letters.rtf": lambda: hidden_text.rich(r"Marm\u97?l\'61de"),
    "table.html": lambda: hidden_text.page(f"<table><tr><td>{WORDS}</td></tr></table>"),
    "displayed.html": lambda: hidden_text.page(
        f'<p class="quiet" style="display:block">{WORDS}</p>', "<style>.quiet { display:none }</style>"
    ),
    "ground.html": lambda: hidden_text.page(
        f'<div class="bar"><p style="color:#fff">{WORDS}</p></div>', "<style>.bar { background: #204060 }</style>"
    ),
    "card.html": lambda: hidden_text.page(
        f'<div style="background:rgb(255 255 255 / 10%)"><p style="color:#fff">{WORDS}</p></div>',
        "<style>body { background: navy } </style>",
    ),
    "black.html": lambda: hidden_text.page(f'<div style="color:#fff"><b style="color:#000">{WORDS}</b></div>'),
    "late.html": lambda: hidden_text.page(
        f'<div style="color:#fff"><p style="background:hsl(210 50% 25%)">{WORDS}</p></div>'
    ),
    "bgcolor.html": lambda: hidden_text.page(
        f'<table><tr><td bgcolor="#204060" style="color:#fff">{WORDS}</td></tr></table>'
    ),
    "alternative.eml": lambda: hidden_text.email(html=f"<p>{WORDS}</p>"),
    "header.eml": lambda: hidden_text.email(Cc=f"{WORDS} <c@example.org>"),
    "wide.txt": lambda: WORDS.encode("utf-16"),
    "latin.txt": lambda: f"{WORDS} caf\xe9".encode("latin-1"),
}


@pytest.mark.parametrize("name", sorted(SEEN))
def test_seen_words_are_in_the_index_and_are_no_hidden_part(name, tmp_path):
    said = read(tmp_path, SEEN[name](), name.rpartition(".")[2])
    assert WORDS in " ".join(text for _, text in pages(said))
    assert not [rest for kind, *rest in said if kind == HIDDEN and rest[0] != "change" and WORDS in rest[3]]


def test_slides_are_numbered_in_the_order_of_the_show(tmp_path):
    content = hidden_office.slides(hidden_office.slide("Second"), hidden_office.slide("First"), order=(2, 1))
    assert pages(read(tmp_path, content, "pptx")) == [(1, "First"), (2, "Second")]


def test_rows_of_a_workbook_know_their_sheet(tmp_path):
    def fill(made) -> None:
        made.active.append(["Rent", 120, 0.5])
        made.active["C2"].number_format = "0%"
        made.create_sheet("People").append(["Ours"])

    said = read(tmp_path, hidden_office.book(fill), "xlsx")
    assert pages(said) == [(1, "Ask first.\nRent | 120 | 50%"), (2, "Ours")]
    assert [rest for kind, *rest in said if kind == SHEET_NAME] == [[1, "Costs"], [2, "People"]]


def test_sheets_of_an_open_workbook_and_slides_are_named_too(tmp_path):
    content = hidden_text.sheets(hidden_text.sheet(hidden_text.cell("Rent") + hidden_text.cell("120")))
    said = read(tmp_path, content, "ods")
    assert pages(said) == [(1, "Ask first."), (2, "Rent | 120")]
    assert [rest for kind, *rest in said if kind == SHEET_NAME] == [[1, "First"], [2, "Costs"]]
    content = hidden_text.slides(hidden_text.slide("One"), hidden_text.slide("Two"))
    assert pages(read(tmp_path, content, "odp")) == [(1, "One"), (2, "Two")]


def test_descriptions_of_pictures_and_targets_of_links_are_neither_seen_nor_hidden(tmp_path):
    content = hidden_text.page(f'<img src="a.png" alt="{WORDS}"><a href="mailto:m@example.org">Write</a>')
    said = read(tmp_path, content, "html")
    assert WORDS not in str(pages(said))
    assert not [rest for kind, *rest in said if kind == HIDDEN]
    assert WORDS in str([rest for number, *rest in said if number == 0])


def test_ordinary_word_files_have_no_hidden_part_but_their_properties(tmp_path):
    out, made = io.BytesIO(), Document()
    made.add_heading("Ask about today")
    made.add_table(rows=1, cols=2).cell(0, 1).text = "Referrals"
    made.save(out)
    said = read(tmp_path, out.getvalue(), "docx")
    assert {rest[0] for kind, *rest in said if kind == HIDDEN} <= {"metadata", "other"}


def test_two_thousand_hidden_parts_are_reported_and_the_text_of_more_is_checked(tmp_path):
    changes = "".join(f"<w:p><w:ins><w:r><w:t>Word {number}</w:t></w:r></w:ins></w:p>" for number in range(2_100))
    said = read(tmp_path, word_of(changes), "docx")
    assert sum(kind == HIDDEN for kind, *_ in said) == 2_000
    assert "Word 2099" in str([rest for number, *rest in said if number == 0])


@pytest.mark.parametrize("name", ["card.eml", "card.rtf", "card.html", "card.ods", "card.odp"])
def test_the_new_formats_are_taken_by_the_form(name):
    makers = {name: make for name, (_, _, make) in hidden_text.TEXTS.items()}
    content = next(make("x") for place, make in makers.items() if place.endswith(name.rpartition(".")[2]))
    assert refusal(SimpleUploadedFile(name, content)) == ""


PALE = "<style>body {{ background: {} }} p {{ color: #fff }}</style>"
WHITE_PAGES = {
    background: (f"<p>{WORDS}</p>", PALE.format(background))
    for background in (
        *("#f8f9fa", "#FFFFFE", "rgb(255,255,255)", "rgb(100% 100% 100%)", "hsl(0, 0%, 100%)", "whitesmoke"),
        *("rgba(0,0,0,.02)", "#fff url(a.png)", "linear-gradient(#fff, #fff)", "unknown", "var(--missing)"),
    )
}
WHITE_PAGES |= {
    "a card in a bar": (
        f'<div style="background:#204060"><div style="background:#fff"><p>{WORDS}</p></div></div>',
        "<style>p { color: #fff }</style>",
    ),
    "a colour from a bar": (
        f'<div style="background:#204060;color:#fff">Bar<p style="background:#fff">{WORDS}</p></div>',
        "",
    ),
    "a later rule": (
        f'<p class="a b">{WORDS}</p>',
        "<style>p { color: #fff } .b { background: #000 } .a { background: #fff }</style>",
    ),
    "almost white": (f'<p style="color:#fefefe">{WORDS}</p>', ""),
    "white by numbers": (f'<p style="color:rgb(255,255,255)">{WORDS}</p>', ""),
    "white by an old attribute": (f'<font color="#ffffff">{WORDS}</font>', ""),
}


@pytest.mark.parametrize("name", WHITE_PAGES)
def test_white_words_on_a_white_background_of_a_web_page_are_hidden(name, tmp_path):
    body, head = WHITE_PAGES[name]
    said = read(tmp_path, hidden_text.page(body, head), "html")
    assert WORDS not in str(pages(said))
    assert WORDS in str([rest for kind, *rest in said if kind == HIDDEN and rest[0] == "text"])


def test_white_words_on_white_paper_are_not_seen(tmp_path):
    assert WORDS not in str(pages(read(tmp_path, on_its_own_colour(WORDS, 1), "pdf")))


def test_the_name_of_a_colour_counts_also_after_pillow_has_looked_it_up():
    getrgb("navy")  # Pillow then keeps numbers in place of the text in its table
    assert says_background("background: navy") is True
