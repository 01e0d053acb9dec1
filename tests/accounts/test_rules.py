"""Who may do what with an account, and in which words a rule refuses."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ratsite.accounts.actions.invite import invite
from ratsite.accounts.enums import ApplicationState, MemberState
from ratsite.accounts.models import Application, Invitation, User
from ratsite.accounts.models.person import GIVEN_UP
from ratsite.accounts.rules import (
    can_arrange_boards,
    can_change_agency_of,
    can_change_details,
    can_confirm,
    can_curate,
    can_decide_about,
    can_decide_application,
    can_invite,
    can_lead,
    can_leave,
    can_manage_members,
    can_moderate_somewhere,
    can_open_cms,
    can_publish_terms,
    can_report_leaver,
    can_review,
    can_vouch,
    can_write,
    earlier_account,
    earlier_invitation,
    is_known_address,
    mailbox_of,
    why_not_approvable,
    why_not_let_in,
    why_not_theirs,
    why_read_only,
)
from ratsite.privacy.actions.erase import erase_by_letter
from ratsite.privacy.enums import PostsAfterErasure
from tests.accounts.applicants import make_application
from tests.factories import AgencyFactory, MemberFactory

pytestmark = pytest.mark.django_db
ROLES = ("Moderators", "Curators", "Editors", "Coordinators")


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def an_hour_from_now() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=1)


def erased(person: User, coordinator: User) -> User:
    """Return the person while their data is being deleted."""
    erase_by_letter(person_id=person.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize(
    ("rule", "roles"),
    [
        (can_manage_members, {"Coordinators"}),
        (can_arrange_boards, {"Coordinators"}),
        (can_publish_terms, {"Coordinators"}),
        (can_curate, {"Curators"}),
        (can_moderate_somewhere, {"Moderators"}),
        (can_review, {"Moderators", "Curators", "Coordinators"}),
        (can_open_cms, {"Editors", "Coordinators"}),
    ],
)
def test_each_role_has_its_rights_and_visitors_and_plain_members_have_none(rule, roles):
    assert {role for role in ROLES if rule(MemberFactory(roles=[role]))} == roles
    assert not rule(MemberFactory())
    assert not rule(AnonymousUser())


def test_members_write_and_invite_unless_they_are_silenced_or_late():
    silenced, late = MemberFactory(silenced_until=an_hour_from_now()), MemberFactory(confirm_by=in_days(-1))
    left, visitor = MemberFactory(state=MemberState.LEFT), AnonymousUser()
    for rule in (can_write, can_invite):
        assert [rule(user) for user in (MemberFactory(), silenced, late, left, visitor)] == [True, *[False] * 4]


def test_a_late_member_reads_which_page_ends_it():
    confirmation = "Your yearly confirmation is overdue. First confirm your membership at /me/confirm/."
    terms = "You have not accepted the terms of reference yet. First read and accept them at /me/terms/."
    both = MemberFactory(confirm_by=in_days(-1), terms_by=in_days(-1))
    late, late_with_terms = MemberFactory(confirm_by=in_days(-1)), MemberFactory(terms_by=in_days(-1))
    people = (both, late, late_with_terms, MemberFactory())
    assert [why_read_only(person) for person in people] == [confirmation, confirmation, terms, ""]


def test_a_coordinator_decides_about_everyone_else(coordinator, member):
    assert can_decide_about(coordinator, member)
    assert not can_decide_about(coordinator, coordinator)
    assert not can_decide_about(MemberFactory(), member)


def test_a_coordinator_changes_the_details_of_anyone_whose_data_is_not_being_deleted(coordinator, member):
    gone = MemberFactory(email="9@invalid")
    assert [can_change_details(coordinator, person) for person in (member, coordinator, gone)] == [True, True, False]
    assert not can_change_details(member, member)
    assert not can_change_details(coordinator, erased(member, coordinator))


def test_an_agency_is_put_right_before_the_approval_or_if_it_is_missing():
    approved = {"approved_at": timezone.now()}
    assert not can_change_agency_of(MemberFactory(**approved))
    assert can_change_agency_of(MemberFactory(approved_at=None))
    assert can_change_agency_of(MemberFactory(agency=None, **approved))


def test_a_membership_is_confirmed_from_a_month_before_its_last_day():
    assert can_confirm(MemberFactory(confirm_by=in_days(30)))
    assert not can_confirm(MemberFactory(confirm_by=in_days(31)))
    assert not can_confirm(MemberFactory(confirm_by=in_days(30), state=MemberState.LEFT))


@pytest.fixture
def lead():
    return MemberFactory(is_agency_lead=True)


def test_a_lead_leads_their_own_agency_only(lead):
    assert can_lead(lead, lead.agency)
    assert not can_lead(lead, AgencyFactory())
    assert not can_lead(MemberFactory(agency=lead.agency), lead.agency)
    assert not can_lead(MemberFactory(agency=lead.agency, is_agency_lead=True, state=MemberState.LEFT), lead.agency)
    assert not can_lead(AnonymousUser(), lead.agency)


def test_a_lead_vouches_for_a_colleague_whose_confirmation_is_overdue(lead):
    overdue, lapsed = {"confirm_by": in_days(-1)}, {"confirm_by": in_days(-20)}
    colleague = MemberFactory(agency=lead.agency, **overdue)
    assert can_vouch(lead, colleague)
    assert can_vouch(lead, MemberFactory(agency=lead.agency, **lapsed))
    assert can_vouch(lead, MemberFactory(agency=lead.agency, state=MemberState.LAPSED, **lapsed))
    refused = [
        MemberFactory(agency=lead.agency),  # not due
        MemberFactory(agency=lead.agency, state=MemberState.LAPSED),  # lapsed for another reason
        MemberFactory(agency=lead.agency, state=MemberState.LEFT, **overdue),
        MemberFactory(agency=lead.agency, excluded_until=an_hour_from_now(), **overdue),
        MemberFactory(**overdue),  # at another agency
        MemberFactory(agency=None, **overdue),
    ]
    assert [can_vouch(lead, person) for person in refused] == [False] * len(refused)
    assert not can_vouch(MemberFactory(agency=lead.agency), colleague)
    late_lead = MemberFactory(agency=lead.agency, is_agency_lead=True, **overdue)
    assert not can_vouch(late_lead, late_lead)
    assert not can_vouch(late_lead, colleague)


def test_nobody_vouches_for_themselves(lead):
    """Their own row may be overdue by now, if the lead was fetched before that."""
    overdue = User.objects.get(pk=lead.pk)
    overdue.confirm_by = in_days(-1)
    assert not can_vouch(lead, overdue)


def test_a_lead_reports_colleagues_who_left_but_no_coordinator_and_no_superuser(lead):
    assert can_report_leaver(lead, MemberFactory(agency=lead.agency))
    refused = [
        lead,
        MemberFactory(),
        MemberFactory(agency=None),
        MemberFactory(agency=lead.agency, roles=["Coordinators"]),
        MemberFactory(agency=lead.agency, is_superuser=True),
    ]
    assert [can_report_leaver(lead, person) for person in refused] == [False] * len(refused)
    assert not can_report_leaver(MemberFactory(agency=lead.agency), MemberFactory(agency=lead.agency))


def test_everyone_may_leave_but_the_last_coordinator(member):
    assert can_leave(member)
    coordinator = MemberFactory(roles=["Coordinators"])
    assert can_leave(member)
    assert not can_leave(coordinator)
    assert can_leave(MemberFactory(roles=["Coordinators"], state=MemberState.LEFT))
    MemberFactory(roles=["Coordinators"])
    assert can_leave(coordinator)


# Approval


def test_a_person_whose_address_is_another_s_now_must_apply_with_another(member):
    member.email = f"person{GIVEN_UP}"
    said = f"Someone else now has the email address of {member}. {member} must apply with another address."
    assert (why_not_let_in(MemberFactory()), why_not_let_in(member)) == ("", said)


def test_a_person_whose_data_is_being_deleted_can_apply_after_that(member, coordinator):
    person = erased(member, coordinator)
    said = f"The data of {person} is being deleted. They can apply again after that."
    assert why_not_let_in(person) == said
    assert why_not_approvable(Application(email=person.email)) == said


@pytest.mark.parametrize("state", MemberState)
def test_an_applicant_who_has_an_account_is_approved_only_if_its_membership_ended_or_waits(state):
    person = MemberFactory(state=state)
    application = Application(email=person.email)
    ready = (MemberState.PENDING, MemberState.LAPSED, MemberState.LEFT)
    said = f"{person} already has an account with this address ({state.label}). Change that account instead."
    assert earlier_account(application) == person
    assert why_not_approvable(application) == ("" if state in ready else said)
    assert is_known_address(person.email) == (state not in (MemberState.LAPSED, MemberState.LEFT))


def test_an_address_without_an_account_is_known_once_it_has_an_open_application():
    email = "new@lock.example"
    assert why_not_approvable(Application(email=email)) == ""
    assert not is_known_address(email)
    application = make_application(email=email)
    assert is_known_address(email)
    assert not is_known_address("other@lock.example")
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.REJECTED, decided_at=timezone.now(), reason="Too early"
    )
    assert not is_known_address(email)


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("Ada@Lock.example", "ada@lock.example"),
        ("ada+rat@lock.example", "ada@lock.example"),
        ("ada+rat+two@lock.example", "ada@lock.example"),
        ("ada@lock+key.example", "ada@lock+key.example"),
    ],
)
def test_what_follows_a_plus_leads_to_the_same_mailbox(email, mailbox):
    assert mailbox_of(email) == mailbox


def test_a_member_finds_their_own_invitation_of_the_last_month_only(member, clock):
    invite(inviter=MemberFactory(), email="ada@lock.example", memo="They know the area.")
    assert earlier_invitation(member, "ada@lock.example") is None
    invite(inviter=member, email="ada@lock.example", memo="They know the area.")
    made = Invitation.objects.get(inviter=member)
    assert earlier_invitation(member, "ADA+rat@lock.example") == made
    assert earlier_invitation(member, "ben@lock.example") is None
    clock.forward(days=29)
    assert earlier_invitation(member, "ada@lock.example") == made
    clock.forward(days=1)
    assert earlier_invitation(member, "ada@lock.example") is None


def test_a_coordinator_decides_about_no_application_that_touches_them(coordinator, member):
    other = MemberFactory(roles=["Coordinators"])
    named = Application(referee_email=coordinator.email.upper())
    appealed = {"state": ApplicationState.APPEALED, "referee_email": "sam@canal.example"}
    invited = Application(invitation=Invitation(inviter=coordinator), referee_email="sam@canal.example")
    plain = Application(state=ApplicationState.WAITING, decided_by=coordinator, referee_email="sam@canal.example")
    assert why_not_theirs(coordinator, invited) == "You invited them, so another coordinator must decide"
    assert why_not_theirs(coordinator, named) == "They named you as their referee, so another coordinator must decide"
    theirs = Application(decided_by=coordinator, **appealed)
    assert why_not_theirs(coordinator, theirs) == (
        "They are appealing against your decision, so another coordinator must decide"
    )
    assert [why_not_theirs(other, one) for one in (invited, named, theirs)] == [""] * 3
    assert [why_not_theirs(coordinator, one) for one in (plain, Application(decided_by=member, **appealed))] == [""] * 2
    assert (can_decide_application(coordinator, plain), can_decide_application(coordinator, named)) == (True, False)
    assert not can_decide_application(member, plain)


def test_the_only_coordinator_decides_an_appeal_against_themselves(coordinator):
    appeal = Application(state=ApplicationState.APPEALED, decided_by=coordinator, referee_email="sam@canal.example")
    assert why_not_theirs(coordinator, appeal) == ""
