"""Drills of backup and upgrade, on a site with the demo network and two releases.

The releases are copies of this tree and use this environment.
"""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ratsite.lib.backups.encryption import make_identity
from ratsite.settings import configuration
from tests.databases import ROOT

Found = dict[str, int]  # what was counted in one drill
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".data", "__pycache__", "ratsite.env")
COUNT = """
from ratsite.operations import databases
counts = databases.own_database().count(databases.database_name())
print(sum(number for table, number in counts.items() if table in KEPT))
"""
KEPT = ("accounts_user", "forum_post", "forum_topic", "library_resource", "wagtailcore_page", "files_storedfile")


class Drill:
    """A site in a temporary folder, with the releases `old` (current) and `new`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.data.mkdir()
        self.identity = folder / "identity.txt"
        recipient = make_identity(self.identity, site="https://network.example", day="today")
        values = {
            "SECRET_KEY": "drill" * 12, "ALLOWED_HOSTS": "127.0.0.1,localhost", "SITE_URL": "http://127.0.0.1:8000",
            "EMBEDDED": "1", "DATA_DIR": str(self.data), "LOG_LEVEL": "WARNING", "BACKUP_RECIPIENTS": recipient,
            "BACKUP_DIR": str(folder / "backups"), "PG_BIN": os.environ.get("PG_BIN", ""),
        }  # fmt: skip
        if address := os.environ.get("DATABASE_URL"):
            values["DATABASE_URL"] = address
        configuration.write_file(folder / "ratsite.env", values, "A drill")
        self.environment = {
            name: value for name, value in os.environ.items() if name not in values and "DJANGO" not in name
        }
        old = folder / "releases" / "old"
        shutil.copytree(ROOT, old, ignore=LEFT_OUT)
        (old / "ratsite.env").symlink_to("../../ratsite.env")
        (old / ".venv").symlink_to(sys.prefix)
        (folder / "current").symlink_to("releases/old")
        shutil.copytree(old, folder / "new", symlinks=True)
        self.do("prepare", "--demo", "-v0")
        self.rows = self.count()

    def start(self, *arguments: str, limit: int = 0) -> subprocess.Popen:
        def limited() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.Popen(
            [sys.executable, "-m", "ratsite", *arguments],
            cwd=self.folder / "current",
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=limited if limit else None,
        )

    def do(self, *arguments: str) -> str:
        process = self.start(*arguments)
        said = process.communicate()[1]
        if process.returncode:
            raise SystemExit(f"{arguments} failed: {said}")
        return said

    def count(self) -> int:
        """Return the rows of the tables that hold what people wrote."""
        code = f"KEPT = {KEPT!r}{COUNT}"
        command = [sys.executable, "-m", "ratsite", "shell", "--no-imports", "-v0", "-c", code]
        shown = subprocess.check_output(command, cwd=self.folder / "current", env=self.environment, text=True)
        return int(shown.split()[-1])

    def backups(self) -> list[Path]:
        return sorted((self.folder / "backups").glob("ratsite-*.age"))

    def kill_after(self, process: subprocess.Popen, seconds: float) -> bool:
        """Kill a command and all processes that it started; return False if it had ended before."""
        try:
            process.communicate(timeout=seconds)
            return False
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True


def kill_backup(drill: Drill, longest: float) -> Found:
    """Kill `backup` at a random moment: no file with the name of a backup is ever incomplete."""
    before = set(drill.backups())
    killed = drill.kill_after(drill.start("backup"), random.uniform(0.2, longest))
    new = [path for path in drill.backups() if path not in before]
    bad = 0
    for path in new:
        check = drill.start("backup", "--check", str(path), "--identity", str(drill.identity))
        check.communicate()
        bad += check.returncode != 0
    return {"killed": killed, "half files": bad, "rows lost": abs(drill.count() - drill.rows)}


def kill_upgrade(drill: Drill, longest: float) -> Found:
    """Kill `upgrade` at a random moment, then start the site: one release runs, with all rows, and the site is open."""
    arguments = ["upgrade", "new", "--environment", sys.prefix, "--despite-doctor"]
    source = drill.folder / "new"
    killed = drill.kill_after(drill.start(arguments[0], str(source), *arguments[2:]), random.uniform(0.5, longest))
    drill.do("upgrade", "--recover")
    left = [name for name in ("upgrade.json",) if (drill.folder / name).exists()]
    closed = (drill.data / "maintenance").exists()
    lost = abs(drill.count() - drill.rows)
    switched = (drill.folder / "current").resolve().name == "new"
    if switched:
        drill.do("rollback", "--yes")
        shutil.rmtree(drill.folder / "releases" / "new")
    return {"killed": killed, "switched": switched, "left closed": closed or bool(left), "rows lost": lost}


def fill_disk(drill: Drill, _longest: float) -> Found:
    """Limit the size of files, as on a full disk: the backup fails, says so, and leaves nothing behind."""
    before = set((drill.folder / "backups").rglob("*"))
    process = drill.start("backup", limit=random.randint(100_000, 2_000_000))
    said = process.communicate()[1]
    left = set((drill.folder / "backups").rglob("*")) - before
    return {
        "failed": process.returncode != 0,
        "silent": process.returncode != 0 and "No backup was written" not in said and "did not succeed" not in said,
        "left files": len(left),
        "rows lost": abs(drill.count() - drill.rows),
    }


DRILLS: dict[str, Callable[[Drill, float], Found]] = {
    "kill -9 in backup": kill_backup,
    "disk full in backup": fill_disk,
    "kill -9 in upgrade": kill_upgrade,
}


def rounds(wanted: list[str], times: int) -> Iterator[tuple[str, Iterator[Found]]]:
    """Do each drill of a site with two releases, and yield its results."""
    if not wanted:
        return
    with tempfile.TemporaryDirectory(prefix="ratsite-drills-") as folder:
        drill = Drill(Path(folder))
        began = time.monotonic()
        drill.do("backup")
        one = time.monotonic() - began
        for name in wanted:
            longest = one if name == "kill -9 in backup" else 12 * one
            yield name, (DRILLS[name](drill, longest) for _turn in range(times))
