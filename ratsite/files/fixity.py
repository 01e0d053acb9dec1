"""Verify that the content of stored files has not changed, and find files on disk that no row names.

Every download verifies its file. A scheduled job verifies all files in slices, beginning with those verified longest
ago. A fault is only recorded: the operator restores the file from a backup, and the next verification clears the fault.
"""

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models, transaction
from django.db.models import Case, F, When
from django.utils import timezone

from ratsite.files.enums import FileFault, FileState
from ratsite.files.models import OrphanedFile, StoredFile, private_storage

logger = logging.getLogger(__name__)

# Bytes read in one run: two or three seconds of a slow disk, so that other jobs need not wait.
SLICE_BYTES = 256 * 1024 * 1024
SLICE_FILES = 1_000
ORPHAN_AGE = 24 * 60 * 60  # seconds: a younger file may belong to a transaction that has not ended
MOST_ORPHANS = 1_000  # orphaned files that are recorded: if there are more, they have one cause


class FaultyFile(Exception):
    """Raised if a stored file cannot be sent, because its content is missing or altered."""


def verify_slice() -> int:
    """Verify the next slice of stored files and record the faults. Return how many files are newly faulty.

    Faulty files are verified first, so that a restored file soon counts as unchanged. Runs on a schedule; each run
    continues where the one before stopped.
    """
    faults = bytes_read = 0
    # Quarantined files are left out, because a picture is redrawn at the end of its check. A clean copy that could not
    # be made has no content.
    files = StoredFile.objects.exclude(state=FileState.QUARANTINED).exclude(content="")
    is_faulty = Case(When(fault="", then=1), default=0)
    for stored in files.order_by(is_faulty, F("verified_at").asc(nulls_first=True), "pk")[:SLICE_FILES]:
        faults += record_verification(stored, fault_of(stored)) and not stored.fault
        bytes_read += stored.size
        if bytes_read >= SLICE_BYTES:
            break
    return faults


def fault_of(stored: StoredFile) -> str:
    """Read a stored file and return its FileFault; "" if it is unchanged."""
    try:
        with stored.content.storage.open(stored.content.name, "rb") as content:
            return "" if _is_unchanged(content, stored) else FileFault.ALTERED
    except FileNotFoundError:
        return FileFault.MISSING


def open_verified(stored: StoredFile) -> IO[Any]:
    """Open and verify a stored file and return it, ready to read. Raises FaultyFile if it is missing or altered.

    The file is read twice, which takes some hundredths of a second for 25 MiB.
    """
    try:
        content = stored.content.storage.open(stored.content.name, "rb")
    except FileNotFoundError:
        record_verification(stored, FileFault.MISSING)
        raise FaultyFile from None
    if not _is_unchanged(content, stored):
        content.close()
        record_verification(stored, FileFault.ALTERED)
        raise FaultyFile
    if stored.fault:
        record_verification(stored, "")
    content.seek(0)
    return content


def record_verification(stored: StoredFile, fault: str) -> bool:
    """Store the result of a verification, a FileFault or "". Return True if a fault was stored.

    Nothing is stored if the file has been deleted, or its content replaced, since it was read.
    """
    same = StoredFile.objects.filter(pk=stored.pk, sha256=stored.sha256)
    is_stored = same.update(fault=fault, verified_at=timezone.now()) > 0
    if is_stored and fault and not stored.fault:
        logger.error("the stored file %s is %s", stored.content.name, fault)
    return is_stored and bool(fault)


def find_orphans() -> int:
    """Record the files in private storage that no row names. Return how many there are. Runs on a schedule.

    They are not deleted, because their row may have been lost by mistake: the operator decides.
    """
    storage = private_storage()
    known, newest = _known_names(storage), timezone.now().timestamp() - ORPHAN_AGE
    orphans = [
        OrphanedFile(path=name[:300], size=size)
        for name, size, written_at in sorted(stored_in(storage))
        if name not in known and written_at < newest
    ]
    with transaction.atomic():
        OrphanedFile.objects.all().delete()
        OrphanedFile.objects.bulk_create(orphans[:MOST_ORPHANS])
    if orphans:
        logger.error("%d files in %s belong to nothing", len(orphans), storage.location)
    return len(orphans)


def stored_in(storage: Storage) -> Iterator[tuple[str, int, float]]:
    """Yield (name, size in bytes, Unix time of writing) of each file in a storage, which is a folder or a bucket."""
    if isinstance(storage, FileSystemStorage):
        folder = Path(storage.location)
        for path in filter(Path.is_file, folder.rglob("*")) if folder.is_dir() else ():
            stat = path.stat()
            yield path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime
    else:
        prefix = f"{storage.location}/"  # type: ignore[attr-defined]
        for item in storage.bucket.objects.filter(Prefix=prefix):  # type: ignore[attr-defined]
            yield item.key.removeprefix(prefix), item.size, item.last_modified.timestamp()


def _known_names(storage: Storage) -> set[str]:
    """Return the names that the file fields of all models have for files in this storage."""
    names: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField) and field.storage is storage:
                names.update(model._default_manager.values_list(field.name, flat=True).iterator())
    return names


def _is_unchanged(content: IO[Any], stored: StoredFile) -> bool:
    return hashlib.file_digest(content, "sha256").hexdigest() == stored.sha256  # type: ignore[arg-type]
