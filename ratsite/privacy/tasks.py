from django_tasks import task

from ratsite.privacy import copy_task, erasure


@task
def make_copy(copy_id: int) -> None:
    copy_task.write_data_copy(copy_id=copy_id)


@task
def erase_person(erasure_id: int) -> None:
    erasure.run_erasure(erasure_id=erasure_id)
