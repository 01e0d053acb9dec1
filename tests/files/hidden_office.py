"""Office files for tests, each with words hidden in one place."""

import io
import zipfile

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from PIL import Image

from tests.files.test_text import W, packed
from tests.files.test_text import word as word_of

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def document(fill) -> bytes:
    out, made = io.BytesIO(), Document()
    made.add_paragraph("Ask first.")
    fill(made)
    made.save(out)
    return out.getvalue()


def book(fill) -> bytes:
    out, made = io.BytesIO(), Workbook()
    made.active.title = "Costs"
    made.active.append(["Ask first."])
    fill(made)
    made.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: str | bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, part)
    return out.getvalue()


def word_run(said: str, **properties: str) -> bytes:
    def fill(made) -> None:
        run = made.add_paragraph().add_run(said)
        for name, value in properties.items():
            element = OxmlElement(f"w:{name}")
            if value:
                element.set(qn("w:val"), value)
            run._r.get_or_add_rPr().append(element)

    return document(fill)


def word_by_style(said: str) -> bytes:
    styles = (
        f'<w:styles {W}><w:style w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Quiet"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    body = "<w:p><w:r><w:t>Ask first.</w:t></w:r></w:p>"
    body += f'<w:p><w:pPr><w:pStyle w:val="Quiet"/></w:pPr><w:r><w:t>{said}</w:t></w:r></w:p>'
    return word_of(body, word__styles=styles)


def word_change(said: str, name: str) -> bytes:
    tag = "delText" if name == "del" else "t"
    change = f'<w:{name} w:author="A. Person"><w:r><w:{tag}>{said}</w:{tag}></w:r></w:{name}>'
    return word_of(f"<w:p><w:r><w:t>Ask first.</w:t></w:r>{change}</w:p>")


def word_comment(said: str) -> bytes:
    comment = f'<w:comments {W}><w:comment w:author="A. Person"><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:comment>'
    return word_of("<w:p><w:r><w:t>Ask first.</w:t></w:r></w:p>", word__comments=f"{comment}</w:comments>")


def word_formatted(said: str) -> bytes:
    run = f'<w:r><w:rPr><w:b/><w:rPrChange w:author="{said}"><w:rPr/></w:rPrChange></w:rPr><w:t>Ask first.</w:t></w:r>'
    return word_of(f"<w:p>{run}</w:p>")


def word_field(said: str) -> bytes:
    field = f'<w:r><w:instrText> INCLUDEPICTURE "https://example.org/{said}" </w:instrText></w:r>'
    return word_of(f"<w:p><w:r><w:t>Ask first.</w:t></w:r>{field}</w:p>")


def word_linked_picture(said: str) -> bytes:
    def fill(made) -> None:
        made.part.relate_to(f"https://example.org/{said}.png", f"{RELATION}image", is_external=True)

    return document(fill)


def photo(said: str) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = said  # Make
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 28.0, 48.0), 3: "W", 4: (1.0, 54.0, 0.0)})
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def word_photo(said: str) -> bytes:
    return document(lambda made: made.add_picture(io.BytesIO(photo(said))))


def inner(said: str) -> bytes:
    return document(lambda made: made.add_paragraph(said))


def settings(said: str) -> str:
    return f'<w:settings {W}><w:docVars><w:docVar w:name="x" w:val="{said}"/></w:docVars></w:settings>'


def sheet_hidden(said: str, state: str) -> bytes:
    def fill(made) -> None:
        sheet = made.create_sheet("Kept")
        sheet.append([said])
        sheet.sheet_state = state

    return book(fill)


def sheet_row(said: str) -> bytes:
    def fill(made) -> None:
        made.active.append([said])
        made.active.row_dimensions[2].hidden = True

    return book(fill)


def sheet_column(said: str) -> bytes:
    def fill(made) -> None:
        made.active["C1"] = said
        made.active.column_dimensions["C"].hidden = True

    return book(fill)


def sheet_comment(said: str) -> bytes:
    return book(lambda made: setattr(made.active["A1"], "comment", Comment(said, "A. Person")))


def sheet_unshown(said: str) -> bytes:
    def fill(made) -> None:
        made.active["B1"], made.active["B1"].number_format = said, ";;;"

    return book(fill)


def sheet_white(said: str) -> bytes:
    def fill(made) -> None:
        made.active["B1"], made.active["B1"].font = said, Font(color="FFFFFFFF")

    return book(fill)


def slides(*slides: str, order: tuple[int, ...] = (), **more: str) -> bytes:
    """Return a presentation with these slides, in this order. Each slide is its attributes and its shapes."""
    parts = {f"ppt__slides__slide{n}": one for n, one in enumerate(slides, 1)}
    shown = order or range(1, len(slides) + 1)
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in shown)
    size = '<p:sldSz cx="9144000" cy="6858000"/>'
    parts["ppt__presentation"] = f"<p:presentation {P} {R}><p:sldIdLst>{ids}</p:sldIdLst>{size}</p:presentation>"
    content = packed(**parts, **more)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATION}slide" Target="slides/slide{n}.xml"/>'
        for n in range(1, len(slides) + 1)
    )
    return with_part(content, "ppt/_rels/presentation.xml.rels", f"<Relationships>{links}</Relationships>")


def slide(said: str, more: str = "", shape: str = "", place: str = "", look: str = "") -> str:
    at = f"<p:spPr><a:xfrm>{place}</a:xfrm></p:spPr>" if place else ""
    words = f"<a:p><a:r>{look}<a:t>{said}</a:t></a:r></a:p>"
    return (
        f'<p:sld {P} {A} {more}><p:sp><p:nvSpPr><p:cNvPr id="2" name="x" {shape}/></p:nvSpPr>{at}<p:txBody>{words}'
        "</p:txBody></p:sp></p:sld>"
    )


ASK = slide("Ask first.")


def slide_notes(said: str) -> bytes:
    notes = f"<p:notes {P} {A}><a:p><a:r><a:t>{said}</a:t></a:r></a:p><a:p><a:fld><a:t>1</a:t></a:fld></a:p></p:notes>"
    content = slides(ASK, ppt__notesSlides__notesSlide1=notes)
    link = f'<Relationship Id="rId1" Type="{RELATION}notesSlide" Target="../notesSlides/notesSlide1.xml"/>'
    return with_part(content, "ppt/slides/_rels/slide1.xml.rels", f"<Relationships>{link}</Relationships>")


def slide_comment(said: str) -> bytes:
    comment = f"<p:cmLst {P}><p:cm><p:text>{said}</p:text></p:cm></p:cmLst>"
    return slides(ASK, ppt__comments__comment1=comment)


WHITE = '<a:rPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:rPr>'
BESIDE = '<a:off x="-9000000" y="0"/><a:ext cx="500000" cy="500000"/>'
PIVOT = '<pivotCacheDefinition><cacheField name="Name"><s v="{}"/></cacheField></pivotCacheDefinition>'
OTHER_BOOK = "<externalLink><sheetData><row><cell><v>{}</v></cell></row></sheetData></externalLink>"
# name: (the kind of hidden part, its place, what makes the file around these words)
OFFICE = {
    "vanish.docx": ("text", "paragraph 2", lambda said: word_run(said, vanish="")),
    "white.docx": ("text", "paragraph 2", lambda said: word_run(said, color="FFFFFF")),
    "tiny.docx": ("text", "paragraph 2", lambda said: word_run(said, sz="2")),
    "style.docx": ("text", "paragraph 2", word_by_style),
    "deleted.docx": ("change", "paragraph 1, deleted", lambda said: word_change(said, "del")),
    "moved.docx": ("change", "paragraph 1, deleted", lambda said: word_change(said, "moveFrom")),
    "format.docx": ("change", "changes of format, by", word_formatted),
    "comment.docx": ("comment", "the whole file", word_comment),
    "author.docx": (
        "metadata",
        "the whole file",
        lambda said: document(lambda d: setattr(d.core_properties, "author", said)),
    ),
    "field.docx": ("link", "paragraph 1", word_field),
    "linked.docx": ("link", "part word/document.xml of the file", word_linked_picture),
    "photo.docx": ("camera", "part word/media/image1.jpg of the file", word_photo),
    "inside.docx": (
        "embedded",
        "part word/embeddings/a.docx of the file",
        lambda said: with_part(inner("Ask"), "word/embeddings/a.docx", inner(said)),
    ),
    "settings.docx": (
        "other",
        "part word/settings.xml of the file",
        lambda said: word_of("<w:p><w:r><w:t>Ask first.</w:t></w:r></w:p>", word__settings=settings(said)),
    ),
    "data.docx": (
        "other",
        "part customXml/item9.xml of the file",
        lambda said: with_part(inner("Ask first."), "customXml/item9.xml", f"<x>{said}</x>"),
    ),
    "sheet.xlsx": ("sheet", "sheet Kept", lambda said: sheet_hidden(said, "hidden")),
    "very.xlsx": ("sheet", "sheet Kept", lambda said: sheet_hidden(said, "veryHidden")),
    "row.xlsx": ("row", "sheet Costs, row 2", sheet_row),
    "column.xlsx": ("column", "sheet Costs, column C", sheet_column),
    "comment.xlsx": ("comment", "part xl/comments/comment1.xml of the file", sheet_comment),
    "format.xlsx": ("text", "sheet Costs", sheet_unshown),
    "white.xlsx": ("text", "sheet Costs", sheet_white),
    "author.xlsx": (
        "metadata",
        "the whole file",
        lambda said: book(lambda made: setattr(made.properties, "creator", said)),
    ),
    "pivot.xlsx": (
        "other",
        "part xl/pivotCache/pivotCacheDefinition1.xml of the file",
        lambda said: with_part(book(lambda made: None), "xl/pivotCache/pivotCacheDefinition1.xml", PIVOT.format(said)),
    ),
    "otherbook.xlsx": (
        "link",
        "part xl/externalLinks/externalLink1.xml of the file",
        lambda said: with_part(book(lambda made: None), "xl/externalLinks/externalLink1.xml", OTHER_BOOK.format(said)),
    ),
    "hidden.pptx": ("slide", "slide 2", lambda said: slides(ASK, slide(said, more='show="0"'))),
    "unlisted.pptx": (
        "slide",
        "part ppt/slides/slide2.xml of the file",
        lambda said: slides(ASK, slide(said), order=(1,)),
    ),
    "shape.pptx": ("text", "slide 2", lambda said: slides(ASK, slide(said, shape='hidden="1"'))),
    "beside.pptx": ("text", "slide 2", lambda said: slides(ASK, slide(said, place=BESIDE))),
    "white.pptx": ("text", "slide 2", lambda said: slides(ASK, slide(said, look=WHITE))),
    "tiny.pptx": ("text", "slide 2", lambda said: slides(ASK, slide(said, look='<a:rPr sz="100"/>'))),
    "notes.pptx": ("notes", "slide 1", slide_notes),
    "comment.pptx": ("comment", "part ppt/comments/comment1.xml of the file", slide_comment),
}
