"""`make run`, `make dev` and `make test` begin here: from a bare Python to a running site.

This file runs before anything is installed, under whatever `python3` is: standard library only, and syntax that an
old Python can still read, so that it can say in words what is missing.
"""

from __future__ import print_function

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
OLDEST = (3, 11)
READY_WITHIN = 60  # seconds for the first answer; it takes two or three
WATCHED = ("ratsite", "forum", "library", "templates")


class CannotStart(Exception):
    """What is wrong and what to do about it, in one plain sentence."""


def main(arguments):
    command = arguments[0] if arguments else "run"
    try:
        check_python()
        if command == "install":
            ensure_environment(*arguments[1:])
            return 0
        if command == "run":
            return run()
        if command == "dev":
            return dev()
        raise CannotStart("Use one of: run, dev, install.")
    except CannotStart as problem:
        print("The site cannot start: {}".format(problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def check_python():
    if sys.version_info < OLDEST:
        raise CannotStart(
            "Python {}.{} or newer is needed, and this is {}.{}; try `make run PYTHON=python3.11`.".format(
                *(OLDEST + tuple(sys.version_info[:2]))
            )
        )


# --- the environment ---------------------------------------------------------------------------------------------


def python():
    return os.path.join(VENV, "bin", "python")


def ensure_environment(requirements="requirements.txt"):
    """Make .venv and install exactly what the lock file says; does nothing when that has been done."""
    wanted = _digest_of_file(os.path.join(ROOT, requirements)) + sys.version.split()[0]
    stamp = os.path.join(VENV, "installed-" + requirements.replace("/", "-"))
    if _read(stamp) == wanted:
        return
    _make_venv()
    print("Installing what {} names (the first time takes a minute or two) …".format(requirements), flush=True)
    install = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.call(install + ["-r", requirements], cwd=ROOT):
        raise CannotStart("the packages in {} could not be installed; pip says why above.".format(requirements))
    _write(stamp, wanted)


def _make_venv():
    if os.path.exists(python()):
        return
    try:
        import ensurepip  # noqa: F401 Debian leaves it out of its python3
        import venv
    except ImportError:
        raise CannotStart(
            "Python's venv module is missing; on Debian or Ubuntu `apt install python3-venv` brings it."
        ) from None
    try:
        venv.create(VENV, with_pip=True, clear=os.path.exists(VENV))
    except (OSError, subprocess.CalledProcessError) as problem:
        raise CannotStart("the folder {} cannot be written ({}).".format(VENV, problem)) from None


# --- make run ----------------------------------------------------------------------------------------------------


def run():
    port = _port()
    data = _data_folder()
    ensure_environment()
    environment = embedded_environment(port, data)
    is_demo = os.environ.get("DEMO", "1") != "0"
    _prepare(environment, data, is_demo)
    children = {}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts with it ignored
    try:
        # One after the other: three Pythons importing at once would keep the first page waiting.
        _start(children, "web", _gunicorn(port), environment, data)
        _wait_until_it_answers(children, port, data)
        _start(children, "worker", ["manage.py", "db_worker", "--interval", "1"], environment, data)
        _start(children, "scheduler", ["manage.py", "scheduler"], environment, data)
        print(_banner(port, data, is_demo), flush=True)
        return _watch(children, data)
    finally:
        _stop(children)


def _port():
    value = os.environ.get("PORT", "8000")
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) < 65536:
        raise CannotStart("PORT is {!r}; give a number between 1 and 65535.".format(value))
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(value)))
    except PermissionError:
        raise CannotStart("port {0} needs an administrator; try `PORT=8123 make run`.".format(value)) from None
    except OSError:
        raise CannotStart(
            "port {} is taken by another program; try `PORT=8123 make run`, or stop the other one.".format(value)
        ) from None
    finally:
        probe.close()
    return int(value)


def _data_folder():
    folder = os.environ.get("DATA_DIR") or os.path.join(ROOT, ".data")
    trial = os.path.join(folder, ".trial")
    try:
        for path in (folder, os.path.join(folder, "logs"), os.path.join(folder, "mail")):
            os.makedirs(path, mode=0o750, exist_ok=True)
        _write(trial, "can be written")
        os.remove(trial)
    except OSError as problem:
        raise CannotStart(
            "the folder {} cannot be written ({}); give another one as DATA_DIR.".format(folder, problem.strerror)
        ) from None
    return folder


def embedded_environment(port=8000, data=None):
    """Production settings on built-in defaults; whatever the caller set in the environment wins."""
    data = data or _data_folder()
    environment = {
        "DJANGO_SETTINGS_MODULE": "ratsite.settings.production",
        "EMBEDDED": "1",
        "SECRET_KEY": _secret(data),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": "http://127.0.0.1:{}".format(port),
        "DATA_DIR": data,
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }
    environment.update(os.environ)
    return environment


def _secret(data):
    path = os.path.join(data, "secret")
    if not _read(path):
        import secrets

        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return _read(path)


def _prepare(environment, data, is_demo):
    """Tables, static files, the first pages and the demo; skipped when nothing has changed since the last start."""
    stamp = os.path.join(data, "prepared")
    now = _digest_of_tree() + environment.get("DATABASE_URL", "") + str(is_demo)
    now = hashlib.sha256(now.encode()).hexdigest()
    if _read(stamp) == now and _database_is_there(environment, data):
        return
    print("Preparing the database and the pages (a minute or two, once) …", flush=True)
    command = [python(), "manage.py", "prepare"] + (["--demo"] if is_demo else [])
    if subprocess.call(command, cwd=ROOT, env=environment):
        raise CannotStart("preparing it failed; the reason is printed above.")
    _write(stamp, now)


def _database_is_there(environment, data):
    return "DATABASE_URL" in environment or os.path.exists(os.path.join(data, "db.sqlite3"))


def _gunicorn(port):
    command = ["-m", "gunicorn", "ratsite.wsgi", "--bind", "127.0.0.1:{}".format(port), "--workers", "2", "--preload"]
    return command + ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning", "--no-control-socket"]


def _start(children, name, command, environment, data):
    with open(os.path.join(data, "logs", name + ".log"), "ab") as log:
        children[name] = subprocess.Popen(
            [python()] + command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )


def _wait_until_it_answers(children, port, data):
    from urllib.error import URLError
    from urllib.request import ProxyHandler, build_opener

    opener = build_opener(ProxyHandler({}))
    deadline = time.time() + READY_WITHIN
    while time.time() < deadline:
        _raise_if_one_ended(children, data)
        try:
            opener.open("http://127.0.0.1:{}/healthz".format(port), timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise CannotStart("it did not answer within {} seconds; see {}/logs/web.log.".format(READY_WITHIN, data))


def _raise_if_one_ended(children, data):
    for name, child in children.items():
        if child.poll() is not None:
            raise CannotStart("the {0} process ended; see {1}/logs/{0}.log.".format(name, data))


def _watch(children, data):
    try:
        while True:
            time.sleep(0.5)
            _raise_if_one_ended(children, data)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0


def _stop(children):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.time() + 10
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.time()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _banner(port, data, is_demo):
    lines = ["", "The RAT Network site is running: http://127.0.0.1:{}".format(port), ""]
    if is_demo:
        lines += _sign_ins()
    lines += [
        "Mail goes to files in {}".format(os.path.join(data, "mail")),
        "Everything it stores is in {}".format(data),
        "",
        "For this machine only. It runs the production settings, relaxed where plain http leaves no choice:",
        "cookies are not Secure and carry no __Host- prefix, no redirect to https, no HSTS. Nothing else differs.",
        "Ctrl-C stops it.",
    ]
    return "\n".join(lines)


def _sign_ins():
    password = os.environ.get("DEMO_PASSWORD", "demo-only-password")
    roles = ["member", "newcomer", "lead", "outsider", "editor", "curator", "moderator", "coordinator"]
    stewards = roles[4:]
    lines = ["Demo sign-ins (invented people), each with the password {}".format(password)]
    for role in roles:
        code = "code: python3 manage.py demo_code {}".format(role) if role in stewards else ""
        lines.append("  {:<30}{}".format(role + "@demo.example", code).rstrip())
    return lines + [""]


# --- make dev ----------------------------------------------------------------------------------------------------


def dev():
    port, data = _port(), _data_folder()
    ensure_environment()
    environment = {"DJANGO_SETTINGS_MODULE": "ratsite.settings.dev", "DATA_DIR": data, "SECRET_KEY": _secret(data)}
    environment.update(os.environ)
    is_demo = os.environ.get("DEMO", "1") != "0"
    command = [python(), "manage.py", "prepare", "--no-static"] + (["--demo"] if is_demo else [])
    if subprocess.call(command, cwd=ROOT, env=environment):
        raise CannotStart("preparing it failed; the reason is printed above.")
    children = {
        name: subprocess.Popen([python(), "manage.py"] + arguments, cwd=ROOT, env=environment)
        for name, arguments in {
            "web": ["runserver", "127.0.0.1:{}".format(port)],
            "worker": ["db_worker", "--interval", "1"],
            "scheduler": ["scheduler"],
        }.items()
    }
    try:
        return children["web"].wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(children)


# --- small things ------------------------------------------------------------------------------------------------


def _digest_of_file(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _digest_of_tree():
    """Names, sizes and times of everything that preparing reads: quick to take, and different after any change."""
    digest = hashlib.sha256()
    for top in WATCHED:
        for folder, folders, files in os.walk(os.path.join(ROOT, top)):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(files):
                status = os.stat(os.path.join(folder, name))
                digest.update("{}/{}:{}:{}".format(folder, name, status.st_size, status.st_mtime_ns).encode())
    return digest.hexdigest()


def _read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


def _write(path, text):
    with open(path, "w") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
