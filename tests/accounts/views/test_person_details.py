"""A coordinator changes what is known of a person: names, role at work, agency, lead."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.models import Board
from ratsite.accounts.actions.change_membership import change_details
from ratsite.accounts.models import User
from ratsite.accounts.models.person import ERASED
from ratsite.network.models import Agency, Circle
from ratsite.notifications.models import Mail
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return MemberFactory(roles=["Coordinators"])


@pytest.fixture
def desk(sign_in, coordinator):
    return sign_in(coordinator, with_second_step=True)


def page_of(person) -> str:
    return reverse("staff_people:person_details", args=[person.pk])


def details(person, **changes) -> dict:
    lead = {"is_agency_lead": "on"} if person.is_agency_lead else {}
    names = {"first_name": person.first_name, "last_name": person.last_name, "job_title": person.job_title}
    return {**names, **lead, "agency": person.agency_id, "reason": "She told us", **changes}


def test_a_new_name_is_saved_logged_and_emailed(desk, member):
    response = desk.post(page_of(member), details(member, last_name="Okafor-Bell", job_title="Senior officer"))
    assert response.status_code == 302
    member.refresh_from_db()
    assert (member.last_name, member.job_title) == ("Okafor-Bell", "Senior officer")
    entry = ModelLogEntry.objects.get(action="accounts.person.details")
    assert entry.data == {"reason": "She told us", "fields": ["last_name", "job_title"]}
    mail = Mail.objects.get()
    assert mail.to == member.email
    assert all(words in mail.text for words in ("Changed: last name", "Changed: role at your agency", "She told us"))


def test_the_same_details_again_change_and_email_nothing(desk, member):
    page = desk.post(page_of(member), details(member), follow=True)
    assert "You made no changes." in flat(page.content)
    assert not ModelLogEntry.objects.filter(action__startswith="accounts.person.").exists()
    assert not Mail.objects.exists()


@pytest.fixture
def mover():
    """A curator who leads an agency, has a circle of her own and reads another through the agency."""
    person = MemberFactory(roles=["Curators"])
    User.objects.filter(pk=person.pk).update(is_agency_lead=True)
    CircleFactory(name="Hers").people.add(person)
    CircleFactory(name="The old agency’s").agencies.add(person.agency)
    return User.objects.get(pk=person.pk)


def test_who_moves_reads_for_the_new_agency_and_loses_what_they_were_trusted_with(desk, mover):
    there = AgencyFactory()
    CircleFactory(name="The new agency’s").agencies.add(there)
    for circle in Circle.objects.all():
        BoardFactory(name=circle.name, circle=circle)
    assert desk.post(page_of(mover), details(mover, agency=there.pk)).status_code == 302
    moved = User.objects.get(pk=mover.pk)
    assert (moved.agency, moved.is_agency_lead, moved.role_names) == (there, False, set())
    assert [board.name for board in Board.objects.visible_to(moved)] == ["The new agency’s"]
    assert moved.confirm_by < mover.confirm_by
    entry = ModelLogEntry.objects.get(action="accounts.person.move")
    assert entry.data == {"reason": "She told us", "before": mover.agency.name, "after": there.name}
    assert f"You are now listed as working for {there}" in Mail.objects.get(to=mover.email).text


def test_the_page_says_when_an_address_is_not_one_of_the_agency_s(desk, member):
    there = AgencyFactory(email_domains="moved.example")
    page = reverse("staff_people:person", args=[member.pk])
    assert "not one of the agency’s addresses" not in flat(desk.get(page).content)
    desk.post(page_of(member), details(member, agency=there.pk))
    assert "not one of the agency’s addresses" in flat(desk.get(page).content)


def test_a_lead_is_made_and_ended_without_a_move(desk, member):
    for sent, is_lead in ((details(member, is_agency_lead="on"), True), (details(member), False)):
        desk.post(page_of(member), sent)
        member.refresh_from_db()
        assert member.is_agency_lead is is_lead


def test_a_coordinator_corrects_their_own_name_and_nothing_that_gives_access(desk, coordinator):
    there = AgencyFactory()
    page = flat(desk.get(page_of(coordinator)).content)
    assert 'name="first_name"' in page
    assert 'name="agency"' not in page
    desk.post(page_of(coordinator), details(coordinator, first_name="Ada", agency=there.pk, is_agency_lead="on"))
    now = User.objects.get(pk=coordinator.pk)
    assert (now.first_name, now.agency, now.is_agency_lead) == ("Ada", coordinator.agency, False)
    assert not Mail.objects.exists()
    same = {"first_name": "Ada", "last_name": "Reed", "job_title": "", "reason": "I moved"}
    for gained in ({"agency": there}, {"is_agency_lead": True}):
        with pytest.raises(PermissionDenied):
            change_details(coordinator=now.with_second_step(), person_id=now.pk, **same, **gained)


def test_the_only_other_coordinator_may_move_and_the_last_one_may_not(coordinator):
    other = MemberFactory(roles=["Coordinators"])
    there, same = AgencyFactory(), {"first_name": "Ada", "last_name": "Reed", "job_title": "", "reason": "She moved"}
    assert change_details(coordinator=coordinator.with_second_step(), person_id=other.pk, agency=there, **same)
    with pytest.raises(PermissionDenied):
        change_details(coordinator=other.with_second_step(), person_id=coordinator.pk, agency=there, **same)
    assert User.objects.get(pk=coordinator.pk).agency == coordinator.agency


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"last_name": ""}, "Fill in “Last name”"),
        ({"reason": ""}, "Say why you change this"),
        ({"job_title": "Ring 07911 123456"}, "07911 123456"),
        ({"reason": "She is on 07911 123456"}, "07911 123456"),
        ({"agency": "0"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(desk, member, typed, says):
    page = flat(desk.post(page_of(member), details(member, first_name="Adaeze", **typed)).content)
    assert says in page
    assert 'value="Adaeze"' in page
    assert not ModelLogEntry.objects.filter(action__startswith="accounts.person.").exists()


def test_an_agency_that_is_no_longer_active_stays_and_is_offered_to_nobody_else(desk, member):
    Agency.objects.filter(pk=member.agency_id).update(is_active=False)
    assert desk.post(page_of(member), details(member, first_name="Adaeze")).status_code == 302
    other = MemberFactory()
    page = flat(desk.post(page_of(other), details(other, agency=member.agency_id)).content)
    assert "Select a valid choice" in page


def test_nobody_changes_an_erased_person(desk, member):
    User.objects.filter(pk=member.pk).update(email=f"{member.pk}{ERASED}")
    assert desk.get(page_of(member)).status_code == 403
