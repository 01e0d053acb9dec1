"""A file's metadata is checked like its pages, and files marked OFFICIAL-SENSITIVE are refused."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from forum.actions.post import post_reply
from forum.enums import HoldReason, PostState
from forum.models import Post
from ratsite.files.enums import FileState
from ratsite.files.models import FileText, StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.sandbox import open_file
from tests.factories import MemberFactory, make_resource, make_topic

pytestmark = pytest.mark.django_db
MARKED = "OFFICIAL-SENSITIVE"
PHONE = "07700 900123"


def pdf(words: str = "Ask first.", **about) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, words)
    for name, value in about.items():
        getattr(canvas, f"set{name.title()}")(value)
    canvas.save()
    return out.getvalue()


def word(words: str = "Ask first.", **about) -> bytes:
    out, document = io.BytesIO(), Document()
    document.add_paragraph(words)
    for name, value in about.items():
        setattr(document.core_properties, name, value)
    document.save(out)
    return out.getvalue()


def open_text(comment: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<a/>")
        archive.writestr("meta.xml", f"<m><c>{comment}</c></m>")
    return out.getvalue()


def photo(comment: str) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = comment  # ImageDescription
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def files(fact: str) -> dict[str, bytes]:
    return {
        "a.pdf": pdf(author=fact),
        "b.pdf": pdf(title=fact),
        "c.docx": word(author=fact),
        "d.docx": word(comments=fact),
        "e.odt": open_text(fact),
        "f.jpg": photo(fact),
    }


def reply(content: bytes, name: str) -> Post:
    topic = make_topic()
    return post_reply(topic=topic, author=topic.author, body="See.", files=[SimpleUploadedFile(name, content)])


def checked(post: Post) -> StoredFile:
    stored = post.attachments.get().stored_file
    end_quarantine(file_id=str(stored.pk))
    stored.refresh_from_db()
    post.refresh_from_db()
    return stored


@pytest.mark.parametrize("name", sorted(files("x")))
def test_a_file_s_metadata_is_checked_and_not_stored(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(files("Ring 07700 900123")[name])
    assert PHONE in open_file(str(path), name.rpartition(".")[2]).facts


@pytest.mark.parametrize("name", sorted(files("x")))
def test_a_file_with_a_protective_marking_in_its_metadata_is_refused(name):
    post = reply(files(MARKED)[name], name)
    stored = checked(post)
    assert (stored.state, "protective marking" in stored.refusal) == (FileState.REFUSED, True)
    assert MARKED not in stored.refusal.replace("such as OFFICIAL-SENSITIVE", "")
    assert not FileText.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"Minutes\n{MARKED}: POLICE EYES ONLY\nAll.".encode()),
        ("b.pdf", pdf("TOP SECRET")),
        ("c.docx", word(MARKED)),
        ("OFFICIAL_SENSITIVE_minutes.txt", b"Nothing."),
    ],
)
def test_a_protective_marking_in_its_text_or_name_is_refused_in_posts_and_in_the_library(name, content):
    post = reply(content, name)
    assert checked(post).state == FileState.REFUSED
    resource = make_resource(upload=SimpleUploadedFile(name, content))
    assert resource.versions.first().files.get().stored_file.state == FileState.REFUSED


@pytest.mark.parametrize("words", ["This is official and sensitive.", "An official secret", "TLP:AMBER+STRICT"])
def test_ordinary_words_are_no_marking(words):
    assert checked(reply(pdf(words, author="A. Person"), "a.pdf")).state == FileState.CLEAN


@pytest.mark.parametrize("name", [name for name in sorted(files("x")) if name != "f.jpg"])
def test_an_identifier_in_a_file_s_metadata_holds_the_post_for_a_moderator(name):
    post = reply(files(f"Ring {PHONE}")[name], name)
    assert checked(post).state == FileState.CLEAN
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
    assert not FileText.objects.filter(text__contains=PHONE).exists()


def test_a_finding_in_metadata_still_holds_the_post_when_its_last_file_has_been_checked():
    topic = make_topic(author=MemberFactory())
    uploads = [SimpleUploadedFile("a.pdf", pdf(author=PHONE)), SimpleUploadedFile("b.txt", b"Ask.")]
    post = post_reply(topic=topic, author=topic.author, body="See.", files=uploads)
    for attachment in post.attachments.order_by("created_at", "pk"):
        end_quarantine(file_id=str(attachment.stored_file_id))
    post.refresh_from_db()
    assert (post.state, post.hold_reasons) == (PostState.HELD, [HoldReason.IDENTIFIERS])
