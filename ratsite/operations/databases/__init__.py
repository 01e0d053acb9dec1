"""Copy, load and exchange the site's database, with the same functions for SQLite and for PostgreSQL.

Each of the two modules has `snapshot`, `load`, `row_counts`, `in_use`, `is_empty`, `lacking`, `exchange` and `drop`. A
database is given by Django's NAME: a path on SQLite, a name on the server on PostgreSQL.
"""

from types import ModuleType

from django.db import connection

from ratsite.operations.databases import postgresql, sqlite
from ratsite.operations.databases.snapshot import connected_to, database_name

__all__ = ["connected_to", "database_name", "own_database"]


def own_database() -> ModuleType:
    """Return the module of this package for this site's database: postgresql or sqlite. Callers name it `backend`."""
    return postgresql if connection.vendor == "postgresql" else sqlite
