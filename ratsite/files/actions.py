"""Store files, copy and refuse files, and requeue files whose check or text extraction was lost with a worker."""

import hashlib
import logging
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.files.enums import FileState, Scanner
from ratsite.files.models import SPARE_KEPT, StoredFile, StoredFileQuerySet
from ratsite.files.tasks import check_file, read_file_text
from ratsite.files.virus_scan import scanner_state
from ratsite.lib.documents.file_types import KINDS, clean_name, extension_of

logger = logging.getLogger(__name__)

AT_A_TIME = 50  # files queued per run: a worker finishes them before the next


@transaction.atomic
def store_upload(*, upload: UploadedFile, uploader: User) -> StoredFile:
    """Store an uploaded file that PrivateFileField has accepted. It is quarantined until its check has ended."""
    name = clean_name(upload.name or "")
    stored = StoredFile(
        name=name,
        size=upload.size or 0,
        media_type=KINDS[extension_of(name)].media_type,
        sha256=sha256_of(upload),
        uploaded_by=uploader,
    )
    stored.content.save(name, upload, save=False)
    stored.save()
    transaction.on_commit(partial(check_file.enqueue, str(stored.pk)))
    return stored


@transaction.atomic
def make_clean_copy(*, stored: StoredFile, person: User) -> StoredFile:
    """Begin a clean copy of a file that can be cleaned, and return its row. Return the earlier copy if there is one.

    The copy is quarantined until a task has written and checked it, as every file is; then it is clean, or refused with
    a reason. It belongs to `person`, who has to be allowed to edit what holds the file. Nothing is replaced here: the
    holder of the file decides, after somebody has looked at both (ratsite.files.clean_copies).
    """
    original = StoredFile.objects.select_for_update(no_key=True).get(pk=stored.pk)
    earlier = original.clean_copies.exclude(state=FileState.REFUSED).first()
    if earlier is not None:
        return earlier
    if not original.can_be_cleaned:
        raise ValueError("no clean copy can be made of this file")
    copy = StoredFile(
        name=original.name, size=0, media_type=original.media_type, uploaded_by=person, clean_copy_of=original
    )
    copy.save()
    transaction.on_commit(partial(check_file.enqueue, str(copy.pk)))
    return copy


def refuse_stored(*, file_id: str, why: str) -> None:
    """Refuse a stored file, so that it can no longer be downloaded or found by search.

    The caller has locked the post or resource that holds the file. why: the reason, which is stored with the file.
    """
    stored = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
    stored.state, stored.refusal = FileState.REFUSED, why[: StoredFile._meta.get_field("refusal").max_length]
    stored.save(update_fields=["state", "refusal"])
    stored.texts.all().delete()
    stored.hidden_parts.all().delete()


def set_aside(stored: StoredFile) -> None:
    """Keep a file that its clean copy has just replaced for REPLACED_KEPT, out of every search.

    The caller has locked what held it.
    """
    stored.replaced_at = timezone.now()
    stored.save(update_fields=["replaced_at"])
    stored.texts.all().delete()
    stored.hidden_parts.all().delete()


@transaction.atomic
def delete_stored(*, stored: StoredFile) -> None:
    """Delete a stored file that nothing holds any more; it is deleted from the disk when the transaction commits."""
    stored.delete()
    for name in filter(None, (stored.content.name, stored.thumbnail.name)):
        transaction.on_commit(partial(stored.content.storage.delete, name))


def forget_spare_files() -> int:
    """Delete the clean copies and refused files that nothing has held for SPARE_KEPT; return how many.

    Runs every day. Other files that nothing holds stay: a row may have been lost, and the operator decides.
    """
    is_useless = Q(state=FileState.REFUSED) | Q(clean_copy_of__isnull=False)
    spare = StoredFile.objects.unheld().filter(is_useless, created_at__lt=timezone.now() - SPARE_KEPT)
    return sum(_forget_spare_file(spare.filter(pk=pk)) for pk in list(spare.values_list("pk", flat=True)))


@transaction.atomic
def _forget_spare_file(stored_files: StoredFileQuerySet) -> bool:
    stored = stored_files.select_for_update(of=("self",)).first()
    if stored is not None:
        delete_stored(stored=stored)
    return stored is not None


def check_forgotten() -> int:
    """Queue the file checks that were lost with their worker or wait for the virus scanner; return how many.

    Runs on a schedule.
    """
    if scanner_state() is Scanner.AWAY:
        logger.error("the virus scanner does not answer: %d files wait", StoredFile.objects.quarantined().count())
        return 0
    forgotten = StoredFile.objects.forgotten().order_by("created_at")[:AT_A_TIME]
    file_ids = list(forgotten.values_list("pk", flat=True))
    for file_id in file_ids:
        check_file.enqueue(str(file_id))
    return len(file_ids)


def read_forgotten() -> int:
    """Queue the text extraction of clean files that have no text stored yet; return how many. Runs on a schedule."""
    file_ids = list(StoredFile.objects.awaiting_reading().values_list("pk", flat=True)[:AT_A_TIME])
    for file_id in file_ids:
        read_file_text.enqueue(str(file_id))
    return len(file_ids)


def sha256_of(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
