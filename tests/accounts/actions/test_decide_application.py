"""Coordinators decide on applications to join."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.accounts.actions.apply import answer_question, appeal, withdraw
from ratsite.accounts.actions.change_membership import Refused, set_member_state
from ratsite.accounts.actions.decide_application import (
    NewAgency,
    application_hash,
    approve_application,
    ask_applicant,
    reject_application,
)
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.enums import ApplicationState, MemberState
from ratsite.accounts.models import Application, User
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Agency
from ratsite.notifications.models import Mail
from tests.accounts.applicants import EMAIL, make_application
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat
from tests.review.pages import decide, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_client(sign_in, coordinator):
    return sign_in(coordinator, with_second_step=True)


def url_of(application: Application) -> str:
    return reverse("applications:application", args=[application.pk])


def test_the_queue_lists_an_application_for_coordinators_and_nobody_else(staff_client, sign_in):
    application = make_application()
    html = flat(staff_client.get("/review/").content)
    assert url_of(application) in html
    assert "Someone would like to join" in html
    moderator = sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    assert "Okafor" not in flat(moderator.get("/review/").content)
    assert moderator.get(url_of(application)).status_code == 403


def test_the_coordinator_reads_everything_and_the_domain_is_compared(staff_client):
    AgencyFactory(name="Lock Street Trust", email_domains="lock.example")
    html = flat(staff_client.get(url_of(make_application())).content)
    for words in ("I would like to learn", "Sam Reed, Canal Charity", "lock.example belongs to Lock Street Trust"):
        assert words in html
    assert '<p class="soft">This is a hint. It does not prove the applicant’s role.</p>' in html


DOMAINS = [
    ("ada@lock.example", True),
    ("ada+any@lock.example", True),
    ("ADA@LOCK.EXAMPLE", True),
    ("ada@xlock.example", False),
    ("ada@sub.lock.example", False),
    ("ada@lock.example.evil.example", False),
    ("ada@lock.example.", False),
    ("ada@1ock.example", False),
    ("ada@l\u043eck.example", False),  # a Cyrillic o
    ("ada@loc\u212a.example", False),  # the sign for kelvin, whose lower case is k
    ("ada@lock\uff0eexample", False),  # a full-width dot
    ("ada+lock.example@evil.example", False),
    ('"ada@lock.example"@evil.example', False),
    ("lock.example", False),
    ("ada@", False),
    ("ada@lock.exampl", False),
    ("ada@%.example", False),
]


@pytest.mark.parametrize(("address", "fits"), DOMAINS)
def test_a_domain_fits_letter_for_letter_or_not_at_all(address, fits):
    agency = AgencyFactory(email_domains="west.example\nlock.example")
    assert Agency.objects.of_domain(address) == ([agency] if fits else [])


def test_a_domain_of_an_agency_that_is_not_in_the_network_does_not_count():
    AgencyFactory(email_domains="lock.example", is_active=False)
    assert Agency.objects.of_domain("ada@lock.example") == []


def test_an_approval_makes_the_account_at_the_agency_and_emails_the_applicant(staff_client, coordinator):
    agency = AgencyFactory(email_domains="lock.example")
    application = make_application()
    decide(staff_client, url_of(application), choice="approve", agency=agency.pk)
    person = User.objects.get(email=EMAIL)
    assert (person.is_member, person.agency, person.job_title) == (True, agency, "Lettings officer")
    assert (person.has_usable_password(), person.emailaddress_set.get().verified) == (False, True)
    application.refresh_from_db()
    assert (application.state, application.person, application.decided_by) == ("approved", person, coordinator)
    assert Mail.objects.filter(to=EMAIL).latest("pk").subject == "RAT Network: you are now a member"
    assert ModelLogEntry.objects.filter(action="accounts.application.approve").count() == 1


def test_what_a_coordinator_writes_when_approving_reaches_the_applicant(staff_client, coordinator):
    application = appealed(MemberFactory(roles=["Coordinators"], first_name="Gareth"))
    sent = {"choice": "approve", "agency": AgencyFactory().pk, "message": "Welcome! We are glad."}
    decide(staff_client, url_of(application), **sent)
    assert "The coordinator wrote: Welcome! We are glad." in Mail.objects.filter(to=EMAIL).latest("pk").text
    application.refresh_from_db()
    assert "Welcome! We are glad." in flat(Client().get(application.get_absolute_url()).content)
    assert ModelLogEntry.objects.get(action="accounts.application.approve").data["reason"] == "Welcome! We are glad."


def test_the_page_of_an_application_shows_each_decision_on_it_in_order(staff_client, coordinator):
    gareth = MemberFactory(roles=["Coordinators"], first_name="Gareth")
    application = appealed(gareth)
    approve_application(application_id=application.pk, coordinator=coordinator, agency=AgencyFactory())
    html = flat(staff_client.get(url_of(application)).content)
    day = f"{timezone.localdate():%-d %B %Y}"
    said = (f"Not approved on {day} by {gareth}", "Elsewhere.", "Appealed on", f"Approved on {day} by {coordinator}")
    assert [html.count(words) for words in said] == [1] * 4
    assert sorted(said, key=html.index) == list(said)
    assert "They wrote nothing to the applicant." in html


def test_a_fitting_domain_approves_nobody():
    AgencyFactory(email_domains="lock.example")
    make_application()
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_new_agency_is_added_with_the_applicant_s_texts(staff_client):
    application = make_application()
    sent = {"choice": "approve", "agency": "", "kind": "housing"}
    decide(staff_client, url_of(application), **sent, owns_domain="on")
    agency = Agency.objects.get(name="Lock Street Housing")
    assert (agency.slug, agency.kind, agency.domains()) == ("lock-street-housing", "housing", ["lock.example"])
    assert [remit.slug for remit in agency.remits.all()] == ["housing"]
    assert User.objects.get(email=EMAIL).agency == agency


def test_a_new_agency_has_no_domain_unless_the_coordinator_says_so(staff_client):
    decide(staff_client, url_of(make_application()), choice="approve", agency="", kind="housing")
    assert Agency.objects.get(name="Lock Street Housing").domains() == []


def test_no_second_agency_of_a_name_is_opened(staff_client):
    AgencyFactory(name="LOCK STREET housing")
    response = decide(staff_client, url_of(make_application()), choice="approve", agency="", kind="housing")
    assert "LOCK STREET housing is already in the network. Choose it from the list." in flat(response.content)


def test_an_agency_that_another_person_added_meanwhile_is_shown_before_anything_is_decided(coordinator):
    application = make_application()
    AgencyFactory(name="lock street HOUSING")
    with pytest.raises(Stale):
        approve_application(application_id=application.pk, coordinator=coordinator, agency=NewAgency(kind="housing"))
    assert not User.objects.filter(email=EMAIL).exists()


@pytest.mark.parametrize(("name", "slug"), [("Joining", "joining-2"), ("Add", "add-2")])
def test_an_agency_never_takes_an_address_of_the_site(coordinator, name, slug):
    application = make_application(agency_name=name)
    approve_application(application_id=application.pk, coordinator=coordinator, agency=NewAgency(kind="charity"))
    assert Agency.objects.get(name=name).slug == slug


@pytest.mark.parametrize("choice", ["reject", "ask"])
def test_refusing_or_asking_needs_a_message(staff_client, choice):
    application = make_application()
    response = decide(staff_client, url_of(application), choice=choice, message="  ")
    assert "Enter your question or reason in a sentence or two" in flat(response.content)
    application.refresh_from_db()
    assert application.state == ApplicationState.WAITING


def test_a_rejection_is_emailed_with_its_reason_and_logged(staff_client):
    application = make_application()
    decide(staff_client, url_of(application), choice="reject", message="Your work is elsewhere.")
    application.refresh_from_db()
    assert (application.state, application.reason) == (ApplicationState.REJECTED, "Your work is elsewhere.")
    assert "Your work is elsewhere." in Mail.objects.filter(to=EMAIL).latest("pk").text
    assert ModelLogEntry.objects.get(action="accounts.application.reject").data["reason"] == "Your work is elsewhere."


def test_an_applicant_who_is_asked_is_emailed_and_the_application_can_still_be_decided(staff_client):
    application = make_application()
    decide(staff_client, url_of(application), choice="ask", message="Whom do you visit?")
    assert "/join/application/" in Mail.objects.filter(to=EMAIL).latest("pk").text
    assert "Whom do you visit?" not in Mail.objects.filter(to=EMAIL).latest("pk").text
    html = flat(staff_client.get("/review/").content)
    assert "They have not yet answered a question that we asked them" in html
    assert 'value="ask"' not in flat(staff_client.get(url_of(application)).content)
    decide(staff_client, url_of(application), choice="reject", message="No answer came.")
    application.refresh_from_db()
    assert application.state == ApplicationState.REJECTED


def test_nobody_decides_about_what_changed_after_they_opened_it(staff_client, coordinator):
    application = make_application()
    ask_applicant(application_id=application.pk, coordinator=coordinator, question="Whom do you visit?")
    seen = opened(staff_client, url_of(application))
    answer_question(application_id=application.pk, answer="Tenants of ours.")
    sent = {"choice": "reject", "message": "Too little was said.", "shown_hash": seen}
    response = staff_client.post(url_of(application), sent)
    html = flat(response.content)
    assert response.status_code == 409
    for words in ("your decision was not saved", "Tenants of ours.", "Too little was said."):
        assert words in html
    with pytest.raises(Stale):
        approve_application(
            application_id=application.pk, coordinator=coordinator, agency=AgencyFactory(), shown_hash="another"
        )
    application.refresh_from_db()
    assert application.state == ApplicationState.WAITING


def test_an_application_that_was_decided_or_withdrawn_is_not_decided_again(coordinator):
    application = make_application()
    decided = {"application_id": application.pk, "coordinator": coordinator}
    assert reject_application(**decided, reason="Elsewhere.")
    assert not reject_application(**decided, reason="Elsewhere.")
    assert approve_application(**decided, agency=AgencyFactory()) is None
    assert not ask_applicant(**decided, question="Why?")
    assert ModelLogEntry.objects.filter(action__startswith="accounts.application").count() == 1
    gone = make_application(email="gone@lock.example")
    pk = gone.pk
    withdraw(application_id=pk)
    assert not reject_application(application_id=pk, coordinator=coordinator, reason="Elsewhere.")


def appealed(coordinator: User, **changes) -> Application:
    application = make_application(**changes)
    reject_application(application_id=application.pk, coordinator=coordinator, reason="Elsewhere.")
    appeal(application_id=application.pk, text="I have moved.")
    return Application.objects.get(pk=application.pk)


def test_an_appeal_is_decided_by_another_coordinator_where_there_is_one(staff_client, coordinator, sign_in):
    other = MemberFactory(roles=["Coordinators"])
    application = appealed(coordinator)
    html = flat(staff_client.get(url_of(application)).content)
    assert "They are appealing against your decision, so another coordinator must decide" in html
    assert staff_client.post(url_of(application), {"choice": "reject", "message": "No."}).status_code == 403
    with pytest.raises(PermissionDenied):
        reject_application(application_id=application.pk, coordinator=coordinator, reason="No.")
    theirs = sign_in(other, with_second_step=True)
    decide(theirs, url_of(application), choice="reject", message="Still elsewhere.")
    application.refresh_from_db()
    assert (application.state, application.may_appeal, application.decided_by) == ("rejected", False, other)


def test_the_only_coordinator_decides_about_an_appeal_too(coordinator):
    application = appealed(coordinator)
    assert approve_application(application_id=application.pk, coordinator=coordinator, agency=AgencyFactory())


@pytest.mark.parametrize("bond", ["inviter", "referee"])
def test_nobody_decides_about_whom_they_vouched_for(staff_client, coordinator, bond):
    if bond == "inviter":
        invite(inviter=coordinator, email=EMAIL, memo="They know the area.")
        token = Mail.objects.latest("pk").text.split("invitation=")[1].split()[0]
        application = make_application(token=token)
        assert application.invitation is not None
    else:
        application = make_application(referee_email=coordinator.email.upper())
    html = flat(staff_client.get(url_of(application)).content)
    assert "another coordinator must decide" in html
    assert staff_client.post(url_of(application), {"choice": "reject", "message": "No."}).status_code == 403
    assert application.name in flat(staff_client.get("/review/?show=not-mine").content)
    assert application.name not in flat(staff_client.get("/review/").content)


def test_an_address_that_got_an_account_meanwhile_is_reported_and_gets_no_second_account(staff_client, coordinator):
    application = make_application()
    MemberFactory(email=EMAIL)
    response = decide(staff_client, url_of(application), choice="approve", agency=AgencyFactory().pk)
    assert "already has an account with this address" in flat(response.content)
    with pytest.raises(PermissionDenied):
        approve_application(application_id=application.pk, coordinator=coordinator, agency=AgencyFactory())


@pytest.mark.parametrize("state", [MemberState.LEFT, MemberState.LAPSED, MemberState.PENDING])
def test_a_person_who_left_returns_to_their_account_and_no_earlier_key_opens_it(coordinator, staff_client, state):
    before, agency = MemberFactory(roles=["Moderators"]), AgencyFactory()
    application = make_application(email="ada@lock.example")
    User.objects.filter(pk=before.pk).update(email=application.email, state=state, is_active=state == "pending")
    decide(staff_client, url_of(application), choice="approve", agency=agency.pk, account="same")
    back = User.objects.get(email=application.email)
    assert (back.pk, back.agency, back.is_member, back.first_name) == (before.pk, agency, True, "Ada")
    assert (back.has_usable_password(), Authenticator.objects.filter(user=back).exists()) == (False, False)
    assert back.role_names == frozenset()
    subjects = {mail.subject for mail in Mail.objects.filter(to=back.email)}
    assert "RAT Network: you are now a member" in subjects
    assert "RAT Network: your membership has changed" not in subjects


@pytest.mark.parametrize("state", [MemberState.LEFT, MemberState.LAPSED])
def test_the_successor_in_a_mailbox_gets_an_account_of_their_own(coordinator, staff_client, state):
    before, agency = MemberFactory(first_name="Bo", last_name="Before", state=state), AgencyFactory()
    mailbox = before.email
    application = make_application(email=mailbox)
    page = flat(staff_client.get(url_of(application)).content)
    assert "Bo Before</a>" in page
    assert "who does the earlier account with this email address belong to?" in page
    assert not re.search(r'name="account"[^>]*checked', page)
    decide(staff_client, url_of(application), choice="approve", agency=agency.pk, account="another")
    new = User.objects.get(email=mailbox)
    before.refresh_from_db()
    assert (new.pk != before.pk, new.is_member, new.get_full_name()) == (True, True, "Ada Okafor")
    assert (before.get_full_name(), before.state, before.has_given_up_address) == ("Bo Before", "left", True)
    assert EmailAddress.objects.get(email=mailbox).user == new
    page = flat(staff_client.get(reverse("staff_people:person", args=[before.pk])).content)
    assert "None, because another person now has that address" in page
    with pytest.raises(Refused):
        set_member_state(person_id=before.pk, state=MemberState.APPROVED, coordinator=coordinator, reason="Back")


def test_a_coordinator_must_say_whose_an_earlier_account_is(coordinator, staff_client):
    left = MemberFactory(state=MemberState.LEFT)
    application = make_application(email=left.email)
    response = decide(staff_client, url_of(application), choice="approve", agency=AgencyFactory().pk)
    assert "Choose who the earlier account belongs to" in flat(response.content)
    with pytest.raises(Stale):
        approve_application(application_id=application.pk, coordinator=coordinator, agency=AgencyFactory())
    assert "earlier account with this email address" not in flat(staff_client.get(url_of(make_application())).content)


def test_no_field_beyond_the_form_can_be_set(staff_client):
    agency = AgencyFactory()
    extra = {"is_superuser": "on", "is_staff": "on", "roles": "Coordinators", "is_agency_lead": "on", "state": "x"}
    decide(staff_client, url_of(make_application()), choice="approve", agency=agency.pk, **extra)
    person = User.objects.get(email=EMAIL)
    assert (person.is_superuser, person.is_staff, person.is_agency_lead, person.role_names) == (
        False,
        False,
        False,
        frozenset(),
    )


def test_an_unproved_application_is_nobodys_to_see(staff_client):
    application = make_application(proved=False)
    assert staff_client.get(url_of(application)).status_code == 404
    assert "Okafor" not in flat(staff_client.get("/review/").content)


def test_a_version_is_another_one_after_each_word(coordinator):
    application = make_application()
    versions = [application_hash(application)]
    ask_applicant(application_id=application.pk, coordinator=coordinator, question="Whom?")
    versions.append(application_hash(Application.objects.get(pk=application.pk)))
    answer_question(application_id=application.pk, answer="Tenants.")
    versions.append(application_hash(Application.objects.get(pk=application.pk)))
    assert len(set(versions)) == 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(staff_client, coordinator, django_assert_num_queries, count):
    MemberFactory(roles=["Coordinators"])
    for number in range(count):
        appealed(coordinator, email=f"person-{number}@lock.example")
    # With appeals, erasures, agencies’ notes and who may change them,
    # what moderators said about what waits, and what they decided today.
    with django_assert_num_queries(16):
        staff_client.get("/review/")


@pytest.mark.parametrize("choice", ["ask", "reject"])
def test_a_reason_is_shown_again_when_another_coordinator_decided_first(staff_client, coordinator, choice):
    application = make_application()
    address = reverse("applications:application", args=[application.pk])
    seen = application_hash(application)
    reject_application(application_id=application.pk, coordinator=MemberFactory(roles=["Coordinators"]), reason="No.")
    answer = staff_client.post(address, {"choice": choice, "message": "Whom do you visit?", "shown_hash": seen})
    page = flat(answer.content)
    assert answer.status_code == 409
    assert "Someone may already have decided it" in page
    assert "Whom do you visit?</textarea>" in page


def test_a_role_entered_by_a_coordinator_contains_no_number(staff_client):
    agency = AgencyFactory()
    sent = {"first_name": "Ada", "last_name": "Wood", "email": "a@new.example", "agency": agency.pk}
    page = flat(
        staff_client.post(reverse("staff_people:person_add"), {**sent, "job_title": "Ring 07911 123456"}).content
    )
    assert "It may identify someone (phone number)" in page
    assert not User.objects.filter(email="a@new.example").exists()
