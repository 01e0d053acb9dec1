"""Execute SQL statements on a given database connection."""


def execute_all(database, *statements: str) -> None:
    """Execute the SQL statements one after the other on `database`, a connection such as django.db.connection."""
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
