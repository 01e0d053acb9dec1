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
class House:
    """One database and the server in front of it."""

    kind: str  # "site" or "floor"
    posts: int
    address: str  # of the database
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    places: dict[str, list[str]] = field(default_factory=dict)
    sessions: list[str] = field(default_factory=list)
    seconds: float = 0  # that filling took, without migrations
    process: subprocess.Popen | None = None

    def python(self, *arguments: str, **options) -> str:
        """Run Python with this house's settings, and return what it prints."""
        command = [sys.executable, *arguments]
        settings = {"cwd": ROOT, "env": self.environment, "stdout": subprocess.PIPE, "text": True, **options}
        done = subprocess.run(command, check=False, **settings)
        if done.returncode:
            raise SystemExit(f"{' '.join(arguments)} failed for the {self.kind}; it said why above.")
        return done.stdout


def build(kind: str, posts: int, server: str, folder: Path) -> House:
    """Create and fill a new database on this PostgreSQL server, and start its web server."""
    name = f"ratsite_bench_{kind}_{posts}"
    house = House(kind, posts, urlsplit(server)._replace(path=f"/{name}").geturl(), port=_free_port())
    run_sql(server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    house.environment = _environment(house, folder)
    if kind == "site":
        has_static = (folder / "static").exists()
        house.python("manage.py", "prepare", *(["--no-static"] if has_static else []))
    began = time.monotonic()
    module = "tests.bench.site_data" if kind == "site" else "tests.bench.floor.data"
    filled = json.loads(house.python("-m", module, str(posts)))
    house.places, house.sessions = filled["places"], filled["sessions"]
    house.seconds = time.monotonic() - began
    start(house)
    return house


def _environment(house: House, folder: Path) -> dict[str, str]:
    """Return the environment of `make run`. Nothing of the caller's own site is read or written."""
    if house.kind == "floor":
        own = {"DJANGO_SETTINGS_MODULE": "tests.bench.floor.settings", "DATABASE_URL": house.address}
        return {**os.environ, **own}
    own = {
        "DJANGO_SETTINGS_MODULE": "ratsite.settings.production",
        "DATABASE_URL": house.address,
        "DATA_DIR": str(folder),
        "SITE_URL": f"http://127.0.0.1:{house.port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMBEDDED": "1",
    }
    return {**embedded_environment(house.port, str(folder)), **own}


def start(house: House) -> None:
    application = "ratsite.wsgi" if house.kind == "site" else "tests.bench.floor.wsgi"
    command = ["-m", "gunicorn", application, "--bind", f"127.0.0.1:{house.port}", "--workers", str(WORKERS)]
    command += ["--worker-class", "sync", "--preload", "--log-level", "warning", "--no-control-socket"]
    house.process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=house.environment)
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", house.port)) == 0:
                return
        if house.process.poll() is not None:
            break
        time.sleep(0.1)
    raise SystemExit(f"The {house.kind} did not start; what it said is above.")


def stop(house: House, server: str) -> None:
    if house.process is not None:
        house.process.terminate()
        house.process.wait(20)
    run_sql(server, f"DROP DATABASE IF EXISTS {urlsplit(house.address).path[1:]} WITH (FORCE)")


def workers(house: House) -> list[int]:
    """Return the process ids of the server's workers; an empty list if the system does not tell."""
    try:
        pid = house.process.pid
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
