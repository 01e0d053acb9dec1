"""Create small real PDF and Word files for the demo's resources."""

import io
from xml.sax.saxutils import escape

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

NOTICE = "Invented for a demonstration of this site. Not guidance, and not legal advice."


def pdf(title: str, paragraphs: list[str]) -> bytes:
    """Return an A4 PDF: the first paragraph as heading, the others as text."""
    styles = getSampleStyleSheet()
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, title=title, author="Invented", creator="", producer="")
    heading, *texts = paragraphs
    story = [Paragraph(escape(heading), styles["Title"]), Paragraph(NOTICE, styles["Italic"]), Spacer(1, 12)]
    for text in texts:
        story += [Paragraph(escape(text), styles["BodyText"]), Spacer(1, 6)]
    document.build(story)
    return out.getvalue()


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
