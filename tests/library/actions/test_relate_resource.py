"""What a resource is used for in each remit, and its relations to other resources."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from library.actions.relate_resource import change_uses, relate, unrelate
from library.models import ResourceChange, ResourceRelation
from ratsite.network.models import Remit
from tests.factories import CircleFactory, make_resource

pytestmark = pytest.mark.django_db


def page(resource) -> str:
    return reverse("library:resource_uses", args=[resource.slug])


def test_a_curator_says_what_to_use_it_for_and_readers_read_it(curator, member, sign_in):
    resource = make_resource(remits=Remit.objects.all()[:2])
    first, second = resource.uses.all()
    client = sign_in(curator, with_second_step=True)
    client.post(page(resource), {f"use-{first.pk}": "Front desk. Use it as it is.", f"use-{second.pk}": ""})
    assert "Front desk. Use it as it is." in sign_in(member).get(resource.get_absolute_url()).content.decode()
    assert list(ResourceChange.objects.get().fields) == ["uses"]
    assert change_uses(resource_id=resource.pk, curator=curator, uses={}) is False


def test_a_line_that_identifies_a_person_is_refused(curator, sign_in):
    resource = make_resource(remits=Remit.objects.all()[:1])
    use = resource.uses.get()
    answer = sign_in(curator, with_second_step=True).post(page(resource), {f"use-{use.pk}": "Ring 0121 496 0123"})
    assert "It may identify someone" in answer.content.decode()


def test_related_resources_are_shown_to_those_who_see_both(curator, member, sign_in):
    resource, hidden = make_resource(), make_resource(title="Hidden", audience="circle", circle=CircleFactory())
    shown = make_resource(title="Albanian card")
    hidden.circle.people.add(curator)
    client = sign_in(curator, with_second_step=True)
    client.post(page(resource), {"relate": "1", "kind": "supplement", "other": hidden.get_absolute_url()})
    client.post(page(shown), {"relate": "1", "kind": "translation", "other": resource.slug})
    html = sign_in(member).get(resource.get_absolute_url()).content.decode()
    assert ["Is translated in" in html, "Albanian card" in html, "Hidden" in html] == [True, True, False]
    client = sign_in(curator, with_second_step=True)
    assert "Hidden" in client.get(resource.get_absolute_url()).content.decode()
    relation = ResourceRelation.objects.get(resource=resource)
    client.post(reverse("library:relation_remove", args=[resource.slug]), {"relation": relation.pk})
    assert ResourceRelation.objects.filter(pk=relation.pk).exists() is False
    assert unrelate(relation_id=relation.pk, curator=curator) is False


def test_nothing_is_related_to_what_its_curator_cannot_see_or_to_itself(curator, sign_in):
    resource, hidden = make_resource(), make_resource(audience="circle", circle=CircleFactory())
    client = sign_in(curator, with_second_step=True)
    for other in (resource, hidden):
        answer = client.post(page(resource), {"relate": "1", "kind": "part", "other": other.slug})
        assert answer.context["relation"].errors["other"]
        with pytest.raises(PermissionDenied):
            relate(resource_id=resource.pk, curator=curator, kind="part", other=other)


def test_a_resource_is_replaced_only_by_a_check_of_it(curator, sign_in):
    resource, newer = make_resource(), make_resource()
    client = sign_in(curator, with_second_step=True)
    answer = client.post(page(newer), {"relate": "1", "kind": "supersedes", "other": resource.slug})
    assert answer.context["relation"].errors["kind"]
    assert "check the other one and choose “Superseded” there" in answer.content.decode()
    with pytest.raises(PermissionDenied):
        relate(resource_id=newer.pk, curator=curator, kind="supersedes", other=resource)


def test_a_relation_that_a_check_made_is_not_removed_without_one(curator, sign_in):
    resource, newer = make_resource(), make_resource()
    relation = ResourceRelation.objects.create(resource=newer, other=resource, kind="supersedes")
    client = sign_in(curator, with_second_step=True)
    address = reverse("library:relation_remove", args=[newer.slug])
    assert f'action="{address}"' not in client.get(page(newer)).content.decode()
    client.post(address, {"relation": relation.pk})
    with pytest.raises(PermissionDenied):
        unrelate(relation_id=relation.pk, curator=curator)
    assert ResourceRelation.objects.filter(pk=relation.pk).exists() is True


def test_two_curators_who_change_different_lines_keep_both(curator, sign_in):
    resource = make_resource()
    mine, theirs = (resource.uses.create(remit=remit) for remit in Remit.objects.all()[:2])
    client = sign_in(curator, with_second_step=True)
    opened = client.get(page(resource)).context["uses"]
    sent = {name: opened[name].initial for name in opened.fields}
    sent |= {opened[name].html_initial_name: opened[name].initial for name in opened.fields}
    change_uses(resource_id=resource.pk, curator=curator.with_second_step(), uses={theirs.pk: "For night teams"})
    client.post(page(resource), {"use": "1", **sent, f"use-{mine.pk}": "For the front desk"})
    assert [use.use for use in resource.uses.order_by("pk")] == ["For the front desk", "For night teams"]


def test_only_curators_change_relations_and_uses(member, moderator):
    resource, other = make_resource(), make_resource()
    for person in (member, moderator):
        with pytest.raises(PermissionDenied):
            relate(resource_id=resource.pk, curator=person, kind="part", other=other)
        with pytest.raises(PermissionDenied):
            change_uses(resource_id=resource.pk, curator=person, uses={})
