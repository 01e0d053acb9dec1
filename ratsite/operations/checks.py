from django.core.checks import CheckMessage, Error
from django.db import connection

LONGEST_NAME = 40  # bytes: PostgreSQL cuts names after 63, and a copy's name is this one, _before_ and a moment


def check_database_name(app_configs, **kwargs) -> list[CheckMessage]:
    """Refuse a name that leaves no room for those of its copies: a copy could take the site's own."""
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
