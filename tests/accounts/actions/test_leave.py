"""A member leaves the network: from the next request they have no access anywhere."""

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.post import post_reply
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.actions.decide_application import approve_application
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.notifications.models import Mail
from tests.accounts.applicants import make_application
from tests.factories import PASSWORD, AgencyFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.membership_changes import send_membership

pytestmark = pytest.mark.django_db
LEAVE = reverse("me:leave")


@pytest.fixture
def at_the_door(client, member):
    """A client of a member who has just given their password."""
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def reset_link(person: User) -> str:
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return reverse("account_reset_password_from_key", args=key.split("-", 1))


def sets_a_password(client, link: str) -> bool:
    """Return True if the link in the password email still works."""
    form = client.get(link, follow=True)
    new = {"password1": "another long phrase", "password2": "another long phrase"}
    return client.post(form.request["PATH_INFO"], new).status_code == 302


def test_the_password_is_asked_for_first(member, sign_in):
    response = sign_in(member).post(LEAVE, {})
    assert response.url.startswith(reverse("account_reauthenticate"))
    member.refresh_from_db()
    assert member.is_member


def test_a_person_who_leaves_is_emailed_and_signed_out_everywhere(at_the_door, member, happen, mailoutbox):
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    feed = reverse("private:forum", args=[make_token(person=member, kind=FeedKind.FORUM)])
    member.refresh_from_db()  # signing in changes what a link for a new password is made of
    reset = reset_link(member)
    assert at_the_door.get(feed).status_code == 200

    response = happen(at_the_door.post, LEAVE, {"reason": "New job"})

    assert "You have left the network" in flat(response.content)
    for client in (at_the_door, elsewhere):
        assert client.get("/forum/").url.startswith(reverse("account_login"))
    stranger = Client()
    assert stranger.get(feed).status_code == 404
    assert not sets_a_password(stranger, reset)
    signed_in = stranger.post(reverse("account_login"), {"login": member.email, "password": PASSWORD}, follow=True)
    assert "You have left the network" in flat(signed_in.content)
    assert stranger.get("/forum/").status_code == 302
    assert "New job" in "".join(mail.body for mail in mailoutbox)


def test_the_email_to_a_person_who_left_by_themselves_is_not_about_a_decision_of_others(member, happen, mailoutbox):
    happen(leave, person=member, reason="New job")
    (mail,) = [mail for mail in mailoutbox if mail.to == [member.email]]
    assert "You have left the network, as you asked." in mail.body
    for words in ("A different person", "you think that this is wrong", "New job"):
        assert words not in mail.body


def test_a_person_who_left_gets_no_email_about_the_forum(member, happen):
    topic = make_topic(author=member)
    leave(person=member)
    Mail.objects.all().delete()
    happen(post_reply, topic=topic, author=MemberFactory(), body="Are you there?")
    assert list(Mail.objects.filter(to=member.email)) == []


def test_posts_of_a_person_who_left_stay(member, sign_in):
    topic = make_topic(author=member)
    leave(person=member)
    shown = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert str(member) in shown


def test_the_last_coordinator_makes_another_first(client):
    person = MemberFactory(roles=["Coordinators"])
    assert not leave(person=person)
    person.refresh_from_db()
    assert person.is_member
    MemberFactory(roles=["Coordinators"], state=MemberState.SUSPENDED)
    assert not leave(person=person)  # whoever is shut out lets nobody in
    MemberFactory(roles=["Coordinators"])
    assert leave(person=person)


def test_coming_back_is_a_new_beginning(member):
    member.is_agency_lead = True
    member.save()
    leave(person=member)
    set_member_state(person_id=member.pk, state=MemberState.APPROVED, coordinator=None)
    member.refresh_from_db()
    assert (member.is_member, member.is_agency_lead, list(member.groups.all())) == (True, False, [])


@pytest.mark.parametrize("door", ["desk", "application"])
def test_a_person_whose_membership_a_coordinator_ended_returns_without_roles_or_circles(sign_in, member, door):
    """The coordinator sends the form with the person's roles still ticked, as the page shows it."""
    coordinator = MemberFactory(roles=["Coordinators"])
    member.groups.add(Group.objects.get(name="Moderators"))
    member.is_agency_lead = True
    member.save()
    CircleFactory().people.add(member)
    staff_client = sign_in(coordinator, with_second_step=True)
    send_membership(staff_client, member, state="left", roles=["Moderators"], reason="Works elsewhere now")
    entries = ModelLogEntry.objects.filter(object_id=str(member.pk)).values_list("action", flat=True)
    assert set(entries) == {"accounts.person.roles", "accounts.person.left"}

    if door == "desk":
        send_membership(staff_client, member, state="approved", reason="Back again")
    else:
        approve_application(
            application_id=make_application(email=member.email).pk,
            coordinator=coordinator,
            agency=AgencyFactory(),
            is_same_person=True,
        )
    back = User.objects.get(pk=member.pk)
    assert (back.is_member, back.is_agency_lead, back.shows_review_pages, back.is_steward) == (
        True,
        False,
        False,
        False,
    )
    assert (list(back.groups.all()), list(back.circles.all())) == ([], [])


def test_a_person_who_had_left_with_a_role_returns_without_it(member):
    User.objects.filter(pk=member.pk).update(state=MemberState.LEFT, is_active=False, is_agency_lead=True)
    member.groups.add(Group.objects.get(name="Moderators"))
    CircleFactory().people.add(member)
    set_member_state(person_id=member.pk, state=MemberState.APPROVED, coordinator=None)
    back = User.objects.get(pk=member.pk)
    assert (back.is_member, back.is_agency_lead, back.is_steward, back.circles.count()) == (True, False, False, 0)


def test_a_role_ticked_when_a_person_returns_is_given_again(sign_in, member):
    leave(person=member)
    staff_client = sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    send_membership(staff_client, member, state="approved", roles=["Curators"], reason="As agreed")
    assert set(User.objects.get(pk=member.pk).role_names) == {"Curators"}


def test_leaving_twice_is_leaving_once(member):
    assert leave(person=member)
    assert not leave(person=member)
    assert Mail.objects.filter(subject="A member has left the network").count() == 1


def test_a_link_for_a_new_password_works_while_nothing_changes(client, member):
    assert sets_a_password(client, reset_link(member))


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LAPSED, MemberState.LEFT])
def test_a_link_for_a_new_password_dies_with_the_membership_and_stays_dead(client, member, state):
    link = reset_link(member)
    set_member_state(person_id=member.pk, state=state, coordinator=None)
    assert not sets_a_password(client, link)
    set_member_state(person_id=member.pk, state=MemberState.APPROVED, coordinator=None)
    assert not sets_a_password(client, link)


def test_a_link_for_a_new_password_dies_with_the_agency_s_place(client, member):
    link = reset_link(member)
    member.agency.is_active = False
    member.agency.save()
    assert not sets_a_password(client, link)
