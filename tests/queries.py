"""Differences in the number of queries between the two databases."""

from django.db import connection

# Queries that lock the audit log before an entry is written. SQLite has one writer, so it needs no lock.
LOG_LOCK = 1 if connection.vendor == "postgresql" else 0
