"""`ratsite upgrade`: go to the next release, and come back to this one if anything fails.

The steps: find the new release, doctor, backup, check of that backup, a new environment; then the site closes: copy of
the database, migrations, health check, switch. Each step is recorded before it begins, so that the next start after a
power cut can undo it.
"""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ratsite.launch import requirements
from ratsite.lib.numbers import whole_number
from ratsite.operations.releases import (
    CLOSED,
    KEEP,
    MIGRATE,
    SWITCHED,
    Site,
    Upgrade,
    environment,
    go_back,
    recover,
    refuse_without_releases,
)
from ratsite.operations.run import is_answering, own_port
from ratsite.operations.supervisor import running_supervisor
from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".data", "__pycache__", "ratsite.env")
STOP_SECONDS = 60
ANSWER_SECONDS = 60  # the first answer takes some seconds, even after the migrations
NO_SOURCE = "There is no folder, file or release “{}”."
GIT_SECONDS = 60  # to ask the repository for one name
NOT_IN_REPOSITORY = 2  # the code with which `git ls-remote --exit-code` exits if no name matches
NEEDS_YOU = 2  # the code with which `doctor` exits if something cannot wait


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="ratsite upgrade", description="Go to the next release, or stay with this one."
    )
    parser.add_argument("source", nargs="?", help="the new release: a folder, a .tar.gz or .zip file, or a tag of git")
    parser.add_argument("--recover", action="store_true", help="finish or undo an upgrade that was cut off, and stop")
    parser.add_argument("--name", help="the name of the new release (that of the source)")
    parser.add_argument("--environment", type=Path, help="use this Python environment; do not make one")
    parser.add_argument("--plain", action="store_true", help="do not encrypt the backup")
    parser.add_argument("--despite-doctor", action="store_true", help="go on although doctor says that it needs you")
    add_commands(parser)
    options = parser.parse_args(arguments)
    configuration.load()
    site = Site()
    if message := recover(site):
        print(message)
    if options.recover:
        return 0
    refuse_without_releases(site)
    if not options.source:
        parser.error("name the new release: a folder, a .tar.gz or .zip file, or a tag of git")
    source = Path(options.source).resolve()
    name = options.name or source.name.removesuffix(".zip").removesuffix(".gz").removesuffix(".tar")
    folder = site.release(name).resolve()
    if name == site.current:
        raise CannotStart(f"{name} runs already.")
    if source.exists() and (source.is_relative_to(folder) or folder.is_relative_to(source)):
        raise CannotStart(f"Of {source} and {folder}, one is inside the other. Move the new release elsewhere first.")
    _refuse_wrong_source(site, options.source)
    with site.locked():
        return _upgrade(site, name, options)


def add_commands(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stop", default=os.environ.get("STOP_COMMAND", ""), help="the command that stops the site")
    parser.add_argument("--start", default=os.environ.get("START_COMMAND", ""), help="the command that starts the site")


def _upgrade(site: Site, name: str, options: argparse.Namespace) -> int:
    old = site.current
    _doctor(site, old, options.despite_doctor)
    print("Backing up, and checking the backup …", flush=True)
    site.run(old, "backup", "--checked", *(["--plain"] if options.plain else []))
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    upgrade = Upgrade(old, name, moment, was_closed=(site.data / CLOSED).exists(), began=time.time())
    was_running = False
    try:
        site.record_step(upgrade, upgrade.step)
        _build(site, options.source, name, options.environment)
        print("Closing the site …", flush=True)
        (site.data / CLOSED).touch()
        was_running = stop(site, options.stop)
        site.record_step(upgrade, KEEP)
        site.run(old, "upgrade_step", "keep", moment, "-v0")
        site.record_step(upgrade, MIGRATE)
        site.run(name, "prepare")
        site.run(name, "upgrade_step", "health", moment, "-v0")
        site.switch(name)
    except (CannotStart, OSError, KeyboardInterrupt, subprocess.SubprocessError) as problem:
        if not try_to_go_back(site, upgrade, str(problem)):
            return 1
        _record(site, old, upgrade, "failed", str(problem))
        start(site, options.start, was_running)
        print(f"The site stays with {old}: {problem or 'it was stopped.'}", file=sys.stderr)
        return 1
    site.record_step(upgrade, SWITCHED)
    _record(site, name, upgrade, "done", "")
    site.end(upgrade, may_roll_back=True)
    if not start(site, options.start, was_running):
        print(f"The upgrade to {name} is done. `rollback` goes back to {old}.", file=sys.stderr)
        return 1
    print(f"{name} runs, after {time.time() - upgrade.began:.0f} seconds. `rollback` goes back to {old}.")
    return 0


def try_to_go_back(site: Site, upgrade: Upgrade, why: str) -> bool:
    """Go back to the old release, and return True. If this fails, record and print it, and leave the site closed.

    why: the fault that ended the upgrade; "" for a rollback.
    """
    try:
        go_back(site, upgrade)
    except (CannotStart, OSError, subprocess.SubprocessError) as problem:
        text = f"{why} The way back to {upgrade.old} stopped half-way: {problem}".strip()
        _record(site, upgrade.old, upgrade, "failed", text)
        print(f"{text}\nThe site stays closed. Mend what is wrong, then go on: upgrade --recover", file=sys.stderr)
        return False
    return True


def _refuse_wrong_source(site: Site, source: str) -> None:
    """Raise CannotStart if `source` is not a release: a folder, an archive, or a tag or branch of git."""
    path, release = Path(source), site.release(site.current)
    if path.is_dir():
        _refuse_other_software(path, source)
    elif path.is_file():
        if not (zipfile.is_zipfile(path) or tarfile.is_tarfile(path)):
            raise CannotStart(f"{source} is not a .tar.gz or .zip file.")
    elif not (release / ".git").exists():  # it was unpacked, so no repository is known
        raise CannotStart(NO_SOURCE.format(source))
    else:
        names = [f"refs/tags/{source}", f"refs/heads/{source}"]
        command = ["git", "-C", release, "ls-remote", "--quiet", "--exit-code", "origin", *names]
        try:
            code = subprocess.call(command, stdout=subprocess.DEVNULL, timeout=GIT_SECONDS)
        except subprocess.TimeoutExpired:
            raise CannotStart(f"the repository of {source} did not answer in {GIT_SECONDS} seconds.") from None
        if code == NOT_IN_REPOSITORY:
            raise CannotStart(NO_SOURCE.format(source))
        if code:
            raise CannotStart(f"{source} is no folder or file, and git cannot read the repository; it says why above.")


def _refuse_other_software(folder: Path, source: str) -> None:
    if not (folder / "ratsite" / "operations" / "releases.py").is_file():
        raise CannotStart(f"{source} is not a release of this site.")


def _doctor(site: Site, release: str, is_ignored: bool) -> None:
    """Run doctor, and raise CannotStart if it reports something urgent and is not to be ignored."""
    folder = site.release(release)
    code = subprocess.call([folder / ".venv/bin/python", "-m", "ratsite", "doctor", "--before-upgrade"], cwd=folder)
    if code >= NEEDS_YOU and not is_ignored:
        raise CannotStart("doctor says above what must be mended first. --despite-doctor goes on all the same.")


def _build(site: Site, source: str, name: str, ready: Path | None) -> None:
    """Unpack the new release into its folder and install what it needs. The old release goes on running meanwhile.

    ready: an environment to use, instead of installing one. Raises CannotStart if `source` is not a release, or if the
    installation fails.
    """
    folder = site.release(name)
    with suppress(FileNotFoundError):
        # Raises an error for a link, so that nothing is unpacked into the folder to which a link leads.
        shutil.rmtree(folder)
    print(f"Unpacking and installing {name} …", flush=True)
    _unpack(site, source, folder)
    _refuse_other_software(folder, source)
    (folder / configuration.FILE_NAME).symlink_to(Path("..", "..", configuration.FILE_NAME))
    if ready:
        (folder / ".venv").symlink_to(ready.absolute())
    elif subprocess.call([sys.executable, "-m", "ratsite.launch", "install", requirements(os.environ)], cwd=folder):
        raise CannotStart(f"what {name} needs could not be installed; pip says why above.")


def _unpack(site: Site, source: str, folder: Path) -> None:
    path = Path(source)
    if path.is_dir():
        shutil.copytree(path, folder, ignore=LEFT_OUT, symlinks=True)
    elif path.is_file():
        shutil.unpack_archive(path, folder, **({} if path.suffix == ".zip" else {"filter": "data"}))
        inside = list(folder.iterdir())
        if len(inside) == 1 and inside[0].is_dir():  # most archives contain one folder with everything
            for entry in inside[0].iterdir():
                shutil.move(entry, folder)
    else:
        where = subprocess.check_output(
            ["git", "-C", site.release(site.current), "remote", "get-url", "origin"], text=True
        ).strip()
        if subprocess.call(["git", "clone", "--quiet", "--depth", "1", "--branch", source, where, folder]):
            raise CannotStart(f"git could not fetch {source}; it says why above.")


def stop(site: Site, command: str) -> bool:
    """Stop the site by the command or, without one, end our own supervisor. Return True if a supervisor was running.

    Raises CannotStart if the supervisor does not end.
    """
    if command:
        code = subprocess.call(shlex.split(command))
        if code:
            raise CannotStart(f"the site was not stopped: `{command}` ended with code {code}.")
        return False
    pid = running_supervisor(site.data)
    if pid is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running_supervisor(site.data) is not None:
        if time.monotonic() > deadline:
            raise CannotStart(f"the site (process {pid}) does not stop.")
        time.sleep(0.1)
    return True


def start(site: Site, command: str, was_running: bool) -> bool:
    """Start the site: by the command or, without one, as our own supervisor if that ran before.

    Returns False, and prints where to find the reason, if the site does not start or answers no request.
    """
    if command:
        code = subprocess.run(shlex.split(command), check=False).returncode
        if code:
            print(f"The site did not start: `{command}` ended with code {code}.", file=sys.stderr)
            return False
    elif was_running:
        folder = site.release(site.current)
        with (site.data / "logs" / "run.log").open("ab") as log:
            program = [folder / ".venv/bin/python", "-m", "ratsite", "run"]
            options = {"cwd": folder, "env": environment(folder), "start_new_session": True}
            subprocess.Popen(program, stdout=log, stderr=log, **options)
        print("The site was started again in the background.", flush=True)
    else:
        print("The site was not running. Start it as you always do.")
        return True
    port, deadline = _port(), time.monotonic() + ANSWER_SECONDS
    while port and not is_answering(port):
        if time.monotonic() > deadline:
            where = "the log of what the command starts" if command else site.data / "logs" / "run.log"
            print(f"The site does not answer on port {port}. Why is in {where}.", file=sys.stderr)
            return False
        time.sleep(0.5)
    return True


def _port() -> int | None:
    """Return the port on which the web server listens; None if it listens on a socket in a file."""
    listens = os.environ.get("WEB_BIND")
    port = listens.rpartition(":")[2] if listens else str(own_port(os.environ))
    return whole_number(port)


def _record(site: Site, release: str, upgrade: Upgrade, outcome: str, detail: str) -> None:
    facts = [f"--old={upgrade.old}", f"--new={upgrade.new}", f"--began={upgrade.began}", f"--detail={detail}"]
    with suppress(CannotStart):  # the upgrade has ended, even if its record cannot be written
        site.run(release, "upgrade_step", outcome, upgrade.moment, "-v0", *facts)
