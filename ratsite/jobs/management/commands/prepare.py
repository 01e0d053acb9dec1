import compileall

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from ratsite.lib.db.advisory_lock import hold_advisory_lock


class Command(BaseCommand):
    help = "Brings database, static files and first pages up to date: safe to run at every start and upgrade."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="also load the demo network, once")
        parser.add_argument("--no-static", action="store_true", help="leave static files where they are")

    def handle(self, *args, demo: bool, no_static: bool, **options):
        with hold_advisory_lock("prepare"):
            self._prepare(demo, no_static)

    def _prepare(self, demo: bool, no_static: bool) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not no_static:
            call_command("collectstatic", interactive=False, verbosity=0)
        # The limited process for files cannot write: without this, it would compile its modules again for each file.
        compileall.compile_dir(settings.BASE_DIR / "ratsite" / "lib" / "documents", quiet=2)
        call_command("seed_demo" if demo else "seed_site", verbosity=0)
