"""Recognise the text of scans with ocrmypdf, where the operator has installed it.

ocrmypdf (MPL) and Tesseract are programs beside Python, and not installed with the site. They run in a process of their
own with limits, on a copy, in a folder that is deleted. The stored file is not changed.
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
# A page takes some seconds of processor time: about a hundred pages.
CPU_LIMIT = 300  # seconds
WALL_LIMIT = 420  # seconds: less than the clock waits before it queues a check again
MEMORY_LIMIT = 2 * 1024**3  # bytes of address space
MOST_WRITTEN = 200 * 1024**2  # bytes of one file


def recognise(path: str, opened: Opened) -> Opened:
    """Return what was read of a scan, with the text of its recognised pages; `opened` itself if there is none.

    Only the text is taken over: what is hidden in the file, and whether it was read, is known already. Scans are
    recognised if the program is installed, and the setting RECOGNISE_SCANS is on.
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
