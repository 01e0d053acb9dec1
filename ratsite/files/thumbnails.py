"""Make thumbnails: small pictures of pages of checked files, which lists show."""

from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from ratsite.files import sandbox
from ratsite.files.local_copies import local_path
from ratsite.files.models import StoredFile

SIDE = 340  # pixels of the longer side: sharp next to a title on a high-density screen, with some 10 kB


def draw_page(*, stored: StoredFile) -> bool:
    """Store a thumbnail of a checked file: of the chosen page of a PDF, or of the whole picture.

    Returns False if nothing can be drawn, as for an Office file, or if a curator has chosen another page since: another
    task draws that page. The caller decides who may see the thumbnail.

    Office files get no thumbnail, because this site cannot draw them, and the picture that Office stores in a file may
    show an older first page.
    """
    number = stored.thumbnail_page
    if not stored.is_clean or not (stored.is_picture or stored.extension == "pdf"):
        return False
    with local_path(stored.content) as path:
        if stored.is_picture:
            _redrawn, picture = sandbox.redraw_picture(path, stored.extension) or (None, None)
        else:
            picture = sandbox.draw_page(path, number, SIDE)
    if picture is None:
        return False
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update(no_key=True).get(pk=stored.pk)
        if stored.thumbnail_page != number:
            return False
        former = stored.thumbnail.name
        stored.thumbnail.save(stored.name, ContentFile(picture), save=False)
        stored.save(update_fields=["thumbnail"])
        if former and former != stored.thumbnail.name:
            transaction.on_commit(partial(stored.content.storage.delete, former))
    return True
