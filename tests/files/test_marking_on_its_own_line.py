"""A protective marking alone on its line is found in a file, as it is in a post."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.enum.text import WD_BREAK
from reportlab.pdfgen.canvas import Canvas

from forum.enums import HoldReason, PostState
from ratsite.files.enums import FileState
from tests.factories import make_resource
from tests.files.test_metadata import checked, reply
from tests.files.test_text import packed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def pdf(*lines: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for place, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * place, line)
    canvas.save()
    return out.getvalue()


def word(*lines: str) -> bytes:
    out, document = io.BytesIO(), Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def word_with_breaks(*lines: str) -> bytes:
    """A Word file with one paragraph that has a line break after each line."""
    out, document = io.BytesIO(), Document()
    paragraph = document.add_paragraph()
    for line in lines:
        paragraph.add_run(line).add_break(WD_BREAK.LINE)
    document.save(out)
    return out.getvalue()


def slides(*lines: str) -> bytes:
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    text = "<a:br/>".join(f"<a:t>{line}</a:t>" for line in lines)
    return packed(ppt__presentation="<x/>", ppt__slides__slide1=f"<x {a}><a:p {a}>{text}</a:p></x>")


def open_text(*lines: str) -> bytes:
    t = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    return packed(content=f"<x {t}><text:p>{'<text:line-break/>'.join(lines)}</text:p></x>")


def plain(*lines: str) -> bytes:
    return "\n".join(lines).encode()


WRITERS = [
    (pdf, "a.pdf"),
    (word, "b.docx"),
    (word_with_breaks, "c.docx"),
    (slides, "d.pptx"),
    (open_text, "e.odt"),
    (plain, "f.txt"),
    (plain, "g.csv"),
]


@pytest.mark.parametrize(("write", "name"), WRITERS)
@pytest.mark.parametrize("marking", ["SECRET", "Official Sensitive"])
def test_a_marking_on_its_own_line_is_refused_in_posts_and_in_the_library(write, name, marking):
    content = write("Minutes of the meeting", marking, "We met on Monday.")
    assert checked(reply(content, name)).state == FileState.REFUSED
    resource = make_resource(upload=SimpleUploadedFile(name, content))
    assert resource.versions.first().files.get().stored_file.state == FileState.REFUSED


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_a_marking_of_former_years_holds_the_post_and_is_asked_about_in_the_library(write, name):
    content = write("CONFIDENTIAL", "We met on Monday.")
    post = reply(content, name)
    assert checked(post).state == FileState.CLEAN
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
    file = make_resource(upload=SimpleUploadedFile(name, content)).current.files.get()
    assert (file.stored_file.state, "protective marking" in file.identifiers) == (FileState.CLEAN, True)


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_words_that_only_end_a_printed_line_are_no_marking(write, name):
    content = write("What they told us is no longer a", "secret.", "All of it was said in", "confidential talks.")
    post = reply(content, name)
    assert (checked(post).state, post.state) == (FileState.CLEAN, PostState.LIVE)
