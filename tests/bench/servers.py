"""The bench's databases, their data, and the two kinds of server: the site as in production, and the floor."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from ratsite.settings.embedded import embedded_environment

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2
READY_WITHIN = 60  # seconds


@dataclass
class Installation:
    """One database with its web server."""

    kind: str  # "site" or "floor"
    posts: int
    address: str  # of the database
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    places: dict[str, list[str]] = field(default_factory=dict)
    sessions: list[str] = field(default_factory=list)
    seconds: float = 0  # the time that it took to fill the database, without migrations
    process: subprocess.Popen | None = None

    def python(self, *arguments: str, **options) -> str:
        """Run Python with this installation's settings, and return what it prints."""
        command = [sys.executable, *arguments]
        settings = {"cwd": ROOT, "env": self.environment, "stdout": subprocess.PIPE, "text": True, **options}
        done = subprocess.run(command, check=False, **settings)
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)} failed for the {self.kind}; it said why above.")
        return done.stdout


def build(kind: str, posts: int, server: str, folder: Path) -> Installation:
    """Create and fill a new database on this PostgreSQL server, and start its web server."""
    name = f"ratsite_bench_{kind}_{posts}"
    installation = Installation(kind, posts, urlsplit(server)._replace(path=f"/{name}").geturl(), port=_free_port())
    run_sql(server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    installation.environment = _environment(installation, folder)
    if kind == "site":
        has_static = (folder / "static").exists()
        installation.python("manage.py", "prepare", *(["--no-static"] if has_static else []))
    began = time.monotonic()
    module = "tests.bench.site_data" if kind == "site" else "tests.bench.floor.data"
    filled = json.loads(installation.python("-m", module, str(posts)))
    installation.places, installation.sessions = filled["places"], filled["sessions"]
    installation.seconds = time.monotonic() - began
    start(installation)
    return installation


def _environment(installation: Installation, folder: Path) -> dict[str, str]:
    """Return the environment variables of `make run`, with other folders, so that the caller's own site is not used."""
    if installation.kind == "floor":
        own = {"DJANGO_SETTINGS_MODULE": "tests.bench.floor.settings", "DATABASE_URL": installation.address}
        return {**os.environ, **own}
    own = {
        "DJANGO_SETTINGS_MODULE": "ratsite.settings.production",
        "DATABASE_URL": installation.address,
        "DATA_DIR": str(folder),
        "SITE_URL": f"http://127.0.0.1:{installation.port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMBEDDED": "1",
    }
    return {**embedded_environment(installation.port, str(folder)), **own}


def start(installation: Installation) -> None:
    application = "ratsite.wsgi" if installation.kind == "site" else "tests.bench.floor.wsgi"
    command = ["-m", "gunicorn", application, "--bind", f"127.0.0.1:{installation.port}", "--workers", str(WORKERS)]
    command += ["--worker-class", "sync", "--preload", "--log-level", "warning", "--no-control-socket"]
    installation.process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=installation.environment)
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", installation.port)) == 0:
                return
        if installation.process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"The {installation.kind} did not start; what it said is above.")


def stop(installation: Installation, server: str) -> None:
    if installation.process is not None:
        installation.process.terminate()
        installation.process.wait(20)
    run_sql(server, f"DROP DATABASE IF EXISTS {urlsplit(installation.address).path[1:]} WITH (FORCE)")


def workers(installation: Installation) -> list[int]:
    """Return the process ids of the server's workers; an empty list if the system does not say."""
    try:
        pid = installation.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def run_sql(address: str, *statements: str) -> list[tuple]:
    """Run each statement outside a transaction; return the rows of the last one."""
    connection = psycopg2.connect(address.replace("postgres://", "postgresql://"))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def data_folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="ratsite-bench-")
