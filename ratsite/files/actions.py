"""Store, copy, refuse and delete files, and queue again the checks that have not ended."""

import hashlib
import logging
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.files.enums import FileState, Scanner
from ratsite.files.models import DELETE_SPARE_AFTER, FileText, StoredFile, StoredFileQuerySet
from ratsite.files.tasks import check_file, read_file_text
from ratsite.files.virus_scan import scanner_state
from ratsite.lib.documents.file_types import KINDS, clean_name, extension_of

logger = logging.getLogger(__name__)

MOST_QUEUED = 50  # files queued in one run: a worker can check these before the next run


@transaction.atomic
def store_upload(*, upload: UploadedFile, uploader: User) -> StoredFile:
    """Store an uploaded file that PrivateFileField has accepted, and return its row.

    The file is quarantined until its check has ended.
    """
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
    """Start making a clean copy of a file, and return the copy's row. If it has one that is not refused, return that.

    The copy is quarantined until a task has written and checked it; then it is clean, or refused with a reason. Its
    uploader is `person`, who must be allowed to edit the post or resource that has the file. The copy does not replace
    the file: the app replaces it once a person has compared the two (ratsite.files.clean_copies). Raises ValueError if
    no clean copy can be made of the file.
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
    """Refuse a stored file, so that it can no longer be downloaded or found by a search.

    why: the reason, which is stored with the file. The caller has locked the post or resource that has the file.
    """
    stored = StoredFile.objects.select_for_update(no_key=True).get(pk=file_id)
    stored.state, stored.refusal = FileState.REFUSED, why[: StoredFile._meta.get_field("refusal").max_length]
    stored.save(update_fields=["state", "refusal"])
    stored.texts.all().delete()
    stored.hidden_parts.all().delete()


def copy_visible_texts(*, original: StoredFile, clean_copy: StoredFile) -> None:
    """Store the original's visible text for the pages of a clean copy that became pictures.

    Such a page has no text of its own to search. The text of a refused original is not stored, so the picture pages of
    its copy stay without text.
    """
    if not clean_copy.has_unread_pages or clean_copy.page_count != original.page_count or not original.text_status:
        return
    pages = original.texts.exclude(page__in=clean_copy.texts.values("page"))
    FileText.objects.bulk_create(FileText(stored_file=clean_copy, page=one.page, text=one.text) for one in pages)
    clean_copy.text_status = original.text_status
    clean_copy.save(update_fields=["text_status"])


def mark_replaced(stored: StoredFile) -> None:
    """Mark a file as replaced by its clean copy, and delete its stored text and hidden parts: no search finds it.

    The file itself is deleted after DELETE_REPLACED_AFTER. The caller has locked the post or resource that had it.
    """
    stored.replaced_at = timezone.now()
    stored.save(update_fields=["replaced_at"])
    stored.texts.all().delete()
    stored.hidden_parts.all().delete()


@transaction.atomic
def delete_stored(*, stored: StoredFile) -> None:
    """Delete a stored file that no other row refers to. It is deleted from the disk when the transaction commits."""
    stored.delete()
    for name in filter(None, (stored.content.name, stored.thumbnail.name)):
        transaction.on_commit(partial(stored.content.storage.delete, name))


def delete_spare_files() -> int:
    """Delete unused clean copies and unused refused files that are older than DELETE_SPARE_AFTER. Return how many.

    Runs every day. Other unused files stay, because the row that used them may have been lost by mistake: the operator
    decides.
    """
    is_useless = Q(state=FileState.REFUSED) | Q(clean_copy_of__isnull=False)
    spare = StoredFile.objects.unused().filter(is_useless, created_at__lt=timezone.now() - DELETE_SPARE_AFTER)
    return sum(_delete_spare_file(spare.filter(pk=pk)) for pk in list(spare.values_list("pk", flat=True)))


@transaction.atomic
def _delete_spare_file(stored_files: StoredFileQuerySet) -> bool:
    stored = stored_files.select_for_update(of=("self",)).first()
    if stored is not None:
        delete_stored(stored=stored)
    return stored is not None


def retry_overdue_checks() -> int:
    """Queue again the file checks whose worker process died, or that wait for the virus scanner. Return how many.

    Returns 0 while the virus scanner does not answer. Runs on a schedule.
    """
    if scanner_state() is Scanner.AWAY:
        logger.error("the virus scanner does not answer: %d files wait", StoredFile.objects.quarantined().count())
        return 0
    overdue = StoredFile.objects.with_overdue_check().order_by("created_at")[:MOST_QUEUED]
    file_ids = list(overdue.values_list("pk", flat=True))
    for file_id in file_ids:
        check_file.enqueue(str(file_id))
    return len(file_ids)


def read_unread_texts() -> int:
    """Queue the text extraction of clean files whose text is not stored yet. Return how many. Runs on a schedule."""
    file_ids = list(StoredFile.objects.awaiting_text_extraction().values_list("pk", flat=True)[:MOST_QUEUED])
    for file_id in file_ids:
        read_file_text.enqueue(str(file_id))
    return len(file_ids)


def sha256_of(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
