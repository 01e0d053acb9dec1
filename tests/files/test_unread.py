"""A file that cannot be read to its end is held for a moderator or refused; no content can switch the check off."""

import io
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from reportlab.pdfgen.canvas import Canvas

from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.enums import HoldReason, PostState
from forum.models import Post, Revision
from library.actions.edit_version import add_version
from ratsite.files import sandbox
from ratsite.files.enums import FileState
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.sandbox import open_file
from ratsite.lib.documents.extraction import MAX_PAGE, MAX_TEXT
from ratsite.lib.documents.office.xml_text import loose_lines
from ratsite.lib.documents.text_parts import MAX_PART
from tests.factories import MemberFactory, make_resource, make_topic
from tests.files.test_metadata import PHONE, word
from tests.files.test_text import W, packed

pytestmark = pytest.mark.django_db
MARKED = "OFFICIAL-SENSITIVE"


def with_part(content: bytes, name: str, part: str | bytes, tmp_path) -> bytes:
    """Return the same archive with one more part."""
    path = tmp_path / "archive"
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return path.read_bytes()


def upload(content: bytes, extension: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"file.{extension}", content)


def checked(stored: StoredFile) -> StoredFile:
    end_quarantine(file_id=str(stored.pk))
    stored.refresh_from_db()
    return stored


def posted(content: bytes, extension: str) -> tuple[Post, StoredFile]:
    topic = make_topic()
    post = post_reply(topic=topic, author=topic.author, body="See.", files=[upload(content, extension)])
    stored = checked(post.attachments.get().stored_file)
    post.refresh_from_db()
    return post, stored


def added(content: bytes, extension: str, explanation: str = "") -> StoredFile:
    curator = MemberFactory(roles=["Curators"])
    given = upload(content, extension)
    said = {"note": "More", "explanation": explanation}
    version = add_version(resource_id=make_resource().pk, curator=curator, uploads=[given], **said)
    file = version.files.get()
    return checked(file.stored_file)


def dense() -> bytes:
    """A page with more text than is stored of one page, and a phone number at the end."""
    out = io.BytesIO()
    canvas = Canvas(out)
    lines = canvas.beginText(10, 800)
    lines.setFont("Helvetica", 1)
    lines.textLines(["word " * 100] * (MAX_PAGE // 500 + 1) + [f"Ring {PHONE}."])
    canvas.drawText(lines)
    canvas.save()
    return out.getvalue()


UNREADABLE = [
    (packed(word__document=f"<w:document {W}><w:p><w:r><w:t>half"), "docx"),
    (packed(content="<a/>", meta="<m>half"), "odt"),
]


@pytest.mark.parametrize(("content", "extension"), UNREADABLE)
def test_a_file_that_cannot_be_read_to_its_end_holds_a_post(content, extension):
    post, stored = posted(content, extension)
    assert stored.state == FileState.CLEAN
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.CHECK_FAILED])


@pytest.mark.parametrize(("content", "extension"), UNREADABLE)
@pytest.mark.parametrize("explanation", ["", "The helpline has published it"])
def test_a_resource_s_file_that_cannot_be_read_to_its_end_is_refused_whatever_its_curator_says(
    content, extension, explanation
):
    stored = added(content, extension, explanation)
    assert (stored.state, "could not read the whole file" in stored.refusal) == (FileState.REFUSED, True)


def test_an_unreadable_file_added_to_a_published_post_is_held():
    topic = make_topic()
    post = post_reply(topic=topic, author=topic.author, body="See.")
    edit_post(post_id=post.pk, editor=topic.author, body="See.", files=[upload(*UNREADABLE[0])])
    file = post.attachments.get()
    checked(file.stored_file)
    file.refresh_from_db()
    assert (file.waits, Revision.objects.get().hold_reasons) == (True, [HoldReason.CHECK_FAILED])


def test_more_than_is_looked_at_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "file.txt"
    path.write_bytes(b"words " * (MAX_TEXT // 5))
    assert open_file(str(path), "txt").is_read is False


def test_a_refused_file_needs_no_review():
    post, stored = posted(b"%PDF-1.7 broken", "pdf")
    assert (stored.state, post.state) == (FileState.REFUSED, PostState.LIVE)


@pytest.mark.parametrize("part", ["word/comments.xml", "word/comments9.xml"])
def test_ninety_thousand_empty_comments_hide_nothing_and_cost_no_time(part, tmp_path):
    content = with_part(word(f"{MARKED}: ring {PHONE}"), part, f"<x>{'<a/>' * 90_000}</x>", tmp_path)
    begun = time.monotonic()
    post, stored = posted(content, "docx")
    assert (stored.state, post.attachments.filter(waits=False).count()) == (FileState.REFUSED, 1)
    assert time.monotonic() - begun < sandbox.CPU_LIMIT / 2


def test_comments_without_end_are_no_shelter(tmp_path):
    content = with_part(word(f"Ring {PHONE}"), "word/comments.xml", f"<x>{'<a>word</a>' * 400_000}</x>", tmp_path)
    post, _ = posted(content, "docx")
    assert HoldReason.CHECK_FAILED in post.hold_reasons
    assert HoldReason.IDENTIFIERS in post.hold_reasons


@pytest.mark.parametrize("printed", ["clean\n", 'clean\n[1, "Ask"]\n', 'clean\n[1, "Ask"]\n[2, "wor', "clean"])
def test_a_reading_that_was_ended_is_known_to_be_no_whole_one(tmp_path, monkeypatch, printed):
    path = tmp_path / "file.txt"
    path.write_bytes(b"words")
    monkeypatch.setattr(sandbox, "_extracted", lambda *_: printed)
    opened = open_file(str(path), "txt")
    assert (opened.is_read, opened.pages) == (False, [(1, "Ask")] if "Ask" in printed else [])


@pytest.mark.parametrize(
    ("content", "extension"),
    [(dense(), "pdf"), (f"{'x' * (MAX_PART - 8)} {PHONE} Ask.".encode(), "txt")],
)
def test_text_where_a_part_is_cut_or_beyond_the_stored_length_is_checked(content, extension):
    post, _ = posted(content, extension)
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]


SVG = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://example.org/svg11.dtd"><svg><text>{}</text></svg>'
FOREIGN = [
    ("word/media/image1.svg", SVG),
    ("word/vmlDrawing1.vml", "<xml><v:textbox><div><font>{}</font><br></div></v:textbox></xml>"),
    ("word/afchunk.htm", "<html><p>First<br>{}<p>Last &nbsp;<img src=a.png></html>"),
    ("word/media/image2.svg", "<svg><text title='{}'></svg>"),
    ("word/media/image3.svg", "<svg><text><![CDATA[{}]]></text></svg>"),
]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("name", "part"), [*FOREIGN, ("customXml/item9.xml", "")])
def test_a_drawing_or_web_page_inside_that_is_no_clean_xml_holds_nothing(name, part, tmp_path):
    post, stored = posted(with_part(word("Ask first."), name, part.format("Ask about today"), tmp_path), "docx")
    assert (stored.state, post.state, post.hold_reasons) == (FileState.CLEAN, PostState.LIVE, [])


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("name", "part"), FOREIGN)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_text_in_a_part_without_clean_xml_is_checked(name, part, coding, tmp_path):
    post, _ = posted(with_part(word("Ask first."), name, part.format(PHONE).encode(coding), tmp_path), "docx")
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
    _, stored = posted(with_part(word("Ask first."), name, part.format(MARKED).encode(coding), tmp_path), "docx")
    assert stored.state == FileState.REFUSED


@pytest.mark.parametrize("tag", ["<a ", "<", "<a>", "<a b='", "a=", "<a b= >", "aaaa"])
def test_no_part_without_clean_xml_takes_long_to_read(tag):
    begun = time.monotonic()
    list(loose_lines(io.BytesIO(tag.encode() * 400_000)))
    list(loose_lines(io.BytesIO(b"<a " + tag.replace("<", "").encode() * 400_000 + b">")))
    assert time.monotonic() - begun < sandbox.CPU_LIMIT / 2


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("pointer", ["", "7", "-1", "x", "9" * 5000])
def test_a_cell_that_points_to_no_text_holds_nothing_and_hides_nothing(pointer, tmp_path):
    s = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = f'<row><c t="s"><v>{pointer}</v></c><c t="inlineStr"><is><t>{{}}</t></is></c></row>'
    book = f"<worksheet {s}><sheetData>{row}</sheetData></worksheet>"
    post, _ = posted(packed(xl__workbook="<x/>", xl__worksheets__sheet1=book.format("Ask")), "xlsx")
    assert (post.state, post.hold_reasons) == (PostState.LIVE, [])
    post, _ = posted(packed(xl__workbook="<x/>", xl__worksheets__sheet1=book.format(PHONE)), "xlsx")
    assert post.hold_reasons == [HoldReason.IDENTIFIERS]
