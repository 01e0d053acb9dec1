"""Test databases: a template that is migrated and seeded once, and a copy of it for each worker of a run.

A new template is made only if its sources have changed (`sources`). On SQLite it is a file in .data/tests/, on
PostgreSQL a database of the server. tests/run.py stores a dump of it there for its temporary PostgreSQL server.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import django
import wagtail
from django.conf import settings
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".data" / "tests"
APPS = ("ratsite", "forum", "library")
IMPORTS = re.compile(r"^ *(?:from|import) ([\w.]+)", re.MULTILINE)
SEEDING = "ratsite/pages"
OWN_TEXTS = "ratsite/demo/content/site"  # texts of the network whose site the tests visit
INDEXES = re.compile(r"\b(post_migrate|fulltext|append_only)\b")  # in code that creates triggers and indexes
OTHERS = ("ratsite/settings/base.py", "tests/requirements.txt", "tests/databases.py")
# In the template's name, because `make newest` tests other versions than the locked ones.
INSTALLED = f"Django {django.__version__}, Wagtail {wagtail.__version__}"
PREFIX = "ratsite_template_"
OWN = "own"  # the suffix of the name of a copy that a test module makes for itself


def sources() -> list[Path]:
    """Return the files that the template depends on: migrations and their imports, seeds, triggers, locked versions."""
    code = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    migrations = [path for path in code if path.parent.name == "migrations"]
    modules = {name for path in migrations for name in IMPORTS.findall(path.read_text())}
    imported = {path for path in code if ".".join(path.relative_to(ROOT).with_suffix("").parts) in modules}
    seeds = [path for path in code if path.is_relative_to(ROOT / SEEDING)]
    indexes = [path for path in code if INDEXES.search(path.read_text())]
    texts = [path for folder in (SEEDING, OWN_TEXTS) for path in (ROOT / folder).rglob("*.toml")]
    return sorted({*migrations, *imported, *seeds, *indexes, *texts, *(ROOT / name for name in OTHERS)})


@cache
def template_name() -> str:
    """Return the template's name, made from a hash of its sources and the versions of Django and Wagtail."""
    digest = hashlib.sha256(INSTALLED.encode())
    for path in sources():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return PREFIX + digest.hexdigest()[:16]


def use_a_copy_of_the_template() -> None:
    """Connect this process to its own copy of the template, with the name that Django and xdist give test databases."""
    template, name = _template(), connection.creation._get_test_db_name()
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copyfile(template, name)
    else:
        drop(name)
        _on_the_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def drop(name: str) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        Path(name).unlink()
    else:
        _on_the_server(f'DROP DATABASE IF EXISTS "{name}"')


def _template() -> str:
    """Return the template's path (SQLite) or name (PostgreSQL). Makes the template if there is none."""
    if template_name() not in _templates():
        # In a separate process, so that the state of this one does not depend on whether there was a template.
        subprocess.run([sys.executable, "-m", "tests.databases"], cwd=ROOT, check=True)
    return str(KEPT / f"{template_name()}.sqlite3") if connection.vendor == "sqlite" else template_name()


def _templates() -> list[str]:
    if connection.vendor == "sqlite":
        return [path.stem for path in KEPT.glob(f"{PREFIX}*.sqlite3")]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
        return [name for (name,) in cursor.fetchall() if not name.endswith("_new")]


def _on_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def make_template() -> None:
    """Make the template, and delete the templates of earlier sources. Of several workers, only the first one does so.

    The template has a temporary name until it is complete.
    """
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / f"{connection.vendor}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if template_name() in (earlier := _templates()):
            return
        kept = KEPT / f"{template_name()}.sqlite3"
        new = str(kept.with_suffix(".new")) if connection.vendor == "sqlite" else f"{template_name()}_new"
        connection.settings_dict["TEST"]["NAME"] = new
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        call_command("seed_site", content=ROOT / OWN_TEXTS, verbosity=0)
        connection.close()
        if connection.vendor == "sqlite":
            os.replace(new, kept)
            earlier = [str(kept.with_stem(name)) for name in earlier]
        else:
            _on_the_server(f'ALTER DATABASE "{new}" RENAME TO "{template_name()}"')
        for name in earlier:
            drop(name)


@contextmanager
def a_copy_of_the_database() -> Iterator[None]:
    """Make all connections use a copy of the database inside the `with` block."""
    original = dict(connection.settings_dict)
    connection.close()  # on SQLite this also writes the journal back into the file that is copied
    connection.creation.clone_test_db(suffix=OWN, verbosity=0)
    # The server's threads must not hold connections: a database in use cannot be dropped.
    connection.settings_dict.update({**connection.creation.get_test_db_clone_settings(OWN), "CONN_MAX_AGE": 0})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(original)
        connection.creation.destroy_test_db(suffix=OWN, verbosity=0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ratsite.settings.test")
    django.setup()
    make_template()
