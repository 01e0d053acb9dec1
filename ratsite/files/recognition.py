"""Recognise the text of scans with ocrmypdf, if the operator has installed it.

ocrmypdf (MPL) and Tesseract are separate programs and are not installed with the site. They run in a limited process on
a temporary copy of the file. The stored file is not changed.
"""

import os
import resource
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from ratsite.files.sandbox import Opened, open_file

PROGRAM = "ocrmypdf"
CPU_LIMIT = 300  # seconds of processor time: enough for about a hundred pages
WALL_LIMIT = 420  # seconds: less than CHECK_LOST_AFTER, after which a check is queued again
MEMORY_LIMIT = 2 * 1024**3  # bytes of address space
MOST_WRITTEN = 200 * 1024**2  # bytes of one file that the programs write


def can_recognise() -> bool:
    """True if the text of new scans is recognised: the program is installed and the setting is on."""
    return settings.RECOGNISE_SCANS and shutil.which(PROGRAM) is not None


def recognise(path: str, opened: Opened) -> Opened:
    """Return `opened`, the result of opening a file, with the recognised text of its scanned pages added.

    Only the text of pages is added; hidden parts are already known. Return `opened` unchanged if it has no scans, if
    nothing was recognised, if the program is not installed, or if the setting RECOGNISE_SCANS is off.
    """
    program = shutil.which(PROGRAM) if settings.RECOGNISE_SCANS else None
    if program is None:
        return opened
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "recognised.pdf"
        command = [program, "--skip-text", "--jobs", "1", "--output-type", "pdf", "--optimize", "0", path, str(result)]
        try:
            subprocess.run(  # noqa: S603 the operator's program; the path is made by the storage
                command, cwd=folder, env=_environment(folder), capture_output=True, timeout=WALL_LIMIT,
                preexec_fn=_limits, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return opened
        recognised = open_file(str(result), "pdf") if result.exists() else opened
    if recognised.refusal or not recognised.pages:
        return opened
    return replace(opened, pages=recognised.pages, scans=recognised.scans)


def _environment(folder: str) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "TMPDIR": folder, "HOME": folder, "OMP_THREAD_LIMIT": "1"}


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
