"""Open untrusted files in a limited process: a subprocess with limited memory and time, which cannot write files.

It runs as the same user, and can use the network and read what the site can read:
docs/decisions/0009-files-in-a-limited-process.md says what that means.
"""

import json
import resource
import subprocess
import sys
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.files.enums import TextStatus
from ratsite.lib.documents import pictures
from ratsite.lib.documents.extraction import CHECKED_ONLY, CLEAN, COUNT, END, HIDDEN, PASSING, SHEET_NAME
from ratsite.lib.documents.hidden_parts import HiddenPart
from ratsite.lib.documents.inspection import MENDABLE

MEMORY_LIMIT = 1024**3  # bytes of address space
CPU_LIMIT = 20  # seconds
WALL_LIMIT = 40  # seconds
COPY_FACTOR = 3  # a clean copy may take this many times as long: to draw one page takes a fifth of a second
GAVE_UP = _("The file takes too long or too much memory to open, so it cannot be shared. Send a simpler copy.")


@dataclass(frozen=True)
class Opened:
    """The result of opening a file: a refusal, or the text that readers see on its pages.

    - pages: (page number from 1, text) of each page with text
    - sheets: {page number: name of the sheet}, for a workbook
    - hidden: what readers do not see, such as comments
    - facts: text that is checked for identifiers but not stored, such as metadata and hidden words
    - is_read: True if all text was read; otherwise a person has to check the file
    - page_count: None if the format has no pages
    - scans: how many pages are pictures without text
    - is_mendable: True if the file is refused only for something that a clean copy would not have, such as macros
    """

    refusal: str = ""
    is_mendable: bool = False
    pages: list[tuple[int, str]] = field(default_factory=list)
    facts: str = ""
    is_read: bool = False
    hidden: list[HiddenPart] = field(default_factory=list)
    sheets: dict[int, str] = field(default_factory=dict)
    page_count: int | None = None
    scans: int = 0

    @property
    def status(self) -> TextStatus:
        if self.scans and not self.pages:
            return TextStatus.SCAN
        if self.is_read and not self.scans:
            return TextStatus.WHOLE
        return TextStatus.PART if self.pages else TextStatus.UNREAD


def open_file(path: str, extension: str, *, is_passing: bool = False) -> Opened:
    """Open a file in a limited process and return the result.

    If the process fails unexpectedly, the result is a refusal. is_passing: True to read a file even if it has something
    that a clean copy would not have, such as macros. The caller must not store such a result, and uses it only to
    decide whether a clean copy can be made.
    """
    flags = (PASSING,) if is_passing else ()
    output = _extracted(path, extension, *flags)
    verdict, _, rest = output.partition("\n")
    if verdict != CLEAN:
        why = output.strip()
        return Opened(refusal=(gettext(why) if why else str(GAVE_UP))[:300], is_mendable=why in MENDABLE)
    *lines, last = rest.split("\n")  # the last line is END if the process ended, and otherwise incomplete
    records = [json.loads(line) for line in lines]
    page_count, scans = next((rest for kind, *rest in records if kind == COUNT), (None, 0))
    return Opened(
        pages=[(number, rest[0]) for number, *rest in records if isinstance(number, int) and number != CHECKED_ONLY],
        facts="\n".join(rest[0] for number, *rest in records if number == CHECKED_ONLY),
        is_read=last == END,
        hidden=[_hidden(*rest) for kind, *rest in records if kind == HIDDEN],
        sheets={number: name for kind, *rest in records if kind == SHEET_NAME for number, name in [rest]},
        page_count=page_count,
        scans=scans,
    )


def _hidden(kind: str, place: str, about: dict, text: str) -> HiddenPart:
    return HiddenPart(kind, gettext(place) % about, text)


def redraw_picture(path: str, extension: str) -> tuple[bytes, bytes] | None:
    """Return a pair: the picture redrawn from its pixels, and a small JPEG of it. None if it cannot be drawn."""
    drawn = pictures.read(_run_limited("ratsite.lib.documents.pictures", path, extension))
    return (drawn[0], drawn[1]) if len(drawn) == 2 else None


def copy_cleaned(path: str, extension: str) -> bytes | None:
    """Return the bytes of a clean copy of a file, with only what a reader sees; None if it cannot be made."""
    output = _run_limited("ratsite.lib.documents.clean_copy", path, extension, time_factor=COPY_FACTOR)
    parts = pictures.read(output)
    return parts[1] if len(parts) == 2 else None


def draw_page(path: str, number: int, side: int) -> bytes | None:
    """Return a page of a PDF as a JPEG; None if it cannot be drawn.

    number: from 1. side: pixels of the longer side.
    """
    drawn = pictures.read(_run_limited("ratsite.lib.documents.pdf.page_pictures", path, f"{number}-{side}"))
    return drawn[0] if drawn else None


def _extracted(path: str, extension: str, *flags: str) -> str:
    """Run the extraction of text (ratsite.lib.documents.extraction) on a file, and return what it printed."""
    return _run_limited("ratsite.lib.documents.extraction", path, extension, *flags).decode("utf-8", "replace")


def _run_limited(module: str, path: str, *arguments: str, time_factor: int = 1) -> bytes:
    """Run a Python module on a file in a limited process, and return what it printed, even if it was killed.

    time_factor: the limits of time (WALL_LIMIT, CPU_LIMIT) are multiplied by this.
    """
    try:
        done = subprocess.run(  # noqa: S603 our own module; the path is made by the storage
            [sys.executable, "-m", module, path, *arguments],
            cwd=settings.BASE_DIR,
            env={"PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
            capture_output=True,
            timeout=time_factor * WALL_LIMIT,
            preexec_fn=partial(_limits, time_factor * CPU_LIMIT),
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return late.stdout or b""
    return done.stdout


def _limits(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
