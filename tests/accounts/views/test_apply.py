"""The application has several pages: answers are saved between them, and checked together before they are sent."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models import Application
from ratsite.accounts.views.apply import ANSWERS, MAILS_AN_HOUR, MOST_TYPED
from ratsite.network.models import Remit
from ratsite.notifications.models import Mail
from tests.accounts.applicants import (
    APPLY,
    CHECK,
    EMAIL,
    PATHS,
    PROVE,
    code_for,
    form_values,
    newest_mail,
    plain,
    send,
    sending,
    token_for,
)
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
AGENCY, WHY = PATHS[1:]
LINK = re.compile(r'<a href="#(id_[^"]+)">([^<]+)</a>')


def test_page_leads_to_page_and_the_answers_are_shown_before_they_are_sent(client):
    assert client.post(APPLY, form_values())["Location"] == AGENCY
    assert client.post(AGENCY, form_values())["Location"] == WHY
    assert client.post(WHY, form_values())["Location"] == CHECK
    page = flat(client.get(CHECK).content)
    assert Application.objects.count() == Mail.objects.count() == 0
    for answer in (
        "Lettings officer",
        EMAIL,
        "We may meet trafficked people",
        "Housing",
        "Sam Reed",
        "what to look for",
    ):
        assert answer in page
    assert [page.count(f'<a href="{path}">') for path in PATHS] == [1, 1, 1]
    assert client.post(CHECK, sending())["Location"] == PROVE


@pytest.mark.parametrize(("path", "done"), [(AGENCY, 0), (WHY, 0), (WHY, 1), (CHECK, 1), (CHECK, 2)])
def test_an_applicant_who_skips_a_page_is_led_to_it(client, path, done):
    for earlier in PATHS[:done]:
        client.post(earlier, form_values())
    assert client.get(path)["Location"] == PATHS[done]
    if path == CHECK:
        assert client.post(CHECK, sending())["Location"] == PATHS[done]
    assert Application.objects.count() == 0


def test_a_page_of_an_application_that_is_sent_too_early_is_saved(client):
    assert client.post(WHY, form_values())["Location"] == APPLY
    assert client.post(APPLY, form_values())["Location"] == AGENCY
    assert client.post(AGENCY, form_values())["Location"] == CHECK


def test_going_back_saves_typed_text_even_with_errors(client):
    client.post(APPLY, form_values())
    client.post(AGENCY, form_values())
    assert client.post(WHY, {"statement": "Half a tho", "back": "1"})["Location"] == AGENCY
    assert "We let flats and visit each of them once a year." in flat(client.get(AGENCY).content)
    assert client.post(AGENCY, {**form_values(), "back": "1"})["Location"] == APPLY
    assert 'value="Lettings officer"' in flat(client.get(APPLY).content)
    assert client.post(APPLY, form_values())["Location"] == WHY
    page = flat(client.get(WHY).content)
    assert ("Half a tho" in page, "Enter the name of a person who knows your work" in page) == (True, True)


def test_a_page_with_errors_is_asked_for_again_so_that_the_browser_can_go_back_to_it(client):
    assert client.post(APPLY, form_values(email="ada@"))["Location"] == APPLY
    page = flat(client.get(APPLY).content)
    assert ("<title>Error: " in page, 'value="ada@"' in page, 'value="Lettings officer"' in page) == (True, True, True)


def test_a_changed_answer_leads_back_to_the_check(client):
    send(client, accepts="")
    assert client.post(AGENCY, form_values(agency_name="Canal Street Drop-in"))["Location"] == CHECK
    assert "Canal Street Drop-in" in flat(client.get(CHECK).content)


def test_the_same_answers_sent_twice_are_one_application_and_one_email(client):
    send(client)
    assert client.post(CHECK, sending())["Location"] == PROVE
    assert (Application.objects.count(), Mail.objects.count()) == (1, 1)
    proved = client.post(PROVE, {"code": code_for()})["Location"]
    assert proved == Application.objects.get().get_absolute_url()
    for _ in range(2):
        assert client.post(PROVE, {"code": "000000"})["Location"] == APPLY
        assert "Your application was sent. To see it, open the link in our email." in flat(client.get(APPLY).content)
    assert client.post(CHECK, sending())["Location"] == APPLY
    assert Application.objects.count() == 1
    assert "Lettings officer" not in flat(client.get(APPLY).content)  # nothing is left for the next visitor


def test_a_visitor_whose_browser_has_no_application_reads_what_to_do_with_the_code(client):
    send(client)
    code = code_for()
    for visitor in (Client(), client):
        visitor.cookies.clear()
        page = flat(visitor.get(PROVE).content)
        assert "open this page there and enter the code" in page
        assert "If you have already entered the code, we have your application." in page
        assert f'href="{APPLY}">Apply again</a>' in page
        assert "This browser has not sent an application" in flat(visitor.post(PROVE, {"code": code}).content)
        assert settings.SESSION_COOKIE_NAME not in visitor.cookies


def test_whoever_has_sent_the_answers_is_led_back_to_the_code_also_at_the_limit(client):
    send(client)
    for _ in range(MAILS_AN_HOUR):
        client.post("/join/apply/new-code/")
    page = flat(client.get(CHECK).content)
    assert ("nothing is sent yet" in page, "Send my application" in page) == (False, False)
    assert f'href="{PROVE}"' in page
    assert client.post(CHECK, sending())["Location"] == PROVE
    assert f"http://testserver{PROVE}" in newest_mail(EMAIL)
    assert client.post(PROVE, {"code": code_for()}).status_code == 302
    assert Application.objects.get().state == ApplicationState.WAITING


@pytest.mark.parametrize("is_invited", [False, True])
def test_nothing_leads_the_next_person_at_this_computer_to_a_proved_application(client, member, is_invited):
    sent = send(client, invitation_token=token_for(EMAIL, member) if is_invited else "")
    shown = sent if is_invited else client.post(PROVE, {"code": code_for()})
    application = Application.objects.get()
    assert shown["Location"] == application.get_absolute_url()
    for path in (CHECK, PROVE, *PATHS):
        page = client.get(path, follow=True)
        assert page.redirect_chain in ([], [(APPLY, 302)])
        assert "Okafor" not in flat(page.content)


def test_no_visitor_fills_the_table_of_sessions(client, monkeypatch):
    monkeypatch.setattr("ratsite.accounts.views.apply.BEGUN_AN_HOUR", 3)
    for _ in range(2):
        Client().post(APPLY, form_values(email="ada@"))
    assert client.post(APPLY, form_values())["Location"] == AGENCY
    before = Session.objects.count()
    refused = Client().post(APPLY, form_values())
    page = flat(refused.content)
    assert (refused.status_code, Session.objects.count()) == (429, before)
    assert "You have sent too many forms in the last hour. Your answers are still here" in page
    assert ('value="Lettings officer"' in page, f'value="{EMAIL}"' in page) == (True, True)
    assert client.post(AGENCY, form_values())["Location"] == WHY  # whoever has begun goes on


def test_a_member_who_looks_at_the_pages_stays_signed_in_no_longer_than_they_chose(client, member):
    client.force_login(member)
    session = client.session
    session.set_expiry(0)  # until the browser is closed
    session.save()
    assert client.post(APPLY, form_values())["Location"] == AGENCY
    assert client.session.get_expire_at_browser_close()
    assert "Lettings officer" in flat(client.get(APPLY).content)


def test_a_wrong_address_is_changed_without_typing_the_rest_again(client):
    send(client, email="ada@wrong.example")
    client.post(APPLY, form_values())
    assert client.post(CHECK, sending())["Location"] == PROVE
    assert EMAIL in flat(client.get(PROVE).content)
    assert set(Application.objects.values_list("email", flat=True)) == {"ada@wrong.example", EMAIL}


@pytest.mark.parametrize(
    ("page", "changed", "message"),
    [
        ("you", {"email": "ada@gmail.com"}, "Addresses at gmail.com do not show where someone works"),
        ("you", {"email": "not an address"}, "Enter a full email address"),
        ("agency", {"remit": "999999"}, "Select a valid choice"),
        ("agency", {"route": "<script>"}, "Select a valid choice"),
        ("agency", {"agency_does": "Ring Blessing, 07700 900123."}, "It may identify someone (phone number)"),
        ("why", {"statement": "x" * 2001}, "at most 2000 characters"),
        ("why", {"referee_email": EMAIL}, "Enter the email address of someone else"),
        ("why", {}, "Enter why you would like to join"),
    ],
)
def test_saved_answers_with_errors_cannot_be_sent(client, page, changed, message):
    """The answers in the session were changed, or a rule changed after they were saved."""
    send(client, accepts="")
    session = client.session
    answers = session[ANSWERS]
    session[ANSWERS] = {**answers, page: {**answers[page], **changed} if changed else {}}
    session.save()
    path = dict(zip(("you", "agency", "why"), PATHS, strict=True))[page]
    assert client.post(CHECK, sending())["Location"] == path
    assert Application.objects.count() == 0
    if changed:
        assert message in flat(client.get(path).content)


@pytest.mark.parametrize("path", PATHS)
def test_no_page_of_an_application_stores_an_excessive_text(client, path):
    for earlier in PATHS[: PATHS.index(path)]:
        client.post(earlier, form_values())
    flood = dict.fromkeys(form_values(), "x" * MOST_TYPED)
    assert client.post(path, flood).status_code == 200
    client.post(path, {**flood, "back": "1", "surprise": "y" * 100})
    assert "xxxx" not in str(dict(client.session))
    assert "surprise" not in str(dict(client.session))


@pytest.mark.parametrize("path", PATHS)
def test_each_error_names_its_field_and_no_two_read_alike(client, path):
    for earlier in PATHS[: PATHS.index(path)]:
        client.post(earlier, form_values())
    links = LINK.findall(flat(client.post(path, {"agency_kind": ""}, follow=True).content))
    assert len(links) >= 4
    assert len({message for _, message in links}) == len({target for target, _ in links}) == len(links)
    assert all(message.startswith(("Enter ", "Choose ")) for _, message in links)


def test_the_kind_of_agency_is_chosen_and_a_firm_has_one(client):
    """A coordinator must choose a kind to add the agency, so the applicant chooses one of the same."""
    client.post(APPLY, form_values())
    html = flat(client.post(AGENCY, form_values(agency_kind=""), follow=True).content)
    assert "Choose the kind of agency" in html
    assert [f'value="{kind}"' in html for kind in ("", "business", "other")] == [True] * 3
    assert client.post(AGENCY, form_values(agency_kind="business"))["Location"] == WHY


PRIVATE = ["ada@gmail.com", "Ada@GoogleMail.com", "ada@hotmail.co.uk", "ada@yahoo.fr", "ada@live.com", "ada@me.com"]
PRIVATE += [
    "ada@btinternet.com",
    "ada@proton.me",
    "ada@outlook.com",
    "ada@gmx.de",
    "ada@icloud.com",
    "ada@mailinator.com",
]
AT_WORK = [EMAIL, "ada@gmail.example", "ada@livewell.org.uk", "ada@me.com.charity.example", "ada@sky.com.example"]


@pytest.mark.parametrize("email", PRIVATE)
def test_a_private_address_is_refused_at_the_field_with_the_reason_and_another_way(client, email):
    page = flat(client.post(APPLY, form_values(email=email), follow=True).content)
    domain = email.rpartition("@")[2].lower()
    assert LINK.findall(page) == [
        (
            "id_email",
            f"Enter a work email address. Addresses at {domain} do not show where someone works. "
            "If there is no work address, write to the coordinator.",
        )
    ]
    assert 'No work address? Many small groups have none. <a href="/contact/">' in page
    assert 'value="Lettings officer"' in page


@pytest.mark.parametrize("email", AT_WORK)
def test_a_work_address_is_taken(client, email):
    assert client.post(APPLY, form_values(email=email))["Location"] == AGENCY


def test_nobody_is_invited_at_a_private_address_either(client, member):
    client.force_login(member)
    page = flat(client.post("/people/invite/", {"email": "ada@gmail.com", "memo": "Good."}).content)
    assert "Addresses at gmail.com do not show where someone works" in page
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("path", PATHS)
def test_no_page_looks_anybody_up_and_a_known_address_reads_the_same(path):
    answers = []
    for email in (MemberFactory().email, "unknown@lock.example"):
        cache.clear()  # the limit costs a query more for each earlier visitor
        client = Client()
        for earlier in PATHS[: PATHS.index(path)]:
            client.post(earlier, form_values(email=email))
        with CaptureQueriesContext(connection) as queries:
            sent = client.post(path, form_values(email=email))
            page = client.get(path)
        tables = {table for query in queries for table in re.findall(r'FROM "(accounts_\w+)"', query["sql"])}
        answers.append((sent.status_code, sent["Location"], tables, len(queries), plain(page)))
    assert answers[0] == answers[1]
    assert answers[0][2] == {"accounts_termsofreference"}


def test_answers_stay_in_one_browser_for_a_day_and_in_no_cache(client):
    client.post(APPLY, form_values())
    assert "Lettings officer" not in flat(Client().get(APPLY).content)
    assert client.get(AGENCY)["Cache-Control"] == client.get(APPLY)["Cache-Control"] == "no-store, private"
    assert 0 < client.session.get_expiry_age() <= 24 * 3600


def test_the_reasons_of_all_pages_reach_the_coordinator(client):
    for path, why in zip(PATHS, ("", "it is our switchboard", "it is their front desk"), strict=True):
        texts = {"agency_does": "Ring 0121 496 0123.", "statement": "Ask 0121 496 0124."}
        client.post(path, form_values(explanation=why, **texts))
    assert client.post(CHECK, sending())["Location"] == PROVE
    assert Application.objects.get().explanation.splitlines() == ["it is our switchboard", "it is their front desk"]


def test_a_remit_that_is_gone_meanwhile_is_chosen_again(client):
    remit = Remit.objects.create(slug="short", name="Short-lived")
    send(client, remit=remit.pk, accepts="")
    remit.delete()
    assert client.get(CHECK)["Location"] == AGENCY
