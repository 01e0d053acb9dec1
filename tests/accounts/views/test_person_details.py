"""A coordinator changes a person's details: names, role at work, agency, agency lead."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.post import post_reply
from forum.actions.record_event import record_event
from forum.actions.save_draft import reply_place
from forum.enums import EventKind
from forum.models import Draft
from library.models import AccessRequest, RequestState
from ratsite.accounts.actions.change_details import change_details, details_hash
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.accounts.models.person import ERASED
from ratsite.network.models import Agency, Remit
from ratsite.notifications.models import Mail
from ratsite.privacy.actions.erase import erase_by_letter
from ratsite.privacy.enums import PostsAfterErasure
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource, make_topic, save_draft
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_client(sign_in, coordinator):
    return sign_in(coordinator, with_second_step=True)


def page_of(person) -> str:
    return reverse("staff_people:person_details", args=[person.pk])


def details(person, **changes) -> dict:
    lead = {"is_agency_lead": "on"} if person.is_agency_lead else {}
    names = {"first_name": person.first_name, "last_name": person.last_name, "job_title": person.job_title}
    shown = {"agency": person.agency_id, "shown_hash": details_hash(User.objects.get(pk=person.pk))}
    return {**names, **lead, **shown, "reason": "She told us", **changes}


def test_a_new_name_is_saved_logged_and_emailed(staff_client, member):
    response = staff_client.post(page_of(member), details(member, last_name="Okafor-Bell", job_title="Senior officer"))
    assert response.status_code == 302
    member.refresh_from_db()
    assert (member.last_name, member.job_title) == ("Okafor-Bell", "Senior officer")
    entry = ModelLogEntry.objects.get(action="accounts.person.details")
    changed = ["last_name", "job_title"]
    assert entry.data == {"reason": "She told us", "changed": changed, "before": {}, "after": {}}
    mail = Mail.objects.get()
    assert mail.to == member.email
    assert all(words in mail.text for words in ("Changed: last name", "Changed: role at your agency", "She told us"))


def test_the_same_details_again_change_and_email_nothing(staff_client, member):
    page = staff_client.post(page_of(member), details(member), follow=True)
    assert "You made no changes." in flat(page.content)
    assert not ModelLogEntry.objects.filter(action__startswith="accounts.person.").exists()
    assert not Mail.objects.exists()


def test_an_agency_is_corrected_before_the_person_is_approved_and_not_after(staff_client):
    there, pending, approved = AgencyFactory(), MemberFactory(state="pending", approved_at=None), MemberFactory()
    User.objects.filter(pk=approved.pk).update(approved_at=timezone.now())
    for person in (pending, approved):
        staff_client.post(page_of(person), details(person, agency=there.pk))
    assert User.objects.get(pk=pending.pk).agency == there
    assert User.objects.get(pk=approved.pk).agency == approved.agency
    assert 'name="agency"' not in flat(staff_client.get(page_of(approved)).content)
    coordinator = MemberFactory(roles=["Coordinators"]).with_second_step()
    with pytest.raises(PermissionDenied):
        change_details(coordinator=coordinator, person_id=approved.pk, agency=there, reason="She moved")


def test_a_change_by_another_coordinator_meanwhile_is_not_undone(staff_client, member):
    shown = details_hash(member)
    staff_client.post(page_of(member), details(member, is_agency_lead="on", shown_hash=shown))
    response = staff_client.post(page_of(member), details(member, first_name="Adaeze", shown_hash=shown))
    page = flat(response.content)
    assert "Someone else changed this after you opened this page" in page
    assert 'value="Adaeze"' in page
    member.refresh_from_db()
    assert (response.status_code, member.is_agency_lead, member.first_name == "Adaeze") == (409, True, False)
    again = re.search(r'name="shown_hash" value="(\w+)"', page)[1]
    response = staff_client.post(page_of(member), details(member, first_name="Adaeze", shown_hash=again))
    member.refresh_from_db()
    assert (response.status_code, member.first_name) == (302, "Adaeze")


def test_an_erasure_finds_the_name_that_a_person_had_before(staff_client, member, happen):
    before = str(member)
    topic, other = make_topic(), MemberFactory()
    post = post_reply(topic=topic, author=other, body=f"As @{before} said, ask first.")
    save_draft(person=other, place=reply_place(topic), fields={"body": [f"Ask @{before}."]}, topic=topic)
    event = record_event(topic, EventKind.LOCKED, actor=None, reason=f"{before} asked for it")
    staff_client.post(page_of(member), details(member, last_name="Okafor-Bell"))
    coordinator = MemberFactory(roles=["Coordinators"])
    values = {"person_id": member.pk, "coordinator": coordinator, "reason": "By letter"}
    happen(erase_by_letter, posts=PostsAfterErasure.TAKE, **values)
    event.refresh_from_db()
    post.refresh_from_db()
    assert "Bell" not in f"{post.source}{post.html}"
    assert before not in f"{post.source}{post.html}{Draft.objects.get(person=other).fields}"
    assert event.reason == "a former member asked for it"
    assert User.objects.get(pk=member.pk).former_names == []


def test_the_page_says_when_an_address_is_not_one_of_the_agency_s(staff_client, member):
    page = reverse("staff_people:person", args=[member.pk])
    assert "not one of the agency’s addresses" not in flat(staff_client.get(page).content)
    Agency.objects.filter(pk=member.agency_id).update(email_domains="moved.example")
    assert "not one of the agency’s addresses" in flat(staff_client.get(page).content)


def test_a_lead_is_made_and_ended(staff_client, member):
    for ticked, is_lead in ({"is_agency_lead": "on"}, True), ({"is_agency_lead": ""}, False):
        staff_client.post(page_of(member), details(member, **ticked))
        member.refresh_from_db()
        assert member.is_agency_lead is is_lead


def test_a_coordinator_corrects_their_own_name_and_nothing_that_gives_access(staff_client, coordinator):
    there = AgencyFactory()
    page = flat(staff_client.get(page_of(coordinator)).content)
    assert 'name="first_name"' in page
    assert 'name="agency"' not in page
    staff_client.post(
        page_of(coordinator), details(coordinator, first_name="Ada", agency=there.pk, is_agency_lead="on")
    )
    now = User.objects.get(pk=coordinator.pk)
    assert (now.first_name, now.agency, now.is_agency_lead) == ("Ada", coordinator.agency, False)
    assert not Mail.objects.exists()
    for gained in ({"agency": there}, {"is_agency_lead": True}, {"is_superuser": True}, {"email": "a@b.example"}):
        with pytest.raises(PermissionDenied):
            change_details(coordinator=now.with_second_step(), person_id=now.pk, reason="I moved", **gained)


@pytest.fixture
def first():
    """The first coordinator of a new network, who has no agency yet."""
    return MemberFactory(agency=None, roles=["Coordinators"])


def choices_of(response) -> set:
    fields = response.context["form"].fields
    return set(fields["agency"].queryset) if "agency" in fields else set()


def test_the_only_coordinator_chooses_an_agency_that_has_people(sign_in, first):
    """A new network has nobody else to decide. An agency in a circle still needs a second coordinator."""
    staff_client = sign_in(first, with_second_step=True)
    with_people, empty, left = MemberFactory().agency, AgencyFactory(), AgencyFactory(is_active=False)
    in_circle, by_remit = AgencyFactory(), AgencyFactory()
    CircleFactory().agencies.add(in_circle)
    CircleFactory(name="Night work").remits.add(Remit.objects.get(slug="labour"))
    by_remit.remits.add(Remit.objects.get(slug="labour"))
    assert choices_of(staff_client.get(page_of(first))) == {with_people, empty}
    for refused in (in_circle, by_remit, left):
        assert staff_client.post(page_of(first), details(first, agency=refused.pk)).status_code == 200
        with pytest.raises(PermissionDenied):
            change_details(coordinator=first.with_second_step(), person_id=first.pk, agency=refused, reason="Mine")
    assert staff_client.post(page_of(first), details(first, agency="", first_name="Ada")).status_code == 302
    first.refresh_from_db()
    assert staff_client.post(page_of(first), details(first, agency=with_people.pk)).status_code == 302
    first.refresh_from_db()
    assert first.agency == with_people
    assert ModelLogEntry.objects.filter(action="accounts.person.details").latest("pk").data["changed"] == ["agency"]
    assert choices_of(staff_client.get(page_of(first))) == set()


def test_one_of_two_coordinators_chooses_only_an_agency_without_people(sign_in, first):
    """The other coordinator counts even if they cannot use the role today."""
    staff_client = sign_in(first, with_second_step=True)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with_people = MemberFactory(roles=["Coordinators"], confirm_by=yesterday).agency
    empty = AgencyFactory()
    assert choices_of(staff_client.get(page_of(first))) == {empty}
    with pytest.raises(PermissionDenied):
        change_details(coordinator=first.with_second_step(), person_id=first.pk, agency=with_people, reason="Me")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"last_name": ""}, "Fill in “Last name”"),
        ({"reason": ""}, "Say why you are making this change"),
        ({"job_title": "Ring 07911 123456"}, "07911 123456"),
        ({"reason": "She is on 07911 123456"}, "07911 123456"),
    ],
)
def test_an_error_is_shown_at_its_field_and_the_rest_is_shown_again(staff_client, member, typed, says):
    page = flat(staff_client.post(page_of(member), details(member, first_name="Adaeze", **typed)).content)
    assert says in page
    assert 'value="Adaeze"' in page
    assert not ModelLogEntry.objects.filter(action__startswith="accounts.person.").exists()


def test_nobody_changes_an_erased_person(staff_client, member):
    User.objects.filter(pk=member.pk).update(email=f"{member.pk}{ERASED}")
    assert staff_client.get(page_of(member)).status_code == 403


def test_a_person_who_leaves_and_returns_cannot_open_files_granted_before(member, happen, coordinator):
    resource = make_resource()
    file = resource.versions.get().files.get()
    now = timezone.now()
    asked = {"file": file, "asked_by": member, "reason": "For our induction day", "asked_at": now}
    granted = AccessRequest.objects.create(**asked, state="granted", ends_at=now + dt.timedelta(days=30))
    waiting = AccessRequest.objects.create(**asked)
    for state in (MemberState.LEFT, MemberState.APPROVED):
        happen(set_member_state, person_id=member.pk, state=state, coordinator=None, reason="She moved")
    for request in (granted, waiting):
        request.refresh_from_db()
        assert request.state == RequestState.WITHDRAWN
    assert not granted.is_in_force
