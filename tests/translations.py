"""Fail if `makemessages` warns about a text: python -m tests.translations

It works on a copy of the source, so that it leaves no files. Without the GNU gettext tools it prints a message and
checks nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("manage.py", "ratsite", "forum", "library", "templates")
LANGUAGE = "cy"  # any language will do


def main() -> int:
    if shutil.which("xgettext") is None:
        print("The GNU gettext tools are not installed: makemessages was not run.")
        return 0
    with tempfile.TemporaryDirectory(prefix="ratsite-messages-") as folder:
        for name in SOURCES:
            source, copy = ROOT / name, Path(folder, name)
            if source.is_dir():
                shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
            else:
                shutil.copyfile(source, copy)
        done = subprocess.run(
            [sys.executable, "manage.py", "makemessages", "--locale", LANGUAGE],
            cwd=folder,
            env={**os.environ, "DATA_DIR": folder},
            capture_output=True,
            text=True,
            check=False,
        )
        texts = sum(path.read_text().count("\nmsgid ") - 1 for path in Path(folder).rglob("*.po"))
    warnings = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("processing locale")]
    print("\n".join(warnings + [f"{texts} texts"]))
    return 1 if done.returncode or warnings or not texts else 0


if __name__ == "__main__":
    sys.exit(main())
