"""Make a table append-only with database triggers, so that no code of the site can change its rows.

Works on PostgreSQL and SQLite; the models need no change. The triggers guard against mistakes and hijacked sessions of
the site. They do not prove that no row was changed, because the owner of the database can drop them.

On PostgreSQL the triggers refuse UPDATE and, if asked to, DELETE, but not TRUNCATE, with which tests empty tables.
SQLite has no TRUNCATE, so there they refuse only UPDATE: rows can be deleted.

On SQLite Django alters a table by building a new one, which drops its triggers: `restore` puts the triggers back after
each migrate.
"""

from collections.abc import Callable

from django.db import connections, migrations

from ratsite.lib.db.statements import execute_all

REFUSED = "rows of this table are never changed"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ratsite_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def refuse_changes(database, table: str, *, deleting: bool) -> None:
    """Add a trigger that refuses UPDATE on this table and, if `deleting`, on PostgreSQL also DELETE.

    database: a connection, such as django.db.connection. Safe to run twice.
    """
    if database.vendor == "postgresql":
        verbs = "UPDATE OR DELETE" if deleting else "UPDATE"
        execute_all(
            database,
            _FUNCTION,
            f"CREATE OR REPLACE TRIGGER {table}_stays BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ratsite_refuse_change()",
        )
    elif database.vendor == "sqlite":
        execute_all(
            database,
            f"CREATE TRIGGER IF NOT EXISTS {table}_stays BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
        )


def allow_changes(database, table: str) -> None:
    if database.vendor == "postgresql":
        execute_all(database, f"DROP TRIGGER IF EXISTS {table}_stays ON {table}")
    elif database.vendor == "sqlite":
        execute_all(database, f"DROP TRIGGER IF EXISTS {table}_stays")


def operation(*tables: str, deleting: bool = False) -> migrations.RunPython:
    """Return a migration operation that makes these tables append-only. It changes no model and can be reversed.

    deleting: as in `refuse_changes`.
    """

    def refuse(apps, schema_editor) -> None:
        for table in tables:
            refuse_changes(schema_editor.connection, table, deleting=deleting)

    def allow(apps, schema_editor) -> None:
        for table in tables:
            allow_changes(schema_editor.connection, table)

    return migrations.RunPython(refuse, allow)


def restore(*tables: str, deleting: bool = False) -> Callable:
    """Return a post_migrate receiver that puts back the append-only triggers of these tables.

    deleting: as in `refuse_changes`.
    """

    def after_migrate(sender, using: str, **kwargs) -> None:
        database = connections[using]
        for table in set(tables) & set(database.introspection.table_names()):
            refuse_changes(database, table, deleting=deleting)

    return after_migrate
