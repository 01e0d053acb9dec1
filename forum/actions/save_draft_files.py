"""Store files with a draft, move them to a post, and delete them with the draft."""

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from forum.enums import HoldReason
from forum.models import MOST_FILES, Draft, DraftFile
from ratsite.accounts.models import User
from ratsite.files.actions import delete_stored, sha256_of, store_upload
from ratsite.files.enums import FileState
from ratsite.files.fixity import FaultyFile, open_verified
from ratsite.files.models import StoredFile

logger = logging.getLogger(__name__)

MOST_WAITING = 40  # files in all drafts of one person together


@dataclass(frozen=True)
class TakenFile:
    """A file that was taken from a draft in order to attach it to a post.

    hold_reasons: why the post must be held because of this file (as in DraftFile).
    """

    stored_file: StoredFile
    hold_reasons: Sequence[str] = field(default_factory=list)


PostedFile = UploadedFile | DraftFile  # a new upload, or a file that was saved with the draft


@transaction.atomic
def save_files(*, draft_id: int, person: User, uploads: Iterable[UploadedFile]) -> list[str]:
    """Store the uploads with the person's draft; return the names of the uploads for which the draft has no room.

    The caller has checked their type and size. An upload whose bytes are the same as those of a file in the draft is
    skipped.
    """
    draft = Draft.objects.select_for_update(no_key=True).filter(pk=draft_id, person=person).first()
    uploads = list(uploads)
    if draft is None:
        return [upload.name or "" for upload in uploads]
    room = MOST_WAITING - DraftFile.objects.filter(draft__person=person).count()
    stored_digests, left_out = set(draft.files.values_list("sent_sha256", flat=True)), []
    for upload in uploads:
        digest = sha256_of(upload)
        if digest in stored_digests:
            continue
        if len(stored_digests) >= MOST_FILES or room <= 0:
            left_out.append(upload.name or "")
            continue
        room -= 1
        stored_digests.add(digest)
        _add(draft, upload, digest)
    return left_out


def copy_files(draft: Draft, files: Iterable[StoredFile]) -> list[DraftFile]:
    """Store copies of a post's files with the draft of the post's author, and return them. Each copy is checked anew.

    No limit applies, because the files are the author's already. Left out are files that the check has refused, files
    whose content is missing or altered on the disk, and files that the draft has already. If the storage fails, for
    example because the disk is full, the remaining files are left out too: the post must be withdrawn all the same.
    """
    stored_digests, copies = set(draft.files.values_list("sent_sha256", flat=True)), []
    for stored in files:
        if stored.state == FileState.REFUSED or stored.sha256 in stored_digests:
            continue
        try:
            copies.append(_copy(draft, stored))
        except FaultyFile:  # recorded for the operator
            continue
        except Exception:
            logger.exception("the files of a withdrawn post could not all be copied to draft %d", draft.pk)
            break
        stored_digests.add(stored.sha256)
    return copies


def _copy(draft: Draft, stored: StoredFile) -> DraftFile:
    with open_verified(stored) as content, transaction.atomic():
        return _add(draft, UploadedFile(content, stored.name, stored.media_type, stored.size), stored.sha256)


def _add(draft: Draft, upload: UploadedFile, digest: str) -> DraftFile:
    stored = store_upload(upload=upload, uploader=draft.person)
    return DraftFile.objects.create(draft=draft, stored_file=stored, sent_sha256=digest)


@transaction.atomic
def remove_file(*, file_id: uuid.UUID, person: User) -> bool:
    """Delete a file of the person's draft, also from the disk. Return False if it was already deleted or posted."""
    file = DraftFile.objects.select_for_update(of=("self",), no_key=True).filter(pk=file_id).first()
    if file is None or file.draft.person_id != person.pk:
        return False
    _delete(file)
    return True


def take_files(files: Iterable[PostedFile], author: User) -> list[UploadedFile | TakenFile]:
    """Take these files for a post: return the uploads and, as TakenFiles, the draft's files, removed from the draft.

    files: uploads, and files of the author's draft. Left out are a file that was deleted from the draft in the
    meantime, and an upload with the same bytes as a file of the draft. The caller attaches the files to the post in the
    same transaction.
    """
    files = list(files)
    kept_ids = [file.pk for file in files if isinstance(file, DraftFile)]
    if not kept_ids:
        return [file for file in files if not isinstance(file, DraftFile)]
    rows = DraftFile.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=kept_ids, draft__person=author)
    locked = list(rows.order_by("pk"))  # no join: the file's check may end while this waits
    taken = [TakenFile(file.stored_file, file.hold_reasons) for file in sorted(locked, key=lambda row: row.created_at)]
    stored_digests = {file.sent_sha256 for file in locked}
    DraftFile.objects.filter(pk__in=[file.pk for file in locked]).delete()
    new = [file for file in files if not isinstance(file, DraftFile) and sha256_of(file) not in stored_digests]
    return [*taken, *new]


def reasons_to_hold(files: Iterable[UploadedFile | TakenFile]) -> list[str]:
    """Return the reasons to hold a post because of these files. A file that is not checked yet is a reason too."""
    files = list(files)
    waits = any(not isinstance(file, TakenFile) or file.stored_file.is_quarantined for file in files)
    return [*hold_reasons_of(files), *([HoldReason.FILES.value] if waits else [])]


def hold_reasons_of(files: Iterable[UploadedFile | TakenFile]) -> list[str]:
    """Return the reasons to hold a post that the check of its files found while they were still in a draft."""
    return [reason for file in files if isinstance(file, TakenFile) for reason in file.hold_reasons]


def delete_drafts(drafts: QuerySet[Draft]) -> None:
    """Delete drafts with their files. A file is deleted from the disk when the transaction commits."""
    with transaction.atomic():
        ids = list(drafts.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
        for file in DraftFile.objects.filter(draft__in=ids).select_related("stored_file"):
            _delete(file)
        Draft.objects.filter(pk__in=ids).delete()


def apply_check_to_draft(file_id: str, reasons: Sequence[str]) -> None:
    """Store what the check of a draft's file found: the reasons to hold the post that will get the file."""
    DraftFile.objects.filter(stored_file=uuid.UUID(file_id)).update(hold_reasons=list(reasons))


def lock_draft_file(file_id: str) -> DraftFile | None:
    """Lock and return the DraftFile of this stored file; None if the file belongs to no draft now."""
    rows = DraftFile.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(stored_file=uuid.UUID(file_id)).first()


def _delete(file: DraftFile) -> None:
    stored = file.stored_file
    file.delete()
    delete_stored(stored=stored)
