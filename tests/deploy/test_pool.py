"""The site behind PgBouncer in transaction mode: sixteen threads share two connections to PostgreSQL.

Cursors and prepared statements of one transaction do not exist in the next. Runs only if the tests run on PostgreSQL.
"""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest

from tests.databases import template_name
from tests.deploy.stack import free_port, python, site
from tests.load.visitors import visit

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NAME = "ratsite_pool"
pytestmark = pytest.mark.skipif(
    not PGBOUNCER or not os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="needs PostgreSQL and pgbouncer: apt install pgbouncer",
)


def _as_socket_owner(host: str) -> list[str]:
    """Return the option that runs PgBouncer as the owner of the socket's folder, because it refuses root."""
    if os.geteuid() != 0:
        return []
    return ["-u", Path(host).owner() if host.startswith("/") else "nobody"]


@contextmanager
def pool(folder: Path) -> Iterator[str]:
    """The address of a pool with two connections to a copy of the tests' template."""
    given = urlsplit(os.environ["DATABASE_URL"])
    host = given.hostname or parse_qs(given.query)["host"][0]
    server = {"host": host, "port": given.port or 5432, "user": given.username, "password": given.password or ""}
    port = free_port()
    lines = [
        "[databases]", "* = " + " ".join(f"{key}={value}" for key, value in server.items() if value),
        "[pgbouncer]", "listen_addr = 127.0.0.1", f"listen_port = {port}", "unix_socket_dir =", "auth_type = any",
        "pool_mode = transaction", "default_pool_size = 2", "ignore_startup_parameters = options",
    ]  # fmt: skip
    (folder / "pgbouncer.ini").write_text("\n".join(lines) + "\n")
    folder.chmod(0o755)
    direct = psycopg2.connect(dbname="postgres", **server)
    direct.autocommit = True
    cursor = direct.cursor()
    cursor.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
    cursor.execute(f'CREATE DATABASE "{NAME}" TEMPLATE "{template_name()}"')
    process = subprocess.Popen([PGBOUNCER, "-q", *_as_socket_owner(host), str(folder / "pgbouncer.ini")])
    try:
        yield f"postgres://{given.username}:@127.0.0.1:{port}/{NAME}?DISABLE_SERVER_SIDE_CURSORS=true"
    finally:
        process.terminate()
        process.wait(10)
        cursor.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        direct.close()


def test_members_read_and_write_through_two_connections(tmp_path, django_db_setup):
    with pool(tmp_path) as address:
        alone = {"DATABASE_URL": address, "WEB_WORKERS": "1", "EMBEDDED": "1", "SITE_URL": "http://127.0.0.1:8000"}
        alone["ALLOWED_HOSTS"] = "127.0.0.1"
        with site(tmp_path / "site", places={}, **alone) as stack:
            places = json.loads(python(stack.environment, "-m", "tests.load.fill", "200"))
            diary = visit(stack.port, places, seconds=15, thinks=(0, 0.2))
            code = "from forum.models import Post; print(*Post.objects.values_list('source', flat=True), sep='\\n')"
            stored = Counter(python(stack.environment, "manage.py", "shell", "-v0", "-c", code).splitlines())
    assert set(diary.answers) <= {200, 302}, diary.answers
    assert diary.answers[200] > 20
    assert diary.taken
    assert [stored[text] for text in diary.taken] == [1] * len(diary.taken)
