"""What a person reads on the site and by email when their roles or details change, or when they are approved."""

import pytest
from django.test import Client

from ratsite.accounts.actions.change_details import change_details
from ratsite.accounts.actions.change_membership import set_member_state, set_roles
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.network.models import Agency
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.registry import source_of
from tests.factories import MemberFactory
from tests.markup import flat
from tests.membership_changes import send_membership

pytestmark = pytest.mark.django_db
WHY = "Covers for Zebedee, who is ill."
LIST = "/notifications/"


@pytest.fixture
def coordinator():
    return MemberFactory(first_name="Cordelia", roles=["Coordinators"]).with_second_step()


@pytest.fixture
def change(happen, coordinator):
    """change(person, role, …) makes these the person's only roles."""

    def do(person, *roles: Role):
        return happen(set_roles, person_id=person.pk, roles={*roles}, coordinator=coordinator, reason=WHY)

    return do


def page_of(person, address: str = LIST) -> str:
    client = Client()
    client.force_login(person)
    return flat(client.get(address).content)


def test_a_person_is_notified_on_the_site_which_roles_they_got_and_lost_and_nothing_else(change, member):
    change(member, Role.CURATOR)
    assert "New role: Curator" in page_of(member)
    change(member, Role.MODERATOR, Role.EDITOR)
    assert "New roles: Moderator, Editor. Role removed: Curator" in page_of(member)
    change(member)
    text = page_of(member)
    assert "Roles removed: Moderator, Editor" in text
    assert text.count("A coordinator has changed your roles") == 3
    assert ("Zebedee" in text, "Cordelia" in text) == (False, False)


def test_a_change_on_the_staff_page_notifies_the_person_and_never_the_coordinator(sign_in, coordinator, member, happen):
    staff_client = sign_in(coordinator, with_second_step=True)
    happen(send_membership, staff_client, member, state="approved", roles=["Curators"], reason=WHY)
    notification = Notification.objects.get()
    assert (notification.person, notification.source) == (member, "role-changes")
    own = {"state": "approved", "roles": ["Curators"], "reason": WHY}
    assert happen(send_membership, staff_client, coordinator, **own).status_code == 403
    assert Notification.objects.count() == 1


def test_no_second_email_is_sent_and_the_list_of_emails_says_why(change, member):
    change(member, Role.CURATOR)
    queue_due_emails()
    assert [mail.subject for mail in Mail.objects.filter(to=member.email)] == ["RAT Network: your roles have changed"]
    text = page_of(member, f"{LIST}mail/")
    assert ("We sent you a separate email about it." in text, "No email." in text) == (True, False)


def test_nobody_reads_of_another_person_s_roles(change, member):
    change(member, Role.CURATOR)
    item = Notification.objects.get().item_id
    source = source_of("role-changes")
    assert [*source.lines(member, [item])] == [item]
    assert source.lines(MemberFactory(), [item]) == {}


def test_only_log_entries_about_the_person_s_roles_are_shown_as_changes_of_roles(change, member):
    change(member, Role.CURATOR)
    item = Notification.objects.get().item_id
    roles = {"before": [], "after": ["Editors"]}
    of_an_agency = record(Agency(pk=member.pk, name="Elsewhere"), "accounts.person.roles", actor=None, **roles)
    of_details = record(member, "accounts.person.details", actor=None, **roles)
    entries = [item, of_an_agency.pk, of_details.pk]
    assert [*source_of("role-changes").lines(member, entries)] == [item]


def test_a_person_with_roles_is_notified_of_them_when_they_are_approved_and_not_before(
    change, coordinator, happen, mailoutbox
):
    person = MemberFactory(state=MemberState.PENDING, approved_at=None)
    change(person, Role.CURATOR)
    change(person, Role.MODERATOR, Role.EDITOR)
    assert (Notification.objects.exists(), mailoutbox) == (False, [])
    approved = {"person_id": person.pk, "state": MemberState.APPROVED, "reason": WHY}
    happen(set_member_state, coordinator=coordinator, **approved)
    (email,) = mailoutbox
    assert "You have these roles in the network: Moderator, Editor." in email.body
    text = page_of(User.objects.get(pk=person.pk))
    assert ("You are now a member" in text, "Your roles: Moderator, Editor" in text) == (True, True)
    assert Notification.objects.count() == 1


def test_a_person_who_is_approved_without_roles_reads_nothing_of_roles(coordinator, happen, mailoutbox):
    person = MemberFactory(state=MemberState.PENDING, approved_at=None)
    approved = {"person_id": person.pk, "state": MemberState.APPROVED, "reason": WHY}
    happen(set_member_state, coordinator=coordinator, **approved)
    (email,) = mailoutbox
    assert ("Welcome." in email.body, "role" in email.body) == (True, False)
    assert not Notification.objects.exists()


def test_roles_that_a_command_gives_are_from_the_people_who_run_the_website(member, happen, mailoutbox):
    happen(set_roles, person_id=member.pk, roles={Role.CURATOR}, coordinator=None)
    (email,) = mailoutbox
    assert "The people who run the website have changed your roles in the network." in email.body
    assert "New role: Curator" in email.body
    assert ("coordinator" in email.body.lower(), "Reason:" in email.body) == (False, False)
    text = page_of(member)
    assert "The people who run the website have changed your roles" in text
    assert "New role: Curator" in text


def test_a_person_s_profile_names_their_roles(change, member):
    assert "Your roles" not in page_of(member, "/me/")
    change(member, Role.EDITOR, Role.COORDINATOR)
    assert "Your roles</h2><p>Editor, Coordinator</p>" in page_of(member, "/me/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_words_of_one_and_of_three_changes_cost_one_query(change, member, count, django_assert_num_queries):
    for number in range(count):
        change(member, *([Role.CURATOR] if number % 2 == 0 else []))
    items = list(Notification.objects.values_list("item_id", flat=True))
    with django_assert_num_queries(1):
        assert len(source_of("role-changes").lines(member, items)) == count


@pytest.fixture
def rename(happen, coordinator):
    """rename(person, name): a coordinator changes the person's last name."""

    def do(person, name: str):
        return happen(change_details, person_id=person.pk, coordinator=coordinator, reason=WHY, last_name=name)

    return do


def test_a_person_is_notified_on_the_site_which_details_a_coordinator_changed_and_nothing_else(rename, member):
    assert rename(member, "Adeyemi") is True
    text = page_of(member)
    assert ("Change to your details" in text, "Changed: last name" in text, 'href="/me/"' in text) == (True, True, True)
    assert ("Zebedee" in text, "Cordelia" in text) == (False, False)
    queue_due_emails()
    assert Mail.objects.filter(to=member.email).count() == 1


def test_nobody_is_notified_of_details_that_they_changed_themselves_or_before_they_are_a_member(rename, coordinator):
    rename(coordinator, "Adeyemi")
    rename(MemberFactory(state=MemberState.PENDING, approved_at=None), "Adeyemi")
    assert not Notification.objects.exists()


def test_only_log_entries_about_the_person_s_details_are_shown_as_changes_of_details(rename, change, member):
    rename(member, "Adeyemi")
    item = Notification.objects.get().item_id
    change(member, Role.CURATOR)
    items, source = [*Notification.objects.values_list("item_id", flat=True)], source_of("detail-changes")
    assert [*source.lines(member, items)] == [item]
    assert source.lines(MemberFactory(), items) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_the_words_of_one_and_of_three_changes_of_details_cost_one_query(
    rename, member, count, django_assert_num_queries
):
    for number in range(count):
        rename(member, f"Adeyemi{'bcd'[number]}")
    items = list(Notification.objects.values_list("item_id", flat=True))
    with django_assert_num_queries(1):
        assert len(source_of("detail-changes").lines(member, items)) == count
