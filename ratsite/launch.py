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
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from ratsite.settings.embedded import CannotStart, data_folder, embedded_environment, read

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
PRODUCTION, DEMO = "requirements.txt", "ratsite/demo/requirements.txt"  # the second includes the first
START_SECONDS = 60  # the first answer takes two or three
STOP_SECONDS = 10
DEVELOPMENT = {"DJANGO_SETTINGS_MODULE": "ratsite.settings.dev", "LOG_LEVEL": "INFO"}
SOURCES = ("ratsite", "forum", "library", "templates")
BANNER = """
The site is running: http://127.0.0.1:{port}
{sign_ins}
Emails are saved as files in {data}/mail
Everything it stores is in {data}

For this machine only. It runs the production settings, relaxed where plain http leaves no choice:
cookies are not Secure and carry no __Host- prefix, no redirect to https, no HSTS. Nothing else differs.
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


def install(requirements: str) -> None:
    """Create .venv and install exactly the packages in this requirements file; do nothing if that is done already."""
    if not PYTHON.exists():
        _create_venv(PYTHON.parent.parent)
    version = subprocess.check_output([PYTHON, "-V"], text=True)  # may differ from the Python running this
    wanted = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest() + version.strip()
    stamp = PYTHON.parent.parent / f"installed-{requirements.replace('/', '-')}"
    if read(stamp) != wanted:
        print(f"Installing what {requirements} names (the first time takes a minute or two) …", flush=True)
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", requirements]
        if subprocess.call([PYTHON, *pip], cwd=ROOT):
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
    """Run the web server, the worker and the scheduler until one of them ends or Ctrl-C stops all three."""
    port, data, has_demo = _free_port(), data_folder(), os.environ.get("DEMO") != "0"
    install(DEMO if has_demo else PRODUCTION)
    environment = embedded_environment(port, data, **(DEVELOPMENT if is_dev else {}))
    _prepare(environment, data, [*(["--demo"] if has_demo else []), *(["--no-static"] if is_dev else [])])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts with SIGINT ignored
    processes = Processes(environment, logs=None if is_dev else data / "logs")
    try:
        # One after the other: three starting at once would delay the first page.
        processes.start("web", *(["manage.py", "runserver", f"127.0.0.1:{port}"] if is_dev else _gunicorn(port)))
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port):
            processes.check()
            if time.monotonic() > deadline and not is_dev:  # in development an error is mended while it runs
                raise CannotStart(f"it did not answer within {START_SECONDS} seconds; see {data}/logs/web.log.")
            time.sleep(0.1)
        processes.start("worker", "manage.py", "db_worker", "--interval", "1")
        processes.start("scheduler", "manage.py", "scheduler")
        if not is_dev:
            sign_ins = (ROOT / "ratsite/demo/sign_ins.txt").read_text() if has_demo else ""
            sign_ins = sign_ins.format(password=os.environ.get("DEMO_PASSWORD", "demo-only-password"))
            print(BANNER.format(port=port, data=data, sign_ins=sign_ins), flush=True)
        while True:
            time.sleep(0.5)
            processes.check()
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        processes.stop()


class Processes:
    """The running web server, worker and scheduler.

    Each writes to its own log file, or to the terminal if `logs` is None.
    """

    def __init__(self, environment: dict[str, str], logs: Path | None):
        self.environment, self.logs = environment, logs
        self.running: dict[str, subprocess.Popen] = {}

    def start(self, name: str, *arguments: str) -> None:
        log = (self.logs / f"{name}.log").open("ab") if self.logs else None
        options = {"cwd": ROOT, "env": self.environment, "stdout": log, "stderr": log, "start_new_session": True}
        self.running[name] = subprocess.Popen([PYTHON, *arguments], **options)

    def check(self) -> None:
        """Raise CannotStart if one of the processes has ended."""
        for name, process in self.running.items():
            if process.poll() is not None:
                place = f"{self.logs}/{name}.log" if self.logs else "what it printed above"
                raise CannotStart(f"the {name} process ended; see {place}.")

    def stop(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _free_port() -> int:
    value = os.environ.get("PORT", "8000")
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) < 65536:
        raise CannotStart(f"PORT is {value!r}; give a number between 1 and 65535.")
    try:
        socket.create_server(("127.0.0.1", int(value))).close()
    except PermissionError:
        raise CannotStart(f"port {value} needs an administrator; try `PORT=8123 make run`.") from None
    except OSError:
        advice = "try `PORT=8123 make run`, or stop the other one."
        raise CannotStart(f"port {value} is taken by another program; {advice}") from None
    return int(value)


def _prepare(environment: dict[str, str], data: Path, options: list[str]) -> None:
    """Prepare the database tables, static files, first pages and demo, unless nothing has changed since last time."""
    wanted = _digest_of_sources(environment.get("DATABASE_URL", ""), *options)
    has_database = "DATABASE_URL" in environment or (data / "db.sqlite3").exists()
    if not has_database or read(data / "prepared") != wanted:
        print("Preparing the database and the pages (a minute or two, once) …", flush=True)
        if subprocess.call([PYTHON, "manage.py", "prepare", *options], cwd=ROOT, env=environment):
            raise CannotStart("preparing it failed; the reason is printed above.")
        (data / "prepared").write_text(wanted)


def _digest_of_sources(*more: str) -> str:
    """Return a hash of the names, sizes and times of all source files, and of the texts in `more`."""
    files = [path for top in SOURCES for path in sorted((ROOT / top).rglob("*")) if "__pycache__" not in path.parts]
    stats = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files if path.is_file()]
    return hashlib.sha256(repr((stats, more)).encode()).hexdigest()


def _gunicorn(port: int) -> list[str]:
    command = ["-m", "gunicorn", "ratsite.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload"]
    return [*command, "--worker-class", "gthread", "--threads", "4", "--log-level", "warning", "--no-control-socket"]


def _answers(port: int) -> bool:
    with suppress(OSError):
        no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        no_proxy.open(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        return True
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
