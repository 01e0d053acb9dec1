"""Verify that stored files are still what was stored, and find files on disk that no row names.

Every download verifies its own file. The clock verifies the others in slices, those first that were not verified for
longest. A fault is recorded, never mended: the operator puts the file back from a backup, and the next look clears it.
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

SLICE_BYTES = 256 * 1024 * 1024  # read per run: two or three seconds of a slow disk, so that other jobs need not wait
SLICE_FILES = 1_000
ORPHAN_AGE = 24 * 60 * 60  # seconds: a younger file may belong to a transaction that has not ended
MOST_ORPHANS = 1_000  # recorded: more of them have one cause


class FaultyFile(Exception):
    """Raised if a stored file cannot be sent because its content is missing or altered."""


def verify_slice() -> int:
    """Verify the next slice of stored files and record what is wrong; return how many are newly faulty.

    Faulty files come first, so that one that was put back is soon known to be well. Runs on a schedule, and goes on
    where the run before has stopped.
    """
    faults = room = 0
    # A picture is drawn anew at the end of its check, and a clean copy that could not be made has no content.
    files = StoredFile.objects.exclude(state=FileState.QUARANTINED).exclude(content="")
    is_faulty = Case(When(fault="", then=1), default=0)
    for stored in files.order_by(is_faulty, F("verified_at").asc(nulls_first=True), "pk")[:SLICE_FILES]:
        faults += record_verification(stored, fault_of(stored)) and not stored.fault
        room += stored.size
        if room >= SLICE_BYTES:
            break
    return faults


def fault_of(stored: StoredFile) -> str:
    try:
        with stored.content.storage.open(stored.content.name, "rb") as content:
            return "" if _is_unchanged(content, stored) else FileFault.ALTERED
    except FileNotFoundError:
        return FileFault.MISSING


def open_verified(stored: StoredFile) -> IO[Any]:
    """Open a stored file at its beginning. Raise FaultyFile if it is missing or not what was stored.

    Reading a file of 25 MiB twice takes some hundredths of a second, which a download does not notice.
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
    """Record the result of a verification; return True if there is a fault and the file still exists."""
    # A file that was replaced or deleted meanwhile is another file.
    same = StoredFile.objects.filter(pk=stored.pk, sha256=stored.sha256)
    is_there = same.update(fault=fault, verified_at=timezone.now()) > 0
    if is_there and fault and not stored.fault:
        logger.error("the stored file %s is %s", stored.content.name, fault)
    return is_there and bool(fault)


def find_orphans() -> int:
    """Record the files in private storage that no row names; return how many there are. Runs on a schedule.

    They are not deleted: a row may have been lost, and the operator decides.
    """
    storage = private_storage()
    known, oldest = _known_names(storage), timezone.now().timestamp() - ORPHAN_AGE
    orphans = [
        OrphanedFile(path=name[:300], size=size)
        for name, size, written in sorted(_stored_in(storage))
        if name not in known and written < oldest
    ]
    with transaction.atomic():
        OrphanedFile.objects.all().delete()
        OrphanedFile.objects.bulk_create(orphans[:MOST_ORPHANS])
    if orphans:
        logger.error("%d files in %s belong to nothing", len(orphans), storage.location)
    return len(orphans)


def _stored_in(storage: Storage) -> Iterator[tuple[str, int, float]]:
    """Yield (name, bytes, time of writing) of each file in private storage: a folder, or a bucket."""
    if isinstance(storage, FileSystemStorage):
        folder = Path(storage.location)
        for path in filter(Path.is_file, folder.rglob("*")) if folder.is_dir() else ():
            about = path.stat()
            yield path.relative_to(folder).as_posix(), about.st_size, about.st_mtime
    else:
        prefix = f"{storage.location}/"  # type: ignore[attr-defined]
        for item in storage.bucket.objects.filter(Prefix=prefix):  # type: ignore[attr-defined]
            yield item.key.removeprefix(prefix), item.size, item.last_modified.timestamp()


def _known_names(storage: Storage) -> set[str]:
    """Return the names of all files in this storage that the database refers to."""
    names: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.FileField) and field.storage is storage:
                names.update(model._default_manager.values_list(field.name, flat=True).iterator())
    return names


def _is_unchanged(content: IO[Any], stored: StoredFile) -> bool:
    return hashlib.file_digest(content, "sha256").hexdigest() == stored.sha256  # type: ignore[arg-type]
