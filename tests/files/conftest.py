"""A private storage for each test, and a real clamd that knows only EICAR's test signature."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ratsite.files.models import private_storage

# EICAR's test file, in two parts, so that no virus scanner finds it in this module.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = f"Test.Eicar:0:*:{EICAR.hex()}\n"  # a line of a .ndb database: name, any type, any offset, bytes
STARTS_WITHIN = 30  # seconds
LIMIT = 1  # megabyte: the largest file that this clamd scans


@pytest.fixture
def own_storage(tmp_path, monkeypatch) -> Path:
    """The folder of a private storage for this test."""
    folder = tmp_path / "private"
    monkeypatch.setitem(private_storage().__dict__, "location", str(folder))
    return folder


class Clamd:
    """A clamd with a socket in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "clamd.sock"
        (folder / "signatures").mkdir()
        (folder / "signatures" / "test.ndb").write_text(SIGNATURE)
        lines = [
            f"LocalSocket {self.socket}",
            f"DatabaseDirectory {folder / 'signatures'}",
            f"LogFile {folder / 'log'}",
            f"StreamMaxLength {LIMIT}M",
            "Foreground yes",
        ]
        (folder / "clamd.conf").write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["clamd", "-c", str(self.folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + STARTS_WITHIN
        while not self.socket.exists():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "clamd did not start"
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(STARTS_WITHIN)


@pytest.fixture(scope="session")
def clamd_process() -> Iterator[Clamd]:
    if not shutil.which("clamd"):
        pytest.skip("clamd is not installed (Debian: clamav-daemon)")
    with tempfile.TemporaryDirectory(prefix="clamd-") as folder:  # a short path: that of a socket has at most 107 bytes
        clamd = Clamd(Path(folder))
        clamd.start()
        yield clamd
        clamd.stop()


@pytest.fixture
def clamd(clamd_process, settings) -> Clamd:
    """The running clamd that the site is set to use."""
    settings.CLAMD_SOCKET = str(clamd_process.socket)
    return clamd_process
