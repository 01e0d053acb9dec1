"""The files that the database names, of every kind: uploads, thumbnails, copies of personal data, pictures."""

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from django.apps import apps
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models
from django.utils.translation import gettext as _

from ratsite.lib.backups.manifest import BackupFault
from ratsite.lib.backups.writer import Entry

FOLDER = "files"
PIECE = 1024 * 1024  # bytes
ALIASES = ("private", "default")  # the storages with files to back up; static files can be collected again


def entries(values: Callable[[str, str], set[str]], tables: dict[str, int]) -> Iterator[Entry]:
    """Yield a backup's entry for each file that is named in the rows of a snapshot.

    values, tables: those of the Snapshot.
    """
    names: dict[str, set[str]] = {alias: set() for alias in ALIASES}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField) and model._meta.db_table in tables and model._meta.managed:
                names[_alias(field.storage)] |= values(model._meta.db_table, field.column)
    for alias, found in names.items():
        for name in sorted(found):
            yield Entry(f"{FOLDER}/{alias}/{name}", partial(_open, storages[alias], name))


def folder_by_storage() -> dict[str, Path | None]:
    """Return {alias: folder} for each storage: a folder on this disk, or None for object storage."""
    storage_by_alias = {alias: storages[alias] for alias in ALIASES}
    return {
        alias: Path(storage.location) if isinstance(storage, FileSystemStorage) else None
        for alias, storage in storage_by_alias.items()
    }


def send_to_bucket(staged: Path, alias: str) -> None:
    """Store every file of a folder in object storage under its own name. Safe to repeat after a crash.

    An object with the name of one of these files is replaced unless it has the same content, because it may have been
    altered. All other objects stay. Raises BackupFault if the storage fails; some of the files may have been sent by
    then.
    """
    storage = storages[alias]
    try:
        for path in sorted(path for path in staged.rglob("*") if path.is_file()):
            _send(storage, path, path.relative_to(staged).as_posix())
    except BackupFault:
        raise
    except Exception as problem:
        why = _("The storage of files failed (%s). Part of the files may already be there.")
        raise BackupFault(why % problem) from problem


def _send(storage: Storage, path: Path, name: str) -> None:
    if storage.exists(name):
        if _digest(storage.open(name, "rb")) == _digest(path.open("rb")):
            return
        storage.delete(name)
    with path.open("rb") as file:
        if (stored := storage.save(name, File(file))) != name:
            fault = _("The file storage saved %(name)s under another name (%(stored)s), so the restore was stopped.")
            raise BackupFault(fault % {"name": name, "stored": stored})


def _digest(opened: IO[bytes]) -> bytes:
    digest = hashlib.sha256()
    with opened as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.digest()


def _alias(storage: Storage) -> str:
    return next((alias for alias in ALIASES if storages[alias] is storage), "default")


def _open(storage: Storage, name: str):
    return storage.open(name, "rb")
