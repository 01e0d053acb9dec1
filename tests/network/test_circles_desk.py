"""Who is in a circle, as coordinators change it: two do not undo each other, and nobody comes back in unseen."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from ratsite.network.models import Circle
from tests.factories import CircleFactory, MemberFactory, take_second_step

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def circle():
    return CircleFactory(purpose="To compare nights.")


@pytest.fixture
def desk() -> Client:
    return signed_in(MemberFactory(roles=["Coordinators"]))


def signed_in(coordinator) -> Client:
    client = Client()
    client.force_login(coordinator)
    take_second_step(client, coordinator)
    return client


def address(circle: Circle) -> str:
    return reverse("wagtailsnippets_network_circle:edit", args=[circle.pk])


def opened(desk: Client, circle: Circle) -> dict:
    """What a page sends that somebody has opened now, and in which nothing is changed."""
    form = desk.get(address(circle)).context["form"]
    sent = {
        name: form[name].value() for name in ("name", "slug", "purpose", "agencies", "remits", "people", "shown_hash")
    }
    return {**sent, "people": [getattr(one, "pk", one) for one in sent["people"]]}


def test_a_page_of_before_lets_nobody_back_in(circle, desk):
    gone, stays = MemberFactory.create_batch(2)
    circle.people.add(gone, stays)
    page = opened(desk, circle)
    circle.people.remove(gone)
    answer = desk.post(address(circle), {**page, "purpose": "To compare days."}, follow=True)
    assert "Someone else changed this page after you opened it" in answer.text
    assert list(circle.people.all()) == [stays]
    assert Circle.objects.get(pk=circle.pk).purpose == "To compare nights."
    # What they typed is still there, and saved once they have seen what stands.
    form = answer.context["form"]
    assert form["purpose"].value() == "To compare days."
    again = {**page, "purpose": "To compare days.", "people": [stays.pk], "shown_hash": form.data["shown_hash"]}
    desk.post(address(circle), again)
    assert Circle.objects.get(pk=circle.pk).purpose == "To compare days."
    assert list(circle.people.all()) == [stays]


def test_a_page_on_which_nothing_else_happened_is_saved(circle, desk):
    person = MemberFactory()
    desk.post(address(circle), {**opened(desk, circle), "people": [person.pk]})
    assert list(circle.people.all()) == [person]
    desk.post(address(circle), {**opened(desk, circle), "people": []})
    assert not circle.people.exists()


def test_circles_are_not_copied():
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippets_network_circle:copy", args=[1])
