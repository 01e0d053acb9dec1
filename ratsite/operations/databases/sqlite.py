"""Copy, load and exchange a SQLite database, through the online backup of SQLite itself."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from ratsite.lib.backups.manifest import BackupFault
from ratsite.lib.backups.writer import PART
from ratsite.operations.databases.snapshot import Snapshot, connected_to, database_name

ENGINE = "sqlite"
ENTRY = "database.sqlite3"
BESIDE = ("", "-wal", "-shm", "-journal")  # endings of the files of one database: its own, and its journals
BEFORE = "before-"
UNREADABLE = sqlite3.DatabaseError


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """Copy the database while the site goes on writing to it, and yield the copy as a Snapshot.

    The finished copy has no name on the disk, so a crash leaves nothing. A crash before that leaves a `.part` file,
    which only its owner may read and the next backup deletes first.
    """
    path = folder / f"{ENTRY}{PART}"
    _remove(path)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_reading(database_name())) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # so that the copy is one file, without a journal next to it
        with closing(_reading(path)) as copy, path.open("rb") as file:
            values = partial(_values, copy)
            finished = Snapshot(file, ENTRY, is_packed=False, tables=_row_counts(copy), values=values)
            path.unlink()
            yield finished
    finally:
        _remove(path)  # an unfinished copy, if the disk was full


def load(dump: Path, staging: str) -> None:
    """Create the database `staging` from an unpacked backup. Raises BackupFault if it is damaged."""
    _remove(Path(staging))
    shutil.move(dump, staging)
    try:
        # Use Django's connection: constraints call functions that only it defines.
        with connected_to(staging), connection.cursor() as cursor:
            problem = cursor.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except (DatabaseError, sqlite3.DatabaseError) as error:
        raise BackupFault(_("The database in the backup is damaged: %s.") % error) from error
    if problem != "ok":
        raise BackupFault(_("The database in the backup is damaged: %s.") % problem)


def row_counts(database: str) -> dict[str, int]:
    """Return {table: number of rows} for a database."""
    with closing(_reading(database)) as opened:
        return _row_counts(opened)


def staging_name(purpose: str) -> str:
    """Return a path for a second database, which ends in `purpose`.

    It is in the same folder as the site's database, so that the two files can be renamed.
    """
    return f"{database_name()}.{purpose}"


def in_use() -> str:
    """Return a sentence if another process has the database open, else "".

    This process's own connection is closed first.
    """
    connection.close()
    if not Path(database_name()).exists():
        return ""
    try:
        with closing(sqlite3.connect(database_name(), timeout=0)) as opened:
            # SQLite leaves WAL mode only if no other process has the file open. Leaving it also writes the journal into
            # the database file.
            opened.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError:
        return _("another process has the database open")
    except UNREADABLE:
        return ""  # a damaged database must not prevent the restore
    return ""


def end_upgrade() -> None:
    """Do nothing: all statements of a killed upgrade ended with its process."""


def lacking() -> str:
    """Return "": backups and upgrades of SQLite need no other program."""
    return ""


def is_empty() -> bool:
    try:
        return not Path(database_name()).exists() or not any(row_counts(database_name()).values())
    except UNREADABLE:
        return False


def exchange(staging: str, replaced: str) -> None:
    """Put the database `staging` in place of the site's database, which is renamed to `replaced`.

    Repeated after a crash, it continues where it stopped.
    """
    own = Path(database_name())
    if not Path(staging).exists():
        return
    if own.exists() and not Path(replaced).exists():
        # Rename the database itself last: as long as it has its name, a repeated call starts again.
        for ending in reversed(BESIDE):
            if Path(f"{own}{ending}").exists():
                os.rename(f"{own}{ending}", f"{replaced}{ending}")
    for ending in BESIDE[1:]:  # the journal of the old database would damage the new one
        Path(f"{own}{ending}").unlink(missing_ok=True)
    os.rename(staging, own)


def replaced_database_name(moment: str) -> str:
    return f"{database_name()}.{BEFORE}{moment}"


def replaced_databases() -> list[str]:
    """Return the paths of the databases that `exchange` set aside."""
    own = Path(database_name())
    paths = (str(path) for path in own.parent.glob(f"{own.name}.{BEFORE}*"))
    return sorted(path for path in paths if not path.endswith(BESIDE[1:]))


def exists(database: str) -> bool:
    return Path(database).exists()


def copy(database: str, to: str) -> None:
    """Copy a database to another path, and wait until the copy is written to the disk (fsync)."""
    drop(to)
    with closing(_reading(database)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    with open(to, "rb") as file:
        os.fsync(file.fileno())


def drop(database: str) -> None:
    _remove(Path(database))


def _reading(path: str | Path) -> sqlite3.Connection:
    if not Path(path).exists():
        raise BackupFault(_("There is no database at %s.") % path)
    return sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)


def _row_counts(opened: sqlite3.Connection) -> dict[str, int]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return {table: _row_count(opened, table) for (table,) in opened.execute(query).fetchall()}


def _row_count(opened: sqlite3.Connection, table: str) -> int:
    return opened.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 a name from the database itself


def _values(opened: sqlite3.Connection, table: str, column: str) -> set[str]:
    rows = opened.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')  # noqa: S608 names of models' tables
    return {value for (value,) in rows if value}


def _remove(path: Path) -> None:
    for ending in BESIDE:
        Path(f"{path}{ending}").unlink(missing_ok=True)
