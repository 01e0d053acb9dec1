"""Applications to join: the form, the code by email, the applicant's page. No page says if an address is known."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from ratsite.accounts.actions.apply import CODES, TRIES, answer_question, delete_old_applications, prove_address
from ratsite.accounts.actions.decide_application import approve_application, reject_application
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.enums import ApplicationState, MemberState
from ratsite.accounts.models import Application, TermsOfReference, User
from ratsite.accounts.rules import is_known_address
from ratsite.accounts.views.apply import APPLICATIONS_AN_HOUR, MAILS_AN_HOUR
from ratsite.notifications.models import Mail
from tests.accounts.applicants import (
    APPLY,
    CHECK,
    EMAIL,
    PATHS,
    PROVE,
    asked,
    code_for,
    form_values,
    make_application,
    newest_mail,
    plain,
    send,
    sending,
)
from tests.factories import MemberFactory
from tests.markup import flat, text_of

pytestmark = pytest.mark.django_db


def test_a_person_applies_confirms_the_address_and_sees_the_state_of_the_application(client, settings):
    assert send(client)["Location"] == PROVE
    assert EMAIL in flat(client.get(PROVE).content)
    assert Application.objects.get().state == ApplicationState.UNPROVED
    answer = client.post(PROVE, {"code": code_for()})
    application = Application.objects.get()
    assert (application.state, application.terms.version) == (ApplicationState.WAITING, 1)
    html = flat(client.get(answer["Location"]).content)
    assert "We are looking at your application" in html
    received, waits = Mail.objects.order_by("pk")[1:]
    assert (received.to, waits.to) == (EMAIL, settings.CONTACT_EMAIL)
    assert answer["Location"] in received.text or "/join/application/" in received.text
    assert "Ada" not in waits.subject + waits.text  # a mail says that something waits, and no more


def test_an_application_makes_no_account_and_opens_nothing(client):
    send(client)
    client.post(PROVE, {"code": code_for()})
    assert not User.objects.filter(email=EMAIL).exists()
    assert client.get("/forum/").status_code == 302


def test_the_page_about_joining_leads_to_the_form_and_sets_no_cookie(client):
    response = client.get("/join/")
    assert 'href="/join/apply/"' in flat(response.content)
    assert not response.cookies
    assert "csrftoken" in client.get(APPLY).cookies


def test_nothing_typed_is_lost_and_each_error_is_at_the_top_and_at_its_field(client):
    html = flat(send(client, email="not an address", duties="").content)
    assert "<title>Error: " in html
    assert html.count('href="#id_email"') == 1
    assert html.count("Enter your duties in a few words") == 2
    assert 'value="Lettings officer"' in html
    assert 'value="not an address"' in html
    html = flat(send(client, accepts="").content)
    assert "Tick “I accept these terms of reference” to continue" in html
    assert Application.objects.count() == 0


@pytest.mark.parametrize("field", ["statement", "duties", "agency_does", "agency_cannot", "agency_name", "job_title"])
def test_another_person_s_details_are_stopped_with_an_explanation(client, field):
    html = flat(send(client, **{field: "Ring Blessing, 07700 900123."}).content)
    assert "Remove “07700 900123”, or say below why it is public. It may identify someone (phone number)" in html
    assert Application.objects.count() == 0


def test_an_identifier_in_an_application_is_shown_in_place_and_removed_with_one_press(client):
    words = {"job_title": "Ring Blessing, 07700 900123.", "duties": "She is at B15 2TT."}
    assert "Ring Blessing, <mark>07700 900123</mark>." in flat(send(client, **words).content)
    html = flat(send(client, **words, redact="1").content)
    assert ("07700" in html, "[phone number removed]" in html, "[full postcode removed]" in html) == (False, True, True)
    assert "Nothing has been sent yet" in html
    assert Application.objects.count() == 0


def test_an_applicant_justifies_a_number_that_is_nobody_s_and_the_coordinator_sees_both(client, sign_in):
    words, why = "Our own line is 0121 496 0123.", "it is our switchboard"
    assert "Why these contact details are public" in flat(send(client, statement=words).content)
    assert send(client, statement=words, explanation=why)["Location"] == PROVE
    application = make_application(statement=words, explanation=why, email="other@lock.example")
    coordinator = sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    html = flat(coordinator.get(f"/review/applications/{application.pk}/").content)
    assert "Our own line is <mark>0121 496 0123</mark>." in html
    assert why in html


def test_a_later_answer_of_the_applicant_is_shown_with_the_earlier_ones(client):
    application = make_application(explanation="it is our switchboard")
    asked(application)
    sent = {"answer": "Ask 0121 496 0124.", "explanation": "it is our other line"}
    client.post(application.get_absolute_url(), sent)
    application.refresh_from_db()
    assert application.explanation.splitlines() == ["it is our switchboard", "it is our other line"]


def test_an_applicant_cannot_justify_an_identifier_that_is_always_a_person_s(client):
    send(client, statement="Her NHS number is 943 476 5919.", explanation="she agreed")
    assert Application.objects.count() == 0


def test_a_second_answer_from_another_tab_is_shown_again_and_says_why(client):
    application = make_application()
    asked(application)
    client.post(application.get_absolute_url(), {"answer": "Tenants."})
    page = flat(client.post(application.get_absolute_url(), {"answer": "Landlords."}).content)
    assert "You have already sent an answer, so we did not save this text." in page
    assert "Landlords.</textarea>" in page


def test_an_applicant_s_own_address_may_be_in_the_texts(client):
    assert send(client, statement=f"Write to me at {EMAIL}.")["Location"] == PROVE


def test_a_contact_that_the_network_knows_is_stopped_like_any_other(client):
    """If a published contact passed this check, a stranger could find out whose contacts the network stores."""
    MemberFactory().agency.__class__.objects.update(public_contacts="0121 496 0000")
    assert "Remove “" in flat(send(client, statement="They are at 0121 496 0000.").content)


def test_nobody_is_their_own_referee(client):
    assert "Enter the email address of someone else" in flat(send(client, referee_email=EMAIL.upper()).content)


def test_terms_that_changed_meanwhile_are_read_before_they_are_accepted(client):
    sent = sending()
    send(client, accepts="")
    TermsOfReference.objects.create(version=2, in_force_from=timezone.localdate(), text="Another promise.")
    html = flat(client.post(CHECK, sent).content)
    assert "The terms have changed since you opened this page" in html
    assert "Another promise." in html
    assert send(client)["Location"] == PROVE
    assert Application.objects.get().terms.version == 2


def test_terms_to_come_are_not_in_force():
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    TermsOfReference.objects.create(version=2, in_force_from=tomorrow, text="Another promise.")
    assert TermsOfReference.objects.current().version == 1


# --- the code ---------------------------------------------------------------------------------------------------


def test_a_code_is_tried_a_few_times_and_then_even_the_right_one_fails(client):
    send(client)
    right = code_for()
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(TRIES):
        assert "The code you entered is wrong" in flat(client.post(PROVE, {"code": wrong}).content)
    assert client.post(PROVE, {"code": right}).status_code == 200
    assert Application.objects.get().state == ApplicationState.UNPROVED


def test_a_code_ends_after_half_an_hour(client, clock):
    send(client)
    clock.forward(minutes=31)
    assert client.post(PROVE, {"code": code_for()}).status_code == 200
    client.post("/join/apply/new-code/")
    assert client.post(PROVE, {"code": code_for()}).status_code == 302


def test_a_new_code_ends_the_one_before_and_there_are_only_so_many(client):
    send(client)
    first = code_for()
    for _ in range(CODES + 1):
        client.post("/join/apply/new-code/")
    assert Mail.objects.filter(to=EMAIL).count() == CODES
    if first != code_for():
        assert client.post(PROVE, {"code": first}).status_code == 200
    assert client.post(PROVE, {"code": f" {code_for()[:3]} {code_for()[3:]} "}).status_code == 302


def test_only_a_hash_of_a_code_is_stored_and_it_belongs_to_one_application(client):
    application = make_application(proved=False)
    assert code_for() not in application.code_digest
    other = make_application(proved=False)
    code = code_for()
    assert prove_address(application_id=application.pk, code=code) is None
    assert prove_address(application_id=other.pk, code=code) is not None


def test_without_a_form_sent_first_there_is_nothing_to_prove(client):
    assert 'name="code"' not in client.get(PROVE).content.decode()
    assert client.post("/join/apply/new-code/")["Location"] == APPLY


def test_two_who_prove_the_same_address_make_one_application():
    first, second = (make_application(proved=False, first_name=name) for name in ("Ada", "Ida"))
    codes = re.findall(r"^(\d{6})$", "\n".join(Mail.objects.order_by("pk").values_list("text", flat=True)), re.M)
    assert prove_address(application_id=first.pk, code=codes[0]) is not None
    assert prove_address(application_id=second.pk, code=codes[1]) is None
    assert Application.objects.filter(pk=second.pk).exists()  # whoever began it learns nothing from its end


# --- alike for a known address ----------------------------------------------------------------------------------


def known_addresses() -> dict[str, str]:
    member, suspended = MemberFactory(), MemberFactory(state=MemberState.SUSPENDED)
    applied = make_application(email="applied@lock.example")
    return {"member": member.email, "suspended": suspended.email, "applied": applied.email}


@pytest.mark.parametrize("kind", ["member", "suspended", "applied"])
def test_a_known_address_gets_the_same_pages_and_another_email(kind):
    address = known_addresses()[kind]
    answers = {}
    for email in (address.upper(), "unknown@lock.example"):
        cache.clear()
        client = Client()
        sent = send(client, email=email)
        pages = [client.get(PROVE), client.post(PROVE, {"code": "000000"}), client.post("/join/apply/new-code/")]
        pages.append(client.get(PROVE))
        answers[email] = [
            (sent.status_code, sent["Location"], sorted(sent.cookies)),
            *((page.status_code, sorted(page.headers), plain(page)) for page in pages),
        ]
    assert answers[address.upper()] == answers["unknown@lock.example"]
    newest = Mail.objects.filter(to=address).latest("pk").text
    assert "The address already has an account, or there is already an application from it" in newest
    assert not re.search(r"^\d{6}$", newest, re.M)


def test_the_code_of_a_known_address_never_succeeds_even_if_guessed(monkeypatch):
    address = known_addresses()["member"]
    monkeypatch.setattr("secrets.randbelow", lambda most: 123456)
    application = make_application(proved=False, email=address)
    assert prove_address(application_id=application.pk, code="123456") is None
    assert Application.objects.get(pk=application.pk).state == ApplicationState.UNPROVED


def test_a_person_who_left_may_apply_again(client):
    left = MemberFactory(state=MemberState.LEFT)
    send(client, email=left.email)
    assert client.post(PROVE, {"code": code_for(left.email)}).status_code == 302


# --- limits -----------------------------------------------------------------------------------------------------


def test_one_internet_address_sends_a_limited_number_of_applications_an_hour(client):
    """The limit is for each internet address. Proving an email address or forging X-Forwarded-For does not reset it."""
    for number in range(APPLICATIONS_AN_HOUR):
        email = f"person-{number}@lock.example"
        sent = send(client, email=email, headers={"x-forwarded-for": f"10.0.0.{number}"})
        assert sent.status_code == 302
        client.post(PROVE, {"code": code_for(email)})
    last = send(client, email="last@lock.example", headers={"x-forwarded-for": "10.0.0.99"})
    assert last.status_code == 429
    assert "We let flats and visit each of them once a year." in flat(last.content)


def test_one_address_gets_a_limited_number_of_emails_in_any_case_and_from_any_line():
    answers = []
    for number in range(MAILS_AN_HOUR + 1):
        local = "ada" if number % 2 else f"ADA+{number}"
        sent = send(Client(REMOTE_ADDR=f"203.0.113.{number + 1}"), email=f"{local}@lock.example")
        answers.append(sent.status_code)
    assert answers == [302] * MAILS_AN_HOUR + [429]


# --- hostile ----------------------------------------------------------------------------------------------------


def test_no_field_beyond_the_form_can_be_set(client):
    names = {field.name for field in Application._meta.get_fields()} - set(form_values())
    send(client, **{**dict.fromkeys(names, "1"), "state": "approved"})
    application = Application.objects.get()
    assert (application.state, application.proved_at, application.person, application.decided_by) == (
        ApplicationState.UNPROVED,
        None,
        None,
        None,
    )
    assert (application.codes_sent, application.code_tries, application.reason) == (1, 0, "")


@pytest.mark.parametrize(
    "email", ["ada@pоlice.example", "ada@police.u\u212a", "ada＠lock.example", "ada@lock.example."]
)
def test_an_address_that_only_looks_like_one_is_refused(client, email):
    assert send(client, email=email).status_code == 200
    assert Application.objects.count() == 0


def test_a_foreign_form_is_refused():
    client = Client(enforce_csrf_checks=True)
    assert [client.post(path, form_values()).status_code for path in (*PATHS, CHECK)] == [403] * 4
    application = make_application()
    for path in (PROVE, application.get_absolute_url(), f"{application.get_absolute_url()}withdraw/"):
        assert client.post(path, {"answer": "x", "appeal": "x", "code": "1"}).status_code == 403
    assert Application.objects.filter(state=ApplicationState.WAITING).count() == 1


def test_an_applicant_cannot_make_the_site_email_their_own_text(client):
    words = {"first_name": "Win at\nhttps://evil.example", "agency_name": "Evil\r\nBcc nobody"}
    send(client, **words)
    mail = Mail.objects.get(to=EMAIL)
    assert "vil" not in mail.subject + mail.text
    application = Application.objects.get()
    assert (application.first_name, application.agency_name) == (
        "Win at https://evil.example",
        "Evil Bcc nobody",
    )


def test_markup_comes_back_as_text(client):
    html = text_of(send(client, first_name='"><script>x', statement="<script>alert(1)</script>", email=""))
    assert "<script>alert(1)" not in html
    assert '"><script>x' not in html


# --- one's own application --------------------------------------------------------------------------------------


def decided(**changes) -> Application:
    application = make_application(**changes)
    coordinator = MemberFactory(roles=["Coordinators"], last_name="Zyzzyva")
    reject_application(application_id=application.pk, coordinator=coordinator, reason="Your work is elsewhere.")
    return Application.objects.get(pk=application.pk)


def test_an_application_that_is_not_proved_has_no_page_and_a_made_up_link_neither(client):
    unproved = make_application(proved=False)
    pages = [client.get(unproved.get_absolute_url()), client.get("/join/application/nothing/")]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].content == pages[1].content


def test_an_applicant_s_page_is_never_cached(client):
    response = client.get(make_application().get_absolute_url())
    assert response["Cache-Control"] == "no-store, private"


def test_a_rejection_is_read_with_its_reason_and_without_a_name_and_appealed_once(client):
    application = decided()
    url = application.get_absolute_url()
    html = flat(client.get(url).content)
    assert "Your work is elsewhere." in html
    assert "Zyzzyva" not in html
    assert "Your work is elsewhere." in Mail.objects.filter(to=EMAIL).latest("pk").text
    stopped = flat(client.post(url, {"appeal": "Ask 07700 900123."}).content)
    assert "It may identify someone (phone number)" in stopped
    appealed = client.post(url, {"appeal": "I have moved to visits."}, follow=True)
    assert "A coordinator will read your appeal" in flat(appealed.content)
    application.refresh_from_db()
    assert (application.state, application.appeal) == (ApplicationState.APPEALED, "I have moved to visits.")
    late = client.post(url, {"appeal": "And again."})
    application.refresh_from_db()
    assert application.appeal == "I have moved to visits."
    assert (late.status_code, ">And again.</textarea>" in flat(late.content)) == (409, True)
    assert "You have already sent an appeal, so we did not save this text." in flat(late.content)


def test_an_answer_that_comes_after_the_decision_is_shown_again(client):
    application = make_application()
    coordinator = asked(application)
    reject_application(application_id=application.pk, coordinator=coordinator, reason="Your work is elsewhere.")
    page = flat(client.post(application.get_absolute_url(), {"answer": "Tenants, and their landlords."}).content)
    assert "Your work is elsewhere." in page
    assert "The decision was already made, so we did not save your text." in page
    assert "Tenants, and their landlords.</textarea>" in page


def test_an_applicant_s_own_address_may_be_in_a_later_answer(client):
    application = make_application()
    coordinator = asked(application)
    client.post(application.get_absolute_url(), {"answer": f"Write to {EMAIL}."})
    assert application.questions.get().answer == f"Write to {EMAIL}."
    reject_application(application_id=application.pk, coordinator=coordinator, reason="Your work is elsewhere.")
    client.post(application.get_absolute_url(), {"appeal": f"Write to {EMAIL}."})
    application.refresh_from_db()
    assert application.appeal == f"Write to {EMAIL}."


@pytest.mark.parametrize("field", ["first_name", "last_name", "referee_name", "referee_agency"])
def test_names_hold_no_numbers(client, field):
    page = flat(send(client, **{field: "Ada 07911 123456"}).content)
    assert "It may identify someone (phone number)" in page
    assert not Application.objects.exists()


def test_an_answered_question_puts_the_application_back_in_the_queue(client):
    application = make_application()
    asked(application)
    html = flat(client.get(application.get_absolute_url()).content)
    assert "Whom do you visit?" in html
    assert "Zyzzyva" not in html
    client.post(application.get_absolute_url(), {"appeal": "not asked for"})
    answered = client.post(application.get_absolute_url(), {"answer": "Tenants."}, follow=True)
    assert "A coordinator will read your answer" in flat(answered.content)
    application.refresh_from_db()
    assert application.state == ApplicationState.WAITING
    assert [(one.text, one.answer) for one in application.questions.all()] == [("Whom do you visit?", "Tenants.")]


def test_withdrawing_deletes_what_was_written_and_happens_by_a_button_alone(client):
    application = make_application()
    url = f"{application.get_absolute_url()}withdraw/"
    assert client.get(url).status_code == 405
    assert "is withdrawn" in flat(client.post(url).content)
    assert Application.objects.count() == 0
    assert client.get(application.get_absolute_url()).status_code == 410


def test_the_link_of_a_withdrawn_application_says_that_it_is_deleted(client):
    url = make_application().get_absolute_url()
    client.post(f"{url}withdraw/")
    page = client.get(url)
    assert (page.status_code, "This application is deleted" in flat(page.content)) == (410, True)
    assert client.get(f"{url.rstrip('/')}x/").status_code == 404  # we never made this link


@pytest.mark.parametrize("field", ["answer", "appeal"])
def test_a_text_for_a_deleted_application_is_shown_again(client, field):
    url = make_application().get_absolute_url()
    client.post(f"{url}withdraw/")
    page = client.post(url, {field: "Tenants."})
    assert (page.status_code, "Tenants.</textarea>" in flat(page.content)) == (410, True)


def test_after_leaving_the_link_no_longer_says_that_the_applicant_is_a_member(client):
    application = make_application()
    coordinator = MemberFactory(roles=["Coordinators"])
    person = approve_application(application_id=application.pk, coordinator=coordinator, agency=coordinator.agency)
    assert "You are a member" in flat(client.get(application.get_absolute_url()).content)
    leave(person=person)
    html = flat(client.get(application.get_absolute_url()).content)
    assert ("You are a member" in html, "But you are not a member now." in html) == (False, True)
    assert "apply to join again at http://testserver/join/" in newest_mail(person.email)


def test_a_decided_application_cannot_be_withdrawn(client):
    application = decided()
    client.post(f"{application.get_absolute_url()}withdraw/")
    assert Application.objects.get().state == ApplicationState.REJECTED


# --- deleting by age, and what the database refuses ------------------------------------------------------------------


def test_an_unproved_application_is_deleted_after_a_week_and_a_refused_one_after_a_year(clock):
    decided(email="refused@lock.example")
    make_application(proved=False, email="unproved@lock.example")
    make_application(email="waiting@lock.example")
    clock.forward(days=6)
    assert delete_old_applications() == 0
    clock.forward(days=2)
    assert delete_old_applications() == 1
    clock.forward(days=360)
    assert delete_old_applications() == 1
    assert [application.email for application in Application.objects.all()] == ["waiting@lock.example"]


def test_an_application_whose_question_stays_unanswered_ends_and_its_address_is_free(clock, client):
    application, answered = (make_application(email=f"{name}@lock.example") for name in ("gone", "here"))
    for one in (application, answered):
        asked(one)
    assert (
        "answered by 22 January 2027, we will delete your application"
        in Mail.objects.get(to="gone@lock.example", subject__startswith="A question").text
    )
    page = flat(client.get(application.get_absolute_url()).content)
    assert "answered by 22 January 2027, we will delete your application" in page
    answer_question(application_id=answered.pk, answer="Hostels.")
    clock.forward(days=59)
    assert delete_old_applications() == 0
    clock.forward(days=2)
    assert delete_old_applications() == 1
    assert [one.email for one in Application.objects.all()] == ["here@lock.example"]
    assert not is_known_address("gone@lock.example")


@pytest.mark.parametrize(
    "broken",
    [
        {"state": ApplicationState.REJECTED, "decided_at": timezone.now()},
        {"state": ApplicationState.REJECTED, "reason": "Elsewhere"},
        {"state": ApplicationState.APPEALED, "reason": "Elsewhere"},
        {"state": ApplicationState.UNPROVED},
        {"proved_at": None},
    ],
)
def test_the_database_refuses_a_state_that_cannot_be(broken):
    application = make_application()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**broken)


def test_the_database_has_one_open_application_an_address_whatever_its_case():
    first, second = make_application(), make_application(email="other@lock.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=second.pk).update(email=first.email.upper())
