"""Coordinators open, rename and delete circles."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from ratsite.network.models import Circle
from tests.circles.coordinators import WHY, coordinator, last_entry, signed_in
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def staff_client():
    return signed_in(coordinator("housing"))


def test_a_circle_opens_empty_and_is_logged_with_its_reason(staff_client):
    sent = {"name": "Night work", "purpose": "To compare nights.", "reason": WHY}
    for _ in range(2):
        page = staff_client.post(reverse("staff_circles:circle_add"), sent, follow=True)
        assert "Nobody is in it yet" in flat(page.content)
    circle = Circle.objects.get()
    assert not circle.people.exists()
    assert (last_entry().action, last_entry().data["reason"]) == ("network.circle.open", WHY)
    page = staff_client.post(reverse("staff_circles:circle_add"), sent | {"purpose": "Another."})
    assert "Choose a name that no other circle has" in flat(page.content)


def test_a_circle_is_renamed_with_a_reason_and_an_old_page_does_not_undo_it(staff_client):
    circle = CircleFactory(name="Night work", purpose="Nights")
    url = reverse("staff_circles:circle_name", args=[circle.pk])
    seen = staff_client.get(url).context["shown_hash"]
    sent = {"name": "Day work", "purpose": "Days", "reason": WHY, "shown_hash": seen}
    assert "Give a reason" in flat(staff_client.post(url, sent | {"reason": ""}).content)
    staff_client.post(url, sent)
    circle.refresh_from_db()
    assert (circle.name, circle.purpose) == ("Day work", "Days")
    assert last_entry().data == {"reason": WHY, "changed": ["name", "purpose"]}
    page = staff_client.post(url, sent | {"purpose": "Evenings"})
    assert "Someone else changed the circle after you opened this page" in flat(page.content)
    circle.refresh_from_db()
    assert circle.purpose == "Days"
    staff_client.post(url, sent | {"purpose": "Evenings", "shown_hash": page.context["shown_hash"]})
    circle.refresh_from_db()
    assert circle.purpose == "Evenings"


def test_a_circle_in_use_is_not_deleted_and_the_page_says_what_uses_it(staff_client):
    circle = CircleFactory()
    make_topic(BoardFactory(circle=circle))
    make_resource(audience="circle", circle=circle)
    url = reverse("staff_circles:circle_delete", args=[circle.pk])
    said = "It cannot be deleted because it is in use: 1 board and 1 resource. Move or delete those first.</p>"
    assert said in flat(staff_client.get(url).content)
    page = staff_client.post(url, {"reason": WHY})
    assert (page.status_code, said in flat(page.content)) == (200, True)
    assert Circle.objects.filter(pk=circle.pk).exists()
    assert not ModelLogEntry.objects.filter(action="network.circle.delete").exists()


def test_a_circle_that_nothing_uses_is_deleted_with_a_reason(staff_client):
    circle = CircleFactory()
    circle.people.add(MemberFactory())
    url = reverse("staff_circles:circle_delete", args=[circle.pk])
    assert "Say why" in flat(staff_client.post(url, {"reason": " "}).content)
    assert staff_client.post(url, {"reason": WHY}).status_code == 302
    assert not Circle.objects.exists()
    assert (last_entry().action, last_entry().data["reason"]) == ("network.circle.delete", WHY)
    assert staff_client.post(url, {"reason": WHY}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_circles_costs_the_same_for_one_and_three(staff_client, count, django_assert_num_queries):
    for circle in CircleFactory.create_batch(count):
        circle.people.add(MemberFactory())
        BoardFactory(circle=circle)
    staff_client.get(reverse("staff_circles:circles"))
    with django_assert_num_queries(4):
        staff_client.get(reverse("staff_circles:circles"))
