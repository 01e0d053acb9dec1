import pytest
from django.db import connections

from ratsite.operations.checks import check_database_name


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
@pytest.mark.parametrize(("name", "is_too_long"), [("n" * 40, False), ("n" * 41, True), ("é" * 21, True)])
def test_a_name_that_leaves_no_room_for_its_copies_is_refused_on_postgresql(vendor, name, is_too_long, monkeypatch):
    connection = connections["default"]
    monkeypatch.setitem(connection.settings_dict, "NAME", name)
    monkeypatch.setattr(connection, "vendor", vendor)
    assert bool(check_database_name(None)) == (is_too_long and vendor == "postgresql")
