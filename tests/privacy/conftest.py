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
from tests.world import House, furnish
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
    """The folder with the stored files of the furnished world."""
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def furnished(folder, django_db_setup, django_db_blocker) -> Iterator[House]:
    """The furnished world with everything that the site may store on the author, after all on_commit callbacks."""
    with django_db_blocker.unblock(), transaction.atomic():
        with stored_in(folder), no_failing_tasks(), TestCase.captureOnCommitCallbacks(execute=True):
            house = furnish()
            fill_every_list(house)
        yield house
        transaction.set_rollback(True)


@pytest.fixture
def house(house, folder, tmp_path) -> House:
    """A copy of the furnished world with its files."""
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return house


@pytest.fixture
def author(house) -> User:
    return house.people["author"]


@pytest.fixture
def outsider(house) -> User:
    return house.people["outsider"]
