"""The test databases of `make test`, made before its runs: migrating takes longer than most folders of tests.

`make` migrates and seeds the one that DATABASE_URL means and, on a server, copies it for the journeys; the runs find
them there (`--reuse-db`). `drop` takes them away again.
"""

import os
import sys

import django
from django.core.management import call_command
from django.db import connection

from tests.run import COPY

OWN = "own"  # what the name ends with of a copy that tests make for themselves


def make() -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    call_command("seed_site", verbosity=0)
    if connection.vendor == "postgresql":
        connection.creation.clone_test_db(suffix=COPY, verbosity=0, autoclobber=True)
    connection.close()


class a_copy_of_the_database:
    """All connections lead to a copy while the `with` block lasts; Django makes it as for its parallel test runs."""

    def __enter__(self) -> None:
        self.original = dict(connection.settings_dict)
        connection.close()  # on SQLite this also writes the journal back into the file that is copied
        connection.creation.clone_test_db(suffix=OWN, verbosity=0)
        # The server's threads must not hold connections: a database in use cannot be thrown away.
        copy = {**connection.creation.get_test_db_clone_settings(OWN), "CONN_MAX_AGE": 0}
        connection.settings_dict.update(copy)

    def __exit__(self, *exception) -> None:
        connection.close()
        connection.settings_dict.update(self.original)
        connection.creation.destroy_test_db(suffix=OWN, verbosity=0)


def drop() -> None:
    name = connection.creation._get_test_db_name()
    with connection._nodb_cursor() as cursor:
        for database in (name, f"{name}_{COPY}"):
            cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(database)}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ratsite.settings.test")
    django.setup()
    {"make": make, "drop": drop}[sys.argv[1]]()
