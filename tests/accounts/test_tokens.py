"""Sign-in links and codes stop working when what they were sent for has changed (as in allauth and Discourse)."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from ratsite.accounts.actions.change_membership import create_person, set_member_state
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.notifications.models import Mail
from tests.accounts.test_sign_in import sign_in
from tests.factories import PASSWORD, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
NEW = "lantern gravel teapot winter"


@pytest.fixture
def link_of(client, django_capture_on_commit_callbacks):
    """Return the link in the password email that a person asked for."""

    def link(person) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("account_reset_password"), {"email": person.email})
        return re.search(r"https?://[^/\s]+(/account/\S+)", mail.outbox[-1].body)[1]

    return link


def opens(client, link: str, password: str = NEW) -> bool:
    """True if a password can be set by the link."""
    answer = client.get(link)
    if answer.status_code != 302:
        return False
    client.post(answer["Location"], {"password1": password, "password2": password})
    return True


@pytest.fixture
def approved() -> User:
    """A person who was just approved and has no password."""
    person = create_person(coordinator=None, email="new@agency.example", first_name="", last_name="", agency=None)
    set_member_state(person_id=person.pk, state=MemberState.APPROVED, coordinator=None)
    return User.objects.get(pk=person.pk)


def first_link() -> str:
    """Return the link in the newest email about a membership."""
    return re.search(r"https?://[^/\s]+(/account/password/reset/key/\S+)", Mail.objects.latest("pk").text)[1]


def test_the_email_about_an_approval_has_the_link_to_a_first_password(client, approved):
    link = first_link()
    answer = client.get(link, follow=True)
    page = flat(answer.content)
    assert ("<h1>Choose your password</h1>" in page, "signed out" in page) == (True, False)
    form = {"password1": NEW, "password2": NEW}
    page = flat(client.post(answer.redirect_chain[-1][0], form, follow=True).content)
    assert ("<h1>Your password is saved</h1>" in page, "signed out" in page) == (True, False)
    assert User.objects.get().check_password(NEW)
    assert not opens(client, link, "another lantern gravel teapot")


def test_the_link_to_a_first_password_works_as_long_as_the_email_says(client, settings, request):
    settings.PASSWORD_RESET_TIMEOUT = 5 * 86_400
    request.getfixturevalue("approved")
    assert "It works once, for 5 days:" in Mail.objects.latest("pk").text
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert not opens(client, first_link())


@pytest.mark.parametrize("state", [MemberState.SUSPENDED, MemberState.LEFT])
def test_the_link_to_a_first_password_ends_with_the_membership(client, approved, state):
    link = first_link()
    set_member_state(person_id=approved.pk, state=state, coordinator=None, reason="Under investigation")
    assert not opens(client, link)
    set_member_state(person_id=approved.pk, state=MemberState.APPROVED, coordinator=None, reason="Over")
    assert not opens(client, link)
    assert opens(client, first_link())


def test_a_person_who_resets_a_password_is_told_that_other_devices_are_signed_out(client, member, link_of):
    assert "You will be signed out everywhere else." in flat(client.get(link_of(member), follow=True).content)


def change_password(person) -> None:
    person.set_password("another long passphrase of mine")
    person.save()


def change_address(person) -> None:
    EmailAddress.objects.filter(user=person).update(email="new@agency.example")
    person.email = "new@agency.example"
    person.save()


def exclude(person) -> None:
    person.excluded_until = timezone.now() + dt.timedelta(days=7)
    person.save()


def deactivate(person) -> None:
    person.is_active = False
    person.save()


def close_agency(person) -> None:
    person.agency.is_active = False
    person.agency.save()


def lapse(person) -> None:
    person.state = MemberState.LAPSED
    person.save()


def test_a_reset_link_works_once(client, member, link_of):
    link = link_of(member)
    assert opens(client, link)
    member.refresh_from_db()
    assert member.check_password(NEW)
    assert not opens(client, link, "quite another set of words")
    member.refresh_from_db()
    assert member.check_password(NEW)


@pytest.mark.parametrize(
    "event",
    [
        change_password,
        change_address,
        exclude,
        deactivate,
        close_agency,
        lapse,
        lambda person: leave(person=person),
    ],
)
def test_a_reset_link_dies_with_what_it_was_sent_for(client, member, link_of, event):
    link = link_of(member)
    event(member)
    assert not opens(client, link)
    member.refresh_from_db()
    assert not member.check_password(NEW)


def test_another_person_s_link_does_not_open_this_account(client, member, link_of):
    other = MemberFactory()
    theirs, mine = link_of(other), link_of(member)
    uid = re.compile(r"(/key/)([^-]+)-")
    mixed = uid.sub(rf"\g<1>{uid.search(mine)[2]}-", theirs)
    assert mixed != theirs
    assert not opens(client, mixed)


def test_a_sign_in_that_succeeds_in_between_does_not_lift_the_limit(client, member):
    attacker = MemberFactory()
    for number in range(12):
        client.post(reverse("account_login"), {"login": member.email, "password": "wrong"})
        if number % 3 == 2:
            sign_in(client, attacker)
            client.post(reverse("account_logout"))
    sign_in(client, member, PASSWORD)
    assert client.get("/forum/").status_code == 302
