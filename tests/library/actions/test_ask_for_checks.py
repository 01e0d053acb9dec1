"""If a law changes, all its resources need a check, and curators get one email a month about what is due."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from library.actions.ask_for_checks import ask_for_checks, notify_of_due
from library.actions.check_resource import check_resource, confirm_check
from library.enums import CheckOutcome, Freshness
from library.models import LegalInstrument, Resource
from library.queries.due_checks import own_due
from ratsite.notifications.models import Notification
from ratsite.notifications.registry import source_of
from tests.factories import CircleFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db
LAW = reverse("library:law_change")


@pytest.fixture
def act():
    return LegalInstrument.objects.create(slug="test-act-2099", name="Test Act 2099")


def test_all_that_rely_on_the_law_are_due_today_with_the_reason_in_their_history(curator, act, sign_in):
    one, two = (make_resource(instruments=[act]) for _ in range(2))
    other, hidden = make_resource(), make_resource(instruments=[act], audience="circle", circle=CircleFactory())
    client = sign_in(curator, with_second_step=True)
    assert "Test Act 2099 (2 resources)" in client.get(LAW).content.decode()
    answer = client.post(LAW, {"instrument": act.pk, "reason": "Section 45 was amended"}, follow=True)
    assert "2 resources are due for a check." in answer.content.decode()
    for resource in (one, two, hidden):
        resource.refresh_from_db()
        check = resource.checks.last()
        assert (resource.review_due_on, check.outcome) == (timezone.localdate(), CheckOutcome.ASKED)
        assert check.reason == "Section 45 was amended"
    other.refresh_from_db()
    assert other.review_due_on > timezone.localdate()
    assert ask_for_checks(instrument=act, curator=curator, reason="Section 45 was amended") == 0


def test_a_check_from_before_the_law_changed_can_no_longer_be_confirmed(
    curator, act, django_capture_on_commit_callbacks
):
    resource = make_resource(curator, instruments=[act])
    check = check_resource(resource_id=resource.pk, curator=curator, outcome="still_right", reason="Read")
    other = MemberFactory(roles=["Curators"])
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_checks(instrument=act, curator=other, reason="Section 45 was amended")
    assert confirm_check(check_id=check.pk, decider=other) is False
    resource.refresh_from_db()
    assert resource.review_due_on == timezone.localdate()
    told = Notification.objects.get(source="resource-checks")
    line = source_of("resource-checks").lines(curator.with_second_step(), [check.pk])[check.pk]
    assert (told.person, told.verb, line.excerpt) == (curator, "refused", "Section 45 was amended")


def test_an_overdue_resource_still_warns_its_readers_after_the_law_changed(curator, act):
    resource = make_resource(instruments=[act], review_due_on=dt.date(2020, 1, 1))
    assert [ask_for_checks(instrument=act, curator=curator, reason="New") for _ in range(2)] == [1, 0]
    assert Resource.objects.with_freshness().get(pk=resource.pk).freshness == Freshness.OVERDUE


def test_only_curators_sweep_and_they_say_what_changed(member, moderator, curator, act, sign_in):
    for person in (member, moderator):
        with pytest.raises(PermissionDenied):
            ask_for_checks(instrument=act, curator=person, reason="New")
    html = sign_in(curator, with_second_step=True).post(LAW, {"reason": ""}).content.decode()
    assert ("Choose which law has changed" in html, "Give a reason" in html) == (True, True)


def test_curators_are_notified_once_a_month_of_their_own_agency_s_due_resources(curator):
    MemberFactory(roles=["Curators"])  # of an agency without resources
    MemberFactory(agency=curator.agency)  # no curator
    resource = make_resource(curator, review_due_on=timezone.localdate() + dt.timedelta(days=20))
    make_resource(curator, review_due_on=timezone.localdate() + dt.timedelta(days=200))
    assert (notify_of_due(), notify_of_due()) == (1, 0)
    told = Notification.objects.get(source="resources-due")
    lines = source_of("resources-due").lines(curator, [told.item_id])
    assert (told.person, lines[told.item_id].title) == (curator, "1 resource to check")
    Resource.objects.filter(pk=resource.pk).update(review_due_on=timezone.localdate() + dt.timedelta(days=99))
    assert source_of("resources-due").lines(curator, [told.item_id]) == {}


def test_curators_of_the_deputy_are_notified_and_all_if_neither_agency_has_a_curator(curator):
    other, owner, deputy = MemberFactory(roles=["Curators"]), MemberFactory().agency, MemberFactory().agency
    due = {"review_due_on": timezone.localdate() + dt.timedelta(days=20)}
    resource = make_resource(**due)
    for fields, expected in (
        ({"agency": owner, "deputy": curator.agency}, [1, 0]),
        ({"agency": owner, "deputy": deputy}, [1, 1]),
        ({"agency": None, "deputy": None}, [1, 1]),
        ({"agency": curator.agency, "deputy": deputy}, [1, 0]),
    ):
        Resource.objects.filter(pk=resource.pk).update(**fields)
        assert [own_due(person.with_second_step()).count() for person in (curator, other)] == expected
