from django_tasks import task

from ratsite.owndata import making


@task
def make_copy(copy_id: int) -> None:
    making.make_copy(copy_id=copy_id)
