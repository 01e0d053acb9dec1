"""How fresh a resource is, and the line that says who checked it."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from library.actions.edit_version import add_version
from library.actions.record_check import record_check
from library.enums import Audience, CheckOutcome, Freshness, LinkKind, RelationKind, ResourceState
from library.models import DOUBTFUL_LAST, Resource, ResourceRelation
from ratsite.network.enums import Marking
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 27)


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


def fresh(resource: Resource) -> str:
    return Resource.objects.with_freshness(TODAY).get(pk=resource.pk).freshness


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"review_due_on": days(31)}, Freshness.CURRENT),
        ({"review_due_on": days(30)}, Freshness.DUE),
        ({"review_due_on": days(0)}, Freshness.DUE),
        ({"review_due_on": days(-1)}, Freshness.OVERDUE),
        ({"review_due_on": None}, Freshness.DUE),
        ({"review_due_on": days(99), "permission_until": days(-1)}, Freshness.OVERDUE),
        ({"review_due_on": days(99), "permission_until": days(0)}, Freshness.CURRENT),
        ({"review_due_on": days(99), "state": ResourceState.WITHDRAWN}, Freshness.WITHDRAWN),
    ],
)
def test_freshness_comes_from_dates_and_state(fields, expected):
    resource = make_resource()
    Resource.objects.filter(pk=resource.pk).update(**fields)
    assert fresh(resource) == expected


def test_a_resource_is_superseded_while_the_newer_one_is_published():
    old, new = make_resource(review_due_on=days(-9)), make_resource(review_due_on=days(99))
    ResourceRelation.objects.create(resource=new, other=old, kind=RelationKind.TRANSLATION)
    assert fresh(old) == Freshness.OVERDUE
    ResourceRelation.objects.create(resource=new, other=old, kind=RelationKind.SUPERSEDES)
    assert (fresh(old), fresh(new)) == (Freshness.SUPERSEDED, Freshness.CURRENT)
    Resource.objects.filter(pk=new.pk).update(state=ResourceState.WITHDRAWN)
    assert fresh(old) == Freshness.OVERDUE


def test_a_resource_with_a_warning_comes_last():
    late, right = make_resource(review_due_on=days(-1)), make_resource(review_due_on=days(99))
    found = Resource.objects.with_freshness(TODAY).order_by(DOUBTFUL_LAST, "pk")
    assert [one.pk for one in found] == [right.pk, late.pk]


def test_publication_starts_the_history_and_sets_the_next_check_in_a_year():
    resource = make_resource()
    check = resource.checks.get()
    assert (check.outcome, check.checked_by_id) == (CheckOutcome.PUBLISHED, resource.posted_by_id)
    assert check.next_due_on == resource.review_due_on == timezone.localdate() + dt.timedelta(days=365)


def test_a_new_version_is_an_amendment_and_ends_an_overdue_date():
    curator = MemberFactory(roles=["Curators"])
    resource = make_resource(curator, review_due_on=timezone.localdate() - dt.timedelta(days=3))
    link = {"url": "https://gov.example/a", "title": "The page", "kind": LinkKind.PUBLIC_BODY}
    add_version(resource_id=resource.pk, curator=curator, note="Number corrected", links=[link])
    resource.refresh_from_db()
    check = resource.checks.last()
    assert (check.outcome, check.reason) == (CheckOutcome.AMENDED, "Number corrected")
    assert not resource.is_review_overdue


def test_reason_person_and_second_agency_of_a_check_are_on_lines_of_their_own(member, sign_in):
    checker, second = MemberFactory(roles=["Curators"]), MemberFactory(roles=["Curators"])
    resource = make_resource()
    record_check(resource, CheckOutcome.STILL_RIGHT, checked_by=checker, decided_by=second, reason="It is right")
    page = flat(sign_in(member).get(resource.get_absolute_url()).content)
    assert re.search(
        rf"“It is right” ?<br> ?{checker}, {checker.agency} ?<br> ?<span class=.soft.> ?Second person", page
    )


def test_members_read_the_name_of_who_checked_and_the_public_reads_role_and_agency(client, member, sign_in):
    curator = MemberFactory(first_name="Delroy", last_name="Hinds", roles=["Curators"])
    resource = make_resource(
        curator, audience=Audience.PUBLIC, marking=Marking.CLEAR, review_due_on=timezone.localdate() + dt.timedelta(90)
    )
    public = flat(client.get(resource.get_absolute_url()).content.decode())
    inside = flat(sign_in(member).get(resource.get_absolute_url()).content.decode())
    assert f"Checked by a curator, {curator.agency.name}" in public
    assert "Delroy" not in public
    assert f"Checked by {curator}, {curator.agency.name}" in inside
    assert ("Review history" in inside, "Next check due" in inside) == (True, True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"review_due_on": dt.date(2020, 1, 1)}, "This may be out of date"),
        ({"permission_until": dt.date(2020, 1, 1)}, "The permission to share this has ended"),
    ],
)
def test_an_expired_resource_says_so_in_plain_words(member, sign_in, fields, words):
    resource = make_resource(**fields)
    client = sign_in(member)
    assert words in client.get(resource.get_absolute_url()).content.decode()
    assert words not in client.get(make_resource().get_absolute_url()).content.decode()


def test_the_strip_names_the_agency_that_the_second_person_had_then(curator, member, sign_in):
    second = MemberFactory(agency=AgencyFactory(name="The first agency"))
    resource = make_resource(review_due_on=days(99))
    record_check(resource, CheckOutcome.STILL_RIGHT, checked_by=curator, decided_by=second)
    second.agency = AgencyFactory(name="The next agency")
    second.save()
    html = flat(sign_in(member).get(resource.get_absolute_url()).content)
    assert ("Second person: The first agency" in html, "The next agency" in html) == (True, False)


def test_a_superseded_resource_leads_to_the_newer_one_only_if_the_reader_sees_it(member, sign_in):
    old, new = make_resource(), make_resource(title="The newer card", audience="circle", circle=CircleFactory())
    ResourceRelation.objects.create(resource=new, other=old, kind=RelationKind.SUPERSEDES)
    html = sign_in(member).get(old.get_absolute_url()).content.decode()
    assert ("A newer resource replaces this one" in html, "The newer card" in html) == (True, False)
    new.circle.people.add(member)
    html = flat(sign_in(member).get(old.get_absolute_url()).content.decode())
    assert ">The newer card</a> instead" in html
