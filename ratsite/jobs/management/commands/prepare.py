from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

LOCK = 20260101  # any number that no other program of this database uses


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let several machines that start at once change the tables one after the other. On SQLite there is one machine."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class Command(BaseCommand):
    help = "Brings database, static files and first pages up to date: safe to run at every start and upgrade."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="also load the demo network, once")
        parser.add_argument("--no-static", action="store_true", help="leave static files where they are")

    def handle(self, *args, demo: bool, no_static: bool, **options):
        with one_at_a_time():
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        if not no_static:
            call_command("collectstatic", interactive=False, verbosity=0)
        call_command("seed_demo" if demo else "seed_site", verbosity=0)
