from django_tasks import task

from ratsite.files import quarantine


@task
def check_file(file_id: str) -> None:
    quarantine.end_quarantine(file_id=file_id)
