"""Closely marked files of resources: readers must give a reason, as for files of posts."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.urls import reverse

from library.actions.give_reason import delete_old_reasons, give_reason
from library.models import Resource, ResourceDownload
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from tests.crawl import body_of
from tests.factories import CircleFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db
WHY = "To brief the night team"


@pytest.fixture
def file():
    return make_resource(marking="amber_strict").current.files.get()


def asks(client, url: str, **options) -> bool:
    """Return True if the response is the page that asks for a reason."""
    response = client.get(url, **options)
    body = body_of(response)
    assert response.status_code == 200
    return b"Why do you need this file?" in body


@pytest.mark.parametrize(("marking", "is_asked"), [("clear", False), ("green", False), ("amber_strict", True)])
def test_only_closely_marked_resources_ask_for_a_reason(member, sign_in, marking, is_asked):
    assert asks(sign_in(member), make_resource(marking=marking).current.files.get().get_absolute_url()) is is_asked


def test_a_red_file_is_asked_about_in_its_circle_and_unknown_outside(member, sign_in):
    circle = CircleFactory()
    circle.people.add(member)
    file = make_resource(audience="circle", circle=circle, marking="red").current.files.get()
    assert asks(sign_in(member), file.get_absolute_url())
    client = sign_in(MemberFactory())
    for send in (client.get, client.head, client.post):
        closed = send(file.get_absolute_url())
        missing = send("/library/files/00000000-0000-4000-8000-000000000000/a.txt")
        assert (closed.status_code, closed.content) == (404, missing.content)


def test_a_reason_is_stored_and_the_file_asks_for_no_other_for_a_day(file, member, sign_in, clock):
    client, url = sign_in(member), file.get_absolute_url()
    assert (client.post(url, {"reason": WHY}).status_code, asks(client, url)) == (302, False)
    given = ResourceDownload.objects.get()
    assert (given.person, given.agency, given.file, given.resource) == (
        member,
        member.agency,
        file,
        file.version.resource,
    )
    assert (given.reason, given.created_at) == (WHY, clock.now)
    clock.forward(hours=24)
    assert asks(client, url)
    assert asks(client, url, headers={"range": "bytes=0-3"})
    assert asks(sign_in(MemberFactory()), url)


def test_a_resource_that_is_marked_closer_asks_from_then_on(member, sign_in):
    resource = make_resource(marking="green")
    client, url = sign_in(member), resource.versions.first().files.get().get_absolute_url()
    assert not asks(client, url)
    Resource.objects.filter(pk=resource.pk).update(marking="amber_strict")
    assert asks(client, url)


def test_a_faulty_reason_is_explained_at_its_field(file, member, sign_in):
    client, url = sign_in(member), file.get_absolute_url()
    assert "Say in a few words why you need the file" in client.post(url, {"reason": ""}).content.decode()
    html = client.post(url, {"reason": "She rang from 07700 900123"}).content.decode()
    assert "It may identify someone (phone number)" in html
    with pytest.raises(PermissionDenied):
        give_reason(file_id=file.pk, reader=member, reason="07700 900123")
    assert not ResourceDownload.objects.exists()


def test_its_curator_gives_no_reason_and_a_reason_sent_twice_is_stored_once(file, member, sign_in):
    assert not asks(sign_in(file.version.resource.posted_by), file.get_absolute_url())
    about = {"file_id": file.pk, "reader": member, "reason": WHY}
    assert [give_reason(**about), give_reason(**about)] == [True, False]


def test_a_person_who_may_no_longer_read_it_cannot_give_a_reason(file, member):
    coordinator = MemberFactory(roles=["Coordinators"])
    set_member_state(person_id=member.pk, state=MemberState.SUSPENDED, coordinator=coordinator, reason="x")
    member.refresh_from_db()
    with pytest.raises(PermissionDenied):
        give_reason(file_id=file.pk, reader=member, reason=WHY)


def test_curators_read_who_and_why_and_others_do_not(file, member, sign_in):
    give_reason(file_id=file.pk, reader=member, reason="<b>To brief</b> them")
    url = reverse("library:resource_downloads", args=[file.version.resource.slug])
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    assert url in client.get(file.version.resource.get_absolute_url()).content.decode()
    html = client.get(url).content.decode()
    assert [text in html for text in (str(member), member.agency.name, "&lt;b&gt;To brief", "card.txt")] == [True] * 4
    for person in (member, MemberFactory(roles=["Moderators"]), MemberFactory(roles=["Coordinators"])):
        assert sign_in(person, with_second_step=True).get(url).status_code == 403


def test_reasons_are_deleted_after_a_year(file, member):
    give_reason(file_id=file.pk, reader=member, reason=WHY)
    delete_old_reasons()
    assert ResourceDownload.objects.count() == 1
    ResourceDownload.objects.update(created_at=F("created_at") - dt.timedelta(days=367))
    delete_old_reasons()
    assert ResourceDownload.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(file, sign_in, count, django_assert_num_queries):
    for _ in range(count):
        give_reason(file_id=file.pk, reader=MemberFactory(), reason=WHY)
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    with django_assert_num_queries(10):
        client.get(reverse("library:resource_downloads", args=[file.version.resource.slug]))
