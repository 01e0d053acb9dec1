"""Declare the personal data in the job and task tables. The arguments of tasks are numbers only."""

from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ratsite.lib.personal_data import Erasing, PersonalData, Table, delete_in_batches

TABLES = [
    Table("jobs.Schedule", kept={"id name due_at last_started_at last_finished_at last_error": "when each job runs"}),
    Table("jobs.Heartbeat", kept={"id part worker started_at seen_at turned_at": "which processes are alive"}),
    Table(
        "django_tasks_database.DBTaskResult",
        kept={
            "id status enqueued_at started_at finished_at priority task_path worker_ids queue_name backend_name "
            "run_after exception_class_path": "technical state; deleted after two weeks",
            "args_kwargs return_value": "numbers only: each task fetches what it needs",
            "traceback": "where a program stopped; an erasure deletes those that hold the person's name or address",
        },
    ),
]


def erase_in_failures(erasing: Erasing) -> None:
    """Delete finished tasks whose traceback, arguments or result contain the erased person's name or address."""
    has_name = Q()
    for word in erasing.words:
        has_name |= Q(traceback__icontains=word) | Q(args_kwargs__icontains=word) | Q(return_value__icontains=word)
    ended = [TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL]
    delete_in_batches(DBTaskResult.objects.filter(has_name, status__in=ended))


PERSONAL_DATA = PersonalData(
    tables=TABLES,
    erasers={
        "failed tasks": erase_in_failures,
    },
)
