"""Hidden parts of a file are stored for curators, and are never in the text for the search."""

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from ratsite.files.actions import refuse_stored
from ratsite.files.enums import HiddenKind, TextStatus
from ratsite.files.models import FileText, HiddenPart
from ratsite.files.quarantine import end_quarantine
from ratsite.files.queries.hidden_parts import findings_in, hidden_parts_of
from ratsite.lib.documents.hidden_parts import HiddenPartKind
from tests.files.test_text import pdf, stored

pytestmark = pytest.mark.django_db
PHONE = "07700 900123"


def authored(author: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setAuthor(author)
    canvas.drawString(72, 700, "Ask first.")
    canvas.save()
    return out.getvalue()


def test_every_kind_has_words_for_the_curator():
    assert [kind.value for kind in HiddenPartKind] == HiddenKind.values
    assert all(str(label) for label in HiddenKind.labels)


def test_hidden_parts_are_stored_apart_from_the_text_and_deleted_when_the_file_is_refused(member):
    file = stored(member, "card.pdf", authored(f"A. Person, {PHONE}"))
    end_quarantine(file_id=str(file.pk))
    file.refresh_from_db()
    parts = hidden_parts_of(file)
    assert [(part.kind, part.place) for part in parts] == [("title", "the whole file"), ("metadata", "the whole file")]
    assert "A. Person" in parts[1].text
    assert not FileText.objects.filter(text__contains="Person").exists()
    assert [bool(one.findings) for one in findings_in(parts, list)] == [False, True]
    refuse_stored(file_id=str(file.pk), why="No")
    assert not HiddenPart.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "status", "pages"),
    [
        ("card.pdf", pdf("One", "Two"), TextStatus.WHOLE, 2),
        ("card.txt", b"One", TextStatus.WHOLE, None),
        ("card.txt", b"words " * 1_000_000, TextStatus.PART, None),
    ],
)
def test_a_file_says_how_much_of_its_text_was_read(member, name, content, status, pages):
    file = stored(member, name, content)
    end_quarantine(file_id=str(file.pk))
    file.refresh_from_db()
    assert (file.text_status, file.page_count) == (status, pages)
