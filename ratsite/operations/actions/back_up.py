"""Write one backup of the whole site: database, files, and the configuration without its secrets."""

import datetime as dt
import hashlib
import itertools
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.lib.backups.encryption import recipients
from ratsite.lib.backups.manifest import About, BackupFault, Manifest
from ratsite.lib.backups.writer import Entry, write_backup
from ratsite.operations import backup_folder, databases, erasure_register, restoration, stored_files
from ratsite.operations.actions.record import recorded
from ratsite.operations.enums import OperationKind
from ratsite.settings import configuration

KEYS = ("SECRET_KEY", "FIELD_KEYS", "LOG_KEYS")


def back_up(
    *,
    to: Path | None = None,
    encrypted_for: list[str] | None = None,
    and_for: Sequence[str] = (),
    is_plain: bool = False,
    by: str = "",
) -> Path:
    """Write a backup of the whole site, and return its path. Raises BackupFault if that is not possible.

    to: the path of the new backup; a file that exists already is never overwritten. None for a new name in the folder
    of backups; only then old backups are deleted. encrypted_for: age recipients, in place of those of the settings.
    and_for: further recipients, which do not replace those of the settings. is_plain: True to write the backup without
    encryption. by: the operator's name, for the record.
    """
    if to and to.exists():
        raise BackupFault(_("%s already exists. Name a new file.") % to)
    keys = recipients(encrypted_for or settings.BACKUP_RECIPIENTS)
    if not keys and not is_plain:
        raise BackupFault(
            _(
                "There is no key to encrypt the backup with. Make one with `backup --new-key FILE`, or use "
                "--plain if the disk that the backup goes to is itself encrypted."
            )
        )
    with recorded(kind=OperationKind.BACKUP, by=by) as record, backup_folder.lock_folder() as folder:
        removed = []
        if to is None:
            removed = backup_folder.remove_old(folder, days=settings.BACKUP_KEEP_DAYS)
            restoration.delete_replaced_data(days=settings.BACKUP_KEEP_DAYS)
            removed += backup_folder.make_room(folder, wanted=_expected_size(folder))
        else:  # to write a backup to another folder, delete nothing
            backup_folder.require_room(to.parent, wanted=_expected_size(folder))
        erased = erasure_register.merge_registers(
            backup_folder.read_register(folder / backup_folder.REGISTER), erasure_register.register()
        )
        path = to or backup_folder.new_path(folder, is_encrypted=not is_plain)
        manifest = _write(path, folder, [*keys, *recipients(and_for)] if not is_plain else [], erased)
        backup_folder.write_register(folder, erased)
        record.figures = _figures(path, manifest, removed)
    return path


def release_name() -> str:
    """Return the name of this release: that of its folder under releases/, else the version in pyproject.toml."""
    root = Path(settings.BASE_DIR).resolve()
    if root.parent.name == "releases":
        return root.name
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def fingerprints() -> dict[str, str]:
    """Return the first digits of each key's hash, as {"FIELD_KEYS 1": digits, …}: setting and number of the key.

    By comparing them, `restore` finds out whether two sites have the same keys.
    """
    digits = {}
    for name in KEYS:
        value = getattr(settings, name)
        for number, key in enumerate([value] if isinstance(value, str) else value):
            digits[f"{name} {number + 1}"] = hashlib.sha256(b"backup:" + key.encode()).hexdigest()[:12]
    return digits


def configuration_without_secrets() -> dict[str, str]:
    """Return the settings in ratsite.env, {name: value}, without its secrets; {} if the site has no such file."""
    path = configuration.find()
    return configuration.without_secrets(configuration.read_file(path)) if path else {}


def _write(path: Path, folder: Path, keys: list, erased: list) -> Manifest:
    backend = databases.own_database()
    # Do not write the snapshot next to the new backup: `path` may be on a disk that others can read.
    with backend.snapshot(folder) as snapshot:
        about = About(
            made_at=timezone.now().astimezone(dt.UTC).isoformat(timespec="seconds"),
            site=urlsplit(settings.SITE_URL).hostname or settings.SITE_URL,
            release=release_name(),
            engine=backend.ENGINE,
            keys=fingerprints(),
            settings=configuration_without_secrets(),
            erased=erased,
        )
        database = Entry(snapshot.entry, lambda: snapshot.file, snapshot.is_packed)
        entries: Iterator[Entry] = stored_files.entries(snapshot.values, snapshot.tables)
        return write_backup(
            path, about=about, tables=snapshot.tables, entries=itertools.chain([database], entries), recipients=keys
        )


def _expected_size(folder: Path) -> int:
    """Return how many bytes the next backup probably needs: 1.2 times the size of the last; 0 if there is none."""
    backups = backup_folder.backups(folder)
    return int(backups[-1][1].stat().st_size * 1.2) if backups else 0


def _figures(path: Path, manifest: Manifest, removed: list[Path]) -> dict[str, Any]:
    return {"file": path.name, **manifest.figures, "bytes": path.stat().st_size, "deleted": len(removed)}
