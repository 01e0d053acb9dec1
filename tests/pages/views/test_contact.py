"""Messages from visitors, whose browsers have no cookie of the site."""

import datetime as dt
import re

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.utils import timezone

from ratsite.pages.actions.receive_message import delete_old_messages, receive_message
from ratsite.pages.forms import contact
from ratsite.pages.forms.contact import TOKEN_SALT
from ratsite.pages.models import ContactMessage
from ratsite.pages.views.contact import MESSAGES_AN_HOUR
from tests.markup import flat

pytestmark = pytest.mark.django_db
SEND = "/contact/send/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def token(seconds_ago: float = 10) -> str:
    return signing.dumps(contact.time.time() - seconds_ago, salt=TOKEN_SALT)


def message(**changes) -> dict:
    return {
        "kind": "contact",
        "text": "A question.",
        "name": "",
        "email": "",
        "website": "",
        "token": token(),
        **changes,
    }


def test_a_message_is_stored_and_emailed(client, settings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(SEND, message(name="Amina", email="amina@dropin.example"))
    assert (response.status_code, response.url) == (302, "/contact/?sent=1")
    kept = ContactMessage.objects.get()
    assert (kept.kind, kept.name, kept.email, kept.text) == ("contact", "Amina", "amina@dropin.example", "A question.")
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([settings.CONTACT_EMAIL], "A visitor has sent a message")


def test_the_page_thanks_the_visitor_after_sending(client):
    page = flat(client.get("/contact/?sent=1").content)
    assert "We have received your message" in page
    assert '<a href="/get-help/">Get help</a> says whom to call.' in page
    assert "at once" not in page


def test_a_complaint_goes_its_own_way(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(SEND, message(kind="complaint")).url == "/complaints/?sent=1"
    assert ContactMessage.objects.get().kind == "complaint"
    assert mail.outbox[0].subject == "A visitor has sent a complaint"


@pytest.mark.parametrize("kind", ["complaint", "contact"])
def test_the_email_says_only_where_coordinators_read_it(client, django_capture_on_commit_callbacks, kind):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(SEND, message(kind=kind, text="Canary", name="Canary", email="canary@dropin.example"))
    (sent,) = mail.outbox
    [address] = re.findall(r"https?://testserver(\S+)", sent.body)
    message_page = f"/review/records/messages/{ContactMessage.objects.get().pk}/"
    assert address == {"complaint": "/review/records/", "contact": message_page}[kind]
    assert "canary" not in f"{sent.subject}{sent.body}{sent.extra_headers}".lower()


def test_neither_page_nor_answer_sets_a_cookie(client):
    assert client.get("/contact/").cookies == {}
    assert client.post(SEND, message()).cookies == {}


def test_the_form_as_drawn_can_be_sent(client, monkeypatch):
    html = flat(client.get("/contact/").content)
    drawn = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    monkeypatch.setattr(contact, "READING_TIME", 0)
    assert client.post(SEND, {**drawn, "text": "A question."}).status_code == 302


BAD_TOKENS = {
    "missing": lambda: "",
    "made up": lambda: "x",
    "too young": lambda: token(0),
    "too old": lambda: token(25 * 3600),
    "from the future": lambda: token(-3600),
    "from another form": lambda: signing.dumps(contact.time.time() - 10, salt="another form"),
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
def test_a_bad_token_is_refused_and_the_text_is_shown_again(client, kind):
    html = flat(client.post(SEND, message(text="Kept words", token=BAD_TOKENS[kind]())).content)
    assert "Press the button again" in html
    assert "Kept words" in html
    assert ContactMessage.objects.count() == 0


def test_after_a_refusal_the_page_holds_a_token_that_works(client, monkeypatch):
    html = flat(client.post(SEND, message(token="stale")).content)
    fresh = re.search(r'name="token" value="([^"]+)"', html)[1]
    monkeypatch.setattr(contact, "READING_TIME", 0)
    assert client.post(SEND, message(token=fresh)).status_code == 302


def test_a_form_that_was_sent_too_fast_says_only_what_is_wrong_and_can_be_corrected_at_once(client):
    html = flat(client.post(SEND, message(text="", token=token(0))).content)
    assert "Enter your message" in html
    assert "you sent it too fast" not in html
    html = flat(client.post(SEND, message(text="")).content)
    sent = re.search(r'name="token" value="([^"]+)"', html)[1]
    assert client.post(SEND, message(token=sent)).status_code == 302


def test_errors_are_listed_at_the_top_and_at_the_field(client):
    html = flat(client.post(SEND, message(text="", email="not an address", name="Amina")).content)
    assert "<title>Error: " in html
    assert '<a href="#id_text">Enter your message</a>' in html
    assert 'value="not an address"' in html
    assert 'value="Amina"' in html


def test_a_machine_is_thanked_and_forgotten(client):
    response = client.post(SEND, message(website="https://spam.example"))
    assert response.url == "/contact/?sent=1"
    assert ContactMessage.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://testserver.evil.example"},
    ],
)
def test_another_site_cannot_send_in_a_visitors_name(client, headers):
    assert client.post(SEND, message(), headers=headers).status_code == 403
    assert ContactMessage.objects.count() == 0


def test_our_own_page_is_not_foreign(client):
    headers = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert client.post(SEND, message(), headers=headers).status_code == 302


def test_an_hour_has_room_for_a_few_messages(client):
    answers = [client.post(SEND, message(text=f"Message {n}")).status_code for n in range(MESSAGES_AN_HOUR + 1)]
    assert answers == [302] * MESSAGES_AN_HOUR + [429]
    assert ContactMessage.objects.count() == MESSAGES_AN_HOUR


def test_the_limit_shows_the_typed_text_again_and_counts_internet_addresses_apart(client):
    for _ in range(MESSAGES_AN_HOUR):
        client.post(SEND, message())
    assert "Kept words" in flat(client.post(SEND, message(text="Kept words")).content)
    assert client.post(SEND, message(), REMOTE_ADDR="203.0.113.9").status_code == 302


def test_one_ipv6_line_counts_once_whatever_its_last_half(client):
    for n in range(MESSAGES_AN_HOUR):
        client.post(SEND, message(), REMOTE_ADDR=f"2001:db8:1:2::{n + 1}")
    assert client.post(SEND, message(), REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429


def test_an_unknown_kind_is_not_found(client):
    assert client.post(SEND, message(kind="praise")).status_code == 404


def test_the_address_of_the_form_with_errors_leads_back_to_the_page(client):
    response = client.get(SEND)
    assert (response.status_code, response.url) == (302, "/contact/")


def test_markup_comes_back_as_text(client):
    html = flat(client.post(SEND, message(text="<script>alert(1)</script>", token="bad", name='"><script>x')).content)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert '"><script>x' not in html


def test_a_line_break_in_an_address_adds_no_header(client):
    html = flat(client.post(SEND, message(email="a@b.example\r\nBcc: all@network.example")).content)
    assert "field--error" in html
    assert ContactMessage.objects.count() == 0


def test_a_very_long_message_is_refused_in_words(client):
    html = flat(client.post(SEND, message(text="x" * 4001)).content)
    assert "at most 4000 characters" in html


def test_messages_are_deleted_after_a_year():
    old, new = (receive_message(kind="contact", text=text) for text in ("old", "new"))
    ContactMessage.objects.filter(pk=old.pk).update(received_at=timezone.now() - dt.timedelta(days=366))
    assert delete_old_messages() == 1
    assert list(ContactMessage.objects.all()) == [new]


IDENTIFYING = "I saw Maria Lopez, born 3 May 1985, 07700 900456."


@pytest.mark.parametrize("kind", ["contact", "complaint"])
def test_a_text_that_may_identify_someone_is_sent_only_after_one_question(client, kind):
    asked = client.post(SEND, message(kind=kind, text=IDENTIFYING))
    html = flat(asked.content)
    assert "Send it as it is" in html
    assert "07700 900456" in html
    assert (ContactMessage.objects.count(), asked.cookies) == (0, {})
    assert client.post(SEND, message(kind=kind, text=IDENTIFYING, as_it_is="on")).status_code == 302
    assert ContactMessage.objects.get().text == IDENTIFYING


def test_a_visitor_lets_the_site_take_the_identifiers_out(client):
    html = flat(client.post(SEND, message(text=IDENTIFYING, redact="1")).content)
    assert "07700 900456" not in html
    assert ContactMessage.objects.count() == 0


def test_nobody_is_asked_about_a_text_that_identifies_nobody(client):
    assert "Send it as it is" not in flat(client.get("/contact/").content)
    assert client.post(SEND, message()).status_code == 302
