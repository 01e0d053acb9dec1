import pytest

from tests.databases import a_copy_of_the_database


@pytest.fixture(scope="module")
def copied(django_db_setup, django_db_blocker):
    """For tests with threads of their own, which must meet each other's rows: a database that ends with the module."""
    with django_db_blocker.unblock(), a_copy_of_the_database():
        yield
