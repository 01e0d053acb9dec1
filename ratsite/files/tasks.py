from django_tasks import task

from ratsite.files import clean_copies, quarantine, thumbnails
from ratsite.files.models import StoredFile


@task
def check_file(file_id: str) -> None:
    clean_copies.write_clean_copy(file_id=file_id)
    quarantine.end_quarantine(file_id=file_id)


@task
def draw_first_page(file_id: str) -> None:
    """Draw the thumbnail of a clean PDF or picture."""
    stored = StoredFile.objects.clean().filter(pk=file_id).first()
    if stored is not None:
        thumbnails.draw_page(stored=stored, number=1)


@task
def read_file_text(file_id: str) -> None:
    quarantine.read_text(file_id=file_id)
