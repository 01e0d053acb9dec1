"""Sign-in links and codes stop working when what they were sent for has changed (as in allauth and Discourse)."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from ratsite.accounts.actions.leave import leave
from ratsite.accounts.enums import MemberState
from tests.accounts.test_sign_in import sign_in
from tests.factories import PASSWORD, MemberFactory

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
