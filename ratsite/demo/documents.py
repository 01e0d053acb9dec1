"""Create small real PDF and Word files for the demo's resources."""

import io
from functools import partial
from xml.sax.saxutils import escape

from docx import Document
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

NOTICE = "Invented for a demonstration of this site. Not guidance, and not legal advice."


def pdf(title: str, paragraphs: list[str], covered: str = "") -> bytes:
    """Return an A4 PDF: the first paragraph as heading, the others as text.

    covered: words for the foot of the page, under a black box, with a covered picture beside them.
    """
    styles = getSampleStyleSheet()
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, title=title, author="Invented", creator="", producer="")
    heading, *texts = paragraphs
    story = [Paragraph(escape(heading), styles["Title"]), Paragraph(NOTICE, styles["Italic"]), Spacer(1, 12)]
    for text in texts:
        story += [Paragraph(escape(text), styles["BodyText"]), Spacer(1, 6)]
    document.build(story, onFirstPage=partial(_cover, covered) if covered else _nothing)
    return out.getvalue()


def _nothing(canvas: Canvas, document: SimpleDocTemplate) -> None:
    pass


def _cover(words: str, canvas: Canvas, document: SimpleDocTemplate) -> None:
    """Draw words and a picture, each under a black box. People do this who think that a box removes what it covers."""
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 110, words)
    picture = io.BytesIO()
    Image.linear_gradient("L").save(picture, "PNG")
    canvas.drawImage(ImageReader(picture), 400, 60, 90, 90)
    canvas.setFillGray(0)
    canvas.rect(68, 105, canvas.stringWidth(words, "Helvetica", 11) + 8, 18, fill=1, stroke=0)
    canvas.rect(396, 56, 98, 98, fill=1, stroke=0)


def docx(title: str, paragraphs: list[str], comment: str = "") -> bytes:
    """Return a Word document: the first paragraph as heading, the others as text, with a comment on the last."""
    document = Document()
    document.core_properties.title, document.core_properties.author = title, "Invented"
    heading, *texts = paragraphs
    document.add_heading(heading, 1)
    document.add_paragraph(NOTICE)
    for text in texts:
        last = document.add_paragraph(text)
    if comment:
        document.add_comment(last.runs, text=comment, author="Invented", initials="I")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WRITERS = {"pdf": pdf, "docx": docx}
