"""A PDF with hidden words in every place, which begin with CANARY. Visible words begin with SEEN."""

import io
from pathlib import Path

import pikepdf
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from tests.lib.documents.clean_copy.office import photo

PLAIN, COVERED, WHITE, BESIDE, FORM, LAYERS, LINKS = range(1, 8)  # the pages
HIDING = (COVERED, WHITE, BESIDE, LAYERS)


def pdf(path: Path) -> Path:
    drawn = io.BytesIO()
    page = canvas.Canvas(drawn)
    page.setTitle("CANARYTITLE")
    page.setAuthor("CANARYAUTHOR")
    page.drawString(72, 700, "SEEN plain page")
    page.drawImage(ImageReader(io.BytesIO(photo())), 72, 500)
    page.showPage()
    page.drawString(72, 700, "SEEN covered page")
    page.drawString(72, 650, "CANARYUNDERBOX")
    page.rect(60, 640, 300, 30, fill=1)
    page.showPage()
    page.drawString(72, 700, "SEEN white page")
    page.setFillGray(1)
    page.drawString(72, 650, "CANARYWHITE")
    page.showPage()
    page.setFillGray(0)
    page.drawString(72, 700, "SEEN beside page")
    page.drawString(-400, 650, "CANARYBESIDE")
    page.showPage()
    page.drawString(72, 700, "SEEN form page")
    page.acroForm.textfield(name="CANARYFIELD", tooltip="CANARYTIP", value="SEENtyped", x=72, y=600, width=200)
    page.showPage()
    page.drawString(72, 700, "SEEN layers page")
    page.showPage()
    page.drawString(72, 700, "SEEN links page")
    page.linkURL("https://www.gov.uk/", (72, 690, 200, 720))
    page.bookmarkPage("top")
    page.addOutlineEntry("SEEN outline", "top")
    page.save()
    drawn.seek(0)
    with pikepdf.open(drawn) as document:
        _hide(document)
        document.save(path)
    return path


def _hide(document: pikepdf.Pdf) -> None:
    name, page = pikepdf.Name, document.pages[PLAIN - 1]
    document.attachments["CANARYFILE.txt"] = pikepdf.AttachedFileSpec(
        document, b"CANARYATTACHED", filename="CANARYFILE.txt"
    )
    with document.open_metadata() as about:
        about["dc:creator"] = ["CANARYXMP"]
    script = pikepdf.Dictionary(S=name.JavaScript, JS="app.alert('CANARYSCRIPT')")
    document.Root.OpenAction = script
    page.obj.AA = pikepdf.Dictionary(O=script)
    page.obj.PieceInfo = pikepdf.Dictionary(Program=pikepdf.Dictionary(Private="CANARYPRIVATE"))
    note = pikepdf.Dictionary(
        Type=name.Annot, Subtype=name.Text, Rect=[0, 0, 20, 20], Contents="CANARYNOTE", T="CANARYPERSON"
    )
    page.obj.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(note)]))
    layers = document.pages[LAYERS - 1]
    off = document.make_indirect(pikepdf.Dictionary(Type=name.OCG, Name="CANARYLAYER"))
    document.Root.OCProperties = pikepdf.Dictionary(
        OCGs=pikepdf.Array([off]), D=pikepdf.Dictionary(OFF=pikepdf.Array([off]), Order=pikepdf.Array([off]))
    )
    layers.obj.Resources.Properties = pikepdf.Dictionary(L1=off)
    layers.contents_add(b"/OC /L1 BDC BT /F1 12 Tf 72 600 Td (CANARYINLAYER) Tj ET EMC")
    link = document.pages[LINKS - 1].obj.Annots[0]
    link.A.Next = script
    link.AA = pikepdf.Dictionary(E=script)
