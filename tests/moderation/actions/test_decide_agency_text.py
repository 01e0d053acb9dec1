"""Agency texts whose author says that an identifier may stay: members read them after another coordinator's review."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.claim import claim
from ratsite.moderation.actions.decide_agency_text import publish_agency_text, send_agency_text_back, shown_hash_of_text
from ratsite.moderation.enums import AGENCY_TEXTS
from ratsite.moderation.models import Claim
from ratsite.network.enums import AgencyKind, SecondReviewOutcome
from ratsite.network.models import Agency, AgencySecondReview, Remit
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Notification
from tests.factories import AgencyFactory, MemberFactory, make_topic, take_second_step
from tests.markup import flat
from tests.review.pages import decide, press_twice

pytestmark = pytest.mark.django_db
PHONE = "0121 496 0123"
WORDS, WHY = f"Ring {PHONE} by day.", "the council prints it on its own card"
NOTIFICATIONS = reverse("notifications:notification_list")
BEFORE = "We house people."


@pytest.fixture
def writer():
    return MemberFactory(roles=["Coordinators"])


@pytest.fixture
def other():
    return MemberFactory(roles=["Coordinators"])


@pytest.fixture
def agency():
    agency = AgencyFactory(what_we_do=BEFORE)
    agency.remits.add(agency.main_remit)
    return agency


@pytest.fixture
def held(agency, writer) -> AgencySecondReview:
    save(browser(writer), agency, what_we_do=WORDS, explanation=WHY)
    return AgencySecondReview.objects.get()


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    take_second_step(client, person)
    return client


def values(agency: Agency, **changes) -> dict:
    fields = ("name", "kind", "what_we_do", "what_we_cannot_do", "email_domains", "public_contacts")
    sent = {name: getattr(agency, name) for name in fields} | {"reason": "They asked us to."}
    return {**sent, **changes}


def new_values(agency: Agency, **changes) -> dict:
    remit = agency.main_remit_id
    return values(agency, main_remit=remit, remits=[remit], **changes)


def form_of(agency: Agency) -> str:
    return reverse("staff_agencies:agency", args=[agency.slug])


def opened_form(client: Client, agency: Agency) -> str:
    """Return the shown_hash of the agency's form, as if it was opened now."""
    return client.get(form_of(agency)).context["form"].initial["shown_hash"]


def save(client: Client, agency: Agency, *, shown_hash: str | None = None, **changes):
    shown_hash = opened_form(client, agency) if shown_hash is None else shown_hash
    return client.post(form_of(agency), values(agency, shown_hash=shown_hash, **changes), follow=True)


def contacts_taken_away(client: Client, agency: Agency, **changes):
    """Remove the public contacts of an agency whose text has one of them."""
    save(client, agency, what_we_do=WORDS, public_contacts=PHONE)
    agency.refresh_from_db()
    assert agency.what_we_do == WORDS
    return save(client, agency, public_contacts="", **changes)


def agency_page(agency: Agency) -> str:
    """Return the agency's page as members see it."""
    return flat(browser(MemberFactory()).get(agency.get_absolute_url()).content)


def url_of(held: AgencySecondReview) -> str:
    return f"/review/agency-texts/{held.pk}/"


def test_a_stopped_writer_justifies_the_text_and_members_still_read_the_earlier_one(agency, writer):
    client = browser(writer)
    stopped = flat(save(client, agency, what_we_do=WORDS).content)
    assert f"Ring <mark>{PHONE}</mark> by day." in stopped
    assert stopped.count('name="explanation"') == 1
    assert "Why these contact details are public" in stopped
    assert not AgencySecondReview.objects.exists()
    answer = flat(save(client, agency, what_we_do=WORDS, what_we_cannot_do="No beds.", explanation=WHY).content)
    assert "Another coordinator must check the new text." in answer
    agency.refresh_from_db()
    assert (agency.what_we_do, agency.what_we_cannot_do) == (BEFORE, "No beds.")
    assert PHONE not in agency_page(agency)
    form = flat(client.get(form_of(agency)).content)
    assert ": what it does.</strong> Until they have checked the new text" in form
    assert WORDS in form


@pytest.mark.parametrize(("choice", "outcome"), [("approve", "Published"), ("reject", "Sent back")])
def test_a_late_second_press_says_what_this_coordinator_decided(held, other, choice, outcome):
    assert f"You have already decided this: “{outcome}”" in press_twice(browser(other), url_of(held), choice)


def test_another_coordinator_reads_why_and_opens_it(held, agency, writer, other, happen):
    client = browser(other)
    assert f"{agency}: what it does" in flat(client.get("/review/").content)
    page = flat(client.get(url_of(held)).content)
    assert "<strong>Phone number</strong> in what it does" in page
    assert PHONE not in page
    assert WHY in page
    assert f"“Ring <mark>{PHONE}</mark> by day.”" in flat(client.post(url_of(held), {"show": "1"}).content)
    happen(decide, client, url_of(held), choice="approve")
    assert PHONE in agency_page(agency)
    assert Notification.objects.get(person=writer).verb == "opened"
    assert "Agency text checked and published" in flat(browser(writer).get(NOTIFICATIONS).content)
    assert ModelLogEntry.objects.filter(action="network.agency_text.publish", user=other).exists()
    assert publish_agency_text(review_id=held.pk, decider=other) is False


def test_the_writer_of_a_justification_does_not_decide_and_nobody_else_sees_it(held, writer, moderator, member):
    assert "You wrote it, so another coordinator must decide" in flat(browser(writer).get(url_of(held)).content)
    with pytest.raises(PermissionDenied):
        publish_agency_text(review_id=held.pk, decider=writer)
    for person, status in (
        (moderator, 404),
        (MemberFactory(roles=["Curators"]), 404),
        (MemberFactory(roles=["Editors"]), 403),
    ):
        assert browser(person).get(url_of(held)).status_code == status
        with pytest.raises(PermissionDenied):
            send_agency_text_back(review_id=held.pk, decider=person, reason="No")
    assert browser(member).get(url_of(held)).status_code == 403


def test_a_text_that_was_sent_back_is_shown_above_the_form_until_it_is_changed(held, agency, writer, other, happen):
    client = browser(other)
    refused = flat(decide(client, url_of(held), choice="reject", reason="").content)
    assert "reason" in refused.lower()
    happen(decide, client, url_of(held), choice="reject", reason="It is a caseworker’s own")
    assert PHONE not in agency_page(agency)
    address = form_of(agency)
    page = flat(browser(writer).get(address).content)
    assert "Sent back: what it does." in page
    assert "It is a caseworker’s own" in page
    save(browser(writer), agency, what_we_do="We house people, by day.")
    assert "Sent back" not in flat(browser(writer).get(address).content)
    assert "by day" in agency_page(agency)


def test_a_writer_whose_text_was_under_review_is_notified_that_another_person_changed_it(
    held, agency, writer, other, happen
):
    claim(queue=AGENCY_TEXTS, item_id=held.pk, person=other)
    happen(save, browser(other), agency, what_we_do="We house families.")
    assert Notification.objects.get().person == writer
    page = flat(browser(writer).get(NOTIFICATIONS).content)
    assert "changed by another coordinator before it was checked" in page
    assert not Claim.objects.exists()


def test_a_writer_who_changes_their_own_text_under_review_is_not_notified(held, agency, writer, happen):
    happen(save, browser(writer), agency, what_we_do=f"{WORDS} Or come.", explanation=WHY)
    held.refresh_from_db()
    assert (held.outcome, Notification.objects.count()) == (SecondReviewOutcome.SUPERSEDED, 0)


def test_a_page_opened_before_a_justification_was_given_does_not_end_its_review(agency, writer, other):
    client = browser(other)
    seen = opened_form(client, agency)
    save(browser(writer), agency, what_we_do=WORDS, explanation=WHY)
    page = flat(save(client, agency, what_we_do="We house families.", shown_hash=seen).content)
    assert "changed this after you opened this page" in page
    page = save(client, agency, what_we_do="We house families.", shown_hash="")
    assert "after you opened this page" in flat(page.content)
    assert AgencySecondReview.objects.waiting().get().text == WORDS
    assert BEFORE in agency_page(agency)


def test_a_page_from_before_the_contacts_changed_does_not_bring_them_back(agency, writer, other):
    client = browser(other)
    seen = opened_form(client, agency)
    save(browser(writer), agency, public_contacts=PHONE)
    assert "after you opened this page" in flat(save(client, agency, public_contacts="", shown_hash=seen).content)
    agency.refresh_from_db()
    assert agency.public_contacts == PHONE


def test_a_form_opened_before_another_change_does_not_undo_that_change(agency, writer, other):
    client = browser(other)
    seen = opened_form(client, agency)
    save(browser(writer), agency, email_domains="shelter.example")
    assert "after you opened this page" in flat(save(client, agency, shown_hash=seen).content)


def test_a_later_change_of_the_same_text_ends_the_review(held, agency, other):
    save(browser(other), agency, what_we_cannot_do="No beds.")
    assert AgencySecondReview.objects.waiting().get() == held
    save(browser(other), agency, what_we_do="We house families.")
    held.refresh_from_db()
    assert held.outcome == SecondReviewOutcome.IDENTIFIERS_REMOVED
    assert publish_agency_text(review_id=held.pk, decider=other) is False
    assert "We house families." in agency_page(agency)
    save(browser(other), agency, what_we_do=WORDS, explanation=WHY)
    save(browser(other), agency, what_we_do=f"{WORDS} Or come.", explanation=WHY)
    assert AgencySecondReview.objects.waiting().get().text == f"{WORDS} Or come."


def test_an_approved_text_is_not_reviewed_again_with_every_change(held, agency, other, writer):
    publish_agency_text(review_id=held.pk, decider=other)
    agency.refresh_from_db()
    save(browser(writer), agency, what_we_cannot_do="No beds.")
    agency.refresh_from_db()
    assert (agency.what_we_do, agency.what_we_cannot_do) == (WORDS, "No beds.")


def test_contacts_that_are_taken_away_are_looked_for_in_the_notes(agency, writer):
    page = flat(contacts_taken_away(browser(writer), agency).content)
    assert "It may identify someone" in page
    assert "members see no text here until another coordinator has checked it." in page
    assert PHONE in agency_page(agency)  # nothing is saved yet


def test_a_text_with_a_contact_that_was_removed_from_the_list_is_hidden_until_its_review(agency, writer, other):
    contacts_taken_away(browser(writer), agency, explanation=WHY)
    assert PHONE not in agency_page(agency)
    held = AgencySecondReview.objects.waiting().get()
    assert held.text == WORDS
    send_agency_text_back(review_id=held.pk, decider=other, reason="It is a caseworker’s own")
    assert PHONE not in agency_page(agency)


def test_a_new_text_under_review_does_not_leave_the_removed_contact_on_the_page(agency, writer, other):
    contacts_taken_away(browser(writer), agency, what_we_do="Ring 0121 496 0456.", explanation=WHY)
    assert PHONE not in agency_page(agency)
    publish_agency_text(review_id=AgencySecondReview.objects.waiting().get().pk, decider=other)
    assert "0121 496 0456" in agency_page(agency)


def test_contacts_that_are_added_ask_nobody_again_about_what_was_opened(held, agency, writer, other):
    publish_agency_text(review_id=held.pk, decider=other)
    agency.refresh_from_db()
    save(browser(writer), agency, public_contacts="0121 496 0789")
    save(browser(writer), agency, public_contacts="hello@shelter.example")
    agency.refresh_from_db()
    assert (agency.what_we_do, agency.public_contacts) == (WORDS, "hello@shelter.example")
    assert not AgencySecondReview.objects.waiting().exists()


def test_a_published_contact_of_the_agency_is_not_marked_for_the_person_who_decides(agency, writer, other):
    words = f"{WORDS} Or 0121 496 0456."
    save(browser(writer), agency, what_we_do=words, public_contacts=PHONE, explanation=WHY)
    held = AgencySecondReview.objects.get()
    page = flat(browser(other).post(url_of(held), {"show": "1"}).content)
    assert "<mark>0121 496 0456</mark>" in page
    assert f"<mark>{PHONE}</mark>" not in page
    agency.refresh_from_db()
    seen = shown_hash_of_text(AgencySecondReview.objects.get())
    save(browser(writer), agency, public_contacts="")
    with pytest.raises(Stale):
        publish_agency_text(review_id=held.pk, decider=other, shown_hash=seen)


def test_contacts_that_change_during_a_review_do_not_break_the_page(agency, writer, other):
    save(browser(writer), agency, what_we_do=WORDS, public_contacts=PHONE)
    agency.refresh_from_db()
    save(browser(writer), agency, what_we_do=f"{WORDS} Or 0121 496 0456.", explanation=WHY)
    response = save(browser(other), agency, public_contacts="", explanation="it is on their door")
    assert response.status_code == 200
    assert AgencySecondReview.objects.waiting().get().text == WORDS


def test_a_new_agency_with_texts_under_review_can_be_changed_meanwhile(writer, other):
    agency = AgencyFactory.build(name="Night Shelter", slug="night-shelter", main_remit=Remit.objects.first())
    client = browser(writer)
    sent = new_values(agency, kind=AgencyKind.CHARITY, what_we_do=WORDS, explanation=WHY)
    client.post(reverse("staff_agencies:agency_add"), sent)
    agency = Agency.objects.get(slug="night-shelter")
    save(client, agency, email_domains="shelter.example")
    agency.refresh_from_db()
    assert (agency.email_domains, AgencySecondReview.objects.waiting().count()) == ("shelter.example", 1)


def test_an_old_page_does_not_undo_what_was_opened_meanwhile(held, agency, writer, other):
    address = form_of(agency)
    client = browser(writer)
    seen = client.get(address).context["form"].initial["shown_hash"]
    publish_agency_text(review_id=held.pk, decider=other)
    page = save(client, agency, email_domains="shelter.example", shown_hash=seen)
    assert "after you opened this page" in flat(page.content)
    before = agency.email_domains
    agency.refresh_from_db()
    assert (agency.what_we_do, agency.email_domains) == (WORDS, before)
    save(client, agency, email_domains="shelter.example", shown_hash=page.context["form"]["shown_hash"].value())
    agency.refresh_from_db()
    assert (agency.what_we_do, agency.email_domains) == (WORDS, "shelter.example")


def test_a_new_agency_is_shown_without_its_texts_under_review(writer, other):
    agency = AgencyFactory.build(name="Night Shelter", slug="night-shelter", main_remit=Remit.objects.first())
    sent = new_values(agency, kind=AgencyKind.CHARITY, what_we_cannot_do=WORDS, explanation=WHY)
    browser(writer).post(reverse("staff_agencies:agency_add"), sent)
    agency = Agency.objects.get(slug="night-shelter")
    assert agency.what_we_cannot_do == ""
    publish_agency_text(review_id=AgencySecondReview.objects.get().pk, decider=other)
    agency.refresh_from_db()
    assert agency.what_we_cannot_do == WORDS


@pytest.mark.parametrize(
    "changes",
    [
        {"name": f"Shelter {PHONE}"},
        {"what_we_do": "Her NHS number is 943 476 5919."},
        {"what_we_do": "OFFICIAL-SENSITIVE"},
    ],
)
def test_names_and_sure_identifiers_cannot_be_justified(agency, writer, changes):
    page = flat(save(browser(writer), agency, explanation=WHY, **changes).content)
    assert "It may identify someone" in page
    assert WHY in page
    assert not AgencySecondReview.objects.exists()
    before = agency.name
    agency.refresh_from_db()
    assert (agency.name, agency.what_we_do) == (before, BEFORE)


def test_a_save_that_changes_only_line_ends_ends_no_review(agency, writer, other):
    Agency.objects.filter(pk=agency.pk).update(what_we_do="We house people.\nBy night.")
    agency.refresh_from_db()
    save(browser(writer), agency, what_we_do=WORDS, explanation=WHY)
    save(browser(other), agency, what_we_do="We house people.\r\nBy night.", name="Another name")
    assert AgencySecondReview.objects.get().outcome == SecondReviewOutcome.WAITING


def test_the_coordinator_who_sent_a_text_back_stays_recorded(held, agency, writer, other):
    send_agency_text_back(review_id=held.pk, decider=other, reason="It is a caseworker’s own")
    save(browser(writer), agency, what_we_do="We house families.")
    held.refresh_from_db()
    assert (held.outcome, held.reason, held.decided_by) == ("mended", "It is a caseworker’s own", other)


def test_an_agency_is_not_copied(agency, writer):
    assert browser(writer).get(f"/cms/snippets/network/agency/copy/{agency.pk}/").status_code == 404


def test_limits_that_were_withdrawn_for_review_are_not_shown_as_none(agency, writer):
    save(browser(writer), agency, what_we_cannot_do=WORDS, public_contacts=PHONE)
    agency.refresh_from_db()
    topic = make_topic(author=MemberFactory(agency=agency))
    reader = browser(MemberFactory())
    assert "What we cannot do" in flat(reader.get(topic.get_absolute_url()).content)
    save(browser(writer), agency, public_contacts="", explanation=WHY)
    assert "What we cannot do" not in flat(reader.get(topic.get_absolute_url()).content)
    page = flat(reader.get(agency.get_absolute_url()).content)
    assert "This agency has not told us yet. Ask them." in page


def test_the_next_decision_about_the_agency_is_emailed_too(agency, writer, other, happen, clock):
    for words in (WORDS, f"{WORDS} And by night."):
        save(browser(writer), agency, what_we_do=words, explanation=WHY)
        held = AgencySecondReview.objects.latest("pk")
        happen(decide, browser(other), url_of(held), choice="approve")
        agency.refresh_from_db()
        clock.now = Notification.objects.filter(person=writer).latest("pk").due_at
        queue_due_emails()
    found = Notification.objects.filter(person=writer, source=AGENCY_TEXTS).values_list("outcome", flat=True)
    assert list(found) == [Outcome.QUEUED] * 2
