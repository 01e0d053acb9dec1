"""Places in a PDF where words can be hidden by hand, but where no program puts them, one at a time."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfgen import canvas

from ratsite.lib.documents.clean_copy.__main__ import clean
from tests.lib.documents.clean_copy.test_clean_copy import canaries, seen_in_pdf

SCRIPT = Dictionary(S=Name.JavaScript, JS="CANARYSCRIPT")


def mark(document: pikepdf.Pdf, kind: Name, **more) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=kind, Rect=[60, 690, 300, 720], Contents="CANARYNOTE", **more)
    document.pages[0].obj.Annots = Array([document.make_indirect(note)])


def page_with(content: bytes) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: document.pages[0].contents_add(content)


def in_layer(document: pikepdf.Pdf) -> None:
    off = document.make_indirect(Dictionary(Type=Name.OCG, Name="CANARYLAYER"))
    document.Root.OCProperties = Dictionary(OCGs=Array([off]), D=Dictionary(BaseState=Name.OFF))
    page = document.pages[0]
    drawing = document.make_stream(b"BT /F1 9 Tf (CANARYDRAWN) Tj ET", Subtype=Name.Form, BBox=[0, 0, 99, 99], OC=off)
    page.obj.Resources.XObject = Dictionary(X1=drawing)
    page.contents_add(b"/X1 Do")


def on_page(**more) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: [document.pages[0].obj.__setattr__(key, value) for key, value in more.items()] and None


def in_root(**more) -> Callable[[pikepdf.Pdf], None]:
    return lambda document: [document.Root.__setattr__(key, value) for key, value in more.items()] and None


def in_resources(**more) -> Callable[[pikepdf.Pdf], None]:
    def do(document: pikepdf.Pdf) -> None:
        for key, value in more.items():
            document.pages[0].obj.Resources[f"/{key}"] = value

    return do


PLACES: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "a comment in the content": page_with(b"% CANARYCOMMENT\n"),
    "text instead of glyphs": page_with(b"/Span <</ActualText (CANARYACTUAL)>> BDC EMC"),
    "alternative text": page_with(b"/Span <</Alt (CANARYALT) /E (CANARYLONG)>> BDC EMC"),
    "text clipped away": page_with(b"q 0 0 1 1 re W n BT /F1 12 Tf 72 500 Td (CANARYCLIPPED) Tj ET Q"),
    "text without ink": page_with(b"BT /F1 12 Tf 3 Tr 72 500 Td (CANARYUNINKED) Tj ET"),
    "text of one point": page_with(b"BT /F1 1 Tf 72 500 Td (CANARYTINY) Tj ET"),
    "text beyond the crop": lambda document: (
        on_page(CropBox=Array([0, 600, 600, 800]))(document),
        page_with(b"BT /F1 12 Tf 72 100 Td (CANARYCROPPED) Tj ET")(document),
    ),  # type: ignore[dict-item, return-value]
    "a sticky note": lambda document: mark(document, Name.Text, T="CANARYBY"),
    "the words of a drawn square": lambda document: mark(document, Name.Square, IC=[1, 1, 0]),
    "tiny words of a drawn mark": lambda document: mark(
        document,
        Name.Stamp,
        AP=Dictionary(
            N=document.make_stream(
                b"BT /F1 1 Tf 9 9 Td (CANARYSTAMP) Tj ET",
                Subtype=Name.Form,
                BBox=[0, 0, 240, 30],
                Resources=document.pages[0].obj.Resources,
            )
        ),
    ),
    "a redaction never applied": lambda document: mark(document, Name.Redact, OverlayText="CANARYOVER"),
    "a drawing in a layer that is off": in_layer,
    "an unused drawing": lambda document: in_resources(
        XObject=Dictionary(X9=document.make_stream(b"(CANARYUNUSED) Tj", Subtype=Name.Form, BBox=[0, 0, 9, 9]))
    )(document),
    "resources": in_resources(CANARYKEY="CANARYVALUE", Properties=Dictionary(MC0=Dictionary(Title="CANARYTITLE"))),
    "private data of a page": on_page(PieceInfo=Dictionary(A=Dictionary(Private="CANARYPRIVATE")), CANARYKEY="x"),
    "scripts of a page": on_page(AA=Dictionary(O=SCRIPT)),
    "scripts of the document": in_root(
        OpenAction=SCRIPT, Names=Dictionary(JavaScript=Dictionary(Names=Array(["CANARYNAME", SCRIPT])))
    ),
    "articles": in_root(Threads=Array([Dictionary(I=Dictionary(Title="CANARYTHREAD"))])),
    "a portfolio": in_root(Collection=Dictionary(Schema=Dictionary(CANARYCOLUMN=Dictionary()))),
    "tags": in_root(StructTreeRoot=Dictionary(Type=Name.StructTreeRoot, K=Dictionary(S=Name.P, Alt="CANARYALT"))),
    "a named place": lambda document: in_root(
        Dests=Dictionary(), Names=Dictionary(Dests=Dictionary(Names=Array(["a", Dictionary(CANARYKEY="x")])))
    )(document),
}


@pytest.mark.parametrize("place", PLACES)
def test_words_in_an_unusual_place_are_gone_and_the_page_stays(tmp_path, place):
    drawn = io.BytesIO()
    page = canvas.Canvas(drawn)
    page.drawString(72, 700, "SEEN as before")
    page.save()
    with pikepdf.open(drawn) as document:
        PLACES[place](document)
        document.save(tmp_path / "original.pdf")
    assert canaries((tmp_path / "original.pdf").read_bytes())
    content, pictured = clean(tmp_path / "original.pdf", "pdf")
    assert canaries(content) == set()
    assert pictured == [1] or "SEEN as before" in seen_in_pdf(content)[0]
