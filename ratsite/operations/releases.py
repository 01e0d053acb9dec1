"""Releases of the software in one folder: which is the current one, and the journal of an upgrade.

The folders: SITE/releases/1.1, SITE/releases/1.2, SITE/current -> releases/1.2, SITE/ratsite.env, SITE/data.

Import only the standard library here: an upgrade must work while the environment of one release is broken.
"""

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from ratsite.settings.configuration import FILE_NAME
from ratsite.settings.embedded import ROOT, CannotStart

RELEASES, CURRENT, DATA = "releases", "current", "data"
JOURNAL, LAST, LOCK = "upgrade.json", "last-upgrade.json", "upgrade.lock"
CLOSED = "maintenance"  # the file that closes the site (ratsite.web.maintenance)
# Environment variable of the commands that an upgrade runs, so that they do not try to recover this upgrade.
INSIDE = "RATSITE_UPGRADE"
# The name of those commands in PostgreSQL's list of connections (application_name).
APPLICATION = "ratsite upgrade"
# How far an upgrade has come. Before `migrate` the database is unchanged; from `switched` on the new release runs.
BUILD, KEEP, MIGRATE, SWITCHED = "build", "keep", "migrate", "switched"


@dataclass
class Upgrade:
    """One upgrade from the release `old` to `new`, and the step that it has reached.

    moment: part of the name of the database's copy. was_closed: the site was closed before. began: Unix time.
    is_undone: the upgrade had ended well, and now `rollback` undoes it.
    """

    old: str
    new: str
    moment: str
    step: str = BUILD
    was_closed: bool = False
    began: float = 0
    is_undone: bool = False


class Site:
    """The folder of a site with its releases.

    own_release: name of the release that runs this code. data: the data folder.
    """

    def __init__(self, root: Path = ROOT):
        self.folder, self.own_release = root.parent.parent, root.name
        self.data = Path(os.environ.get("DATA_DIR", root / ".data"))

    @classmethod
    def around(cls, root: Path = ROOT) -> "Site | None":
        """Return the site in whose folder `releases` this software is; None for software in any other folder."""
        return cls(root) if root.parent.name == RELEASES else None

    def link_own_release(self) -> None:
        """Link this release to the site's configuration file, and make it the current one if no release is."""
        link = self.release(self.own_release) / FILE_NAME
        if not link.exists():
            link.symlink_to(Path("..", "..", FILE_NAME))
        if not (self.folder / CURRENT).is_symlink():
            self.switch(self.own_release)

    @property
    def has_releases(self) -> bool:
        return (self.folder / RELEASES).is_dir() and (self.folder / CURRENT).is_symlink()

    @property
    def current(self) -> str:
        return (self.folder / CURRENT).resolve().name

    def release(self, name: str) -> Path:
        """Return the path of a release's folder.

        Raises CannotStart for a name that would lead out of the folder `releases`, because callers may delete the
        folder.
        """
        if name in ("", ".", "..") or "/" in name:
            raise CannotStart(f"“{name}” cannot be the name of a release. Give it one, such as --name 1.2.")
        return self.folder / RELEASES / name

    def journal(self) -> Upgrade | None:
        return _read(self.folder / JOURNAL)

    def last_upgrade(self) -> Upgrade | None:
        """Return the last upgrade that ended well, which `rollback` would undo; None if there is none."""
        return _read(self.folder / LAST)

    def record_step(self, upgrade: Upgrade, step: str) -> None:
        """Store in the journal that an upgrade begins this step."""
        upgrade.step = step
        _write(self.folder / JOURNAL, upgrade)

    def switch(self, name: str) -> None:
        """Make this release the current one. A single rename does it: a power cut leaves the old or the new one."""
        new = self.folder / f"{CURRENT}.new"
        new.unlink(missing_ok=True)
        new.symlink_to(Path(RELEASES, self.release(name).name))
        new.replace(self.folder / CURRENT)
        _sync(self.folder)

    def end(self, upgrade: Upgrade, *, may_roll_back: bool) -> None:
        """Open the site and delete the journal of an upgrade.

        may_roll_back: whether `rollback` may undo this upgrade later.
        """
        if may_roll_back:
            _write(self.folder / LAST, upgrade)
        if not upgrade.was_closed:
            (self.data / CLOSED).unlink(missing_ok=True)
        (self.folder / JOURNAL).unlink(missing_ok=True)
        _sync(self.folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let only this process upgrade the site in the `with` block. Raises CannotStart if another process does."""
        with (self.folder / LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CannotStart("an upgrade is running. Wait until it has ended.") from None
            yield

    def run(self, release: str, *arguments: str) -> None:
        """Run a command of one release and show what it prints. Raises CannotStart if the command fails."""
        folder = self.release(release)
        command = [folder / ".venv/bin/python", "-m", "ratsite", *arguments]
        if subprocess.call(command, cwd=folder, env={**environment(folder), INSIDE: "1", "PGAPPNAME": APPLICATION}):
            raise CannotStart(f"`{' '.join(arguments)}` of {release} failed.")


def environment(release: Path) -> dict[str, str]:
    """Return the environment variables for a release's commands, with the path of its configuration file."""
    file = release / FILE_NAME
    return {**os.environ, **({"RATSITE_CONFIG": str(file)} if file.exists() else {})}


def recover(site: Site) -> str:
    """Finish or undo an upgrade that was cut off, and return a sentence that says so; "" if none was cut off."""
    upgrade = site.journal()
    if upgrade is None or os.environ.get(INSIDE):
        return ""
    with site.locked():
        upgrade = site.journal()
        if upgrade is None:
            return ""
        if site.current == upgrade.new:
            site.end(upgrade, may_roll_back=True)
            return f"The upgrade to {upgrade.new} was cut off after its last step. {upgrade.new} runs."
        go_back(site, upgrade)
    return f"The upgrade to {upgrade.new} was cut off. {upgrade.old} runs, with its own data."


def go_back(site: Site, upgrade: Upgrade) -> None:
    """Put the old release's database back, and end the upgrade.

    If the upgrade failed, the folder of the new release is deleted.
    """
    if upgrade.is_undone:
        site.run(upgrade.new, "upgrade_step", "back", upgrade.moment, "--rollback", "-v0")
        site.run(upgrade.old, "prepare", "-v0")
        site.run(upgrade.old, "upgrade_step", "end_access", upgrade.moment, "-v0")
        (site.folder / LAST).unlink(missing_ok=True)
    elif upgrade.step == MIGRATE:
        site.run(upgrade.old, "upgrade_step", "back", upgrade.moment, "-v0")
        site.run(upgrade.old, "prepare", "-v0")  # to collect its own static files again
    elif upgrade.step == KEEP:
        site.run(upgrade.old, "upgrade_step", "drop", upgrade.moment, "-v0")
    site.end(upgrade, may_roll_back=False)
    if not upgrade.is_undone:
        shutil.rmtree(site.release(upgrade.new), ignore_errors=True)


def refuse_without_releases(site: Site) -> None:
    if not site.has_releases:
        raise CannotStart(
            f"{ROOT} is not one of several releases side by side. "
            "docs/operating/upgrade.md says how to move it there, in four commands."
        )


def refuse_old_release(site: Site | None) -> None:
    """Refuse to run a release that is not the current one: the database may already belong to a later release."""
    if site and site.has_releases and site.current != site.own_release:
        raise CannotStart(
            f"{site.own_release} is not the current release. Go to {site.folder / CURRENT}: {site.current} runs."
        )


def _read(path: Path) -> Upgrade | None:
    return Upgrade(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def _write(path: Path, upgrade: Upgrade) -> None:
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as target:
        json.dump(asdict(upgrade), target)
        target.flush()
        os.fsync(target.fileno())
    new.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
