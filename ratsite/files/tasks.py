from django_tasks import task

from ratsite.files import quarantine


@task
def check_file(file_id: str) -> None:
    quarantine.end_quarantine(file_id=file_id)


@task
def read_file_text(file_id: str) -> None:
    quarantine.read_text(file_id=file_id)
