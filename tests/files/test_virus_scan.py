import datetime as dt
import socket
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ratsite.files.actions import retry_overdue_checks, store_upload
from ratsite.files.enums import FileState, Scanner
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.files.virus_scan import ScannerAway, scanner_state, virus_refusal
from tests.files.conftest import EICAR, LIMIT

pytestmark = pytest.mark.django_db


def checked(member, content: bytes, name: str = "card.txt") -> StoredFile:
    stored = store_upload(upload=SimpleUploadedFile(name, content), uploader=member)
    end_quarantine(file_id=str(stored.pk))
    stored.refresh_from_db()
    return stored


def test_a_file_with_a_virus_is_refused_in_words_and_one_without_is_clean(member, clamd):
    infected, well = checked(member, EICAR), checked(member, b"Ask first.")
    assert (infected.state, "found a virus" in infected.refusal) == (FileState.REFUSED, True)
    assert infected.texts.count() == 0
    assert well.state == FileState.CLEAN


def test_a_virus_inside_an_archive_is_found_too(member, clamd, tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "card.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<document/>")
        archive.writestr("word/media/picture.txt", EICAR)
    infected = checked(member, (tmp_path / "card.docx").read_bytes(), "card.docx")
    assert "found a virus" in infected.refusal


@pytest.mark.parametrize("factor", [1, 8])
def test_a_file_beyond_the_scanner_s_limit_is_refused_and_not_passed_unread(member, clamd, factor):
    large = checked(member, b"a " * (LIMIT * 1024 * 1024 * factor // 2 + 1))
    assert (large.state, "larger than our virus scanner" in large.refusal) == (FileState.REFUSED, True)


def test_without_the_setting_no_scanner_is_asked(member, settings):
    settings.CLAMD_SOCKET = ""
    assert scanner_state() is Scanner.OFF
    assert checked(member, EICAR).state == FileState.CLEAN


@pytest.mark.parametrize("where", ["/nowhere/clamd.sock", "127.0.0.1:9", "no-port"])
def test_while_the_scanner_is_away_a_file_waits_and_is_checked_when_it_is_back(member, clamd, settings, where):
    there, settings.CLAMD_SOCKET = settings.CLAMD_SOCKET, where
    waiting = checked(member, b"Ask first.")
    StoredFile.objects.update(created_at=timezone.now() - dt.timedelta(hours=1))
    assert (waiting.state, scanner_state(), retry_overdue_checks()) == (FileState.QUARANTINED, Scanner.AWAY, 0)
    settings.CLAMD_SOCKET = there
    assert (scanner_state(), retry_overdue_checks()) == (Scanner.ANSWERS, 1)
    waiting.refresh_from_db()
    assert waiting.state == FileState.CLEAN


class Answers:
    """A server that takes one file and sends a fixed response, as a broken or lying daemon would."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.server = answer, socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        line, _ = self.server.accept()
        with line, self.server:
            said = b""
            while not said.endswith(b"\0\0\0\0") and (piece := line.recv(65536)):
                said += piece
            line.sendall(self.answer)


@pytest.mark.parametrize("answer", [b"", b"stream: Can't allocate memory ERROR\0", b"stream: OKAY\0", b"nonsense"])
def test_an_answer_that_is_not_clear_lets_no_file_pass(settings, tmp_path, answer):
    settings.CLAMD_SOCKET = Answers(answer).address
    (tmp_path / "card.txt").write_bytes(b"Ask first.")
    with pytest.raises(ScannerAway):
        virus_refusal(str(tmp_path / "card.txt"))


def test_the_scanner_is_asked_over_tcp_too(settings, tmp_path):
    (tmp_path / "card.txt").write_bytes(b"Ask first.")
    settings.CLAMD_SOCKET = Answers(b"stream: OK\0").address
    assert virus_refusal(str(tmp_path / "card.txt")) == ""
    settings.CLAMD_SOCKET = Answers(b"stream: Some.Virus FOUND\0").address
    assert "found a virus" in virus_refusal(str(tmp_path / "card.txt"))
