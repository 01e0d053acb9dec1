"""Maintenance jobs: publish scheduled pages, delete what Django and Wagtail no longer need, release stuck tasks."""

import datetime as dt

from django.core.management import call_command
from django.utils import timezone
from django_tasks.base import TaskResultStatus

STUCK_AFTER = dt.timedelta(hours=1)  # the longest task takes a minute


def publish_scheduled() -> None:
    call_command("publish_scheduled", verbosity=0)


def tidy() -> None:
    """Delete expired sessions, old task results, and page revisions older than 90 days."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0)
    call_command("purge_revisions", days=90, verbosity=0)


def release_stuck_tasks() -> int:
    """Put tasks that a dead worker left running back in the queue, and return their number.

    All tasks are safe to run twice.
    """
    from django_tasks_db.models import DBTaskResult

    stuck = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - STUCK_AFTER)
    return stuck.update(status=TaskResultStatus.READY, started_at=None)
