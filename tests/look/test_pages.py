"""Pages that belong to no app: refusals, the component sheet, sign-in."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from ratsite.accounts.enums import MemberState
from tests.markup import flat

STANDALONE = ["500.html", "503.html"]
REFUSALS = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html"]
COOKIE_LINE = "This page set no cookies"


@pytest.mark.parametrize("name", STANDALONE + REFUSALS)
def test_an_error_page_renders_without_a_context_a_request_or_a_database(name):
    html = render_to_string(name)
    assert "<h1>" in html
    assert "– RAT Network</title>" in html
    assert 'id="main"' in html


@pytest.mark.parametrize("name", STANDALONE)
def test_a_broken_site_still_says_whom_to_ring(name):
    assert 'href="tel:999"' in render_to_string(name)


@pytest.mark.django_db
def test_two_missing_addresses_get_the_same_bytes(client, member):
    client.force_login(member)
    answers = {client.get(f"/forum/topics/{number}/gone/").content for number in (987654, 876543)}
    assert len(answers) == 1
    assert b"There is nothing at this address" in answers.pop()


@pytest.mark.parametrize("state", [*MemberState, "another"])
def test_a_refusal_says_why_and_whom_to_write_to(state):
    html = render_to_string("accounts/refused.html", {"state": state, "member_states": MemberState})
    assert html.count("<h1>") == 1
    assert 'href="/contact/"' in html


@pytest.mark.django_db
def test_the_component_sheet_renders(client):
    assert client.get(reverse("styleguide")).status_code == 200


@pytest.mark.django_db
def test_a_page_with_a_form_does_not_claim_to_set_no_cookies(client):
    response = client.get(reverse("account_login"))
    assert "csrftoken" in response.cookies
    assert COOKIE_LINE not in flat(response.content)


@pytest.mark.django_db
def test_a_public_page_without_a_form_sets_none_and_says_so(client):
    response = client.get("/no/such/page/")
    assert not response.cookies
    assert COOKIE_LINE in flat(response.content)


@pytest.mark.django_db
def test_a_sign_in_that_fails_says_so_first_and_in_the_title(client):
    html = flat(client.post(reverse("account_login"), {"login": "a@b.example", "password": "x"}).content)
    assert "<title>Error: Sign in" in html
    assert html.index('class="summary"') < html.index("<h1>")
    assert "Email address or password is incorrect" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "mfa_index", "usersessions_list", "account_logout"]
)
def test_the_pages_of_an_account_wear_the_members_band(client, member, name):
    client.force_login(member)
    html = flat(client.get(reverse(name)).content)
    assert "masthead--inside" in html
    assert 'id="account-nav"' in html
    assert 'content="noindex' in html


@pytest.mark.django_db
def test_the_mail_for_a_forgotten_password_is_ours(client, member, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": member.email})
    (mail,) = mailoutbox
    assert mail.subject == "Choose a new password"
    assert "/account/password/reset/key/" in mail.body
    assert "&" not in mail.body
