import signal
import threading

from django.core.management.base import BaseCommand

from ratsite.jobs.runner import ensure_rows, run_due

PAUSE = 15  # seconds between checks; the shortest interval of a job is a minute


class Command(BaseCommand):
    help = "Runs the periodic jobs (scheduled publishing, email retries …). Start one or several; they do not collide."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="run what is due, then stop")

    def handle(self, *args, once: bool, **options):
        ensure_rows()
        stop = threading.Event()
        if not once:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            for name in run_due():
                if options["verbosity"] > 1:
                    self.stdout.write(f"ran {name}")
            if once:
                return
            stop.wait(PAUSE)
