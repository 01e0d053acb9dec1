"""Differences in the number of queries between the two databases."""

from django.db import connection

LOG_LOCK = 1 if connection.vendor == "postgresql" else 0  # an entry of the log locks it, where many write at once
