"""What an agency lead can do: see which colleagues have access, and say who has left. Nothing else."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.accounts.actions.leave import report_leaver
from ratsite.accounts.enums import MemberState
from tests.clock import at
from tests.factories import AgencyFactory, CircleFactory, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
SAID = {"reason": "They told us."}


@pytest.fixture
def lead():
    return MemberFactory(is_agency_lead=True)


@pytest.fixture
def leading(lead, sign_in):
    return sign_in(lead)


def colleagues(agency) -> str:
    return reverse("agencies:colleagues", args=[agency.slug])


def left(person) -> str:
    return reverse("agencies:colleague_left", args=[person.agency.slug, person.pk])


def test_a_lead_sees_each_colleague_s_access_and_the_week_they_came_last(lead, leading):
    MemberFactory(agency=lead.agency, first_name="Here", last_login=at("2026-11-19", "23:30"))
    MemberFactory(agency=lead.agency, first_name="Never")
    MemberFactory(agency=lead.agency, first_name="Waits", state=MemberState.PENDING)
    MemberFactory(agency=lead.agency, first_name="Shut", state=MemberState.SUSPENDED, state_reason="Private matter")
    MemberFactory(agency=lead.agency, first_name="Gone", state=MemberState.LEFT)
    shown = flat(leading.get(colleagues(lead.agency)).content)
    for words in (
        "Here",
        "during the week of 16 November 2026",
        "Never",
        "Has never signed in",
        "No access: not approved yet",
    ):
        assert words in shown
    assert "No access at present" in shown
    assert f'Is a colleague missing? <a href="{reverse("people:invite")}">Invite them</a>.' in shown
    for words in ("Gone", "Private matter", "23:30", "19 November"):
        assert words not in shown


def test_neither_a_lead_of_another_agency_nor_a_colleague_who_does_not_lead_opens_the_page(lead, sign_in):
    colleague = MemberFactory(agency=lead.agency)
    for person in (MemberFactory(is_agency_lead=True), colleague):
        client = sign_in(person)
        assert client.get(colleagues(lead.agency)).status_code == 403
        assert client.post(left(colleague), SAID).status_code == 403
    colleague.refresh_from_db()
    assert colleague.is_member


def test_a_person_removed_by_their_lead_loses_all_access_and_is_emailed(lead, leading, happen, mailoutbox):
    person = MemberFactory(agency=lead.agency, is_agency_lead=True, roles=["Moderators", "Curators"])
    circle = CircleFactory()
    circle.people.add(person)
    response = happen(leading.post, left(person), {"reason": "Moved to Leeds"})
    assert response.url == colleagues(lead.agency)
    person.refresh_from_db()
    assert (person.state, person.is_active, person.is_agency_lead) == (MemberState.LEFT, False, False)
    assert (list(person.groups.all()), list(person.circles.all())) == ([], [])
    entry = ModelLogEntry.objects.get(action="accounts.person.left")
    assert (entry.user, entry.data["reason"]) == (lead, "Moved to Leeds")
    to_them, to_coordinator = mailoutbox
    assert to_them.to == [person.email]
    assert f"{lead}, the lead of their agency, told us that they have left the agency." in to_coordinator.body
    assert "Moved to Leeds" in to_coordinator.body


def test_the_second_time_says_that_there_is_nobody(lead, leading):
    person = MemberFactory(agency=lead.agency)
    assert leading.post(left(person), SAID).status_code == 302
    assert leading.post(left(person), SAID).status_code == 404
    assert not report_leaver(person_id=person.pk, lead=lead, reason="Gone")


def test_an_agency_lead_removes_neither_themselves_nor_a_coordinator_nor_a_person_of_another_agency(lead, leading):
    coordinator = MemberFactory(agency=lead.agency, roles=["Coordinators"])
    assert leading.post(left(lead), SAID).status_code == 403
    assert leading.post(left(coordinator), SAID).status_code == 403
    elsewhere = MemberFactory()
    forged = reverse("agencies:colleague_left", args=[lead.agency.slug, elsewhere.pk])
    assert leading.post(forged, SAID).status_code == 404
    for person in (lead, coordinator, elsewhere):
        person.refresh_from_db()
        assert person.is_member


def test_a_lead_who_moved_or_stopped_leading_meanwhile_removes_nobody(lead):
    person = MemberFactory(agency=lead.agency)
    person.agency = AgencyFactory()
    person.save()
    assert not report_leaver(person_id=person.pk, lead=lead, reason="Gone")
    colleague = MemberFactory(agency=lead.agency)
    lead.is_agency_lead = False
    lead.save()
    assert not report_leaver(person_id=colleague.pk, lead=lead)


def test_the_form_asks_how_the_lead_knows_and_the_error_says_the_same(lead, leading):
    person = MemberFactory(agency=lead.agency)
    shown = flat(leading.post(left(person), {"reason": ""}).content)
    assert "How do you know that they have left?" in shown
    assert "Say how you know that they have left" in shown


def test_asking_alone_changes_nothing(lead, leading):
    person = MemberFactory(agency=lead.agency)
    assert "Their access will end immediately" in flat(leading.get(left(person)).content)
    person.refresh_from_db()
    assert person.is_member


def test_an_agency_lead_gains_no_right_over_posts(lead, leading):
    assert leading.get("/review/").status_code == 403
    assert leading.get(f"/review/people/{lead.pk}/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_colleagues_costs_the_same_for_one_and_three(lead, leading, django_assert_num_queries, count):
    for _ in range(count):
        MemberFactory(agency=lead.agency, last_login=timezone.now())
    with django_assert_num_queries(4):
        assert leading.get(colleagues(lead.agency)).status_code == 200
