"""The scripted year and the official figures: built once for each module, and rolled back after it."""

import copy
import datetime as dt

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction

from ratsite.demo.official import load_official_figures
from ratsite.trends.queries import side_by_side as side_by_side_module
from tests.clock import Clock
from tests.trends.scripted_year import Year, script


@pytest.fixture(scope="module")
def played(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        yield script(Clock(patch, dt.datetime(2025, 12, 1, tzinfo=dt.UTC)))
        transaction.set_rollback(True)


@pytest.fixture
def year(played, db, clock) -> Year:
    """The scripted year, with fresh Python objects. Every database test of a module that uses it starts after it."""
    clock.set("2026-11-27", "12:00")
    return copy.deepcopy(played)


@pytest.fixture(scope="module")
def loaded_figures(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_official_figures()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def figures(loaded_figures, db) -> None:
    """The official figures of the demo. Every database test of a module that uses them starts with them."""


@pytest.fixture
def memory(monkeypatch):
    """The cache of a worker process, which is off in other tests."""
    cache = LocMemCache("side by side", {})
    monkeypatch.setattr(side_by_side_module, "caches", {"worker": cache})
    yield cache
    cache.clear()
