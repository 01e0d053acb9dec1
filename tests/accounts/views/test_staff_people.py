import datetime as dt
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from ratsite.accounts.actions.change_address import record_address_change
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.notifications.models import Mail
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat
from tests.membership_changes import send_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_client(sign_in):
    return sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)


def details(agency, **changes) -> dict:
    values = {
        "first_name": "Ada",
        "last_name": "Okafor",
        "email": "ada@lock.example",
        "agency": agency.pk,
        "job_title": "Officer",
    }
    return {**values, **changes}


def test_the_coordinator_adds_and_approves_someone(staff_client):
    agency = AgencyFactory(email_domains="lock.example")
    staff_client.post(reverse("staff_people:person_add"), details(agency))
    person = User.objects.get(email="ada@lock.example")
    assert (person.state, person.has_usable_password()) == (MemberState.PENDING, False)
    send_membership(staff_client, person, state="approved", reason="As agreed")
    person.refresh_from_db()
    assert person.is_member
    assert Mail.objects.get().to == "ada@lock.example"


def test_the_list_for_coordinators_and_the_directory_have_names_of_their_own(staff_client):
    headings = {
        "Membership": reverse("staff_people:people"),
        "People": reverse("people:person_list"),
    }
    for heading, address in headings.items():
        assert f"<h1>{heading}</h1>" in flat(staff_client.get(address).content)
    html = flat(staff_client.get(reverse("people:person_list")).content)
    assert f'<a href="{reverse("staff_people:people")}">Membership</a>' in html


def test_a_coordinator_reads_that_a_person_s_agency_has_left_the_network(staff_client):
    person = MemberFactory()
    page, people = reverse("staff_people:person", args=[person.pk]), reverse("staff_people:people")
    for url in (page, people):
        assert "no longer in the network" not in flat(staff_client.get(url).content)
    person.agency.is_active = False
    person.agency.save()
    assert "no longer in the network, so this person cannot open" in flat(staff_client.get(page).content)
    assert "(no longer in the network)" in flat(staff_client.get(people).content)


@pytest.mark.parametrize(
    "email",
    [
        "ada@xlock.example",
        "ada@sub.lock.example",
        "ada@lock.example.evil.example",
        "ada@1ock.example",
        "ada@gmail.example",
    ],
)
def test_only_the_agency_s_exact_domain_counts(staff_client, email):
    agency = AgencyFactory(email_domains="lock.example")
    response = staff_client.post(reverse("staff_people:person_add"), details(agency, email=email))
    assert "Enter their work email address" in flat(response.content)
    assert "Okafor" in flat(response.content)
    assert not User.objects.filter(last_name="Okafor").exists()


def test_an_address_is_taken_once_whatever_its_case(staff_client, member):
    response = staff_client.post(reverse("staff_people:person_add"), details(member.agency, email=member.email.upper()))
    assert "Enter another address, or find this person under “Membership”. They already have an account." in flat(
        response.content
    )


def test_suspending_needs_a_reason_and_ends_the_session(staff_client, member, client):
    from django.test import Client

    theirs = Client()
    theirs.force_login(member)
    assert "Give a reason" in flat(send_membership(staff_client, member, state="suspended").content)
    html = flat(send_membership(staff_client, member, state="suspended", reason="Rings from 07700 900123").content)
    assert ("<mark>07700 900123</mark>" in html, "Give a reason" in html) == (True, False)
    send_membership(staff_client, member, state="suspended", reason="Under investigation")
    assert theirs.get("/forum/").status_code == 302


def test_nobody_decides_about_themselves(sign_in):
    coordinator = MemberFactory(roles=["Coordinators"])
    client = sign_in(coordinator, with_second_step=True)
    assert client.post(reverse("staff_people:person", args=[coordinator.pk]), {"state": "approved"}).status_code == 403


def test_a_page_left_open_does_not_undo_what_another_coordinator_decided_meanwhile(staff_client, member):
    url = reverse("staff_people:person", args=[member.pk])
    opened = re.search(r'name="shown_hash" value="(\w+)"', staff_client.get(url).text)[1]
    set_member_state(person_id=member.pk, state=MemberState.SUSPENDED, coordinator=None, reason="Under investigation")
    sent = {"state": "approved", "roles": ["Curators"], "reason": "They asked to help", "shown_hash": opened}
    response = staff_client.post(url, sent)
    member.refresh_from_db()
    assert (response.status_code, member.state, member.role_names) == (409, MemberState.SUSPENDED, frozenset())
    page = flat(response.content)
    assert "Someone else changed this after you opened this page" in page
    assert "They asked to help" in page
    now = re.search(r'name="shown_hash" value="(\w+)"', response.text)[1]
    assert staff_client.post(url, {**sent, "shown_hash": now}).status_code == 302


@pytest.mark.parametrize("state", ["approved", "left"])
def test_a_decision_about_a_person_that_is_sent_twice_is_made_once_and_confirmed_twice(staff_client, member, state):
    from wagtail.models import ModelLogEntry

    url = reverse("staff_people:person", args=[member.pk])
    opened = re.search(r'name="shown_hash" value="(\w+)"', staff_client.get(url).text)[1]
    sent = {"state": state, "roles": ["Curators"], "reason": "As agreed", "shown_hash": opened}
    said = [flat(staff_client.post(url, sent, follow=True).content) for _ in range(2)]
    assert ("Saved." in said[0], "This had already been saved." in said[1]) == (True, True)
    assert ModelLogEntry.objects.filter(action__startswith="accounts.person.").count() == 1


def test_roles_are_given_and_taken_and_logged(staff_client, member):
    from wagtail.models import ModelLogEntry

    send_membership(staff_client, member, state="approved", roles=["Curators"], reason="As agreed")
    assert set(member.groups.values_list("name", flat=True)) == {"Curators"}
    page = send_membership(staff_client, member, state="approved")
    assert "Give a reason" in flat(page.content)
    send_membership(staff_client, member, state="approved", reason="As agreed")
    assert set(member.groups.values_list("name", flat=True)) == set()
    assert ModelLogEntry.objects.filter(action="accounts.person.roles").count() == 2


def test_no_field_beyond_the_form_can_be_set(staff_client):
    agency = AgencyFactory()
    staff_client.post(
        reverse("staff_people:person_add"),
        details(agency, is_superuser="on", is_staff="on", state="approved", groups=["1"], is_active="on", password="x"),
    )
    person = User.objects.get(last_name="Okafor")
    assert (person.is_superuser, person.is_staff, person.state) == (False, False, MemberState.PENDING)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(staff_client, django_assert_num_queries, count):
    for _ in range(count):
        MemberFactory()
    with django_assert_num_queries(5):  # session, person, roles, count, people
        staff_client.get("/review/people/")


def test_the_form_says_that_the_reason_is_emailed(staff_client, member):
    html = flat(staff_client.get(reverse("staff_people:person", args=[member.pk])).content)
    assert "We email this to the person if you change their roles, suspend or end their membership, or make" in html


def test_a_person_who_is_suspended_gets_a_mail_with_the_reason(staff_client, member):
    send_membership(staff_client, member, state="suspended", reason="Under investigation")
    mail = Mail.objects.get()
    assert mail.to == member.email
    assert "Under investigation" in mail.text
    assert "A different person will look at the decision if there is someone who can." in mail.text


@pytest.mark.parametrize(("name", "greeting"), [("Ada", "Hello Ada,\n"), ("", "Hello,\n")])
def test_emails_also_greet_a_person_without_a_first_name(member, name, greeting):
    User.objects.update(first_name=name)
    for state in (MemberState.SUSPENDED, MemberState.APPROVED):
        set_member_state(person_id=member.pk, state=state, coordinator=None, reason="Asked for")
        assert Mail.objects.latest("created_at").text.startswith(greeting)
    record_address_change(person=User.objects.get(), before="a@lock.example", after="b@lock.example")
    who = f"{name} {member.last_name}".strip()
    assert Mail.objects.latest("created_at").text.startswith(f"{who} has changed")


def test_the_first_coordinator_is_made_by_a_command(capsys, client):
    call_command("add_coordinator", "first@network.example", "Ada", "Okafor")
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", capsys.readouterr().out)[1]
    assert "Choose your password" in flat(client.get(link, follow=True).content)
    person = User.objects.get(email="first@network.example")
    assert (person.is_member, person.with_second_step().is_coordinator) == (True, True)
    assert not person.has_usable_password()


def test_a_first_coordinator_who_lost_the_link_gets_a_new_one_until_they_have_a_password(capsys, client):
    call_command("add_coordinator", "first@network.example", "Ada", "Okafor")
    capsys.readouterr()
    links = ModelLogEntry.objects.filter(action="accounts.person.password_link")
    assert links.count() == 0  # the entry about their account says it of the first
    call_command("add_coordinator", "First@network.example", "Ada", "Okafor")
    assert links.get().object_id == str(User.objects.get(email="first@network.example").pk)
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", capsys.readouterr().out)[1]
    assert "Choose your password" in flat(client.get(link, follow=True).content)
    person = User.objects.get(email="first@network.example")
    person.set_password("a long sentence of theirs")
    person.save()
    with pytest.raises(CommandError, match="choose a new password at http://testserver/account/password/reset/$"):
        call_command("add_coordinator", "first@network.example", "Ada", "Okafor")


def test_the_command_gives_no_role_and_no_link_to_another_account(capsys):
    member = MemberFactory()
    member.set_unusable_password()
    member.save()
    with pytest.raises(CommandError, match="already has an account. Give them the role on the page Membership"):
        call_command("add_coordinator", member.email, "Ada", "Okafor")
    assert capsys.readouterr().out == ""


def test_the_command_locks_the_coordinators_before_it_writes(django_assert_max_num_queries):
    """Writing the first log entry locks the log. Locked in the other order, two changes of roles could deadlock."""
    with django_assert_max_num_queries(100) as asked:
        call_command("add_coordinator", "first@network.example", "Ada", "Okafor")
    asked_of = [query["sql"] for query in asked.captured_queries]
    coordinators = next(number for number, sql in enumerate(asked_of) if 'FROM "auth_group"' in sql)
    assert coordinators < next(number for number, sql in enumerate(asked_of) if sql.startswith("INSERT"))


def test_the_navigation_says_one_place_at_a_time(staff_client):
    shown = flat(staff_client.get(reverse("staff_people:people")).content)
    assert '<li><a href="/review/people/" aria-current="page">Membership</a></li>' in shown
    assert '<li><a href="/review/">Review</a></li>' in shown
    assert '<li><a href="/review/" aria-current="page">Review</a></li>' in flat(staff_client.get("/review/").content)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (MemberState.SUSPENDED, "Your membership is no longer suspended."),
        (MemberState.LAPSED, "You are a member of the network again."),
        (MemberState.LEFT, "You are a member of the network again."),
    ],
)
def test_a_member_who_is_let_back_in_is_told_why_and_to_sign_in_as_before(staff_client, member, state, said):
    member.set_password("four words of nothing")
    member.save()
    set_member_state(person_id=member.pk, state=state, coordinator=None, reason="Under investigation")
    Mail.objects.all().delete()
    response = send_membership(staff_client, member, state="approved", reason="A mistake of mine")
    assert "They are a member again. We have emailed them your reason." in flat(staff_client.get(response.url).content)
    mail = Mail.objects.get(to=member.email)
    assert mail.subject == "RAT Network: you are a member again"
    assert said in mail.text
    assert "Reason: A mistake of mine" in mail.text
    assert "you can sign in with your password as before" in mail.text
    assert reverse("account_reset_password") not in mail.text  # nor a link below that address
    assert "Welcome" not in mail.text


def test_a_member_without_a_password_who_is_let_back_in_reads_how_to_choose_one(member):
    member.set_unusable_password()
    member.save()
    set_member_state(person_id=member.pk, state=MemberState.SUSPENDED, coordinator=None, reason="Under investigation")
    set_member_state(person_id=member.pk, state=MemberState.APPROVED, coordinator=None, reason="Over")
    text = Mail.objects.filter(to=member.email).latest("pk").text
    assert ("To choose your password, open this link" in text, "as before" in text) == (True, False)


def test_a_coordinator_sees_who_still_has_to_confirm_the_earliest_first(staff_client):
    today = timezone.localdate()
    late, soon, _ = (MemberFactory(confirm_by=today + dt.timedelta(days=days)) for days in (-3, 20, 200))
    MemberFactory(confirm_by=today, state=MemberState.LEFT)
    page = staff_client.get(reverse("staff_people:people"), {"confirm": "1"})
    assert list(page.context["people"]) == [late, soon]
    assert "2 people still have to confirm that they belong." in flat(page.content)
    assert "?confirm=1" in flat(staff_client.get(reverse("staff_people:people")).content)


def test_a_coordinator_who_may_not_do_something_is_not_sent_to_the_coordinator(staff_client, member, sign_in):
    agency = AgencyFactory()
    page = reverse("agencies:colleagues", args=[agency.slug])
    html = flat(staff_client.get(page).content)
    assert ("ask the coordinator" in html, reverse("staff_people:people") in html) == (False, True)
    assert "ask the coordinator" in flat(sign_in(member).get(page).content)


def test_the_page_of_a_person_says_when_to_suspend_and_when_to_exclude(staff_client, member):
    html = flat(staff_client.get(reverse("staff_people:person", args=[member.pk])).content)
    assert "Suspend someone while you find out whether they may stay a member" in html
    assert "Exclude someone, under Sanctions, for something they did here" in html
