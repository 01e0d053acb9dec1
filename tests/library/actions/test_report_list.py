"""Reported reading lists: a moderator takes one down with a reason or leaves it, and those concerned are notified."""

import re
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from library.actions.edit_list import change_list, make_list, put_on_list
from library.actions.report_list import leave_list, report_list, take_down_list
from library.integrations.list_queue import ReportedLists
from library.models import ListReaders, ReadingList, ReadingListReport
from ratsite.accounts.models import User
from ratsite.lib.optimistic_lock import Stale
from ratsite.notifications.models import Notification
from ratsite.review.actions.recuse import recuse
from tests.factories import CircleFactory, MemberFactory, make_resource
from tests.markup import flat
from tests.meanwhile import after_query
from tests.review.pages import decide, opened

pytestmark = pytest.mark.django_db
WHY = "Its title points at one family"


@pytest.fixture
def owner(db):
    return MemberFactory()


@pytest.fixture
def moderator(db):
    return MemberFactory(roles=["Curators"]).with_second_step()


@pytest.fixture
def shared(owner) -> ReadingList:
    made = make_list(owner=owner, title="First week", readers=ListReaders.MEMBERS)
    put_on_list(list_id=made.pk, owner=owner, resource_id=make_resource().pk, note="Start here")
    return made


def report(shared, reporter, text="Everybody knows who it is") -> ReadingListReport:
    return report_list(list_id=shared.pk, reporter=reporter, reason="identifies", text=text)


def shown_in(response) -> str:
    return flat(response.content.decode())


def item(shared) -> str:
    return reverse("review:item", args=["reading-lists", shared.pk])


def test_the_headings_of_a_reported_list_leave_out_no_level(shared, member, moderator, sign_in):
    report(shared, member)
    main = shown_in(sign_in(moderator, with_second_step=True).get(item(shared))).partition("<main")[2]
    levels = [int(level) for level in re.findall(r"<h(\d)", main.partition("</main>")[0])]
    assert [after for before, after in pairwise(levels) if after > before + 1] == []


def test_a_list_is_reported_and_taken_down_and_gone_for_all_but_its_owner(
    shared, owner, member, moderator, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(member)
    there = reverse("library:reading_list_report", args=[shared.pk])
    assert there in shown_in(client.get(shared.get_absolute_url()))
    client.post(there, {"reason": "identifies", "text": "Everybody knows who it is"})
    staff_client = sign_in(moderator, with_second_step=True)
    html = shown_in(staff_client.get(item(shared)))
    assert "It identifies someone" in html
    assert "Everybody knows who it is" in html
    assert "Start here" in html
    with django_capture_on_commit_callbacks(execute=True):
        decide(staff_client, item(shared), choice="approve", reason=WHY)
    for reader in (member, MemberFactory(), moderator):
        client = sign_in(reader, with_second_step=reader == moderator)
        assert client.get(shared.get_absolute_url()).status_code == 404
        assert "First week" not in shown_in(client.get(reverse("library:reading_lists")))
    mine = sign_in(owner)
    assert "Taken down: only you can see it" in shown_in(mine.get(reverse("library:reading_lists")))
    page = shown_in(mine.get(shared.get_absolute_url()))
    assert WHY in page
    assert "Start here" in page
    entry = ModelLogEntry.objects.get(action="library.list.take_down")
    assert (entry.user, entry.data["reason"]) == (moderator, WHY)


def test_owner_and_reporters_are_notified_and_the_owner_does_not_learn_who_reported(
    shared, owner, member, moderator, sign_in, django_capture_on_commit_callbacks
):
    other = MemberFactory()
    report(shared, member)
    report(shared, other)
    with django_capture_on_commit_callbacks(execute=True):
        assert take_down_list(list_id=shared.pk, moderator=moderator, reason=WHY)
    client = sign_in(owner)
    page = shown_in(client.get("/notifications/"))
    assert "Reading list of yours that was taken down" in page
    assert "First week" in page
    page += shown_in(client.get(shared.get_absolute_url()))
    assert WHY in page
    assert str(member) not in page
    assert "knows who it is" not in page
    for reporter in (member, other):
        client = sign_in(reporter)
        told = shown_in(client.get("/notifications/"))
        assert "Reading list that you reported: taken down" in told
        page = shown_in(client.get(reverse("library:reading_lists")))
        assert WHY in page
        assert "The list was taken down" in page
        assert "First week" not in told + page


def test_a_list_that_is_left_stays_and_only_its_reporters_hear(
    shared, owner, member, moderator, sign_in, django_capture_on_commit_callbacks
):
    report(shared, member)
    with django_capture_on_commit_callbacks(execute=True):
        decide(sign_in(moderator, with_second_step=True), item(shared), choice="reject", reason="It names a service")
    assert sign_in(MemberFactory()).get(shared.get_absolute_url()).status_code == 200
    client = sign_in(member)
    assert "Reading list that you reported: it stays" in shown_in(client.get("/notifications/"))
    page = shown_in(client.get(reverse("library:reading_lists")))
    assert "It names a service" in page
    assert f'href="{shared.get_absolute_url()}"' in page
    assert not Notification.objects.filter(person=owner).exists()


def test_the_owner_only_deletes_what_was_taken_down(shared, owner, member, moderator, sign_in):
    report(shared, member)
    take_down_list(list_id=shared.pk, moderator=moderator, reason=WHY)
    with pytest.raises(PermissionDenied):
        change_list(list_id=shared.pk, owner=owner, title="Again", readers=ListReaders.MEMBERS)
    with pytest.raises(PermissionDenied):
        put_on_list(list_id=shared.pk, owner=owner, resource_id=make_resource().pk)
    client = sign_in(owner)
    assert client.get(reverse("library:reading_list_edit", args=[shared.pk])).status_code == 403
    delete = reverse("library:reading_list_delete", args=[shared.pk])
    assert delete in shown_in(client.get(shared.get_absolute_url()))
    client.post(delete)
    assert not ReadingList.objects.exists()


def test_a_second_report_replaces_the_first_while_it_is_open(shared, member, moderator, sign_in):
    report(shared, member, "One")
    page = shown_in(sign_in(member).get(reverse("library:reading_list_report", args=[shared.pk])))
    assert "You reported this list on" in page
    assert "One" in page
    report(shared, member, "Two")
    assert ReadingListReport.objects.get().text == "Two"
    leave_list(list_id=shared.pk, moderator=moderator, reason="Fine")
    report(shared, member, "Three")
    assert ReadingListReport.objects.count() == 2


@pytest.mark.parametrize("who", ["the owner", "who reported it", "a member", "without the second step"])
def test_who_may_not_decide(who, member, moderator, sign_in):
    made = make_list(owner=moderator if who == "the owner" else MemberFactory(), title="A", readers="members")
    reporter = moderator if who == "who reported it" else MemberFactory()
    report(made, reporter)
    person = {"a member": member, "without the second step": User.objects.get(pk=moderator.pk)}.get(who, moderator)
    for act in (take_down_list, leave_list):
        with pytest.raises(PermissionDenied):
            act(list_id=made.pk, moderator=person, reason=WHY)
    client = sign_in(person, with_second_step=person == moderator)
    if who == "the owner":  # who would else read what was said about their list
        assert client.get(item(made)).status_code == 404
        assert not ReportedLists().deciders(made.pk).filter(pk=person.pk).exists()


def test_a_moderator_who_left_the_item_to_others_does_not_decide(shared, member, moderator):
    report(shared, member)
    recuse(queue="reading-lists", item_id=shared.pk, moderator=moderator, reason="I know the family")
    with pytest.raises(PermissionDenied):
        take_down_list(list_id=shared.pk, moderator=moderator, reason=WHY)


def test_a_list_of_a_circle_is_reported_and_decided_in_the_circle(member, moderator, sign_in):
    circle, owner = CircleFactory(), MemberFactory()
    circle.people.add(owner)
    made = make_list(owner=owner, title="A", readers="circle", circle=circle)
    address = reverse("library:reading_list_report", args=[made.pk])
    assert sign_in(member).get(address).status_code == 404
    with pytest.raises(PermissionDenied):
        report(made, member)
    circle.people.add(member)
    report(made, member)
    assert ReportedLists().waiting(moderator) == []
    with pytest.raises(PermissionDenied):
        take_down_list(list_id=made.pk, moderator=moderator, reason=WHY)
    circle.people.add(moderator)
    assert [one.pk for one in ReportedLists().waiting(moderator)] == [made.pk]


def test_a_list_is_decided_once_and_only_as_it_was_shown(shared, owner, member, moderator):
    report(shared, member)
    shown_hash = ReportedLists().find(moderator, shared.pk).shown_hash
    change_list(list_id=shared.pk, owner=owner, title="Another title", readers=ListReaders.MEMBERS)
    with pytest.raises(Stale):
        take_down_list(list_id=shared.pk, moderator=moderator, reason=WHY, shown_hash=shown_hash)
    assert take_down_list(list_id=shared.pk, moderator=moderator, reason=WHY)
    assert not leave_list(list_id=shared.pk, moderator=moderator, reason="Too late")


def test_a_report_sent_while_the_page_is_read_is_not_closed_unseen(shared, member, moderator, sign_in):
    report(shared, member)
    client = sign_in(moderator, with_second_step=True)
    second = MemberFactory()
    with after_query('SELECT "library_readinglistreport"."id"', lambda: report(shared, second, "And the street")):
        shown_hash = opened(client, item(shared))
    answer = client.post(item(shared), {"choice": "reject", "reason": WHY, "shown_hash": shown_hash})
    assert (answer.status_code, "And the street" in shown_in(answer)) == (409, True)
    assert ReadingListReport.objects.open().count() == 2


def test_nobody_reports_their_own_list_or_one_that_is_not_shared(owner, member, sign_in):
    own = make_list(owner=owner, title="Mine", readers=ListReaders.OWNER)
    client = sign_in(owner)
    assert client.get(reverse("library:reading_list_report", args=[own.pk])).status_code == 403
    assert "Report this list" not in shown_in(client.get(own.get_absolute_url()))
    assert sign_in(member).get(reverse("library:reading_list_report", args=[own.pk])).status_code == 404


def test_the_typed_text_is_shown_again_when_a_field_is_empty(shared, member, sign_in):
    answer = sign_in(member).post(reverse("library:reading_list_report", args=[shared.pk]), {"reason": "other"})
    assert "Say in a few words what is wrong" in shown_in(answer)
    assert 'value="other"' in shown_in(answer)
    assert not ReadingListReport.objects.exists()


def test_the_queue_costs_the_same_for_one_list_and_for_three(shared, owner, member, moderator):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            ReportedLists().waiting(moderator)
        return len(asked)

    report(shared, member)
    cost()  # fetches the moderator's roles
    one = cost()
    for _ in range(2):
        report(make_list(owner=MemberFactory(), title="A", readers="members"), member)
    assert cost() == one


@pytest.mark.parametrize("readers", [ListReaders.OWNER, ListReaders.CIRCLE])
def test_reports_end_when_the_list_is_no_longer_shared_with_those_who_made_them(
    readers, member, moderator, sign_in, django_capture_on_commit_callbacks
):
    circle, other, owner = CircleFactory(), CircleFactory(), MemberFactory()
    circle.people.add(owner, member, moderator)
    other.people.add(owner)
    made = make_list(owner=owner, title="A", readers="circle", circle=circle)
    report(made, member)
    changed = {"title": "Written since", "readers": readers, "circle": other if readers == ListReaders.CIRCLE else None}
    with django_capture_on_commit_callbacks(execute=True):
        change_list(list_id=made.pk, owner=owner, **changed)
    assert ReportedLists().waiting(moderator) == []
    assert ReportedLists().find(moderator, made.pk) is None
    assert not take_down_list(list_id=made.pk, moderator=moderator, reason=WHY)
    assert "no longer shares it with you" in shown_in(sign_in(member).get(reverse("library:reading_lists")))
    told = shown_in(sign_in(member).get("/notifications/"))
    assert "no longer shared with you" in told
    assert "Written since" not in told


def test_an_open_report_stays_while_the_list_is_shared_as_before_or_with_more(shared, owner, member, moderator):
    report(shared, member)
    change_list(list_id=shared.pk, owner=owner, title="Renamed", readers=ListReaders.MEMBERS)
    assert [waiting.pk for waiting in ReportedLists().waiting(moderator)] == [shared.pk]
