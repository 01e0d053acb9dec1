import logging

from django_tasks import task

from ratsite.files import clean_copies, quarantine, thumbnails
from ratsite.files.models import StoredFile

logger = logging.getLogger(__name__)


@task
def check_file(file_id: str) -> None:
    """Check a quarantined file. If it is a clean copy, write its content first."""
    clean_copies.write_clean_copy(file_id=file_id)
    quarantine.end_quarantine(file_id=file_id)


@task
def draw_thumbnail(file_id: str) -> None:
    """Draw the thumbnail of a clean PDF or picture."""
    stored = StoredFile.objects.clean().filter(pk=file_id).first()
    if stored is not None:
        thumbnails.draw_page(stored=stored)


def draw_again(stored: StoredFile) -> None:
    """Queue a task that draws a missing thumbnail again. Later calls for the same thumbnail queue nothing."""
    same = StoredFile.objects.filter(pk=stored.pk, thumbnail=stored.thumbnail.name)
    if same.update(thumbnail=""):
        logger.error("the thumbnail %s is missing, and is drawn again", stored.thumbnail.name)
        draw_thumbnail.enqueue(str(stored.pk))


@task
def read_file_text(file_id: str) -> None:
    quarantine.read_text(file_id=file_id)
