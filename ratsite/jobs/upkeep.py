"""Maintenance jobs: publish scheduled pages, delete what Django and Wagtail no longer need, release stuck tasks."""

import datetime as dt

from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus

from ratsite.jobs.heartbeats import DEAD_AFTER, alive

MOST_TRIES = 10  # tries of a task that fails because the database is away
DATABASE_AWAY = ["django.db.utils.OperationalError", "django.db.utils.InterfaceError"]
DELETE_TASKS_AFTER = dt.timedelta(days=14)


def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)


def tidy() -> None:
    """Delete expired sessions, old task results, and page revisions older than 90 days."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0, min_age_days=DELETE_TASKS_AFTER.days)
    call_command("purge_revisions", days=90, verbosity=0)


def release_stuck_tasks() -> int:
    """Put tasks back in the queue whose worker is dead, or that failed because the database was away.

    Return how many were put back. All tasks are safe to run twice.
    """
    from django_tasks_db.models import DBTaskResult

    workers = set(alive().values_list("worker", flat=True))
    now = timezone.now()
    # A task that started in the future did so when the server's clock was ahead.
    is_old = Q(started_at__lt=now - DEAD_AFTER) | Q(started_at__gt=now + DEAD_AFTER)
    running = DBTaskResult.objects.running().filter(is_old)
    failed = DBTaskResult.objects.failed().filter(exception_class_path__in=DATABASE_AWAY)
    stuck = [task.pk for task in running if not workers.intersection(task.worker_ids[-1:])]
    stuck += [task.pk for task in failed if len(task.worker_ids) < MOST_TRIES]
    ready = {"status": TaskResultStatus.READY, "started_at": None, "finished_at": None}
    tasks = DBTaskResult.objects.filter(pk__in=stuck, status__in=[TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
    return tasks.update(**ready, exception_class_path="", traceback="")
