"""Copy, load and exchange the site's database, with the same functions for SQLite and for PostgreSQL.

Each of the two modules has `snapshot`, `load`, `count`, `in_use`, `is_empty`, `lacking`, `exchange` and `drop`. A
database is given by Django's NAME: a path on SQLite, a name on the server on PostgreSQL.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import IO

from django.db import connection


@dataclass(frozen=True)
class Snapshot:
    """The whole database as it was at one moment. `file` is open at its beginning and has no name on the disk."""

    file: IO[bytes]
    entry: str  # name of the database's entry in a backup
    is_packed: bool
    tables: dict[str, int]
    values: Callable[[str, str], set[str]]  # (table, column) → the texts in that column


def own_database() -> ModuleType:
    """Return the module of this package for the database of this site: postgresql or sqlite."""
    from ratsite.operations.databases import postgresql, sqlite

    return postgresql if connection.vendor == "postgresql" else sqlite


def database_name() -> str:
    return str(connection.settings_dict["NAME"])


@contextmanager
def connected_to(database: str) -> Iterator[None]:
    """Connect this process to another database while the `with` block lasts."""
    original = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
