"""Running ratsite.lib.inspection where a hostile file can do no harm: limited memory, processor time and clock."""

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
    try:
        done = subprocess.run(  # noqa: S603 our own module; the path is made by the storage
            [sys.executable, "-m", "ratsite.lib.inspection", path, extension],
            cwd=settings.BASE_DIR,
            env={"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=WALL_LIMIT,
            preexec_fn=_limits,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return GAVE_UP
    if done.returncode == 0:
        return ""
    return done.stdout.strip()[:300] or GAVE_UP
