import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import TestCase

from ratsite.accounts.models import User
from ratsite.files.models import private_storage
from tests.conftest import no_failing_tasks
from tests.world import World, build_world
from tests.world.author import fill_every_list


@contextmanager
def stored_in(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, storage in (("private", private_storage()), ("media", default_storage)):
            patch.setitem(storage.__dict__, "location", str(folder / name))
        yield


@pytest.fixture(autouse=True)
def _own_folders(tmp_path):
    """Give each test folders of its own, so that every file in them is the test's."""
    with stored_in(tmp_path):
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The folder with the stored files of the shared test data."""
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="module")
def shared_world(folder, django_db_setup, django_db_blocker) -> Iterator[World]:
    """The shared test data with a row of every kind about the author, after all on_commit callbacks."""
    with django_db_blocker.unblock(), transaction.atomic():
        with stored_in(folder), no_failing_tasks(), TestCase.captureOnCommitCallbacks(execute=True):
            world = build_world()
            fill_every_list(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(world, folder, tmp_path) -> World:
    """The shared test data, with a copy of its files for this test."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return world


@pytest.fixture
def author(world) -> User:
    return world.people["author"]


@pytest.fixture
def outsider(world) -> User:
    return world.people["outsider"]
