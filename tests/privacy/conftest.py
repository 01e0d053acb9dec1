import pytest
from django.core.files.storage import default_storage

from ratsite.files.models import private_storage


@pytest.fixture(autouse=True)
def _folders_of_ones_own(tmp_path, monkeypatch):
    """What is found on the disk here was stored by this test."""
    for name, storage in (("private", private_storage()), ("media", default_storage)):
        monkeypatch.setitem(storage.__dict__, "location", str(tmp_path / name))
