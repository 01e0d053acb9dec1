import pytest

from ratsite.operations.rules import can_read_site_health
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def test_only_coordinators_read_how_well_the_site_runs():
    assert can_read_site_health(MemberFactory(roles=["Coordinators"]))
    assert not can_read_site_health(MemberFactory(roles=["Moderators", "Curators", "Editors"]))
