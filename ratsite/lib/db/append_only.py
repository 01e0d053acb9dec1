"""Tables whose rows the database itself refuses to change, whoever writes.

Triggers on both databases; no model knows of them. Whoever owns the database can take them away: they stop mistakes and
borrowed sessions of the site's own, and are no proof by themselves. Emptying whole tables between tests goes through:
PostgreSQL truncates, and on SQLite, which has no TRUNCATE, deleting is not refused.

On SQLite Django makes a changed table anew, and triggers go with the old one: `restore` after each migrate puts them
back.
"""

from collections.abc import Callable

from django.db import migrations

REFUSED = "rows of this table are never changed"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ratsite_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def refuse_changes(database, table: str, *, deleting: bool) -> None:
    """No row of this table is changed any more or, if `deleting`, deleted. Does nothing the second time."""
    if database.vendor == "postgresql":
        verbs = "UPDATE OR DELETE" if deleting else "UPDATE"
        _run(
            database,
            _FUNCTION,
            f"CREATE OR REPLACE TRIGGER {table}_stays BEFORE {verbs} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ratsite_refuse_change()",
        )
    elif database.vendor == "sqlite":
        _run(
            database,
            f"CREATE TRIGGER IF NOT EXISTS {table}_stays BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
        )


def allow_changes(database, table: str) -> None:
    if database.vendor == "postgresql":
        _run(database, f"DROP TRIGGER IF EXISTS {table}_stays ON {table}")
    elif database.vendor == "sqlite":
        _run(database, f"DROP TRIGGER IF EXISTS {table}_stays")


def operation(*tables: str, deleting: bool = False) -> migrations.RunPython:
    """For a migration: refuses changes of these tables from now on. Changes no model."""

    def refuse(apps, schema_editor) -> None:
        for table in tables:
            refuse_changes(schema_editor.connection, table, deleting=deleting)

    def allow(apps, schema_editor) -> None:
        for table in tables:
            allow_changes(schema_editor.connection, table)

    return migrations.RunPython(refuse, allow)


def restore(*tables: str, deleting: bool = False) -> Callable:
    """For post_migrate: puts back what a change of the table took away."""

    def after_migrate(sender, using: str, **kwargs) -> None:
        from django.db import connections

        database = connections[using]
        for table in set(tables) & set(database.introspection.table_names()):
            refuse_changes(database, table, deleting=deleting)

    return after_migrate


def _run(database, *statements: str) -> None:
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
