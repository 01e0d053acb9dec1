"""`make soak`: random actions for SOAK_MINUTES (5) on each database, then as long in four threads on PostgreSQL."""

import os
import subprocess
import sys
import tempfile

from tests.databases import ROOT
from tests.run import postgresql

COMMAND = [sys.executable, "-m", "pytest", "tests/stateful/soak.py", "-n", "0", "-p", "no:randomly", "-s"]


def main(arguments: list[str]) -> int:
    """Return the exit code: 1 if an invariant failed."""
    with tempfile.TemporaryDirectory(prefix="ratsite-soak-") as folder, postgresql() as address:
        codes = [
            subprocess.run([*COMMAND, *arguments], cwd=ROOT, env={**os.environ, "DATABASE_URL": one}).returncode
            for one in (f"sqlite:///{folder}/db.sqlite3", address)
        ]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
