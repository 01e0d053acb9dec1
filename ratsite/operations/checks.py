from django.core.checks import CheckMessage, Error
from django.db import connection

LONGEST_NAME = 40  # bytes: PostgreSQL cuts names after 63, and a copy's name adds _before_ and a time to this one


def check_database_name(app_configs, **kwargs) -> list[CheckMessage]:
    """Refuse a database name that is so long that PostgreSQL would shorten the names of its copies."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "postgresql" or len(name.encode()) <= LONGEST_NAME:
        return []
    return [
        Error(
            f"The name of the database, {name}, is longer than {LONGEST_NAME} bytes. Its copies could not be named.",
            hint="Rename the database in PostgreSQL and in DATABASE_URL.",
            id="operations.E001",
        )
    ]
