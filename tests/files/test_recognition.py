"""Scans have no text; if ocrmypdf is installed, it recognises their text."""

import stat
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ratsite.files.enums import TextStatus
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.queries.health import file_health
from ratsite.files.sandbox import open_file
from tests.factories import make_resource
from tests.files.hidden_pdf import recognised, recognised_and_blacked_out, scan
from tests.files.test_text import stored

pytestmark = pytest.mark.django_db
PHONE = "07700 900123"
# A program in the place of ocrmypdf: it writes a PDF with these words to its last argument.
PROGRAM = """#!{python}
import sys
from reportlab.pdfgen.canvas import Canvas
canvas = Canvas(sys.argv[-1])
canvas.drawString(72, 700, "{words}")
canvas.save()
"""


def checked(member, content: bytes, name: str = "scan.pdf") -> StoredFile:
    file = stored(member, name, content)
    end_quarantine(file_id=str(file.pk))
    file.refresh_from_db()
    return file


@pytest.fixture
def install(tmp_path, monkeypatch):
    def install(words: str, program: str = PROGRAM) -> None:
        path = tmp_path / "ocrmypdf"
        path.write_text(program.format(python=sys.executable, words=words))
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setenv("PATH", str(tmp_path))

    return install


def opened(tmp_path, content: bytes):
    path = tmp_path / "scan.pdf"
    path.write_bytes(content)
    return open_file(str(path), "pdf")


def hidden_on_pages(read) -> list[tuple[str, str]]:
    return [(part.kind, part.place) for part in read.hidden if part.kind not in ("metadata", "title")]


def test_a_scan_has_no_text(member, monkeypatch):
    monkeypatch.setenv("PATH", "")
    file = checked(member, scan())
    assert (file.text_status, file.page_count, file.texts.count()) == (TextStatus.SCAN, 1, 0)


def test_invisible_text_over_a_scan_is_its_text(tmp_path):
    read = opened(tmp_path, scan(recognised))
    assert [text for _, text in read.pages] == ["Ask first. Marmalade"]
    assert (hidden_on_pages(read), read.status) == ([], TextStatus.WHOLE)


def test_what_is_blacked_out_on_a_scan_is_hidden_though_its_text_was_recognised_before(tmp_path):
    read = opened(tmp_path, scan(recognised_and_blacked_out))
    assert "Marmalade" not in " ".join(text for _, text in read.pages)
    assert hidden_on_pages(read) == [("picture", "page 1"), ("covered", "page 1")]


def test_the_text_of_a_scan_is_recognised_where_the_program_is_installed(member, install):
    install("Recognised marmalade")
    file = checked(member, scan())
    assert [text.text for text in file.texts.all()] == ["Recognised marmalade"]
    assert file.text_status == TextStatus.WHOLE


def test_recognition_can_be_switched_off(member, install, settings):
    install("Recognised marmalade")
    settings.RECOGNISE_SCANS = False
    assert checked(member, scan()).text_status == TextStatus.SCAN


@pytest.mark.parametrize("program", ["#!/bin/sh\nexit 2\n", "#!/nowhere/at/all\n"])
def test_a_program_that_fails_leaves_a_scan_a_scan(member, install, program):
    install("", program)
    file = checked(member, scan())
    assert (file.is_clean, file.text_status) == (True, TextStatus.SCAN)


def test_a_recognised_marking_refuses_the_file(member, install):
    install("OFFICIAL-SENSITIVE")
    assert "protective marking" in checked(member, scan()).refusal


def test_health_and_the_file_say_that_scans_are_not_recognised(
    member, install, monkeypatch, tmp_path, sign_in, settings
):
    def advice() -> list[str]:
        return [fact.title for fact in file_health() if fact.code == "scans unread"]

    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert advice() == []
    resource = make_resource(upload=SimpleUploadedFile("scan.pdf", scan()))
    said, client = "this site cannot read the text of scanned pages", sign_in(member)
    assert (advice(), said in client.get(resource.get_absolute_url()).content.decode()) == (
        ["1 scanned PDF has no text to search"],
        True,
    )
    settings.RECOGNISE_SCANS = False
    assert advice() == []
    settings.RECOGNISE_SCANS = True
    install("words")
    assert (advice(), said in client.get(resource.get_absolute_url()).content.decode()) == ([], False)
