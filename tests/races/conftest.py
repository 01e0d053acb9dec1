import pytest


@pytest.fixture
def _django_db_helper(copied) -> None:
    """What pytest.mark.django_db means here: the tests of a module share a copy of the database, without rollback.

    Threads see only committed rows.
    """
