"""PDF files for tests, each with words hidden in one place."""

import io
import re

import pikepdf
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

A4 = (595, 842)  # points


def drawn(draw) -> bytes:
    """Return a page with "Ask first." and then what this function draws."""
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    canvas.drawString(72, 700, "Ask first.")
    draw(canvas)
    canvas.save()
    return out.getvalue()


def written(canvas: Canvas, said: str, size: int = 12) -> float:
    """Write the words at one place, and return their width."""
    canvas.setFont("Helvetica", size)
    canvas.drawString(72, 600, said)
    return canvas.stringWidth(said, "Helvetica", size)


def boxed(said: str, margin: float = 3, label: str = "", grey: float = 0) -> bytes:
    def draw(canvas: Canvas) -> None:
        wide = written(canvas, said)
        canvas.setFillGray(grey)
        canvas.rect(72 - margin, 597 - margin, wide + 2 * margin, 12 + 2 * margin, fill=1, stroke=0)
        canvas.setFillGray(1)
        canvas.drawString(80, 600, label)

    return drawn(draw)


def under_a_picture(said: str) -> bytes:
    def draw(canvas: Canvas) -> None:
        wide = written(canvas, said)
        canvas.drawImage(ImageReader(Image.new("RGB", (50, 10), "navy")), 70, 595, wide + 4, 20)

    return drawn(draw)


def on_its_own_colour(said: str, ground: float) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(ground)
        if ground < 1:
            canvas.rect(50, 580, 500, 50, fill=1, stroke=0)
        written(canvas, said)

    return drawn(draw)


def invisible(said: str) -> bytes:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(72, 600)
        text.setTextRenderMode(3)
        text.textLine(said)
        canvas.drawText(text)

    return drawn(draw)


def off_the_page(said: str) -> bytes:
    return drawn(lambda canvas: canvas.drawString(72, 900, said))


def clipped(said: str) -> bytes:
    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(72, 650, 100, 20)
        canvas.clipPath(path, stroke=0, fill=0)
        written(canvas, said)

    return drawn(draw)


def in_a_drawing(said: str) -> bytes:
    """Words covered by a rectangle inside a form XObject, so that neither is an object of the page itself."""

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("drawing")
        wide = written(canvas, said)
        canvas.rect(70, 595, wide + 4, 20, fill=1)
        canvas.endForm()
        canvas.doForm("drawing")

    return drawn(draw)


def layer_that_is_off(said: str) -> bytes:
    """Words in a layer that is switched off. Written by hand, because reportlab's canvas has no layers."""
    page = f"BT /F1 12 Tf 72 700 Td (Ask first.) Tj ET /OC /L1 BDC BT /F1 12 Tf 72 600 Td ({said}) Tj ET EMC".encode()
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/Properties<</L1 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        font,
        b"<</Type/OCG/Name(Layer of ours)>>",
    ]
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def annotated(said: str, kind: bytes = b"Text") -> bytes:
    content = drawn(lambda canvas: canvas.textAnnotation(said, Rect=[72, 590, 300, 620]))
    return re.sub(rb"/Subtype\s*/Text\b", b"/Subtype /" + kind, content)


def changed(change) -> bytes:
    """Return the page with changes to its dictionaries. change: a function that gets the document."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(drawn(lambda canvas: None))) as document:
        change(document)
        document.save(out)
    return out.getvalue()


def with_property(said: str) -> bytes:
    return changed(lambda document: document.docinfo.__setitem__("/MSIP_Label_SetBy", f"{said}@example.org"))


def with_private_data(said: str) -> bytes:
    data = pikepdf.Dictionary(Program=pikepdf.Dictionary(Private=said))
    return changed(lambda document: setattr(document.pages[0].obj, "PieceInfo", data))


def with_a_deleted_page(said: str) -> bytes:
    """A PDF whose second page was deleted by appending a new list of pages, so that its words are still in the file."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "Ask first.")
    canvas.showPage()
    canvas.drawString(72, 700, said)
    canvas.save()
    with pikepdf.open(out) as document:
        pages, first = document.Root.Pages.objgen[0], document.pages[0].obj.objgen[0]
        root, size = document.Root.objgen[0], int(document.trailer.Size)
    before = out.getvalue()
    listed = b"%d 0 obj\n<< /Type /Pages /Count 1 /Kids [ %d 0 R ] >>\nendobj\n" % (pages, first)
    start, place = before.rindex(b"startxref") + len("startxref"), len(before) + len(listed)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n" % (pages, len(before))
    previous = int(before[start:].split()[0])
    trailer = b"<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, previous, place)
    return before + listed + table + trailer


def form(said: str) -> bytes:
    return drawn(lambda canvas: canvas.acroForm.textfield(name="who", value=said, x=72, y=600, width=300))


def scan(draw=None) -> bytes:
    """A picture of a page with words, and something drawn over it."""
    picture = Image.new("L", (1190, 1684), 255)
    font = ImageFont.load_default(40)
    ImageDraw.Draw(picture).text((150, 460), "Ask first. Marmalade", font=font, fill=0)
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    if draw:
        draw(canvas)
    canvas.save()
    return out.getvalue()


def recognised(canvas: Canvas) -> None:
    """Lay the words of the scan over it invisibly, as text recognition does."""
    text = canvas.beginText(75, A4[1] - 245)
    text.setFont("Helvetica", 20)
    text.setTextRenderMode(3)
    text.textLine("Ask first. Marmalade")
    canvas.drawText(text)


def recognised_and_blacked_out(canvas: Canvas) -> None:
    recognised(canvas)
    canvas.rect(165, 585, 200, 50, fill=1)


PDF = {
    "box.pdf": ("covered", "page 1", boxed),
    "tight.pdf": ("covered", "page 1", lambda said: boxed(said, margin=0)),
    "label.pdf": ("covered", "page 1", lambda said: boxed(said, label="REMOVED")),
    "whitebox.pdf": ("covered", "page 1", lambda said: boxed(said, grey=1)),
    "picture.pdf": ("covered", "page 1", under_a_picture),
    "drawing.pdf": ("covered", "page 1", in_a_drawing),
    "white.pdf": ("text", "page 1", lambda said: on_its_own_colour(said, 1)),
    "black.pdf": ("text", "page 1", lambda said: on_its_own_colour(said, 0)),
    "invisible.pdf": ("text", "page 1", invisible),
    "tiny.pdf": ("text", "page 1", lambda said: drawn(lambda canvas: written(canvas, said, size=1))),
    "off.pdf": ("text", "page 1", off_the_page),
    "clipped.pdf": ("text", "page 1", clipped),
    "layer.pdf": ("text", "page 1", layer_that_is_off),
    "note.pdf": ("comment", "page 1", annotated),
    "redact.pdf": ("covered", "page 1", lambda said: annotated(said, b"Redact")),
    "form.pdf": ("form", "page 1", form),
    "property.pdf": ("metadata", "the whole file", with_property),
    "private.pdf": ("other", "page 1, private data of a program", with_private_data),
    "deleted.pdf": ("other", "an earlier state of the file", with_a_deleted_page),
    "author.pdf": ("metadata", "the whole file", lambda said: drawn(lambda canvas: canvas.setAuthor(said))),
}
