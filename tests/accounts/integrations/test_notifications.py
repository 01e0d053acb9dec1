"""What a person is notified of on the site when a coordinator changes their roles."""

import pytest
from django.test import Client

from ratsite.accounts.actions.change_membership import set_roles
from ratsite.accounts.enums import Role
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


def test_a_person_is_told_on_the_site_which_roles_they_got_and_lost_and_nothing_else(change, member):
    change(member, Role.CURATOR)
    assert "New role: Curator" in page_of(member)
    change(member, Role.MODERATOR, Role.EDITOR)
    assert "Roles added: Moderator, Editor. Roles removed: Curator" in page_of(member)
    change(member)
    text = page_of(member)
    assert "Roles removed: Moderator, Editor" in text
    assert text.count("A coordinator has changed your roles") == 3
    assert ("Zebedee" in text, "Cordelia" in text) == (False, False)


def test_the_coordinator_s_page_tells_the_person_and_never_the_coordinator(sign_in, coordinator, member, happen):
    desk = sign_in(coordinator, with_second_step=True)
    happen(send_membership, desk, member, state="approved", roles=["Curators"], reason=WHY)
    told = Notification.objects.get()
    assert (told.person, told.source) == (member, "role-changes")
    own = {"state": "approved", "roles": ["Curators"], "reason": WHY}
    assert happen(send_membership, desk, coordinator, **own).status_code == 403
    assert Notification.objects.count() == 1


def test_no_second_email_is_sent_and_the_list_of_emails_says_why(change, member):
    change(member, Role.CURATOR)
    queue_due_emails()
    assert [mail.subject for mail in Mail.objects.filter(to=member.email)] == ["RAT Network: your roles have changed"]
    assert "No email. We wrote to you about it in an email of its own." in page_of(member, f"{LIST}mail/")


def test_nobody_reads_of_another_person_s_roles(change, member):
    change(member, Role.CURATOR)
    item = Notification.objects.get().item_id
    source = source_of("role-changes")
    assert [*source.lines(member, [item])] == [item]
    assert source.lines(MemberFactory(), [item]) == {}


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
