from django_tasks import task

from ratsite.owndata import erasing, making


@task
def make_copy(copy_id: int) -> None:
    making.make_copy(copy_id=copy_id)


@task
def erase_person(erasure_id: int) -> None:
    erasing.erase_person(erasure_id=erasure_id)
