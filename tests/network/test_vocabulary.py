"""The vocabulary of every new site, and the front doors for children."""

import pytest

from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Remit, Sector

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_the_ten_remits_are_those_of_the_look():
    from ratsite.lib.templatetags.look import REMITS

    assert dict(Remit.objects.values_list("slug", "name")) == REMITS


def test_every_form_of_exploitation_and_everyone_affected_is_named():
    assert set(ExploitationForm.objects.values_list("slug", flat=True)) == {
        "labour", "sexual", "criminal", "domestic", "organ",
    }  # fmt: skip
    assert set(AffectedGroup.objects.values_list("slug", flat=True)) == {"women", "men", "children"}
    assert Sector.objects.count() >= 14


def test_seven_districts_and_four_counties_have_a_front_door_each():
    assert Area.objects.filter(is_district=True).count() == 7
    assert Area.objects.filter(is_district=False).count() == 4
    assert not Area.objects.filter(front_door_name="").exists()


def test_front_doors_lead_to_the_councils_own_sites():
    for address in Area.objects.values_list("front_door_url", flat=True):
        assert address.startswith("https://")
        assert address.split("/")[2].endswith(".gov.uk")
