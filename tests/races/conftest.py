import pytest


@pytest.fixture
def _django_db_helper(copied) -> None:
    """The mark django_db here: threads need committed rows, so a module's tests share a copy of the database."""
