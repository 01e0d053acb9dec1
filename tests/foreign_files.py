"""Open files that other people made: the test files in the source packages of other document libraries.

    python -m tests.foreign_files [FOLDER]

Reads the packages in FOLDER (.data/foreign-packages), and downloads those that are missing there with pip. Opens each
file as the site opens an upload, and prints a table with a row for each package. Exits with 1 if a file crashed the
reader, reached a limit, or has hidden words of a kind that the site did not report (tests.hidden_words); with 2 if
there is no package to read.
"""

import os
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from tests.hidden_words import unreported

PACKAGES = ("pypdf", "pypdfium2", "python-docx", "python-pptx", "openpyxl", "odfpy", "striprtf")
EXTENSIONS = ("pdf", "docx", "xlsx", "pptx", "odt", "odp", "ods", "rtf", "html", "htm", "eml")
FOLDER = Path(__file__).resolve().parent.parent / ".data" / "foreign-packages"
FETCH_LIMIT = 180  # seconds for a package
CRASHED = (0, 1)  # exit codes of a reader that did not crash


@dataclass
class Row:
    """The results for the files of one package."""

    package: str
    files: int = 0
    outcomes: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    slowest: int = 0  # milliseconds
    slowest_name: str = ""
    peak: int = 0  # MiB
    problems: list[str] = field(default_factory=list)


def fetch(folder: Path) -> list[str]:
    """Download the source packages that are not in the folder; return those that could not be downloaded."""
    missing = []
    folder.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        if any(folder.glob(f"{package.replace('-', '[-_]')}-[0-9]*.tar.gz")):
            continue
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--retries", "1", "--no-deps"]
        command += ["--no-binary", package, package]
        try:
            subprocess.run([*command, "--dest", str(folder)], check=True, capture_output=True, timeout=FETCH_LIMIT)
        except (OSError, subprocess.SubprocessError):
            missing.append(package)
    return missing


def read_package(archive: str) -> Row:
    """Open each document in a source package, in a separate process, so that its peak memory can be measured."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ratsite.settings.test")
    import django

    django.setup()
    row = Row(Path(archive).name.rpartition("-")[0])
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as packed:
        for member in packed.getmembers():
            extension = member.name.rpartition(".")[2].lower()
            if member.isfile() and extension in EXTENSIONS:
                path = Path(folder) / f"file.{extension}"
                content = packed.extractfile(member).read()  # type: ignore[union-attr]
                path.write_bytes(content)
                _read(row, path, member.name, extension)
    row.peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return row


def _read(row: Row, path: Path, name: str, extension: str) -> None:
    from ratsite.files import sandbox
    from ratsite.files.enums import TextStatus
    from ratsite.lib.documents.file_types import HEAD_BYTES, disagreement

    row.files += 1
    if disagreement(f"file.{extension}", path.read_bytes()[:HEAD_BYTES]):
        row.outcomes["refused"] += 1
        return
    ended: list[subprocess.CompletedProcess] = []
    run = subprocess.run

    def watched(*args, **kwargs) -> subprocess.CompletedProcess:
        ended.append(run(*args, **kwargs))
        return ended[-1]

    began = time.perf_counter()
    try:
        subprocess.run = watched  # type: ignore[assignment]
        opened = sandbox.open_file(str(path), extension)
    finally:
        subprocess.run = run
    took = round((time.perf_counter() - began) * 1000)
    if took > row.slowest:
        row.slowest, row.slowest_name = took, Path(name).name
    if not ended or ended[-1].returncode not in CRASHED:
        error = ended[-1].stderr.decode("utf-8", "replace").strip().splitlines()[-1:] if ended else ["too slow"]
        row.problems.append(f"{name}: {' '.join(error)}")
    if opened.refusal:
        row.outcomes["refused"] += 1
        return
    words = {
        TextStatus.WHOLE: "whole",
        TextStatus.PART: "in part",
        TextStatus.SCAN: "scan",
        TextStatus.UNREAD: "unread",
    }
    row.outcomes[words[opened.status]] += 1
    row.kinds.update(part.kind for part in opened.hidden)
    row.problems += [
        f"{name}: {line}" for line in unreported(str(path), extension, {part.kind for part in opened.hidden})
    ]


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table, and the errors below it."""
    lines = ["| package | files | whole | in part | scan | unread | refused | hidden parts | slowest | peak |"]
    lines.append("|---|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        kinds = ", ".join(f"{kind} {count}" for kind, count in row.kinds.most_common())
        counts = " | ".join(str(row.outcomes[name]) for name in ("whole", "in part", "scan", "unread", "refused"))
        slowest = f"{row.slowest} ms ({row.slowest_name})"
        lines.append(f"| {row.package} | {row.files} | {counts} | {kinds} | {slowest} | {row.peak} MiB |")
    return "\n".join([*lines, "", *(problem for row in rows for problem in row.problems)])


def read_all(folder: Path) -> list[Row]:
    """Read the packages in a folder, each in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        return list(pool.map(read_package, map(str, sorted(folder.glob("*.tar.gz")))))


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if missing := fetch(folder):
        print(f"These packages are not in {folder} and could not be fetched (no network?): {', '.join(missing)}.")
    rows = read_all(folder)
    if not rows:
        print("No file was opened, so this run says nothing. Run it once with a network: the packages are kept.")
        return 2
    print(table(rows))
    return 1 if any(row.problems for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
