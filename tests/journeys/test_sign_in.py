"""Sign in with a password, a code and a passkey, and be refused with a message that says why."""

import pytest

from ratsite.accounts.enums import MemberState
from tests.factories import PASSWORD, AgencyFactory, MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REFUSALS = [
    (MemberState.SUSPENDED, "Your membership is suspended"),
    (MemberState.LAPSED, "Your yearly confirmation has lapsed"),
    (MemberState.LEFT, "You have left the network"),
    (MemberState.PENDING, "Your membership is not approved yet"),
]


@pytest.mark.parametrize(("state", "words"), REFUSALS, ids=[state for state, _words in REFUSALS])
def test_a_person_who_may_not_sign_in_reads_why(visitor, state, words):
    person = MemberFactory(state=state)
    visitor.allow_status(403)
    visitor.sign_in(person)
    assert visitor.heading() == words
    assert visitor.page.get_by_role("link", name="Write to the coordinator").is_visible()
    visitor.open("/forum/")
    assert visitor.path() == "/account/login/"


def test_a_member_of_an_agency_that_left_the_network_reads_why(visitor):
    person = MemberFactory(agency=AgencyFactory(is_active=False))
    visitor.allow_status(403)
    visitor.sign_in(person)
    assert visitor.heading() in ("Your agency is not in the network at present", "Your membership is not approved yet")
    visitor.open("/forum/")
    assert visitor.path() == "/account/login/"


def test_a_wrong_password_is_reported_first_and_the_address_is_shown_again(visitor):
    person = MemberFactory()
    visitor.sign_in(person, password="not the right one at all")
    page = visitor.page
    assert page.title().startswith("Error: Sign in")
    summary = page.locator(".summary")
    assert summary.is_visible()
    assert "Email address or password is incorrect" in summary.inner_text()
    assert page.get_by_label("Work email address").input_value() == person.email
    assert page.get_by_label("Password", exact=True).input_value() == ""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Sign in")
    assert visitor.path() == "/catch-up/"


def test_a_moderator_shows_a_code_before_the_queue_opens(visitor):
    moderator = MemberFactory(roles=["Moderators"])
    visitor.sign_in(moderator, then="/review/")
    assert visitor.path() == "/review/"
    assert visitor.heading() == "Review queue"


def test_signing_out_ends_the_session(visitor):
    visitor.sign_in(MemberFactory())
    visitor.follow("Sign out")
    visitor.press("Sign out")
    visitor.open("/forum/")
    assert visitor.path() == "/account/login/"


def test_a_passkey_is_added_and_is_enough_to_sign_in(visit):
    person, visitor = MemberFactory(), visit()
    page = visitor.page
    devices = visitor.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    visitor.sign_in(person)
    visitor.open("/account/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)  # "Confirm that it is you"
    visitor.press("Continue")
    page.get_by_label("Name").fill("work laptop")
    page.get_by_label("Let me sign in with only this key").check()
    visitor.press("Read the key")
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    visitor.open("/account/2fa/webauthn/")
    assert "Passkey: signs you in without a password" in page.locator("main").inner_text()
    visitor.follow("Sign out")
    visitor.press("Sign out")
    visitor.open("/account/login/")
    visitor.press("Use a passkey")
    page.wait_for_url("**/catch-up/")
    assert (
        person.email == visitor.page.locator("footer").inner_text()
        or str(person) in page.locator("footer").inner_text()
    )
