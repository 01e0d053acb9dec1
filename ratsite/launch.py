"""The entry point of `make run`, `make dev` and `make test`: from a bare Python to a running site.

It runs before anything is installed, so it uses the standard library only. Old Pythons must be able to parse it (a test
parses it as 3.6), so that they can print the message below.
"""

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

if sys.version_info < (3, 11):
    version = "Python 3.11 or newer is needed, and this is {}.{}".format(*sys.version_info)
    sys.exit(f"The site cannot start: {version}; try `make run PYTHON=python3.11`.")

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / "bin" / "python"
PRODUCTION, DEMO = "requirements.txt", "ratsite/demo/requirements.txt"  # the second includes the first
READY_WITHIN = 60  # seconds for the first answer; it takes two or three
WATCHED = ("ratsite", "forum", "library", "templates")
BANNER = """
The RAT Network site is running: http://127.0.0.1:{port}
{sign_ins}
Emails are saved as files in {data}/mail
Everything it stores is in {data}

For this machine only. It runs the production settings, relaxed where plain http leaves no choice:
cookies are not Secure and carry no __Host- prefix, no redirect to https, no HSTS. Nothing else differs.
Ctrl-C stops it."""


class CannotStart(Exception):
    """Raised if the site cannot start; the message says why and what to do about it."""


def main(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["install"]:
            install(*arguments[1:])
        elif arguments in (["run"], ["dev"]):
            serve(is_dev=arguments == ["dev"])
        else:
            raise CannotStart("Use one of: run, dev, install.")
    except CannotStart as problem:
        print(f"The site cannot start: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install(requirements: str) -> None:
    """Create .venv and install exactly the packages in the lock file; do nothing if that is done already."""
    folder = PYTHON.parent.parent
    if not PYTHON.exists():
        _make_venv(folder)
    # The venv's Python, which may differ from the one running this.
    version = subprocess.run([PYTHON, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    wanted = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest() + version
    stamp = folder / f"installed-{requirements.replace('/', '-')}"
    if _read(stamp) != wanted:
        print(f"Installing what {requirements} names (the first time takes a minute or two) …", flush=True)
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", requirements]
        if subprocess.call([PYTHON, *pip], cwd=ROOT):
            raise CannotStart(f"the packages in {requirements} could not be installed; pip says why above.")
        stamp.write_text(wanted)


def _make_venv(folder: Path) -> None:
    try:
        import ensurepip  # noqa: F401 Debian leaves it out of its python3
        import venv

        venv.create(folder, with_pip=True, clear=folder.exists())
    except ImportError:
        raise CannotStart("Python's venv module is missing; on Debian or Ubuntu `apt install python3-venv` brings it.")
    except (OSError, subprocess.CalledProcessError) as problem:
        raise CannotStart(f"the folder {folder} cannot be written ({problem}).")


def serve(is_dev: bool) -> None:
    """Run web server, worker and scheduler until one of them ends or Ctrl-C stops all."""
    port, data, is_demo = _port(), _data_folder(), os.environ.get("DEMO") != "0"
    install(DEMO if is_demo else PRODUCTION)
    options = ["--demo"] if is_demo else []
    if is_dev:
        environment = embedded_environment(port, data, DJANGO_SETTINGS_MODULE="ratsite.settings.dev", LOG_LEVEL="INFO")
        web, logs, options = ["manage.py", "runserver", f"127.0.0.1:{port}"], None, [*options, "--no-static"]
    else:
        environment, web, logs = embedded_environment(port, data), _gunicorn(port), data / "logs"
    _prepare(environment, data, options)
    children: dict[str, subprocess.Popen] = {}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts with SIGINT ignored

    def start(name: str, *command: str) -> None:
        out = open(logs / f"{name}.log", "ab") if logs else None
        again = {"cwd": ROOT, "env": environment, "start_new_session": True}
        children[name] = subprocess.Popen([PYTHON, *command], stdout=out, stderr=out, **again)

    try:
        # One after the other: three starting at once would delay the first page.
        start("web", *web)
        deadline = time.monotonic() + READY_WITHIN
        while not _answers(port):
            _raise_if_one_ended(children, logs)
            if time.monotonic() > deadline and not is_dev:  # in development an error is mended while it runs
                raise CannotStart(f"it did not answer within {READY_WITHIN} seconds; see {data}/logs/web.log.")
            time.sleep(0.1)
        start("worker", "manage.py", "db_worker", "--interval", "1")
        start("scheduler", "manage.py", "scheduler")
        if not is_dev:
            sign_ins = (ROOT / "ratsite/demo/sign_ins.txt").read_text() if is_demo else ""
            sign_ins = sign_ins.format(password=os.environ.get("DEMO_PASSWORD", "demo-only-password"))
            print(BANNER.format(port=port, data=data, sign_ins=sign_ins), flush=True)
        while True:
            time.sleep(0.5)
            _raise_if_one_ended(children, logs)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        _stop(children)


def embedded_environment(port: int = 8000, data: str | os.PathLike = "", **changes: str) -> dict[str, str]:
    """Return production settings with built-in defaults. Variables that are set in the environment win."""
    folder = Path(data or _data_folder())
    if not _read(folder / "secret"):
        (folder / "secret").touch(mode=0o600)
        (folder / "secret").write_text(secrets.token_urlsafe(50))
    return {
        "DJANGO_SETTINGS_MODULE": "ratsite.settings.production",
        "EMBEDDED": "1",
        "SECRET_KEY": _read(folder / "secret"),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "DATA_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        **changes,
        **os.environ,
    }


def _port() -> int:
    value = os.environ.get("PORT", "8000")
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) < 65536:
        raise CannotStart(f"PORT is {value!r}; give a number between 1 and 65535.")
    try:
        socket.create_server(("127.0.0.1", int(value))).close()
    except PermissionError:
        raise CannotStart(f"port {value} needs an administrator; try `PORT=8123 make run`.")
    except OSError:
        other = "try `PORT=8123 make run`, or stop the other one."
        raise CannotStart(f"port {value} is taken by another program; {other}")
    return int(value)


def _data_folder() -> Path:
    folder = Path(os.environ.get("DATA_DIR") or ROOT / ".data")
    try:
        for path in (folder, folder / "logs", folder / "mail"):
            path.mkdir(mode=0o750, parents=True, exist_ok=True)
        (folder / ".trial").touch()
        (folder / ".trial").unlink()
    except OSError as problem:
        advice = "give another one as DATA_DIR."
        raise CannotStart(f"the folder {folder} cannot be written ({problem.strerror}); {advice}")
    return folder


def _prepare(environment: dict[str, str], data: Path, options: list[str]) -> None:
    """Prepare tables, static files, the first pages and the demo; skip it if nothing has changed since."""
    wanted = _digest_of_tree(environment.get("DATABASE_URL", ""), *options)
    has_database = "DATABASE_URL" in environment or (data / "db.sqlite3").exists()
    if not has_database or _read(data / "prepared") != wanted:
        print("Preparing the database and the pages (a minute or two, once) …", flush=True)
        if subprocess.call([PYTHON, "manage.py", "prepare", *options], cwd=ROOT, env=environment):
            raise CannotStart("preparing it failed; the reason is printed above.")
        (data / "prepared").write_text(wanted)


def _digest_of_tree(*more: str) -> str:
    """Return a hash of the names, sizes and times of all files that preparing reads, which any change alters."""
    files = [path for top in WATCHED for path in sorted((ROOT / top).rglob("*")) if "__pycache__" not in path.parts]
    stats = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files if path.is_file()]
    return hashlib.sha256(repr((stats, more)).encode()).hexdigest()


def _gunicorn(port: int) -> list[str]:
    command = ["-m", "gunicorn", "ratsite.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--preload"]
    return [*command, "--worker-class", "gthread", "--threads", "4", "--log-level", "warning", "--no-control-socket"]


def _answers(port: int) -> bool:
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
    except OSError:
        return False
    return True


def _raise_if_one_ended(children: dict[str, subprocess.Popen], logs: Path | None) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            where = f"{logs}/{name}.log" if logs else "what it printed above"
            raise CannotStart(f"the {name} process ended; see {where}.")


def _stop(children: dict[str, subprocess.Popen]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + 10
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
