"""The directory: who is in the network, an agency lead says who has left, and someone who left has no access."""

import pytest
from django.urls import reverse

from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from tests.factories import PASSWORD, AgencyFactory, MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_finds_an_agency_and_what_it_cannot_do(visitor):
    agency = AgencyFactory(what_we_cannot_do="We cannot take a case to court.")
    MemberFactory(agency=agency, first_name="Ines", last_name="Marlow", job_title="Adviser")
    visitor.force_sign_in(MemberFactory())
    visitor.open("/catch-up/")
    visitor.follow("Agencies")
    visitor.follow(agency.name)
    assert visitor.page.get_by_text("We cannot take a case to court.").is_visible()
    assert visitor.page.get_by_text("Ines Marlow").is_visible()


def test_a_lead_says_that_a_colleague_has_left(visitor):
    lead = MemberFactory(is_agency_lead=True)
    colleague = MemberFactory(agency=lead.agency, first_name="Ines", last_name="Marlow")
    visitor.force_sign_in(lead)
    visitor.open(lead.agency.get_absolute_url())
    visitor.follow("Who has access")
    visitor.follow("Has left")
    visitor.page.get_by_label("How do you know that they have left?").fill("Moved on")
    visitor.press("End their access")
    assert visitor.page.get_by_text("Ines Marlow no longer has access.").is_visible()
    colleague.refresh_from_db()
    assert not colleague.is_member


def test_a_person_leaves_and_loses_all_access_within_one_request(visitor):
    person = MemberFactory()
    feed = reverse("private:forum", args=[make_token(person=person, kind=FeedKind.FORUM)])
    visitor.sign_in(person)
    visitor.open("/me/")
    visitor.follow("Leave the network")
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Continue")
    visitor.allow_status(403, 404)
    visitor.press("Leave the network")
    assert visitor.heading() == "You have left the network"
    visitor.open("/forum/")
    assert visitor.path() == "/account/login/"
    assert visitor.page.goto(feed).status == 404
    visitor.sign_in(person)
    assert visitor.heading() == "You have left the network"
