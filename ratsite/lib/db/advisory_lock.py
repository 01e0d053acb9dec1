"""A lock that only one process of the whole site can hold at a time, on all servers that use its database."""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections


@contextmanager
def hold_advisory_lock(name: str) -> Iterator[None]:
    """Hold the lock with this name while the `with` block lasts; wait first until no other process holds it.

    On PostgreSQL the lock belongs to a transaction on a connection of its own, so that it works behind a pool and ends
    with the process. SQLite is on one server: there the lock is a file next to the database.
    """
    if connections["default"].vendor == "postgresql":
        own = connections.create_connection("default")
        try:
            with _transaction(own), own.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
                yield
        finally:
            own.close()
    else:
        database = Path(connections["default"].settings_dict["NAME"])
        with database.with_name(f"{database.name}.{name}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


@contextmanager
def _transaction(connection) -> Iterator[None]:
    connection.set_autocommit(False)
    try:
        yield
    finally:
        connection.rollback()
