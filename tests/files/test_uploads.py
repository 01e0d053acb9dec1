"""An upload of a gigabyte is refused early, never held in memory; a file that is cut off leaves nothing behind."""

import io
import resource
import tempfile

import pytest
from django.core.handlers.wsgi import WSGIRequest

from ratsite.files.uploads import DRAIN_FACTOR, upload_refusal
from tests.markup import flat

BOUNDARY = "boundary"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="title"\r\n\r\nKept\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    "Content-Type: text/plain\r\n\r\n"
).encode()


class Endless(io.RawIOBase):
    """A request body of any length that is not held in memory; it counts the bytes that are read."""

    def __init__(self, length: int):
        self.length, self.given = length, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self.given >= self.length:
            return b""
        if self.given == 0:
            self.given = len(HEAD)
            return HEAD
        size = min(size if size > 0 else 65_536, self.length - self.given)
        self.given += size
        return b"a" * size


def request(length: int) -> tuple[WSGIRequest, Endless]:
    body = Endless(length)
    return sent(body, length), body


def sent(body: io.IOBase, length: int) -> WSGIRequest:
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(length),
        "wsgi.input": body,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
    }
    return WSGIRequest(environ)


def test_a_gigabyte_is_refused_after_its_first_bytes_and_the_text_sent_before_it_is_saved():
    made, body = request(1024**3)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert made.POST["title"] == "Kept"
    said = (
        "Choose fewer files, or files of at most 25 MB each: “a.txt” and what you chose with it are too large together."
    )
    assert (said in flat(upload_refusal(made)), dict(made.FILES)) == (True, {})
    assert body.given < 1_000_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024  # KiB


def test_a_file_a_little_too_large_is_read_to_its_end_so_that_the_answer_is_seen(settings):
    settings.MAX_FILE_BYTES = 100_000
    length = 100_000 * DRAIN_FACTOR - 10_000
    made, body = request(length)
    assert made.POST["title"] == "Kept"
    assert "instead of “a.txt”" in upload_refusal(made)
    assert body.given == length


def multipart(*parts: tuple[str, str, bytes]) -> WSGIRequest:
    """Send fields and files in this order: (name of the field, name of the file or "", content)."""
    body = b""
    for field, name, content in parts:
        file = f'; filename="{name}"' if name else ""
        body += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"{file}\r\n\r\n'.encode() + content + b"\r\n"
        )
    body += f"--{BOUNDARY}--\r\n".encode()
    return sent(io.BytesIO(body), len(body))


@pytest.mark.parametrize("in_memory", [0, 1_000_000])
def test_files_too_large_are_named_and_what_is_typed_below_them_and_other_files_arrive(settings, in_memory):
    settings.MAX_FILE_BYTES, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100_000, in_memory
    made = multipart(
        ("files", "first.txt", b"a"),
        ("files", "film.mp4", b"a" * 150_000),
        ("files", "second.txt", b"b"),
        ("files", "../song.mp3", b"a" * 150_000),
        ("reason", "", b"Typed below"),
    )
    assert made.POST.dict() == {"reason": "Typed below"}
    assert [(file.name, file.read()) for file in made.FILES.getlist("files")] == [
        ("first.txt", b"a"),
        ("second.txt", b"b"),
    ]
    assert flat(upload_refusal(made)).startswith(
        "Choose files of at most 97.7 KB instead of “film.mp4” and “song.mp3”."
    )
    made.close()


def test_a_form_whose_files_are_all_small_enough_is_not_refused():
    assert upload_refusal(multipart(("files", "first.txt", b"a"), ("reason", "", b"Typed"))) == ""


def test_a_file_on_its_way_in_has_no_name_on_the_disk_so_that_none_is_left_when_the_process_is_killed(
    settings, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    content = b"a line of it\n" * 300_000
    assert len(content) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    body = HEAD + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    seen = []

    class Watched(io.BytesIO):
        def read(self, *size):
            seen.extend(tmp_path.iterdir())
            return super().read(*size)

    made = sent(Watched(body), len(body))
    file = made.FILES["file"]
    assert (file.name, file.size, file.read() == content) == ("a.txt", len(content), True)
    assert seen + list(tmp_path.iterdir()) == []
    made.close()
