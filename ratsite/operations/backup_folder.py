"""The folder of backups: their names, a lock so that only one is written at a time, and the deletion of old ones."""

import datetime as dt
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from ratsite.lib.backups.manifest import BackupFault, Erased
from ratsite.lib.backups.writer import remove_parts

NAME = re.compile(r"ratsite-(\d{8}T\d{6})Z\.tar\.gz(?:\.age)?")
MOMENT = "%Y%m%dT%H%M%S"
REGISTER = "erased.json"  # the erasure register, next to the backups
LEAST_KEPT = 2  # this many of the newest backups are never deleted, however old they are and however full the disk is
SPARE = 100 * 1024**2  # bytes of disk that a backup must leave free for the site


def folder() -> Path:
    path = Path(settings.BACKUP_DIR)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


@contextmanager
def lock_folder() -> Iterator[Path]:
    """Lock the folder so that only this process writes into it, and delete unfinished files of a killed backup.

    Raises BackupFault if another process holds the lock.
    """
    path = folder()
    descriptor = os.open(path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupFault(_("Another backup is running. Wait until it has finished.")) from error
        remove_parts(path)
        yield path
    finally:
        os.close(descriptor)


def new_path(path: Path, *, is_encrypted: bool) -> Path:
    """Return an unused path for a new backup, with the time in its name.

    If there is a backup of this second already, a later second is used.
    """
    moment = timezone.now().astimezone(dt.UTC)
    while existing := list(path.glob(f"ratsite-{moment.strftime(MOMENT)}Z.*")):
        moment += dt.timedelta(seconds=len(existing))
    return path / f"ratsite-{moment.strftime(MOMENT)}Z.tar.gz{'.age' if is_encrypted else ''}"


def backups(path: Path) -> list[tuple[dt.datetime, Path]]:
    """Return a pair for each backup in a folder, oldest first: the time at which it began, and its path."""
    matches = [(name, file) for file in path.iterdir() if (name := NAME.fullmatch(file.name)) and file.is_file()]
    return sorted((dt.datetime.strptime(name[1], MOMENT).replace(tzinfo=dt.UTC), file) for name, file in matches)


def remove_old(path: Path, *, days: int) -> list[Path]:
    """Delete backups older than this many days, and return their paths. The newest LEAST_KEPT backups always stay."""
    oldest = timezone.now() - dt.timedelta(days=days)
    old = [file for made, file in backups(path)[:-LEAST_KEPT] if made < oldest]
    for file in old:
        file.unlink(missing_ok=True)
    return old


def make_room(path: Path, *, wanted: int) -> list[Path]:
    """Delete the oldest backups until there is room for the next one, and return their paths.

    The newest LEAST_KEPT backups always stay. wanted: the bytes that the next backup needs. Raises BackupFault if the
    disk is still too full.
    """
    removed: list[Path] = []
    remaining = [file for _made, file in backups(path)]
    while len(remaining) > LEAST_KEPT and not _has_room(path, wanted + SPARE):
        oldest = remaining.pop(0)
        oldest.unlink(missing_ok=True)
        removed.append(oldest)
    require_room(path, wanted=wanted + SPARE)
    return removed


def require_room(path: Path, *, wanted: int) -> None:
    """Raise BackupFault if the disk of this folder has fewer free bytes than a backup needs."""
    if not _has_room(path, wanted):
        facts = {"wanted": wanted >> 20, "free": shutil.disk_usage(path).free >> 20, "folder": path}
        raise BackupFault(
            _("The backup needs %(wanted)d MB in %(folder)s; %(free)d MB are free. Make room, or set BACKUP_DIR.")
            % facts
        )


def _has_room(path: Path, wanted: int) -> bool:
    return shutil.disk_usage(path).free >= wanted


def write_register(path: Path, erased: list[Erased]) -> None:
    """Store the erasure register, which contains IDs and times but no names, in the folder of backups."""
    new = path / f"{REGISTER}.new"
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as target:
        json.dump([asdict(entry) for entry in erased], target, indent=1)
        target.flush()
        os.fsync(target.fileno())
    new.replace(path / REGISTER)


def read_register(path: Path) -> list[Erased]:
    """Return the erasure register in this file; [] if there is no such file. Raises BackupFault if it is damaged."""
    if not path.exists():
        return []
    try:
        return [Erased(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        raise BackupFault(_("The list of erased people in %s cannot be read.") % path) from error
