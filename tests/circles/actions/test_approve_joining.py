"""Nobody comes into a circle through its agency unseen: a preview, word to the circle, and a second coordinator."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from library.enums import Audience
from library.models import Resource
from ratsite.accounts.actions.change_details import change_details
from ratsite.accounts.actions.change_membership import membership_hash, set_member_state, set_roles
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.enums import ApplicationState, MemberState, Role
from ratsite.accounts.models import Application, User
from ratsite.circles.actions.change_access import change_access, end_old_requests
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.circles import CHANGES_SHOWN
from ratsite.circles.queries.effect import effect_of
from ratsite.moderation.models import FirstApproval
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Circle, Remit
from ratsite.notifications.enums import Level, Outcome, Says
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.registry import source_of
from ratsite.privacy.actions.erase import erase_by_letter
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.review.queries.queue import Tab, queue_of
from tests.accounts.applicants import make_application
from tests.circles.coordinators import (
    WHY,
    change,
    confirmed,
    coordinator,
    members_url,
    opened,
    previewed,
    remits_url,
    signed_in,
)
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Circle:
    return CircleFactory(name="Night work")


@pytest.fixture
def agency(circle) -> Agency:
    agency = AgencyFactory(name="Lock Street Housing")
    agency.remits.add(agency.main_remit)
    circle.agencies.add(agency)
    return agency


@pytest.fixture
def first():
    return coordinator("housing")


@pytest.fixture
def second():
    return coordinator("policing")


@pytest.fixture
def reader(circle):
    return make_topic(BoardFactory(circle=circle, ceiling=Marking.RED), title="Vans").posts.get().author


@pytest.fixture
def red_reader(circle):
    board = BoardFactory(circle=circle, ceiling=Marking.RED)
    return make_topic(board, marking=Marking.RED, title="Vans").posts.get().author


def new_person(agency: Agency | None, **fields) -> User:
    return MemberFactory(agency=agency, state=MemberState.PENDING, approved_at=None, **fields)


def page_of(person: User) -> str:
    return reverse("staff_people:person", args=[person.pk])


def approve(client: Client, person: User):
    """Choose “Approved” on the person's page; return the page that comes next."""
    sent = {"state": "approved", "reason": WHY, "shown_hash": membership_hash(User.objects.get(pk=person.pk))}
    return client.post(page_of(person), sent)


def confirm(client: Client, url: str, page, **changes):
    """Press the button of the page that shows what a person will be able to read."""
    sent = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    sent = {name: value for name, value in sent.items() if value is not None}
    if page.context["own_hash"]:
        sent["shown_hash"] = page.context["own_hash"]
    sent |= {"joining_hash": page.context["joining"].shown_hash, "confirm": "1"}
    return client.post(url, sent | changes, follow=True)


def approve_after_preview(client: Client, person: User):
    return confirm(client, page_of(person), approve(client, person))


def is_in(person: User, circle: Circle) -> bool:
    return User.objects.readers_of(circle).filter(pk=person.pk).exists()


def notified() -> dict:
    return dict(Notification.objects.filter(source="access-changes").values_list("person", "verb"))


def test_a_new_person_of_a_circle_s_agency_is_previewed_and_logged_and_the_circle_is_notified(
    circle, agency, first, second, reader, happen
):
    person, staff_client = new_person(agency), signed_in(first)
    text = flat(approve(staff_client, person).content)
    assert "1 person in 1 agency will be able to read 1 topic and 0 resources" in text
    assert f">{circle.name}<" in text
    assert "We will tell everyone in the circle" in text
    assert not is_in(person, circle)
    happen(approve_after_preview, staff_client, person)
    assert is_in(person, circle)
    assert notified() == {reader.pk: "changed", person.pk: "joined"}
    entry = ModelLogEntry.objects.get(action="network.circle.join")
    assert (entry.user, entry.data["added"]["people"]) == (first, [person.pk])
    assert entry.data["reads"] == {"topics": 1, "red_topics": 0, "resources": 0, "red_resources": 0}
    assert WHY not in entry.data["reason"]
    log = flat(staff_client.get("/review/log/").content)
    assert "1 topic, 0 resources" in log
    own = flat(signed_in(reader).get(reverse("circles:circle", args=[circle.pk])).content)
    assert str(first) in own


def test_nobody_lets_a_second_mailbox_of_their_own_read_what_is_for_named_people_only(
    circle, agency, first, second, red_reader, happen
):
    puppet, staff_client = new_person(agency), signed_in(first)
    assert "A second coordinator has to approve" in flat(approve(staff_client, puppet).content)
    assert "They cannot read anything until a coordinator" in flat(
        happen(approve_after_preview, staff_client, puppet).content
    )
    puppet.refresh_from_db()
    assert (puppet.state, is_in(puppet, circle), notified()) == (MemberState.PENDING, False, {})
    again = approve(staff_client, puppet)
    assert f"{first} has approved them" in flat(again.content)
    assert confirm(staff_client, page_of(puppet), again).status_code == 403
    cases = {person: queue_of(person.with_second_step()).cases for person in (first, second)}
    assert [case.tabs for case in cases[first]] == [{Tab.MINE}]
    assert [(case.item.title, case.tabs) for case in cases[second]] == [(str(puppet), {Tab.OPEN})]
    happen(approve_after_preview, signed_in(second), puppet)
    assert is_in(puppet, circle)
    assert notified() == {red_reader.pk: "changed", puppet.pk: "joined"}
    made = AccessChange.objects.get()
    assert (made.asked_by, made.decided_by) == (first, second)
    assert not queue_of(second.with_second_step()).cases


def test_a_coordinator_of_the_same_main_remit_is_not_the_second(circle, agency, first, second, red_reader):
    person = new_person(agency)
    approve_after_preview(signed_in(first), person)
    page = approve(signed_in(coordinator("housing")), person)
    assert "A coordinator with another main remit must approve them too." in flat(page.content)
    approve_after_preview(signed_in(coordinator("housing")), person)
    assert not is_in(person, circle)


def test_a_new_colleague_of_one_s_own_comes_into_a_circle_with_a_second_coordinator(circle, first, second, reader):
    circle.agencies.add(first.agency)
    person = new_person(first.agency)
    approve_after_preview(signed_in(first), person)
    assert not is_in(person, circle)
    approve_after_preview(signed_in(second), person)
    assert is_in(person, circle)


def test_the_only_coordinator_approves_people_alone_and_the_circle_is_notified(
    circle, agency, first, red_reader, happen
):
    person = new_person(agency)
    happen(approve_after_preview, signed_in(first), person)
    assert is_in(person, circle)
    assert notified() == {red_reader.pk: "changed", person.pk: "joined"}


def test_a_coordinator_without_an_agency_lets_nobody_read_what_is_for_named_people_only(
    circle, agency, first, red_reader
):
    person, newcomer = new_person(agency), MemberFactory(agency=None, roles=["Coordinators"])
    page = approve(signed_in(newcomer), person)
    assert "another coordinator must approve them" in flat(page.content)
    approve_after_preview(signed_in(newcomer), person)
    assert not is_in(person, circle)


def test_a_person_of_an_agency_in_no_circle_is_approved_at_once(first, second, circle, red_reader):
    person = new_person(AgencyFactory())
    assert approve(signed_in(first), person).status_code == 302
    person.refresh_from_db()
    assert person.is_member
    assert not AccessChange.objects.exists()


def test_an_approval_is_shown_again_if_the_circle_has_changed_meanwhile(circle, agency, first, reader):
    person, staff_client = new_person(agency), signed_in(first)
    page = approve(staff_client, person)
    circle.people.add(MemberFactory())
    again = confirm(staff_client, page_of(person), page)
    assert (again.status_code, "Something has changed since you opened this page" in flat(again.content)) == (409, True)
    assert not is_in(person, circle)


def test_the_action_itself_lets_nobody_in_alone(circle, agency, first, second, red_reader):
    person = new_person(agency)
    approved = {"person_id": person.pk, "state": MemberState.APPROVED, "reason": WHY}
    assert not set_member_state(coordinator=first.with_second_step(), **approved)
    assert not is_in(person, circle)
    assert set_member_state(coordinator=second.with_second_step(), **approved)
    assert is_in(person, circle)


def test_a_member_without_an_agency_gets_one_in_a_circle_with_two_coordinators(
    circle, agency, first, second, red_reader
):
    member = MemberFactory(agency=None)
    url = reverse("staff_people:person_details", args=[member.pk])
    for number, person in enumerate((first, second)):
        staff_client = signed_in(person)
        page = staff_client.post(url, opened(staff_client, url) | {"agency": agency.pk})
        assert "1 person in 1 agency will be able to read" in flat(page.content)
        confirm(staff_client, url, page)
        assert is_in(member, circle) is bool(number)


def decide(client: Client, application: Application, agency: Agency | None, **sent):
    url = reverse("applications:application", args=[application.pk])
    shown = client.get(url).context["shown_hash"]
    chosen = {"choice": "approve", "agency": agency.pk if agency else "", "kind": "housing", "shown_hash": shown}
    return client.post(url, chosen | sent)


def decide_and_confirm(client: Client, application: Application, agency: Agency | None):
    url = reverse("applications:application", args=[application.pk])
    return confirm(client, url, decide(client, application, agency))


def test_an_applicant_to_a_circle_s_agency_is_approved_after_a_preview_and_the_circle_is_notified(
    circle, agency, first, second, reader, happen
):
    application, staff_client = make_application(), signed_in(first)
    text = flat(decide(staff_client, application, agency).content)
    assert "Approve Ada Okafor?" in text
    assert "1 person in 1 agency will be able to read 1 topic and 0 resources" in text
    happen(decide_and_confirm, staff_client, application, agency)
    person = User.objects.get(email=application.email)
    assert is_in(person, circle)
    assert notified() == {reader.pk: "changed", person.pk: "joined"}


def test_an_applicant_who_would_read_what_is_for_named_people_only_needs_two_approvals(
    circle, agency, first, second, red_reader
):
    application = make_application()
    decide_and_confirm(signed_in(first), application, agency)
    application.refresh_from_db()
    assert (application.state, application.person) == (ApplicationState.WAITING, None)
    case = queue_of(second.with_second_step()).cases[0]
    assert (case.item.queue, case.first.person, case.tabs) == ("applications", first, {Tab.OPEN})
    page = decide(signed_in(second), application, agency)
    assert f"{first} has approved them. You are the second coordinator." in flat(page.content)
    decide_and_confirm(signed_in(second), application, agency)
    assert is_in(User.objects.get(email=application.email), circle)


def test_a_first_approval_at_one_agency_does_not_count_at_another(circle, agency, first, second, red_reader):
    other = AgencyFactory()
    circle.agencies.add(other)
    application = make_application()
    decide_and_confirm(signed_in(first), application, other)
    decide_and_confirm(signed_in(second), application, agency)
    application.refresh_from_db()
    assert application.state == ApplicationState.WAITING


def test_an_applicant_whom_a_colleague_invited_needs_one_approval(circle, agency, first, second, red_reader):
    colleague = MemberFactory(agency=agency)
    invitation = invite(inviter=colleague, email="ada.okafor@lock.example", memo="She covers nights.")
    application = make_application()
    Application.objects.filter(pk=application.pk).update(invitation=invitation)
    decide_and_confirm(signed_in(first), application, agency)
    assert is_in(User.objects.get(email=application.email), circle)


def test_an_applicant_s_new_agency_that_its_remit_puts_into_a_circle_is_previewed_too(
    circle, first, second, red_reader
):
    application = make_application()
    circle.remits.add(application.remit)
    assert "1 person in 1 agency will be able to read 1 topic" in flat(
        decide(signed_in(first), application, None).content
    )
    decide_and_confirm(signed_in(first), application, None)
    assert not Agency.objects.filter(name=application.agency_name).exists()
    decide_and_confirm(signed_in(second), application, None)
    assert is_in(User.objects.get(email=application.email), circle)


def test_an_agency_that_leaves_and_returns_is_previewed_and_its_circles_are_notified(
    circle, agency, first, second, reader, happen
):
    colleague, staff_client = MemberFactory(agency=agency), signed_in(first)
    page = previewed(staff_client, remits_url(agency), network="")
    assert "1 person in 1 agency will no longer be able to read 1 topic and 0 resources" in flat(page.content)
    happen(confirmed, staff_client, remits_url(agency), page)
    assert not is_in(colleague, circle)
    Notification.objects.all().delete()
    page = previewed(staff_client, remits_url(agency), network="on")
    assert "1 person in 1 agency will be able to read 1 topic and 0 resources" in flat(page.content)
    happen(confirmed, staff_client, remits_url(agency), page)
    assert is_in(colleague, circle)
    assert notified() == {reader.pk: "changed", colleague.pk: "joined"}


def test_an_agency_that_would_read_what_is_for_named_people_only_comes_back_with_two_coordinators(
    circle, agency, first, second, red_reader
):
    colleague = MemberFactory(agency=agency)
    Agency.objects.filter(pk=agency.pk).update(is_active=False)
    change(signed_in(first), remits_url(agency), network="on")
    assert not is_in(colleague, circle)
    waiting, other = AccessChange.objects.waiting().get(), signed_in(second)
    url = waiting.get_absolute_url()
    sent = {"reason": WHY, "agree": "1", "shown_hash": other.get(url).context["effect"].shown_hash}
    other.post(url, sent)
    assert is_in(colleague, circle)


def test_a_person_added_to_a_circle_with_topics_for_named_people_needs_a_second_approval(
    circle, first, second, red_reader
):
    person = MemberFactory()
    change(signed_in(first), members_url(circle), add_people=person.email, people=[red_reader.pk])
    assert not is_in(person, circle)
    assert AccessChange.objects.waiting().get().circle == circle


def test_a_first_approval_that_nobody_seconds_ends_after_30_days(circle, agency, first, second, red_reader, clock):
    person = new_person(agency)
    approved = {"person_id": person.pk, "state": MemberState.APPROVED, "reason": WHY}
    set_member_state(coordinator=first.with_second_step(), **approved)
    clock.now += dt.timedelta(days=31)
    end_old_requests()
    assert not queue_of(second.with_second_step()).cases
    assert ModelLogEntry.objects.latest("pk").action == "accounts.person.approve_first_end"
    assert not set_member_state(coordinator=second.with_second_step(), **approved)
    assert not is_in(person, circle)


def remove_role(by: User, person: User) -> None:
    set_roles(person_id=person.pk, roles=set(), coordinator=by.with_second_step(), reason=WHY)


def suspend(by: User, person: User) -> None:
    set_member_state(person_id=person.pk, state=MemberState.SUSPENDED, coordinator=by.with_second_step(), reason=WHY)


def mark_as_left(by: User, person: User) -> None:
    set_member_state(person_id=person.pk, state=MemberState.LEFT, coordinator=by.with_second_step(), reason=WHY)


@pytest.mark.parametrize("remove", [remove_role, suspend, mark_as_left])
def test_nobody_gets_round_the_second_coordinator_by_removing_them(circle, agency, first, second, red_reader, remove):
    puppet, staff_client = new_person(agency), signed_in(first)
    remove(first, second)
    text = flat(approve(staff_client, puppet).content)
    assert "A second coordinator has to approve" in text
    assert f"{second} {'is a coordinator who cannot act today' if remove == suspend else 'was a coordinator'}" in text
    approve_after_preview(staff_client, puppet)
    assert not is_in(puppet, circle)
    page = previewed(staff_client, members_url(circle), add_people=MemberFactory().email, people=[red_reader.pk])
    assert "Make a member with another main remit a coordinator first" in flat(page.content)
    approve_after_preview(signed_in(coordinator("health")), puppet)
    assert is_in(puppet, circle)


def test_one_coordinator_alone_can_decide_30_days_after_the_second_was_removed(
    circle, agency, first, second, red_reader, clock
):
    person = new_person(agency)
    remove_role(first, second)
    clock.now += dt.timedelta(days=31)
    approve_after_preview(signed_in(first), person)
    assert is_in(person, circle)


@pytest.mark.parametrize("is_lapsed", [False, True])
def test_a_coordinator_who_left_or_lapsed_by_themselves_is_no_second(
    circle, agency, first, second, red_reader, is_lapsed
):
    person = new_person(agency)
    if is_lapsed:
        User.objects.filter(pk=second.pk).update(state=MemberState.LAPSED, is_active=False)
    else:
        leave(person=second)
    approve_after_preview(signed_in(first), person)
    assert is_in(person, circle)


def test_a_person_whose_roles_change_is_emailed_why(first, second):
    remove_role(first, second)
    mail = Mail.objects.get(to=second.email)
    assert "Role removed: Coordinator" in mail.text
    assert WHY in mail.text


def test_a_resource_for_named_people_only_counts_as_such_a_topic_does(circle, agency, first, second):
    resource = make_resource()
    Resource.objects.filter(pk=resource.pk).update(audience=Audience.CIRCLE, circle=circle, marking=Marking.RED)
    person, staff_client = new_person(agency), signed_in(first)
    text = flat(approve(staff_client, person).content)
    assert "1 of the resources is marked “Only the people named here”" in text
    approve_after_preview(staff_client, person)
    assert not is_in(person, circle)
    change(staff_client, members_url(circle), add_people=MemberFactory().email)
    assert AccessChange.objects.waiting().get().circle == circle
    page = staff_client.get(reverse("staff_circles:circle", args=[circle.pk]))
    assert "1 resource is for named people only" in flat(page.content)


def test_an_agency_that_leaves_the_network_is_previewed_by_name_and_its_people_are_emailed(first, second):
    agency = AgencyFactory()
    agency.remits.add(agency.main_remit)
    colleague, staff_client = MemberFactory(agency=agency), signed_in(first)
    text = flat(previewed(staff_client, remits_url(agency), network="").content)
    assert "1 person will no longer be able to read anything here" in text
    assert str(colleague) in text
    assert "Nobody gains or loses access" not in text
    change(staff_client, remits_url(agency), network="")
    assert WHY in Mail.objects.get(to=colleague.email).text
    agency.refresh_from_db()
    assert not agency.is_active


def test_an_agency_that_comes_back_is_previewed_by_name_and_its_people_are_emailed(first, second):
    agency = AgencyFactory(is_active=False)
    agency.remits.add(agency.main_remit)
    colleague, staff_client = MemberFactory(agency=agency), signed_in(first)
    left = MemberFactory(agency=agency, state=MemberState.LEFT)
    text = flat(previewed(staff_client, remits_url(agency), network="on").content)
    assert "1 person will be able to read the members’ pages again" in text
    assert "We will email each of them." in text
    assert str(colleague) in text
    assert str(left) not in text
    assert "Nobody gains or loses access" not in text
    assert "We will tell everyone in the circle" not in text
    page = change(staff_client, remits_url(agency), network="on")
    assert "Saved. We will email the agency’s members." in flat(page.content)
    mail = Mail.objects.get(subject__contains="your agency is in the network again")
    assert (mail.to, WHY in mail.text) == (colleague.email, True)
    assert is_member_now(colleague)


def is_member_now(person: User) -> bool:
    return User.objects.approved().filter(pk=person.pk).exists()


def test_a_preview_promises_to_tell_a_circle_only_where_one_is_affected(first, circle):
    alone, of_circle = AgencyFactory(), AgencyFactory()
    for agency in (alone, of_circle):
        agency.remits.add(agency.main_remit)
    circle.agencies.add(of_circle)
    MemberFactory(agency=of_circle)
    promise, staff_client = "We will tell everyone in the circle", signed_in(first)
    assert promise not in flat(previewed(staff_client, remits_url(alone), network="").content)
    assert promise in flat(previewed(staff_client, remits_url(of_circle), network="").content)
    page = change(staff_client, remits_url(of_circle), network="")
    assert "We will email the agency’s members, and tell the others in its circles." in flat(page.content)


def test_a_person_whose_agency_has_left_reads_that_they_can_still_ask_for_their_data(client, first, second):
    agency = AgencyFactory()
    agency.remits.add(agency.main_remit)
    colleague = MemberFactory(agency=agency)
    change(signed_in(first), remits_url(agency), network="")
    rights = "You can still ask for a copy of your data, or ask us to delete it"
    assert rights in Mail.objects.get(to=colleague.email).text
    client.force_login(colleague)
    assert rights in flat(client.get(reverse("catchup:catch_up")).content)


@pytest.mark.parametrize("is_in_circle", [True, False])
def test_an_agency_s_lead_reads_why_they_are_notified_of_a_remit(first, circle, happen, is_in_circle):
    agency, remit = AgencyFactory(), Remit.objects.get(slug="health")
    agency.remits.add(agency.main_remit)
    lead = MemberFactory(agency=agency, is_agency_lead=True)
    if is_in_circle:
        circle.remits.add(remit)
        circle.people.add(lead)
    happen(change, signed_in(first), remits_url(agency), remits=[agency.main_remit_id, remit.pk], areas=[])
    page = flat(signed_in(lead).get("/notifications/").content)
    assert ("You are in the circle" in page, "You are the agency’s lead" in page) == (is_in_circle, not is_in_circle)


def test_a_coordinator_s_agency_leaves_the_network_only_with_a_second(first, second):
    change(signed_in(first), remits_url(second.agency), network="")
    waiting = AccessChange.objects.waiting().get()
    second.agency.refresh_from_db()
    assert (waiting.agency, second.agency.is_active) == (second.agency, True)
    assert not Mail.objects.filter(to=second.email, text__contains="out of the network").exists()


def test_the_agency_of_the_only_coordinator_cannot_leave_the_network(first):
    page = previewed(signed_in(first), remits_url(first.agency), network="")
    assert "because all coordinators work there" in flat(page.content)
    shown_hash = effect_of(first.agency, {}, {"network": {first.agency.pk}}).shown_hash
    with pytest.raises(PermissionDenied):
        change_access(
            target=first.agency,
            coordinator=first.with_second_step(),
            added={},
            removed={"network": {first.agency.pk}},
            reason=WHY,
            shown_hash=shown_hash,
        )


def first_approval_url() -> str:
    return reverse("staff_access:first_approval", args=[FirstApproval.objects.get().pk])


def test_the_second_coordinator_sees_what_the_first_approved_and_can_end_it(circle, agency, first, second, red_reader):
    member = MemberFactory(agency=None)
    url, staff_client, other = (
        reverse("staff_people:person_details", args=[member.pk]),
        signed_in(first),
        signed_in(second),
    )
    confirm(staff_client, url, staff_client.post(url, opened(staff_client, url) | {"agency": agency.pk}))
    item = queue_of(second.with_second_step()).cases[0].item
    assert (item.url, item.agency) == (url, agency.name)
    assert ModelLogEntry.objects.latest("pk").data["agency"] == agency.pk
    text = flat(other.get(url).content)
    assert f"The agency that they approved: {agency}." in text
    assert f"Their reason: “{WHY}”" in text
    assert "End the first approval" in flat(other.get(first_approval_url()).content)
    other.post(first_approval_url(), {"reason": WHY})
    assert ModelLogEntry.objects.latest("pk").action == "accounts.person.approve_first_refuse"
    assert not queue_of(second.with_second_step()).cases


def test_the_first_coordinator_takes_their_approval_back(circle, agency, first, second, red_reader):
    person, staff_client = new_person(agency), signed_in(first)
    approve_after_preview(staff_client, person)
    url = first_approval_url()
    assert "Withdraw your approval" in flat(staff_client.get(url).content)
    staff_client.post(url, {"reason": WHY})
    assert ModelLogEntry.objects.latest("pk").action == "accounts.person.approve_first_take_back"
    assert staff_client.get(url).status_code == 404
    approve_after_preview(signed_in(second), person)
    assert not is_in(person, circle)


def test_only_coordinators_with_their_second_step_open_the_page_of_a_first_approval(
    circle, agency, first, second, red_reader, client
):
    approve_after_preview(signed_in(first), new_person(agency))
    url = first_approval_url()
    assert client.get(url).status_code == 302
    for role in ([], ["Moderators"], ["Curators"], ["Editors"]):
        assert signed_in(MemberFactory(agency=agency, roles=role)).get(url).status_code == 403
    client.force_login(second)
    assert client.get(url).status_code == 302
    assert signed_in(second).get(url).status_code == 200


def test_nobody_ends_a_first_approval_of_themselves(circle, agency, first, second, red_reader):
    newcomer = MemberFactory(agency=None, roles=["Coordinators"])
    change_details(
        coordinator=first.with_second_step(), person_id=newcomer.pk, reason=WHY, agency=agency, joining_hash=None
    )
    staff_client = signed_in(newcomer)
    assert (staff_client.get(first_approval_url()).status_code, FirstApproval.objects.count()) == (403, 1)
    assert first_approval_url() not in flat(staff_client.get(page_of(newcomer)).content)


@pytest.mark.parametrize("decide_otherwise", [suspend, mark_as_left])
def test_another_decision_about_the_person_ends_the_first_approval(
    circle, agency, first, second, red_reader, decide_otherwise
):
    person = new_person(agency)
    approve_after_preview(signed_in(first), person)
    decide_otherwise(second, person)
    assert not FirstApproval.objects.exists()
    assert not queue_of(second.with_second_step()).cases


def test_a_first_approval_of_an_application_ends_after_30_days(circle, agency, first, second, red_reader, clock):
    decide_and_confirm(signed_in(first), make_application(), agency)
    clock.now += dt.timedelta(days=31)
    end_old_requests()
    assert not FirstApproval.objects.exists()
    assert ModelLogEntry.objects.latest("pk").action == "accounts.application.approve_first_end"


def test_a_rejected_application_has_no_first_approval(circle, agency, first, second, red_reader):
    application = make_application()
    decide_and_confirm(signed_in(first), application, agency)
    decide(signed_in(second), application, None, choice="reject", message="We know nobody there.")
    application.refresh_from_db()
    assert (application.state, FirstApproval.objects.exists()) == (ApplicationState.REJECTED, False)


def test_an_approval_at_another_agency_says_that_it_replaces_the_first(circle, agency, first, second, red_reader):
    other, application = AgencyFactory(), make_application()
    circle.agencies.add(other)
    decide_and_confirm(signed_in(first), application, agency)
    staff_client = signed_in(second)
    url = reverse("applications:application", args=[application.pk])
    assert f"The agency that they approved: {agency}." in flat(staff_client.get(url).content)
    assert "Your approval replaces theirs" in flat(decide(staff_client, application, other).content)


def test_the_roles_that_the_first_coordinator_ticked_are_saved(circle, agency, first, second, red_reader):
    person, staff_client = new_person(agency), signed_in(first)
    sent = {"state": "approved", "roles": [Role.MODERATOR], "reason": WHY, "shown_hash": membership_hash(person)}
    page = confirm(staff_client, page_of(person), staff_client.post(page_of(person), sent))
    assert "The roles are saved" in flat(page.content)
    other = signed_in(second)
    sent = opened(other, page_of(person)) | {"state": "approved"}
    assert sent["roles"] == [Role.MODERATOR]
    confirm(other, page_of(person), other.post(page_of(person), sent))
    person = User.objects.get(pk=person.pk)
    assert (is_in(person, circle), person.role_names) == (True, {Role.MODERATOR})


def test_a_name_that_was_corrected_together_with_the_agency_is_saved_at_once(circle, agency, first, second, red_reader):
    member = MemberFactory(agency=None)
    url, staff_client = reverse("staff_people:person_details", args=[member.pk]), signed_in(first)
    page = confirm(
        staff_client,
        url,
        staff_client.post(url, opened(staff_client, url) | {"agency": agency.pk, "first_name": "Amara"}),
    )
    assert "Their agency has not changed yet" in flat(page.content)
    member.refresh_from_db()
    assert (member.first_name, member.agency) == ("Amara", None)


def test_new_people_do_not_push_changes_out_of_a_circle_s_history(circle, agency, first, second, reader):
    staff_client = signed_in(first)
    change(staff_client, members_url(circle), add_people=MemberFactory().email, people=[reader.pk])
    for _ in range(CHANGES_SHOWN):
        approve_after_preview(staff_client, new_person(agency))
    url = reverse("staff_circles:circle", args=[circle.pk])
    for page in (staff_client.get(url), signed_in(reader).get(reverse("circles:circle", args=[circle.pk]))):
        text = flat(page.content)
        assert f"“{WHY}”" in text
        assert f"One person, approved by {first}" in text
        assert "They became a member" not in text


def notifications_page(person: User) -> str:
    return flat(signed_in(person).get("/notifications/").content)


@pytest.mark.parametrize("is_application", [False, True])
def test_the_first_coordinator_hears_that_the_second_has_refused_and_why(
    circle, agency, first, second, red_reader, happen, is_application
):
    if is_application:
        application = make_application()
        decide_and_confirm(signed_in(first), application, agency)
        name, url = application.name, reverse("applications:application", args=[application.pk])
    else:
        person = new_person(agency)
        approve_after_preview(signed_in(first), person)
        name, url = str(person), page_of(person)
    happen(signed_in(second).post, first_approval_url(), {"reason": "Nobody there knows them."})
    text = notifications_page(first)
    assert "You approved them as the first of two coordinators" in text
    assert f'<a href="{url}">{name}</a>' in text
    assert "Your first approval was refused" in text
    assert "Reason: Nobody there knows them." in text
    assert signed_in(first).get(url).status_code == 200
    assert "Nobody there knows them." not in notifications_page(second)
    sent = Notification.objects.get(source="first-approvals")
    assert (sent.person, sent.level, sent.outcome) == (first, Level.AT_ONCE, Outcome.DUE)
    line = source_of("first-approvals").lines(first.with_second_step(), [sent.item_id])[sent.item_id]
    assert line.says == Says.NOTHING


def test_the_first_coordinator_hears_that_nobody_gave_the_second_approval(
    circle, agency, first, second, red_reader, happen, clock
):
    approve_after_preview(signed_in(first), new_person(agency))
    clock.now += dt.timedelta(days=31)
    happen(end_old_requests)
    assert "Your first approval ended, because nobody gave the second" in notifications_page(first)
    assert [row.person for row in Notification.objects.filter(source="first-approvals")] == [first]


def test_a_coordinator_who_takes_a_first_approval_back_is_not_notified(
    circle, agency, first, second, red_reader, happen
):
    approve_after_preview(signed_in(first), new_person(agency))
    happen(signed_in(first).post, first_approval_url(), {"reason": WHY})
    assert not Notification.objects.filter(source="first-approvals").exists()


def test_who_is_no_coordinator_now_reads_nothing_of_a_refused_approval(
    circle, agency, first, second, red_reader, happen
):
    person = new_person(agency)
    approve_after_preview(signed_in(first), person)
    happen(signed_in(second).post, first_approval_url(), {"reason": "Nobody there knows them."})
    remove_role(second, first)
    text = notifications_page(first)
    assert ("Something that you can no longer read" in text, str(person) in text) == (True, False)
    assert "Nobody there knows them." not in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_words_of_one_and_of_three_refusals_cost_two_queries(
    circle, agency, first, second, red_reader, happen, count, django_assert_num_queries
):
    for _ in range(count):
        approve_after_preview(signed_in(first), new_person(agency))
        happen(signed_in(second).post, first_approval_url(), {"reason": WHY})
    items = list(Notification.objects.filter(source="first-approvals").values_list("item_id", flat=True))
    reader = first.with_second_step()
    assert reader.is_coordinator
    with django_assert_num_queries(2):
        assert len(source_of("first-approvals").lines(reader, items)) == count


DISMISSED = "Zelda Quimby was dismissed."


def test_the_reason_of_a_refused_approval_is_not_shown_after_the_person_was_erased(
    circle, agency, first, second, red_reader, happen
):
    person = new_person(agency, first_name="Zelda", last_name="Quimby")
    approve_after_preview(signed_in(first), person)
    url = first_approval_url()
    assert "which all coordinators can read. Leave out names and cases." in flat(signed_in(second).get(url).content)
    happen(signed_in(second).post, url, {"reason": DISMISSED})
    assert f"Reason: {DISMISSED}" in notifications_page(first)
    values = {"person_id": person.pk, "coordinator": second.with_second_step(), "reason": "By letter"}
    happen(erase_by_letter, posts=PostsAfterErasure.TAKE, **values)
    text = notifications_page(first)
    assert "Your first approval was refused" in text
    assert ("Quimby" in text, "Reason:" in text) == (False, False)


@pytest.mark.parametrize("decide_otherwise", [suspend, mark_as_left])
def test_the_first_coordinator_is_notified_if_another_coordinator_decides_otherwise(
    circle, agency, first, second, red_reader, happen, decide_otherwise
):
    person = new_person(agency)
    approve_after_preview(signed_in(first), person)
    happen(decide_otherwise, second, person)
    text = notifications_page(first)
    assert "Your first approval no longer counts, because another person has decided" in text
    assert f'<a href="{page_of(person)}">{person}</a>' in text
    assert f"Reason: {WHY}" in text
    entry = ModelLogEntry.objects.get(action="accounts.person.approve_first_void")
    assert (entry.user, entry.object_id) == (second, str(person.pk))


@pytest.mark.parametrize("choice", ["reject", "ask"])
def test_the_first_coordinator_is_notified_if_another_rejects_the_application_or_asks_about_it(
    circle, agency, first, second, red_reader, happen, choice
):
    application = make_application()
    decide_and_confirm(signed_in(first), application, agency)
    happen(decide, signed_in(second), application, None, choice=choice, message="We know nobody there.")
    text = notifications_page(first)
    assert "Your first approval no longer counts, because another person has decided" in text
    assert ("Reason: We know nobody there." in text) == (choice == "reject")


def test_the_first_coordinator_is_notified_if_another_replaces_their_approval_at_another_agency(
    circle, agency, first, second, red_reader, happen
):
    other, application = AgencyFactory(), make_application()
    circle.agencies.add(other)
    decide_and_confirm(signed_in(first), application, agency)
    happen(decide_and_confirm, signed_in(second), application, other)
    assert FirstApproval.objects.get().person == second
    assert "Your first approval no longer counts" in notifications_page(first)
    assert [row.person for row in Notification.objects.filter(source="first-approvals")] == [first]


def test_nobody_is_notified_if_the_second_approves_or_the_first_decides_anew_or_the_person_leaves(
    circle, agency, first, second, red_reader, happen
):
    approved, suspended, leaving = (new_person(agency) for _ in range(3))
    for person in (approved, suspended, leaving):
        approve_after_preview(signed_in(first), person)
    happen(approve_after_preview, signed_in(second), approved)
    happen(suspend, first, suspended)
    happen(leave, person=leaving)
    assert is_in(approved, circle)
    assert not FirstApproval.objects.exists()
    assert not Notification.objects.filter(source="first-approvals").exists()
    assert not ModelLogEntry.objects.filter(action="accounts.person.approve_first_void").exists()


def test_nobody_is_notified_if_the_second_approves_a_colleague_of_the_first(circle, first, second, reader, happen):
    circle.agencies.add(first.agency)
    person = new_person(first.agency)
    approve_after_preview(signed_in(first), person)
    happen(approve_after_preview, signed_in(second), person)
    assert (is_in(person, circle), FirstApproval.objects.exists()) == (True, False)
    assert not Notification.objects.filter(source="first-approvals").exists()
    assert not ModelLogEntry.objects.filter(action="accounts.person.approve_first_void").exists()


def test_a_former_coordinator_is_not_notified_of_a_refused_approval_and_the_page_does_not_promise_it(
    circle, agency, first, second, red_reader, happen
):
    approve_after_preview(signed_in(first), new_person(agency))
    url = first_approval_url()
    promise = f"We will tell {first}, with your reason."
    assert promise in flat(signed_in(second).get(url).content)
    remove_role(second, first)
    assert promise not in flat(signed_in(second).get(url).content)
    happen(signed_in(second).post, url, {"reason": WHY})
    assert not FirstApproval.objects.exists()
    assert not Notification.objects.filter(source="first-approvals").exists()
