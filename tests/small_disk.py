"""A small disk that a test can fill. Only a separate process sees it, which is root in its own namespace."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.databases import ROOT

SIZE = "600m"  # the health page asks for 200 MB
UNSHARE = ["unshare", "--map-root-user", "--mount"]


def lacking() -> str:
    """Return what this machine lacks for a small disk, as a phrase; "" if it lacks nothing."""
    if not shutil.which(UNSHARE[0]):
        return "unshare is not on this machine"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run([*UNSHARE, *_mount(folder)], capture_output=True, text=True, check=False)
    said = tried.stderr.partition("\n")[0]
    return f"this user may not mount a disk here ({said})" if tried.returncode else ""


def run(module: str, *arguments: str, **options) -> subprocess.CompletedProcess:
    """Run a module in a process that may call `small_disk`."""
    return subprocess.run([*UNSHARE, sys.executable, "-m", module, *arguments], cwd=ROOT, **options)


@contextmanager
def small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ratsite-small-") as folder:
        subprocess.run(_mount(folder), check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Write a file until no byte is left on this folder's disk, and return the file."""
    path = folder / "ballast"
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    return path


def _mount(folder: str) -> list[str]:
    return ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder]
