"""Opening files where a hostile one can do no harm: limited memory, processor time and clock (ratsite.lib)."""

import json
import resource
import subprocess
import sys

from django.conf import settings

MEMORY_LIMIT = 1024**3  # bytes of address space
CPU_LIMIT = 20  # seconds
WALL_LIMIT = 40  # seconds
GAVE_UP = "The file took too long or too much memory to open, so it cannot be shared. Send a simpler copy."


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def inspect(path: str, extension: str) -> str:
    """The sentence with which a file is refused, or an empty string. Anything unexpected is a refusal too."""
    done = _in_a_limited_process("ratsite.lib.inspection", path, extension)
    if done is not None and done.returncode == 0:
        return ""
    return (done.stdout.strip()[:300] if done else "") or GAVE_UP


def read_pages(path: str, extension: str) -> list[tuple[int, str]]:
    """(page from 1, text) of a file that has passed its inspection; nothing where it cannot be read."""
    done = _in_a_limited_process("ratsite.lib.extraction", path, extension)
    if done is None or done.returncode != 0:
        return []
    return [(number, text) for number, text in json.loads(done.stdout)]


def _in_a_limited_process(module: str, path: str, extension: str) -> subprocess.CompletedProcess[str] | None:
    """The module's answer about one file; None when time ran out."""
    try:
        return subprocess.run(  # noqa: S603 our own module; the path is made by the storage
            [sys.executable, "-m", module, path, extension],
            cwd=settings.BASE_DIR,
            env={"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=WALL_LIMIT,
            preexec_fn=_limits,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
