"""Restore a backup into a temporary database and folder, compare them with its manifest, and delete them again."""

import tempfile
import time
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.utils.translation import gettext as _

from ratsite.lib.backups.manifest import BackupFault, Manifest
from ratsite.lib.backups.reader import unpack
from ratsite.operations import databases
from ratsite.operations.actions.record import recorded
from ratsite.operations.enums import OperationKind
from ratsite.operations.models import OperationRecord


def check_backup(*, path: Path, identities: list, by: str = "", is_one_time_key: bool = False) -> OperationRecord:
    """Restore a backup into a temporary place, compare it with its manifest, and return the record of the check.

    is_one_time_key: the identities are those of a one-time key, so this check does not show that the operator's key
    works. Raises BackupFault at the first difference.
    """
    with recorded(kind=OperationKind.QUICK_CHECK if is_one_time_key else OperationKind.CHECK, by=by) as record:
        began = time.monotonic()
        manifest = _check(path, identities)
        record.figures = {
            "file": path.name,
            **manifest.figures,
            "tables": len(manifest.tables),
            "seconds": round(time.monotonic() - began, 1),
        }
    return record


def _check(path: Path, identities: list) -> Manifest:
    backend = databases.own_database()
    with tempfile.TemporaryDirectory(prefix="check-", dir=settings.DATA_DIR) as folder:
        about, manifest = unpack(path, identities, Path(folder), keep=lambda name: name == backend.ENTRY)
        require_engine(about.engine)
        staging = backend.staging_name("check")
        try:
            load(backend, Path(folder), staging, manifest)
        finally:
            backend.drop(staging)
    return manifest


def require_engine(engine: str) -> None:
    """Raise BackupFault if a backup's engine, "sqlite" or "postgresql", is not that of this site."""
    backend = databases.own_database()
    if engine != backend.ENGINE:
        facts = {"theirs": engine, "ours": backend.ENGINE}
        raise BackupFault(_("The backup is of a %(theirs)s database, and this site uses %(ours)s.") % facts)


def load(backend: ModuleType, folder: Path, staging: str, manifest: Manifest) -> None:
    """Load the database that was unpacked into `folder` under the name `staging`, and compare it with the manifest.

    backend: the module for the database's engine (own_database). Raises BackupFault if the backup has no database, or
    if a table has another number of rows than the manifest says.
    """
    if backend.ENTRY not in manifest.files:
        raise BackupFault(_("There is no database in the backup."))
    backend.load(folder / backend.ENTRY, staging)
    counted = backend.row_counts(staging)
    for table in sorted(manifest.tables.keys() | counted.keys()):
        if manifest.tables.get(table) != counted.get(table):
            facts = {"table": table, "wanted": manifest.tables.get(table, 0), "found": counted.get(table, 0)}
            raise BackupFault(_("%(table)s has %(found)s rows after the restore, and had %(wanted)s.") % facts)
