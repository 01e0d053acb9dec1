"""Exchange the site's data for restored data, with a journal, so that the exchange can be continued after a crash.

The journal is stored when all restored data is on the disk. Before that, the site's data is unchanged; after it, an
interrupted restore can always be continued.
"""

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ratsite.lib.backups.manifest import Erased
from ratsite.operations import databases, stored_files
from ratsite.operations.backup_folder import MOMENT
from ratsite.operations.queries.ended_memberships import Ended

JOURNAL = "restore.json"
CLOSED = "maintenance"  # the file that closes the site (ratsite.web.maintenance)
STAGING = "restoring"
BEFORE = "before-"


@dataclass
class Journal:
    """A restore whose data is on the disk. is_switched: True once this data has replaced the site's data."""

    backup: str
    made_at: str
    moment: str  # part of the names of what is set aside
    staging: str  # name of the restored database
    figures: dict[str, int | str]
    erased: list[Erased]
    ended: Ended = field(default_factory=list)
    by: str = ""
    began_at: str = ""
    is_switched: bool = False
    was_closed: bool = field(default=False)  # the site was closed before the restore

    def store(self) -> None:
        path = journal_path()
        new = path.with_suffix(".new")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as target:
            json.dump(asdict(self), target, indent=1)
            target.flush()
            os.fsync(target.fileno())
        new.replace(path)

    @property
    def replaced_folder(self) -> Path:
        return Path(settings.DATA_DIR) / f"{BEFORE}{self.moment}"


def journal_path() -> Path:
    return Path(settings.DATA_DIR) / JOURNAL


def journal() -> Journal | None:
    """Return the restore that a crash cut off, or None."""
    path = journal_path()
    if not path.exists():
        return None
    data: Mapping = json.loads(path.read_text(encoding="utf-8"))
    return Journal(**{**data, "erased": [Erased(**entry) for entry in data["erased"]]})


def staging_folder() -> Path:
    return Path(settings.DATA_DIR) / STAGING


def new_moment() -> str:
    """Return a timestamp that no folder or database set aside by an earlier restore has in its name.

    This restore puts it into the names of what it replaces.
    """
    backend, now, data = databases.own_database(), timezone.now().astimezone(dt.UTC), Path(settings.DATA_DIR)
    while (data / f"{BEFORE}{now:{MOMENT}}").exists() or backend.exists(
        backend.replaced_database_name(f"{now:{MOMENT}}")
    ):
        now += dt.timedelta(seconds=1)
    return f"{now:{MOMENT}}"


def switch_data(journal: Journal) -> None:
    """Put the restored data in place of the site's data, which is set aside. Safe to repeat after a crash."""
    (Path(settings.DATA_DIR) / CLOSED).touch()
    journal.replaced_folder.mkdir(exist_ok=True, mode=0o700)
    for alias, live in stored_files.folder_by_storage().items():
        staged = staging_folder() / stored_files.FOLDER / alias
        if live:
            _exchange(staged, live, journal.replaced_folder / alias)
        else:
            stored_files.send_to_bucket(staged, alias)
    backend = databases.own_database()
    backend.exchange(journal.staging, backend.replaced_database_name(journal.moment))
    journal.is_switched = True
    journal.store()


def finish(journal: Journal) -> None:
    """Open the site again. The data from before, if there was any, stays set aside."""
    with suppress(OSError):  # it is not empty
        journal.replaced_folder.rmdir()
    shutil.rmtree(staging_folder(), ignore_errors=True)
    if not journal.was_closed:
        (Path(settings.DATA_DIR) / CLOSED).unlink(missing_ok=True)
    journal_path().unlink(missing_ok=True)


def discard() -> None:
    """Delete the data of a restore that was cut off before its journal was stored."""
    shutil.rmtree(staging_folder(), ignore_errors=True)
    backend = databases.own_database()
    backend.drop(backend.staging_name(STAGING))


def delete_replaced_data(*, days: int) -> list[str]:
    """Delete the databases and folders that restores set aside more than this number of days ago.

    Returns the names of the databases (paths on SQLite) and the paths of the folders.
    """
    backend, oldest = databases.own_database(), timezone.now() - dt.timedelta(days=days)
    beginning = Path(backend.replaced_database_name("")).name
    old_databases = [path for path in backend.replaced_databases() if _is_before(oldest, Path(path).name, beginning)]
    old_folders = [path for path in Path(settings.DATA_DIR).glob(f"{BEFORE}*") if _is_before(oldest, path.name, BEFORE)]
    for database in old_databases:
        backend.drop(database)
    for folder in old_folders:
        shutil.rmtree(folder, ignore_errors=True)
    return [*old_databases, *map(str, old_folders)]


def _is_before(oldest: dt.datetime, name: str, beginning: str) -> bool:
    """True if `name` is `beginning` followed by a time before `oldest`, like the names of what a restore sets aside.

    For other names it is False, so that nothing is deleted to which a person gave a similar name.
    """
    moment = name.removeprefix(beginning).upper()
    return bool(re.fullmatch(r"\d{8}T\d{6}", moment)) and moment < f"{oldest.astimezone(dt.UTC):{MOMENT}}"


def _exchange(staged: Path, live: Path, replaced: Path) -> None:
    """Rename the folder `live` to `replaced`, and `staged` to `live`. Safe to repeat after a crash."""
    if not staged.exists():
        return
    if live.exists() and not replaced.exists():
        live.rename(replaced)
    live.parent.mkdir(parents=True, exist_ok=True)
    staged.rename(live)
