"""The files that the database names, of every kind: uploads, thumbnails, copies of personal data, pictures."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from django.apps import apps
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models
from django.utils.translation import gettext as _

from ratsite.lib.backups.manifest import BackupFault
from ratsite.lib.backups.writer import Entry

FOLDER = "files"
ALIASES = ("private", "default")  # of the storages that hold files; static files are made anew


def entries(values: Callable[[str, str], set[str]], tables: dict[str, int]) -> Iterator[Entry]:
    """Yield one entry for each file that the rows of a snapshot name."""
    names: dict[str, set[str]] = {alias: set() for alias in ALIASES}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField) and model._meta.db_table in tables and model._meta.managed:
                names[_alias(field.storage)] |= values(model._meta.db_table, field.column)
    for alias, found in names.items():
        for name in sorted(found):
            yield Entry(f"{FOLDER}/{alias}/{name}", partial(_open, storages[alias], name))


def folders() -> dict[str, Path]:
    """Return where the files are on this disk, by the storage's alias. Raises BackupFault if they are elsewhere."""
    found = {alias: storages[alias] for alias in ALIASES}
    for storage in found.values():
        if not isinstance(storage, FileSystemStorage):
            raise BackupFault(
                _("The files are not on this machine but in object storage. Bring them back with its own versions.")
            )
    return {alias: Path(storage.location) for alias, storage in found.items()}


def _alias(storage: Storage) -> str:
    return next((alias for alias in ALIASES if storages[alias] is storage), "default")


def _open(storage: Storage, name: str):
    return storage.open(name, "rb")
