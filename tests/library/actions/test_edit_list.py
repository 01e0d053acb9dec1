"""Reading lists: who can see which, and each reader sees only resources that they can read."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from library.actions.edit_list import ListFull, change_list, make_list, move_up, put_on_list
from library.enums import RelationKind
from library.models import ListReaders, ReadingList, Resource, ResourceRelation
from ratsite.network.enums import Marking
from tests.factories import CircleFactory, MemberFactory, make_resource, make_version
from tests.markup import flat

pytestmark = pytest.mark.django_db
PARTIAL = "Some resources on this list are not shown"


def shown_in(response) -> str:
    return flat(response.content.decode())


def a_list(owner, *resources, readers=ListReaders.MEMBERS, circle=None) -> ReadingList:
    made = make_list(owner=owner, title="First week", readers=readers, circle=circle)
    for resource in resources:
        put_on_list(list_id=made.pk, owner=owner, resource_id=resource.pk)
    return made


def test_a_member_makes_a_list_and_puts_a_resource_on_it(member, sign_in):
    client, resource = sign_in(member), make_resource(title="Front desk card")
    client.post(reverse("library:reading_list_add"), {"title": "First week", "readers": "members"})
    made = ReadingList.objects.get()
    asked = {"reading_list": made.pk, "note": "Read page 2 first"}
    client.post(reverse("library:reading_list_put", args=[resource.slug]), asked)
    shown = shown_in(sign_in(MemberFactory()).get(made.get_absolute_url()))
    assert "Front desk card" in shown
    assert "Read page 2 first" in shown
    button = 'Remove<span class="vh">: Front desk card'
    assert button not in shown
    assert button in shown_in(sign_in(member).get(made.get_absolute_url()))


def test_a_list_that_is_made_from_a_resource_has_it(member, sign_in):
    client, resource = sign_in(member), make_resource(title="Front desk card")
    page = reverse("library:reading_list_put", args=[resource.slug])
    address = f"{reverse('library:reading_list_add')}?resource={resource.slug}"
    assert f'href="{address}"' in shown_in(client.get(page))
    assert "“Front desk card” will be on it." in shown_in(client.get(address))
    for _ in range(2):  # pressed twice
        html = shown_in(client.post(address, {"title": "First week", "readers": "members"}, follow=True))
        assert "The list has been created, with “Front desk card” on it." in html
    assert [item.resource for item in ReadingList.objects.get().items.all()] == [resource]


def test_a_list_is_not_made_from_a_resource_that_its_maker_cannot_read(member, sign_in):
    resource = make_resource(audience="circle", circle=CircleFactory())
    address = f"{reverse('library:reading_list_add')}?resource={resource.slug}"
    client = sign_in(member)
    assert (
        client.get(address).status_code == client.post(address, {"title": "A", "readers": "owner"}).status_code == 404
    )
    assert not ReadingList.objects.exists()


def test_only_a_member_of_a_circle_is_offered_one_for_a_list(member, sign_in):
    client, address = sign_in(member), reverse("library:reading_list_add")
    form = client.get(address).context["form"]
    assert ("circle" in form.fields, dict(form.fields["readers"].choices).keys()) == (False, {"owner", "members"})
    assert "Select a valid choice" in shown_in(client.post(address, {"title": "A", "readers": "circle"}))
    CircleFactory().people.add(member)
    form = client.get(address).context["form"]
    assert ("circle" in form.fields, "circle" in dict(form.fields["readers"].choices)) == (True, True)


def test_a_pre_moderated_person_cannot_share_a_list(member, sign_in):
    shared = a_list(member, readers=ListReaders.MEMBERS)
    member.held_until = timezone.now() + dt.timedelta(days=7)
    member.save()
    put = partial(put_on_list, list_id=shared.pk, owner=member, resource_id=make_resource().pk)
    for change in (partial(a_list, member), put):
        with pytest.raises(PermissionDenied):
            change()
    client, address = sign_in(member), reverse("library:reading_list_add")
    assert "You cannot share lists while moderators read your posts" in shown_in(client.get(address))
    assert "Select a valid choice" in shown_in(client.post(address, {"title": "First week", "readers": "members"}))
    assert client.post(address, {"title": "For me", "readers": "owner"}).status_code == 302
    assert client.get(shared.get_absolute_url()).status_code == 200


def test_nobody_puts_anything_on_the_list_of_another(member, sign_in):
    resource, made = make_resource(), a_list(MemberFactory())
    address = reverse("library:reading_list_put", args=[resource.slug])
    assert "Select a valid choice" in shown_in(sign_in(member).post(address, {"reading_list": made.pk}))
    with pytest.raises(PermissionDenied):
        put_on_list(list_id=made.pk, owner=member, resource_id=resource.pk)
    assert not made.items.exists()


def test_a_list_of_a_circle_is_for_its_people_alone(member, sign_in):
    circle, owner = CircleFactory(), MemberFactory()
    with pytest.raises(PermissionDenied):
        a_list(owner, readers=ListReaders.CIRCLE, circle=circle)
    circle.people.add(owner)
    made = a_list(owner, readers=ListReaders.CIRCLE, circle=circle)
    assert sign_in(member).get(made.get_absolute_url()).status_code == 404
    circle.people.add(member)
    assert sign_in(member).get(made.get_absolute_url()).status_code == 200


def test_papers_for_a_meeting_warn_and_say_where_and_leave_out_what_may_not_be_printed(member, sign_in, settings):
    closed = make_resource(title="Beds by name", marking=Marking.AMBER_STRICT)
    late = make_resource(title="Old card", review_due_on=dt.date(2024, 1, 3))
    replaced, newer = make_resource(title="Older card"), make_resource()
    ResourceRelation.objects.create(resource=newer, other=replaced, kind=RelationKind.SUPERSEDES)
    made = a_list(member, closed, late, replaced)
    page = shown_in(sign_in(member).get(made.get_absolute_url()))
    first, second, third = page.split('<ol class="index">')[1].split("</ol>")[0].split("</li>")[:3]
    assert ("Beds by name" in first, "cannot be printed" in first, "is-unprintable" in first) == (True, True, True)
    assert ("is-unprintable" in second, "Check was due January 2024" in second) == (False, True)
    assert f"{settings.SITE_URL}{late.get_absolute_url()}</span>" in second
    assert "Replaced by a newer resource" in third


def test_each_reader_sees_only_what_they_may_read_and_that_it_is_not_all(member, sign_in):
    circle, owner = CircleFactory(), MemberFactory()
    circle.people.add(owner)
    secret = [make_resource(title=f"Secret {n}", audience="circle", circle=circle) for n in range(3)]
    made = a_list(owner, make_resource(title="Open card"), *secret)
    assert PARTIAL not in shown_in(sign_in(owner).get(made.get_absolute_url()))
    few = shown_in(sign_in(member).get(made.get_absolute_url()))
    assert "Open card" in few
    assert PARTIAL in few
    assert "Secret" not in few
    made.items.filter(resource__in=secret[1:]).delete()
    fewer = shown_in(sign_in(member).get(made.get_absolute_url()))
    assert fewer.partition("<main")[2].partition("</main>")[0] == few.partition("<main")[2].partition("</main>")[0]


def test_a_withdrawn_resource_is_not_shown(member, sign_in):
    resource = make_resource(title="Old card")
    made = a_list(member, resource)
    Resource.objects.filter(pk=resource.pk).update(state="withdrawn")
    shown = shown_in(sign_in(member).get(made.get_absolute_url()))
    assert "Old card" not in shown
    assert PARTIAL in shown


def test_an_item_leads_to_the_newest_version(member, sign_in):
    curator = MemberFactory(roles=["Curators"]).with_second_step()
    resource = make_resource(curator)
    made = a_list(member, resource)
    assert make_version(resource, curator).is_published
    shown = shown_in(sign_in(member).get(made.get_absolute_url()))
    assert "newest version: 2" in shown
    assert f'href="{resource.get_absolute_url()}"' in shown


def test_the_owner_orders_the_list_and_takes_things_off(member, sign_in):
    made = a_list(member, make_resource(title="One"), make_resource(title="Two"), make_resource(title="Three"))
    client, address = sign_in(member), reverse("library:reading_list_items", args=[made.pk])
    client.post(address, {"up": made.items.get(resource__title="Three").pk})
    assert list(made.items.values_list("resource__title", flat=True)) == ["One", "Three", "Two"]
    client.post(address, {"off": made.items.get(resource__title="One").pk})
    assert list(made.items.values_list("resource__title", flat=True)) == ["Three", "Two"]
    assert not move_up(list_id=made.pk, owner=member, item_id=made.items.first().pk)


@pytest.mark.parametrize("number", ["x", "", "9" * 40, "0"])
def test_an_unknown_item_changes_nothing(member, sign_in, number):
    made = a_list(member, make_resource())
    client = sign_in(member)
    assert client.post(reverse("library:reading_list_items", args=[made.pk]), {"off": number}).status_code == 302
    assert made.items.count() == 1


def test_identifiers_are_refused(member, sign_in):
    said = {"title": "Ring 07700 900123", "readers": "members"}
    assert "It may identify someone" in shown_in(sign_in(member).post(reverse("library:reading_list_add"), said))
    made = a_list(member)
    with pytest.raises(PermissionDenied):
        change_list(list_id=made.pk, owner=member, title="Ring 07700 900123", readers=ListReaders.MEMBERS)


def test_a_resource_is_on_a_list_once(member):
    resource = make_resource()
    made = a_list(member, resource)
    put_on_list(list_id=made.pk, owner=member, resource_id=resource.pk, note="Again")
    assert made.items.get().note == "Again"


def test_a_list_has_an_end(member, monkeypatch):
    monkeypatch.setattr("library.actions.edit_list.MOST_ITEMS", 1)
    made = a_list(member, make_resource())
    with pytest.raises(ListFull):
        put_on_list(list_id=made.pk, owner=member, resource_id=make_resource().pk)


def test_the_owner_deletes_the_list(member, sign_in):
    made = a_list(member, make_resource())
    assert sign_in(MemberFactory()).post(reverse("library:reading_list_delete", args=[made.pk])).status_code == 403
    sign_in(member).post(reverse("library:reading_list_delete", args=[made.pk]))
    assert not ReadingList.objects.exists()


def test_a_list_costs_the_same_for_one_and_for_three(member, sign_in, django_assert_num_queries):
    made, client = a_list(member, make_resource()), sign_in(member)
    client.get(made.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        client.get(made.get_absolute_url())
    for _ in range(2):
        put_on_list(list_id=made.pk, owner=member, resource_id=make_resource().pk)
    with django_assert_num_queries(len(asked)):
        client.get(made.get_absolute_url())


def test_the_owner_of_an_empty_list_reads_how_to_fill_it(member, sign_in):
    client = sign_in(member)
    client.post(reverse("library:reading_list_add"), {"title": "First week", "readers": "members"})
    shown = shown_in(client.get(ReadingList.objects.get().get_absolute_url()))
    assert "There is nothing on this list yet. Open a resource" in shown
    assert "that you can read" not in shown
