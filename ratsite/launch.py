"""Entry point of `make run`, `make dev` and `make test`: install what the site needs, and start it.

It uses only the standard library, because it runs before anything is installed. It must parse on Python 3.6 (a test
checks this), so that an old Python prints a message about its version instead of a syntax error.
"""

import sys

if sys.version_info < (3, 11):
    version = "Python 3.11 or newer is needed, and this is {}.{}".format(*sys.version_info)
    sys.exit(f"The site cannot start: {version}; try `make run PYTHON=python3.11`.")

import hashlib
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from ratsite.operations.run import TRIAL, call_with_dots, keep_running, prepare, refuse_taken_port, valid_port
from ratsite.operations.supervisor import Supervisor
from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart, data_folder, embedded_environment, read

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
PRODUCTION, DEMO = "requirements.txt", "ratsite/demo/requirements.txt"  # the second includes the first
SCALE = "deploy/requirements-scale.txt"  # includes the first, too
DEVELOPMENT = {"DJANGO_SETTINGS_MODULE": "ratsite.settings.dev", "LOG_LEVEL": "INFO"}
SOURCES = ("ratsite", "forum", "library", "templates")
EMPTY = """
The site is empty. Make its first coordinator, who then sees what to do first:
    python3 manage.py add_coordinator you@agency.example First-name Last-name
"""
BANNER = """
The site is running: http://127.0.0.1:{port}
{sign_ins}
Emails are saved as files in {data}/mail
Everything it stores is in {data}

For this computer only. It runs the production settings, relaxed where plain http leaves no choice:
cookies are not Secure and have no __Host- prefix, no redirect to https, no HSTS. Nothing else differs.
Ctrl-C stops it."""


def main(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["install"]:
            install(*arguments[1:])
        elif arguments in (["run"], ["dev"]):
            run(is_dev=arguments == ["dev"])
        else:
            raise CannotStart("Use one of: run, dev, install.")
    except CannotStart as problem:
        print(f"The site cannot start: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def requirements(environment: Mapping[str, str]) -> str:
    """Return the requirements file for a configured site. A site with files in S3 or a cache in Redis needs more."""
    is_spread = environment.get("S3_BUCKET") or environment.get("CACHE_URL", "").startswith("redis")
    return SCALE if is_spread else PRODUCTION


def install(requirements: str) -> None:
    """Create .venv and install exactly the packages in this requirements file; do nothing if that is already done."""
    if not PYTHON.exists():
        _create_venv(PYTHON.parent.parent)
    version = subprocess.check_output([PYTHON, "-V"], text=True)  # this Python may differ from the one that runs now
    wanted = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest() + version.strip()
    stamp = PYTHON.parent.parent / f"installed-{requirements.replace('/', '-')}"
    if read(stamp) != wanted:
        print(f"Installing what {requirements} names (once, usually a minute or two) …", flush=True)
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", requirements]
        if call_with_dots([PYTHON, *pip], cwd=ROOT):
            raise CannotStart(f"the packages in {requirements} could not be installed; pip says why above.")
        stamp.write_text(wanted)


def _create_venv(folder: Path) -> None:
    try:
        import ensurepip  # noqa: F401 Debian leaves it out of its python3
        import venv

        venv.create(folder, with_pip=True, clear=folder.exists())
    except ImportError:
        advice = "on Debian or Ubuntu `apt install python3-venv` brings it."
        raise CannotStart(f"Python's venv module is missing; {advice}") from None
    except (OSError, subprocess.CalledProcessError) as problem:
        raise CannotStart(f"the folder {folder} cannot be written ({problem}).") from None


def run(is_dev: bool) -> None:
    """Install the packages, prepare the database, then replace this process by the site (ratsite/operations/run.py)."""
    path = configuration.find()
    if path:
        raise CannotStart(f"{path} configures a real site; start it with `python3 -m ratsite run`.")
    port, data, has_demo = valid_port(os.environ.get("PORT", "8000")), data_folder(), os.environ.get("DEMO") != "0"
    supervisor = Supervisor(data, has_logs=False)
    supervisor.reserve()  # until the site replaces this process, and reserves the folder itself
    refuse_taken_port(port, "try `PORT=8123 make run`, or stop the other one")
    install(DEMO if has_demo else PRODUCTION)
    environment = embedded_environment(port, data, **(DEVELOPMENT if is_dev else {}))
    _prepare(environment, data, [*(["--demo"] if has_demo else []), *(["--no-static"] if is_dev else [])])
    if is_dev:
        server = ["manage.py", "runserver", f"127.0.0.1:{port}"]
        web, background = (_become(environment, *command) for command in (server, ["manage.py", "background"]))
        keep_running(supervisor, port, "", web=web, background=background)
    sign_ins = (ROOT / "ratsite/demo/sign_ins.txt").read_text() if has_demo else EMPTY
    sign_ins = sign_ins.format(password=os.environ.get("DEMO_PASSWORD", "demo-only-password"))
    environment[TRIAL] = BANNER.format(port=port, data=data, sign_ins=sign_ins)
    _become(environment, "-m", "ratsite", "run", "--no-prepare", "--port", str(port))()


def _become(environment: dict[str, str], *arguments: str) -> Callable[[], None]:
    """Return a function that replaces the calling process by the Python of .venv, started with these arguments."""

    def become() -> None:
        os.chdir(ROOT)
        os.execve(PYTHON, [str(PYTHON), *arguments], environment)

    return become


def _prepare(environment: dict[str, str], data: Path, options: list[str]) -> None:
    """Prepare the database tables, static files, first pages and demo, if anything has changed since the last time."""
    wanted = _digest_of_sources(environment.get("DATABASE_URL", ""), *options)
    has_database = "DATABASE_URL" in environment or (data / "db.sqlite3").exists()
    if not has_database or read(data / "prepared") != wanted:
        print("Preparing the database and the pages (once, usually a minute or two) …", flush=True)
        prepare(environment, *options, python=PYTHON)
        (data / "prepared").write_text(wanted)


def _digest_of_sources(*more: str) -> str:
    """Return a hash of all source files' names, sizes and times of change, and of the texts in `more`."""
    files = [path for top in SOURCES for path in sorted((ROOT / top).rglob("*")) if "__pycache__" not in path.parts]
    stats = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files if path.is_file()]
    return hashlib.sha256(repr((stats, more)).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
