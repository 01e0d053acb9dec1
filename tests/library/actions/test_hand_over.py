"""When an agency leaves, its resources go to their deputy; what nobody looks after is listed."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from library.actions.hand_over import hand_over_to_deputies, take_over
from library.models import Resource
from library.queries.health import library_health
from ratsite.network.models import Agency
from tests.factories import CircleFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"])


def leave(agency: Agency) -> None:
    Agency.objects.filter(pk=agency.pk).update(is_active=False)


def test_the_deputy_takes_over_what_its_owner_left(curator):
    deputy = MemberFactory().agency
    resource, other = make_resource(deputy=deputy), make_resource(deputy=deputy)
    leave(resource.agency)
    assert (hand_over_to_deputies(), hand_over_to_deputies()) == (1, 0)
    resource.refresh_from_db()
    assert (resource.agency, resource.deputy) == (deputy, None)
    assert Resource.objects.get(pk=other.pk).agency == other.agency
    assert ModelLogEntry.objects.get(action="library.resource.hand_over").user is None


def test_what_nobody_looks_after_is_listed_and_taken_over(curator, sign_in):
    gone, kept = make_resource(title="Nobody’s card"), make_resource(title="Kept card")
    hidden = make_resource(title="Circle card", audience="circle", circle=CircleFactory())
    leave(gone.agency)
    leave(hidden.agency)
    client = sign_in(curator, with_second_step=True)
    html = client.get(reverse("library:ownerless_list")).content.decode()
    assert [words in html for words in ("Nobody’s card", "Kept card", "Circle card")] == [True, False, False]
    client.post(reverse("library:resource_take_over", args=[gone.slug]))
    gone.refresh_from_db()
    assert gone.agency == curator.agency
    assert take_over(resource_id=kept.pk, curator=curator) is False
    with pytest.raises(PermissionDenied):
        take_over(resource_id=hidden.pk, curator=curator)
    with pytest.raises(PermissionDenied):
        take_over(resource_id=gone.pk, curator=MemberFactory())


def test_an_agency_without_members_looks_after_nothing():
    resource = make_resource()
    Resource.objects.filter(pk=resource.pk).update(deputy=MemberFactory().agency)
    resource.posted_by.agency = None
    resource.posted_by.save(update_fields=["agency"])
    assert hand_over_to_deputies() == 1


def test_a_system_check_names_circles_that_nobody_can_review(curator):
    empty, with_curator, without = (CircleFactory(name=name) for name in ("Empty", "Looked after", "Left alone"))
    with_curator.people.add(curator)
    for circle in (with_curator, without):
        make_resource(audience="circle", circle=circle)
    found = [one.msg for one in run_checks(databases=["default"]) if one.id == "library.W001"]
    assert [fact.title for fact in library_health()] == ["The circle “Left alone” has resources and no curator"]
    assert found == ["Nobody can review the resources of the circle “Left alone”."]
    assert [one for one in run_checks() if one.id == "library.W001"] == []
    assert empty.people.count() == 0
