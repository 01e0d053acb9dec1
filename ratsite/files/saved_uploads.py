"""Save the files of a form that has an error, so that its writer need not choose them again."""

import uuid
from collections.abc import Iterable
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ratsite.accounts.models import User
from ratsite.files.models import SavedUpload, SavedUploadQuerySet
from ratsite.lib.documents.file_types import clean_name

MOST_SAVED = 20  # files of one person: as many as a form takes


@transaction.atomic
def save_upload(*, upload: UploadedFile, person: User) -> SavedUpload:
    """Store a file that a form sent, and return its row. Delete the person's oldest saved files beyond MOST_SAVED."""
    row = SavedUpload(name=clean_name(upload.name or ""), size=upload.size or 0, uploaded_by=person)
    row.content.save(row.name, upload, save=False)
    row.save()
    upload.seek(0)
    delete_saved(SavedUpload.objects.filter(pk__in=SavedUpload.objects.visible_to(person).values("pk")[MOST_SAVED:]))
    return row


def saved_rows(numbers: Iterable[str], person: User) -> list[SavedUpload]:
    """Return the person's saved files with these ids, oldest first. Ids of other and of missing files are left out."""
    ids = {number for number in map(_uuid, numbers) if number is not None}
    rows = SavedUpload.objects.visible_to(person).filter(pk__in=ids).order_by("created_at", "pk") if ids else []
    return [row for row in rows if row.content.storage.exists(row.content.name)]


def as_upload(row: SavedUpload) -> UploadedFile:
    """Return a saved file as if a form had just sent it, with its row in `saved_as`. The caller must close it."""
    upload = UploadedFile(row.content.open("rb"), row.name, size=row.size)
    upload.saved_as = row  # type: ignore[attr-defined]
    return upload


def delete_old_uploads() -> int:
    """Delete the saved files that are older than DELETE_SAVED_AFTER. Return how many. Runs every hour."""
    return delete_saved(SavedUpload.objects.old())


@transaction.atomic
def delete_saved(rows: SavedUploadQuerySet) -> int:
    """Delete saved files, from the disk too when the transaction commits. Return how many."""
    found = list(rows.select_for_update())
    for row in found:
        row.delete()
        transaction.on_commit(partial(row.content.storage.delete, row.content.name))
    return len(found)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
