import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.autoreload import run_with_reloader

from ratsite.jobs import background
from ratsite.jobs.background import Loop
from ratsite.jobs.enums import Part
from ratsite.jobs.runner import JobClock
from ratsite.notifications.actions.deliver import deliver_due


class Command(BaseCommand):
    help = "Runs background tasks, email and the periodic jobs. Start one or several; they do not collide."

    def add_arguments(self, parser):
        parser.add_argument("--only", action="append", choices=Part.values, help="do only this; may be given twice")
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *args, only: list[str] | None, once: bool, **options):
        clock = JobClock()
        turns = {
            Part.TASKS: (background.run_task, 1),
            Part.MAIL: (lambda loop: deliver_due(), 1),
            Part.CLOCK: (lambda loop: clock.run_jobs(), 15),
        }
        loops = [Loop(part, turn, pause) for part, (turn, pause) in turns.items() if not only or part in only]
        if once:
            for loop in loops:
                while loop.turn(loop):
                    pass
        elif settings.DEBUG:
            run_with_reloader(background.run, loops, threading.Event())
        else:
            stopping = threading.Event()
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopping.set())
            raise SystemExit(background.run(loops, stopping))
