"""Copy, load and exchange a PostgreSQL database, with pg_dump and pg_restore.

Dump, row counts and file names come from one snapshot. A backup is loaded as another database, which then gets the
site's name in one transaction. The database role needs CREATEDB.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from psycopg2 import errors, sql

from ratsite.lib.backups.manifest import BackupFault
from ratsite.operations.databases.snapshot import Snapshot, database_name
from ratsite.operations.releases import APPLICATION

ENGINE = "postgresql"
ENTRY = "database.dump"
PROGRAM_FOLDERS = "/usr/lib/postgresql/*/bin"  # on Debian and systems derived from it
BEFORE = "_before_"
UNREADABLE = psycopg2.Error
MAINTENANCE_DATABASES = ("postgres", "template1")  # to connect to while the site's own is created or renamed
END_SECONDS = 60
# Seconds until the server has ended a connection that we closed. It waits for the same time before it copies a
# database.
CLOSED_WITHIN = 5


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """Dump the database as it is at one moment, while the site goes on writing to it.

    Yields a Snapshot for as long as the `with` block lasts.
    """
    with closing(_connect(database_name())) as opened, tempfile.TemporaryFile(dir=folder) as file:
        opened.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with opened.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            moment = cursor.fetchone()[0]
            options = ["--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--snapshot={moment}"]
            _run("pg_dump", [*options, f"--dbname={database_name()}"], file)
            yield Snapshot(file, ENTRY, True, _row_counts(cursor), lambda table, column: _values(cursor, table, column))


def load(dump: Path, staging: str) -> None:
    """Create the database `staging` from an unpacked backup.

    Raises BackupFault if PostgreSQL refuses anything in the backup.
    """
    drop(staging)
    _execute("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", staging)
    _run("pg_restore", ["--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={staging}", str(dump)])
    dump.unlink()


def row_counts(database: str) -> dict[str, int]:
    """Return {table: number of rows} for a database."""
    with closing(_connect(database)) as opened, opened.cursor() as cursor:
        return _row_counts(cursor)


def staging_name(purpose: str) -> str:
    return f"{database_name()}_{purpose}"


def in_use() -> str:
    """Return how many connections to the database are open, as text; "" if there is none.

    Closes this process's own connection first. Waits up to CLOSED_WITHIN seconds for connections that are closing.
    """
    connection.close()
    deadline = time.monotonic() + CLOSED_WITHIN
    while (connected := _count_connections()) and time.monotonic() < deadline:
        time.sleep(0.1)
    if not connected:
        return ""
    message = ngettext(
        "%(count)d connection to the database is open", "%(count)d connections to the database are open", connected
    )
    return message % {"count": connected}


def _count_connections() -> int:
    # Workers of the server itself, such as autovacuum, have no user; a rename of the database ends them.
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
    )
    with closing(_connect_elsewhere()) as opened, opened.cursor() as cursor:
        cursor.execute(query, [database_name()])
        return cursor.fetchone()[0]


def end_upgrade() -> None:
    """End the connections of a killed upgrade: PostgreSQL continues a statement although its client has ended.

    This process's own connection is closed first.
    """
    connection.close()
    query = (
        "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity "
        "WHERE datname = %s AND application_name = %s AND pid <> pg_backend_pid()"
    )
    with closing(_connect_elsewhere()) as opened, opened.cursor() as cursor:
        cursor.execute(query, [END_SECONDS * 1000, database_name(), APPLICATION])


def is_empty() -> bool:
    try:
        return not any(row_counts(database_name()).values())
    except psycopg2.OperationalError:  # the database does not exist, or the server refuses for another reason
        return not exists(database_name())


def exchange(staging: str, replaced: str) -> None:
    """Put the database `staging` in place of the site's database, which is renamed to `replaced`, in one transaction.

    Repeated after a crash, it does nothing if the names were exchanged already. Raises BackupFault if another program
    is connected.
    """
    with closing(_connect_elsewhere()) as opened, opened, opened.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname IN (%s, %s)", [staging, database_name()])
        names = {name for (name,) in cursor.fetchall()}
        if staging not in names:
            return
        try:
            for old, new in ((database_name(), replaced), (staging, database_name())):
                if old in names:
                    cursor.execute(_statement("ALTER DATABASE {} RENAME TO {}", old, new))
        except errors.ObjectInUse as error:
            raise BackupFault(_("Another program is connected to the database. Stop it and try again.")) from error


def replaced_database_name(moment: str) -> str:
    return f"{database_name()}{BEFORE}{moment.lower()}"


def replaced_databases() -> list[str]:
    """Return the names of the databases that `exchange` set aside."""
    with closing(_connect_elsewhere()) as opened, opened.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [database_name() + BEFORE]
        )
        return [database for (database,) in cursor.fetchall()]


def drop(database: str) -> None:
    _execute("DROP DATABASE IF EXISTS {}", database)


def exists(database: str) -> bool:
    with closing(_connect_elsewhere()) as opened, opened.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return cursor.fetchone() is not None


def copy(database: str, to: str) -> None:
    """Copy a database inside the server. Nobody may be connected to it during the copy."""
    drop(to)
    _execute("CREATE DATABASE {} TEMPLATE {}", to, database)


def lacking() -> str:
    """Return a sentence that says what backups, checks and upgrades lack on this server; "" if they lack nothing."""
    try:
        with closing(_connect(database_name())) as opened, opened.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if not cursor.fetchone()[0]:
                return _createdb_advice()
        for program in ("pg_dump", "pg_restore"):
            _program(program)
    except BackupFault as fault:
        return str(fault)
    return ""


def _createdb_advice() -> str:
    text = _(
        "The database role may not make a database, which checking and restoring a backup need. "
        "Its administrator can allow it: ALTER ROLE %s CREATEDB;"
    )
    return text % connection.settings_dict["USER"]


def _execute(statement: str, *names: str) -> None:
    with closing(_connect_elsewhere()) as opened:
        opened.autocommit = True
        try:
            with opened.cursor() as cursor:
                cursor.execute(_statement(statement, *names))
        except errors.InsufficientPrivilege as error:
            raise BackupFault(_createdb_advice()) from error


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))


def _parameters() -> dict[str, Any]:
    """Return the connection parameters of the database, by their names in libpq (host, port, user …)."""
    given = connection.settings_dict
    parameters = {name: given[name.upper()] for name in ("host", "port", "user", "password") if given.get(name.upper())}
    known = ("host", "port", "user", "password", "service", "passfile", "ssl")
    return parameters | {name: value for name, value in given.get("OPTIONS", {}).items() if name.startswith(known)}


def _connect(database: str):
    return psycopg2.connect(dbname=database, **_parameters())


def _connect_elsewhere():
    """Return a connection to a database of the server other than the site's, so that the site's can be renamed."""
    for database in MAINTENANCE_DATABASES:
        try:
            return _connect(database)
        except psycopg2.OperationalError as error:
            problem = error
    raise BackupFault(_("The database server does not answer: %s") % problem) from problem


def _row_counts(cursor) -> dict[str, int]:
    """Return {table: number of rows}."""
    cursor.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name"
    )
    tables = [table for (table,) in cursor.fetchall()]
    counts = {}
    for table in tables:
        cursor.execute(_statement("SELECT count(*) FROM {}", table))
        counts[table] = cursor.fetchone()[0]
    return counts


def _values(cursor, table: str, column: str) -> set[str]:
    cursor.execute(_statement("SELECT DISTINCT {} FROM {}", column, table))
    return {value for (value,) in cursor.fetchall() if value}


def _run(program: str, arguments: list[str], output=None) -> None:
    variables = {f"PG{key.upper()}": str(value) for key, value in _parameters().items()}
    done = subprocess.run(  # noqa: S603 a program of PostgreSQL, our own arguments
        [_program(program), *arguments],
        stdout=output or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **variables},
        check=False,
    )
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise BackupFault(
            _("%(program)s did not succeed: %(said)s") % {"program": program, "said": lines[-1] if lines else ""}
        )


def _program(program: str) -> Path:
    """Return the path of a PostgreSQL program, such as pg_dump, of the database server's version or the next newer one.

    Raises BackupFault if no such version is installed here.
    """
    with closing(_connect_elsewhere()) as opened:
        server = opened.server_version // 10_000
    folders = [
        settings.PG_BIN,
        os.path.dirname(shutil.which(program) or ""),
        *map(str, Path("/").glob(PROGRAM_FOLDERS[1:])),
    ]
    programs = {}
    for folder in filter(None, folders):
        path = Path(folder, program)
        if path.is_file():
            programs.setdefault(_version(path), path)
    fitting = sorted(version for version in programs if version >= server)
    if not fitting:
        facts = {"program": program, "version": server}
        raise BackupFault(
            _(
                "%(program)s of PostgreSQL %(version)s is not on this server. Debian and Ubuntu have it in "
                "postgresql-client-%(version)s. If it is in a folder of its own, set PG_BIN to that folder."
            )
            % facts
        )
    return programs[fitting[0]]


def _version(path: Path) -> int:
    output = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 as above
    number = re.search(r"\) (\d+)", output)
    return int(number[1]) if number else 0
