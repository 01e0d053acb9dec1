"""The background process: tasks, email and the clock, each in a thread of its own so that none delays another."""

import datetime as dt
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from ratsite.jobs.enums import Part
from ratsite.jobs.heartbeats import BEAT_SECONDS, beat
from ratsite.jobs.models import Heartbeat

logger = logging.getLogger(__name__)
LONGEST_PAUSE = 30  # seconds between tries while the database is away
HANGS_AFTER = 3600  # seconds: a turn takes a minute at most
FAILS_AFTER = 300  # seconds: longer than the database takes to restart
STOP_SECONDS = 20  # for the turns that have begun
FAILED = 70  # exit code, EX_SOFTWARE


@dataclass
class Loop:
    """The loop of one part of the background process, such as email: it calls `turn` until the process stops.

    It pauses after each call that found nothing more to do, and longer after each failure in a row.
    """

    part: Part
    turn: Callable[["Loop"], int | None]  # a result other than 0 or None means: there is more to do at once
    pause: float  # seconds
    stopping: threading.Event = field(default_factory=threading.Event)
    worker: str = ""
    started_at: dt.datetime = field(default_factory=timezone.now)
    turned_at: dt.datetime = field(default_factory=timezone.now)
    turned: float = field(default_factory=time.monotonic)  # the same time as turned_at, on the monotonic clock
    worked: float = field(default_factory=time.monotonic)  # the end of the last turn that did not fail

    def __post_init__(self) -> None:
        self.worker = f"{self.part}-{get_random_string(20)}"

    def run(self) -> None:
        failures = 0
        while not self.stopping.is_set():
            try:
                close_old_connections()
                pause, failures = 0 if self.turn(self) else self.pause, 0
                self.worked = time.monotonic()
            except Exception as problem:  # noqa: BLE001 no error may end the loop
                failures += 1
                pause = min(2**failures, LONGEST_PAUSE)
                logger.error("%s: %s: %s; again in %s s", self.part, type(problem).__name__, problem, pause)
                connections.close_all()
            self.turned, self.turned_at = time.monotonic(), timezone.now()
            if pause:
                self.stopping.wait(pause)
        connections.close_all()

    @property
    def is_well(self) -> bool:
        """True unless every turn in the last FAILS_AFTER seconds failed."""
        return self.turned - self.worked < FAILS_AFTER

    def heartbeat(self) -> Heartbeat:
        return Heartbeat(part=self.part, worker=self.worker, started_at=self.started_at, turned_at=self.turned_at)


def run_task(loop: Loop) -> bool:
    """Run the next task; return False if none was ready."""
    if not DBTaskResult.objects.ready().exists():  # look first, because the worker would take SQLite's only write lock
        return False
    options = {"backend_name": "default", "excluded_queue_names": [], "startup_delay": False, "interval": 0}
    Worker(queue_names=["*"], batch=True, max_tasks=1, worker_id=loop.worker, **options).run()
    return True


def run(loops: Sequence[Loop], stopping: threading.Event) -> int:
    """Run the parts of the process until `stopping` is set, and return the exit code.

    A part whose turns all fail sends no heartbeat. If one part hangs or has ended, this function does not return: the
    whole process ends with the exit code FAILED, so that systemd or `ratsite run` starts it again.
    """
    threads = [threading.Thread(target=loop.run, name=loop.part, daemon=True) for loop in loops]
    for thread in threads:
        thread.start()
    while True:
        try:
            close_old_connections()
            beat([loop.heartbeat() for loop in loops if loop.is_well])
        except Exception as problem:  # noqa: BLE001 the database may be back at the next beat
            logger.error("heartbeat: %s: %s", type(problem).__name__, problem)
            connections.close_all()
        if stopping.wait(BEAT_SECONDS):
            break
        hanging = [loop.part for loop in loops if time.monotonic() - loop.turned > HANGS_AFTER]
        ended = [thread.name for thread in threads if not thread.is_alive()]
        if hanging or ended:
            text = "%s hangs or has ended; the process ends so that it is started again"
            logger.critical(text, ", ".join([*hanging, *ended]))
            os._exit(FAILED)
    for loop in loops:
        loop.stopping.set()
    deadline = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return 0
