import datetime as dt
import logging
import time

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from ratsite.jobs.models import Schedule
from ratsite.jobs.registry import Job, jobs

logger = logging.getLogger(__name__)
CLOCK_JUMP = 3600  # seconds: a larger change of the server's clock makes the jobs wait
CLOCK_PAUSE = 900  # seconds that the jobs wait
LONGEST_REST = dt.timedelta(days=7)  # if no job has run for longer, jobs wait: a server that was off may be set wrong


def ensure_rows() -> None:
    """Create a Schedule, due at once, for each new job, and delete the Schedules of jobs that no longer exist."""
    now = timezone.now()
    known = set(Schedule.objects.values_list("name", flat=True))
    Schedule.objects.bulk_create(
        [Schedule(name=name, due_at=now) for name in jobs() if name not in known], ignore_conflicts=True
    )
    Schedule.objects.exclude(name__in=jobs()).delete()


def claim(job: Job) -> bool:
    """Claim a job for this process; return True if it was due and no other process had claimed it.

    The job's next run is scheduled before this run starts, so a crash skips only one run. A job is also due if its next
    run is further away than its period, because the server's clock must have been wrong when that run was scheduled.
    """
    now = timezone.now()
    with transaction.atomic():
        rows = Schedule.objects.filter(Q(due_at__lte=now) | Q(due_at__gt=now + job.every), name=job.name)
        skip_locked = connection.features.has_select_for_update_skip_locked
        row = rows.select_for_update(skip_locked=skip_locked).first()
        if row is None:
            return False
        row.due_at, row.last_started_at = now + job.every, now
        row.save(update_fields=["due_at", "last_started_at"])
    return True


class JobClock:
    """Runs the due jobs of one background process. Pauses for 15 minutes if the system clock jumps."""

    def __init__(self) -> None:
        self.offset: float | None = None  # seconds from the monotonic clock to the server's, at the last call
        self.waits_until = 0.0  # on the monotonic clock, which nobody can set

    def run_jobs(self) -> None:
        """Run the jobs that are due, unless the server's clock was set in the last 15 minutes.

        Jobs delete old data, so a clock that is ahead would make them delete too much. If the operator corrects the
        clock within the 15 minutes, nothing is lost. Otherwise the jobs then run by the new time.
        """
        offset = time.time() - time.monotonic()
        if self._is_doubtful(offset):
            self.waits_until = time.monotonic() + CLOCK_PAUSE
        self.offset = offset
        if time.monotonic() < self.waits_until:
            logger.error("the clock was set, or is far from the last job; jobs wait until it is stable for a while")
            return
        ensure_rows()
        run_due()

    def _is_doubtful(self, offset: float) -> bool:
        """True if the system clock has jumped since the last call.

        At the first call after the start, it is True if the clock is far from the time at which a job last started.
        offset: seconds from the monotonic clock to the system clock.
        """
        if self.offset is not None:
            return abs(offset - self.offset) > CLOCK_JUMP
        last = Schedule.objects.aggregate(last=Max("last_started_at"))["last"]
        return last is not None and abs(timezone.now() - last) > LONGEST_REST


def run_due() -> list[str]:
    """Run each due job once, in this process, and return the names of the jobs that ran.

    If a job fails, the error is logged and the other jobs still run.
    """
    ran = []
    for job in jobs().values():
        close_old_connections()
        try:
            if not claim(job):
                continue
        except DatabaseError:
            logger.exception("the scheduler could not read its table")  # the database may be back at the next check
            continue
        ran.append(job.name)
        error = ""
        try:
            job.run()
        except Exception as problem:
            logger.exception("the job %s failed", job.name)
            error = _named(problem)
        close_old_connections()  # the job may have lost its own
        try:
            Schedule.objects.filter(name=job.name).update(last_finished_at=timezone.now(), last_error=error)
        except DatabaseError:
            logger.exception("the end of the job %s could not be saved", job.name)
    return ran


def _named(problem: Exception) -> str:
    """Return the name of an error's class and, for a system error, its message. Other messages may quote people."""
    name = type(problem).__name__
    return f"{name}: {problem.strerror}"[:300] if isinstance(problem, OSError) and problem.strerror else name
