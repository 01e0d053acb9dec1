"""Resources whose review date has passed, in the review queue of curators."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions.edit_resource import change_resource
from library.actions.review_resource import keep_resource, withdraw_resource
from library.enums import ResourceState
from library.models import Resource
from ratsite.review.actions.recuse import recuse
from tests.factories import CircleFactory, MemberFactory, make_resource
from tests.review.pages import decide, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def overdue():
    return make_resource(title="A card", review_due_on=timezone.localdate() - dt.timedelta(days=1))


def url_of(resource: Resource) -> str:
    return f"/review/resources/{resource.pk}/"


def titles(client) -> list[str]:
    return [case.item.title for case in client.get("/review/").context["cases"]]


def test_a_curator_s_queue_holds_what_is_overdue_and_nothing_else(curator, overdue, sign_in):
    make_resource(title="Due today", review_due_on=timezone.localdate())
    make_resource(title="No date")
    gone = make_resource(title="Gone", review_due_on="2020-01-01")
    withdraw_resource(resource_id=gone.pk, curator=curator, reason="Old")
    make_resource(title="Another circle’s", review_due_on="2020-01-01", audience="circle", circle=CircleFactory())
    client = sign_in(curator, with_second_step=True)
    assert titles(client) == ["A card"]
    html = client.get("/review/").content.decode()
    assert ("No deadline" in html, "overdue and come" in html) == (True, False)


def test_a_moderator_s_holds_none(moderator, overdue, sign_in):
    client = sign_in(moderator, with_second_step=True)
    assert titles(client) == []
    assert client.get(url_of(overdue)).status_code == 404
    with pytest.raises(PermissionDenied):
        keep_resource(resource_id=overdue.pk, curator=moderator)


def test_what_is_still_right_is_looked_at_again_in_a_year(curator, overdue, sign_in):
    client = sign_in(curator, with_second_step=True)
    decide(client, url_of(overdue), choice="approve")
    assert "Kept. Its next review is in a year." in client.get("/review/").content.decode()
    overdue.refresh_from_db()
    assert overdue.review_due_on == timezone.localdate() + dt.timedelta(days=365)
    assert keep_resource(resource_id=overdue.pk, curator=curator) is False


def test_what_is_withdrawn_is_found_by_curators_alone_and_the_log_says_why(curator, overdue, sign_in):
    client = sign_in(curator, with_second_step=True)
    assert "Give a reason" in decide(client, url_of(overdue), choice="reject").content.decode()
    decide(client, url_of(overdue), choice="reject", reason="The law has changed")
    assert Resource.objects.visible_to(MemberFactory()).count() == 0
    assert Resource.objects.visible_to(curator).get().state == ResourceState.WITHDRAWN
    assert ModelLogEntry.objects.get(action="library.resource.withdraw").data["reason"] == "The law has changed"
    lines = client.get("/review/history/").context["lines"]
    assert [(line.what.title, line.outcome) for line in lines] == [("A card", "Withdrawn")]
    assert withdraw_resource(resource_id=overdue.pk, curator=curator, reason="Again") is False


def test_a_curator_brings_back_what_was_withdrawn(curator, overdue, sign_in):
    withdraw_resource(resource_id=overdue.pk, curator=curator, reason="By mistake")
    client = sign_in(curator, with_second_step=True)
    address = f"/library/{overdue.slug}/edit/"
    form = client.get(address).context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, [])}
    client.post(address, sent)
    assert Resource.objects.get().state == ResourceState.WITHDRAWN
    client.post(address, {**sent, "is_back": "on"})
    assert Resource.objects.visible_to(MemberFactory()).get() == overdue


def test_nobody_decides_about_another_version_than_they_read(curator, overdue, sign_in):
    client = sign_in(curator, with_second_step=True)
    seen = opened(client, url_of(overdue))
    change_resource(resource_id=overdue.pk, curator=curator, summary="Quite different.")
    assert client.post(url_of(overdue), {"choice": "approve", "shown_hash": seen}).status_code == 409
    overdue.refresh_from_db()
    assert overdue.is_review_overdue


def test_a_curator_leaves_one_to_the_others(curator, overdue):
    MemberFactory(roles=["Curators"])
    recuse(queue="resources", item_id=overdue.pk, moderator=curator, reason="I wrote it")
    with pytest.raises(PermissionDenied):
        keep_resource(resource_id=overdue.pk, curator=curator)


@pytest.mark.parametrize("count", [1, 3])
def test_a_curator_s_queue_costs_the_same_for_one_and_three(curator, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        make_resource(review_due_on="2020-01-01")
    client = sign_in(curator, with_second_step=True)
    client.get("/review/")
    # session, person, roles, resources, second looks; claims, first approvals, own recusals, what was decided today
    with django_assert_num_queries(11):
        client.get("/review/")
