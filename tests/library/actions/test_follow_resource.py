"""Followers of a resource are notified of new versions, and when it is replaced or withdrawn. Nobody else is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.follow import follow
from forum.enums import About
from library.actions.check_resource import check_resource, confirm_check
from library.actions.follow_resource import follow_resource, notify_followers, unfollow_resource
from library.actions.publish_version import publish
from library.actions.withdraw_resource import bring_back, withdraw_resource
from library.enums import FOLLOWED_RESOURCES, Audience
from library.models import ResourceCheck, ResourceFollow
from ratsite.network.enums import Marking
from ratsite.network.models import ExploitationForm
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.notification_email import compose
from ratsite.notifications.registry import lines_of, source_of
from ratsite.search.actions.send_alerts import notify_of_followed
from tests.factories import CircleFactory, MemberFactory, make_resource, make_version
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def curator(db):
    curator = MemberFactory(roles=["Curators"])
    curator.has_taken_second_step = True
    return curator


@pytest.fixture
def second_curator(db):
    """A curator of another agency than the resource's owner."""
    curator = MemberFactory(roles=["Curators"])
    curator.has_taken_second_step = True
    return curator


@pytest.fixture
def resource(curator):
    return make_resource(curator, title="Beds")


def page(client, resource) -> str:
    return flat(client.get(resource.get_absolute_url()).content)


def publish_another(resource, curator):
    publish(make_version(resource, curator, is_to_publish=False), checked_by=curator)


def notified(person) -> list[str]:
    """Return the verbs of the person's notifications about followed resources, if they can still read them."""
    rows = Notification.objects.filter(person=person, source=FOLLOWED_RESOURCES).order_by("pk")
    lines = lines_of(person, rows)
    return [row.verb for row in rows if row.pk in lines]


def test_a_member_follows_a_resource_and_stops_from_its_page(resource, member, sign_in):
    client = sign_in(member)
    html = page(client, resource)
    assert "Follow this resource</button>" in html
    assert "csrfmiddlewaretoken" in html.partition("<h2>Follow</h2>")[2].partition("</form>")[0]
    for _ in range(2):
        assert client.post(reverse("library:resource_follow", args=[resource.slug]))["Location"] == (
            resource.get_absolute_url()
        )
    assert ResourceFollow.objects.get().person == member
    assert "Stop following</button>" in page(client, resource)
    client.post(reverse("library:resource_unfollow", args=[resource.slug]))
    assert not ResourceFollow.objects.exists()
    assert "Follow this resource</button>" in page(client, resource)


def test_the_page_of_follows_lists_a_followed_resource_and_can_stop_it(resource, member, sign_in):
    client, listed = sign_in(member), reverse("following:following_list")
    assert "Resources that you follow" not in flat(client.get(listed).content)
    follow_resource(person=member, resource=resource)
    html = flat(client.get(listed).content)
    listing = html.partition("Resources that you follow")[2]
    assert f'<a href="{resource.get_absolute_url()}"' in listing
    assert "csrfmiddlewaretoken" in listing.partition("</form>")[0]
    answer = client.post(reverse("library:resource_unfollow", args=[resource.slug]), {"from_list": "1"})
    assert answer["Location"] == listed
    assert "Resources that you follow" not in flat(client.get(listed).content)


def test_the_list_costs_the_same_for_one_resource_and_for_three(member, sign_in):
    client = sign_in(member)

    def cost() -> int:
        follow_resource(person=member, resource=make_resource())
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("following:following_list"))
        return len(asked)

    one = cost()
    cost()
    assert cost() == one


def test_followers_are_notified_of_each_new_version_and_others_are_not(resource, curator, member, happen):
    follow_resource(person=member, resource=resource)
    follow_resource(person=curator, resource=resource)
    MemberFactory()
    for _ in range(2):
        happen(publish_another, resource=resource, curator=curator)
    assert notified(member) == ["version", "version"]
    assert Notification.objects.filter(source=FOLLOWED_RESOURCES).exclude(person=member).count() == 0


def test_a_draft_and_a_check_that_changed_no_version_are_no_news(resource, curator, second_curator, member, happen):
    follow_resource(person=member, resource=resource)
    happen(make_version, resource=resource, curator=curator, is_to_publish=False)
    for outcome in ("still_right", "amended"):
        happen(check_resource, resource_id=resource.pk, curator=second_curator, outcome=outcome, reason="Read it.")
    assert [check.is_waiting for check in resource.checks.all()] == [False, False, False]
    assert notified(member) == []


def test_followers_are_notified_when_it_is_replaced_withdrawn_and_restored(
    resource, curator, second_curator, member, happen
):
    follow_resource(person=member, resource=resource)
    newer = make_resource(curator, title="More beds")
    checked = {"outcome": "superseded", "reason": "Newer.", "instead": newer}
    happen(check_resource, resource_id=resource.pk, curator=second_curator, **checked)
    by = {"resource_id": resource.pk, "curator": second_curator}
    assert notified(member) == ["superseded"]
    happen(withdraw_resource, reason="It is wrong.", **by)
    assert notified(member) == ["superseded", "withdrawn"]
    happen(bring_back, reason="It is right.", **by)
    assert notified(member) == ["superseded", "withdrawn", "back"]


def test_followers_are_notified_of_a_replacement_once_a_second_person_has_confirmed_it(
    resource, curator, second_curator, member, happen
):
    follow_resource(person=member, resource=resource)
    asked = {"outcome": "superseded", "reason": "Newer.", "instead": make_resource(curator)}
    happen(check_resource, resource_id=resource.pk, curator=curator, **asked)
    check = ResourceCheck.objects.waiting().get()
    assert (notified(member), notify_followers(check.pk)) == ([], 0)
    happen(confirm_check, check_id=check.pk, decider=second_curator)
    assert notified(member) == ["superseded"]


def test_the_page_of_a_withdrawn_resource_marks_the_notification_as_read(resource, curator, member, happen, sign_in):
    follow_resource(person=member, resource=resource)
    happen(withdraw_resource, resource_id=resource.pk, curator=curator, reason="It is wrong.")
    client = sign_in(member)
    assert client.get(resource.get_absolute_url()).status_code == 410
    assert Notification.objects.unread().filter(person=member).count() == 0
    html = flat(client.get(reverse("following:following_list")).content)
    assert "<span>Withdrawn</span>" in html.partition("Resources that you follow")[2]
    client.post(reverse("library:resource_unfollow", args=[resource.slug]), {"from_list": "1"})
    assert not ResourceFollow.objects.exists()


def test_a_person_who_can_no_longer_read_the_resource_is_notified_neither_then_nor_later(
    curator, member, happen, sign_in
):
    circle = CircleFactory()
    circle.people.add(curator, member)
    resource = make_resource(curator, title="Marmalade", audience=Audience.CIRCLE, circle=circle)
    follow_resource(person=member, resource=resource)
    happen(publish_another, resource=resource, curator=curator)
    assert notified(member) == ["version"]
    circle.people.remove(member)
    assert notified(member) == []
    happen(publish_another, resource=resource, curator=curator)
    happen(withdraw_resource, resource_id=resource.pk, curator=curator, reason="It is wrong.")
    assert Notification.objects.filter(person=member, source=FOLLOWED_RESOURCES).count() == 1
    client = sign_in(member)
    assert "Marmalade" not in flat(client.get(reverse("following:following_list")).content)
    for name in ("resource_follow", "resource_unfollow"):
        assert client.post(reverse(f"library:{name}", args=[resource.slug])).status_code == 404


def test_a_member_who_left_the_network_is_not_notified(resource, curator, member, happen):
    follow_resource(person=member, resource=resource)
    member.confirm_by = timezone.localdate() - dt.timedelta(days=365)
    member.save()
    happen(publish_another, resource=resource, curator=curator)
    assert not Notification.objects.filter(source=FOLLOWED_RESOURCES).exists()


def test_a_visitor_follows_nothing(client):
    resource = make_resource(audience=Audience.PUBLIC, marking=Marking.CLEAR)
    assert "Follow this resource" not in page(client, resource)
    assert client.post(reverse("library:resource_follow", args=[resource.slug])).status_code == 302
    assert not ResourceFollow.objects.exists()


def test_a_draft_cannot_be_followed(resource, curator, sign_in):
    withdraw_resource(resource_id=resource.pk, curator=curator, reason="It is wrong.")
    client = sign_in(curator, with_second_step=True)
    assert "Follow this resource" not in page(client, resource)
    assert client.post(reverse("library:resource_follow", args=[resource.slug])).status_code == 403


def test_telling_followers_costs_the_same_for_one_and_for_three(resource, curator, happen):
    check = resource.checks.last()

    def cost() -> int:
        follow_resource(person=MemberFactory(), resource=resource)
        Notification.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            notify_followers(check.pk)
        return len(asked)

    one = cost()
    cost()
    assert (cost(), Notification.objects.count()) == (one, 3)


def test_a_follower_of_the_resource_and_its_word_is_notified_once(curator, member, happen):
    form = ExploitationForm.objects.get(slug="labour")
    resource = make_resource(curator, forms=[form])
    follow(person=member, about=About.FORM, level=Level.DIGEST, target=form)
    follow_resource(person=member, resource=resource)
    happen(publish_another, resource=resource, curator=curator)
    assert notify_of_followed() == 0
    assert notified(member) == ["version"]


def test_a_person_who_stops_following_the_resource_is_not_notified_of_the_same_version_again(curator, member, happen):
    form = ExploitationForm.objects.get(slug="labour")
    resource = make_resource(curator, forms=[form])
    follow(person=member, about=About.FORM, level=Level.AT_ONCE, target=form)
    follow_resource(person=member, resource=resource)
    happen(publish_another, resource=resource, curator=curator)
    unfollow_resource(person=member, resource_id=resource.pk)
    assert notify_of_followed() == 0
    assert notified(member) == ["version"]


def test_a_follower_of_the_word_with_immediate_email_gets_it_though_they_follow_the_resource(
    curator, member, happen, clock
):
    clock.set("2026-11-03", "11:00")  # a Tuesday, after the hour of the summary email
    form = ExploitationForm.objects.get(slug="labour")
    resource = make_resource(curator, forms=[form])
    other = MemberFactory()
    for person in (member, other):
        follow_resource(person=person, resource=resource)
    follow(person=member, about=About.FORM, level=Level.AT_ONCE, target=form)
    happen(publish_another, resource=resource, curator=curator)
    assert queue_due_emails() == 0
    for _ in range(2):
        assert notify_of_followed() == 0
    assert (queue_due_emails(), Mail.objects.get().person) == (1, member)


def test_a_follower_of_the_resource_and_its_word_is_notified_once_they_may_read_it(curator, member, happen):
    form = ExploitationForm.objects.get(slug="labour")
    circle = CircleFactory()
    circle.people.add(curator, member)
    resource = make_resource(curator, forms=[form], audience=Audience.CIRCLE, circle=circle)
    follow(person=member, about=About.FORM, level=Level.DIGEST, target=form)
    follow_resource(person=member, resource=resource)
    circle.people.remove(member)
    happen(publish_another, resource=resource, curator=curator)
    assert (notify_of_followed(), notified(member)) == (0, [])
    circle.people.add(member)
    assert (notify_of_followed(), notify_of_followed()) == (1, 0)


@pytest.mark.parametrize(
    ("given", "is_named"), [({}, True), ({"marking": Marking.AMBER_STRICT}, False), ({"circle": True}, False)]
)
def test_the_email_names_only_what_its_marking_lets_out_and_has_a_way_to_stop(curator, member, happen, given, is_named):
    if given.pop("circle", False):
        circle = CircleFactory()
        circle.people.add(curator, member)
        given |= {"audience": Audience.CIRCLE, "circle": circle}
    resource = make_resource(curator, title="Marmalade card", **given)
    choose_mail(person=member, quiet_from=0, quiet_until=0, is_quiet_at_weekends=False)
    follow_resource(person=member, resource=resource)
    happen(publish_another, resource=resource, curator=curator)
    Notification.objects.update(ready_at=timezone.now(), due_at=timezone.now() - dt.timedelta(minutes=1))
    queue_due_emails()
    text = str(compose(Mail.objects.get()).content)
    assert ("Marmalade card" in text) is is_named
    assert ("New version" in text) is is_named
    group = Notification.objects.get(source=FOLLOWED_RESOURCES).group
    assert source_of(FOLLOWED_RESOURCES).stop(member, group) is True
    assert source_of(FOLLOWED_RESOURCES).stop(member, group) is False
    assert not ResourceFollow.objects.exists()


@pytest.mark.parametrize("group", ["", "resource-", "resource-x", "resource-99"])
def test_a_group_that_makes_no_sense_stops_nothing(member, group):
    assert source_of(FOLLOWED_RESOURCES).stop(member, group) is False


def test_notifications_of_two_kinds_about_one_resource_are_shown_together(resource, curator, member, happen, sign_in):
    follow_resource(person=member, resource=resource)
    happen(publish_another, resource=resource, curator=curator)
    reason = {member.pk: Reason(Level.DIGEST, "term", "Beds")}
    group = Notification.objects.get(person=member).group
    notify(source="found-resources", item_id=resource.current_id, group=group, verb="followed", people=reason)
    html = flat(sign_in(member).get(reverse("notifications:notification_list")).content)
    assert "New version, new in the library" in html


def test_unfollowing_what_is_not_followed_changes_nothing(resource, member):
    assert unfollow_resource(person=member, resource_id=resource.pk) is False
