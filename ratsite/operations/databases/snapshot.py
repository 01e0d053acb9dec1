"""The copy of a database at one moment, and which database this process is connected to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.db import connection


@dataclass(frozen=True)
class Snapshot:
    """The whole database as it was at one moment. `file` is open at its beginning and has no name on the disk."""

    file: IO[bytes]
    entry: str  # name of the database's entry in a backup
    is_packed: bool  # True if the file is compressed already
    tables: dict[str, int]  # {table: number of rows}
    values: Callable[[str, str], set[str]]  # (table, column) → the texts in that column


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
