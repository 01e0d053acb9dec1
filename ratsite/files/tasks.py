from django_tasks import task

from ratsite.files import clean_copies, quarantine


@task
def check_file(file_id: str) -> None:
    clean_copies.write_clean_copy(file_id=file_id)
    quarantine.end_quarantine(file_id=file_id)


@task
def read_file_text(file_id: str) -> None:
    quarantine.read_text(file_id=file_id)
