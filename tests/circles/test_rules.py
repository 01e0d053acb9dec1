"""When a second coordinator must agree, who counts as one, and in which words a change is refused."""

import datetime as dt

import pytest
from django.utils import timezone

from ratsite.accounts.actions.change_membership import set_roles
from ratsite.accounts.enums import APPLICATIONS, PEOPLE_TO_APPROVE, MemberState, Role
from ratsite.accounts.hooks import Joiner
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.circles.models import AccessChange
from ratsite.circles.rules import (
    RemovedSecond,
    can_decide_change,
    can_end_first_approval,
    can_manage_circles,
    can_refuse_access,
    can_take_back_access,
    is_still_coordinator,
    joining_needs_second,
    needs_second,
    possible_seconds,
    removed_seconds,
    why_nobody_agrees,
    why_not_agreed,
    why_not_taken_out,
    why_not_yours,
)
from ratsite.moderation.models import FirstApproval
from ratsite.network.models import Agency, Remit
from tests.accounts.applicants import make_application
from tests.circles.coordinators import coordinator
from tests.factories import AgencyFactory, CircleFactory, MemberFactory

pytestmark = pytest.mark.django_db
NOTHING: dict = {"people": frozenset(), "agencies": frozenset(), "remits": frozenset(), "main_remit": frozenset()}


def remit(slug: str) -> Remit:
    return Remit.objects.get(slug=slug)


def again(person: User) -> User:
    """Return the person, read again, as in a session that has taken the second step."""
    return User.objects.get(pk=person.pk).with_second_step()


def change_roles(person: User, roles: set[Role], *, by: User | None) -> None:
    set_roles(person_id=person.pk, roles=roles, coordinator=by, reason="They moved to another job.")


@pytest.fixture
def asker():
    return coordinator("housing")


@pytest.fixture
def change(asker):
    """A change of a circle that waits, not saved."""
    circle = CircleFactory()
    return AccessChange(circle=circle, asked_by=asker, remit=asker.agency.main_remit, added={}, removed={}, why="Why")


# Who decides


def test_coordinators_manage_circles_and_nobody_else(asker):
    assert can_manage_circles(asker)
    assert not can_manage_circles(MemberFactory(roles=["Moderators", "Curators", "Editors"]))


def test_a_coordinator_of_another_main_remit_decides_and_only_the_one_who_asked_takes_back(asker, change):
    own = "You asked for it, so a coordinator with another main remit must decide"
    same = "You have the same main remit as the person who asked, so a coordinator with another main remit must decide"
    other, colleague, nobody_s = coordinator("policing"), coordinator("housing"), coordinator("health")
    nobody_s.agency = None
    people = (asker, colleague, nobody_s, other)
    assert [why_not_yours(person, change) for person in people] == [own, same, same, ""]
    assert [can_decide_change(person, change) for person in people] == [False, False, False, True]
    assert [can_refuse_access(person, change) for person in people] == [False, False, False, True]
    assert [can_take_back_access(person, change) for person in people] == [True, False, False, False]
    assert not can_decide_change(MemberFactory(agency=other.agency), change)


def test_both_the_remit_of_the_day_and_that_of_today_must_differ(asker, change):
    other = coordinator("policing")
    change.remit = remit("policing")
    assert not can_decide_change(other, change)
    assert can_decide_change(coordinator("health"), change)
    assert not can_decide_change(coordinator("housing"), change)


def test_any_coordinator_refuses_what_a_former_coordinator_asked_for(asker, change):
    colleague = coordinator("housing")
    asker.groups.clear()
    assert not is_still_coordinator(asker.pk)
    assert can_refuse_access(colleague, change)
    assert not can_refuse_access(MemberFactory(), change)
    assert not can_take_back_access(again(asker), change)


def test_a_coordinator_who_is_late_today_is_still_one(asker):
    assert is_still_coordinator(asker.pk)
    User.objects.filter(pk=asker.pk).update(terms_by=timezone.localdate() - dt.timedelta(days=1))
    assert is_still_coordinator(asker.pk)


def test_nobody_agrees_while_the_one_who_asked_cannot_act(asker, change):
    assert why_not_agreed(change) == ""
    User.objects.filter(pk=asker.pk).update(terms_by=timezone.localdate() - dt.timedelta(days=1))
    assert why_not_agreed(change) == (
        f"{asker} cannot act as a coordinator today. Refuse the change, or wait until they can."
    )


def test_the_agency_of_all_coordinators_cannot_leave_the_network(asker, change):
    said = (
        f"{asker.agency} cannot leave the network, because all coordinators work there. First make a member of "
        "another agency a coordinator."
    )
    change.circle, change.agency, change.removed = None, asker.agency, {"network": [1]}
    assert (why_not_taken_out(asker.agency), why_not_agreed(change)) == (said, said)
    change.removed = {"remits": [1]}
    assert why_not_agreed(change) == ""
    assert why_not_taken_out(AgencyFactory()) == ""
    coordinator("housing")
    assert why_not_taken_out(asker.agency) == ""


# First approvals


def first_approval(person: User, queue: str, item_id: int) -> FirstApproval:
    return FirstApproval(person=person, queue=queue, item_id=item_id)


def test_coordinators_end_first_approvals_of_people_but_nobody_their_own_case(asker, member):
    other = coordinator("policing")
    own, of_other = (first_approval(person, PEOPLE_TO_APPROVE, member.pk) for person in (asker, other))
    assert (can_end_first_approval(asker, own), can_end_first_approval(asker, of_other)) == (True, True)
    assert not can_end_first_approval(member, of_other)
    assert not can_end_first_approval(asker, first_approval(other, PEOPLE_TO_APPROVE, asker.pk))


def test_first_approvals_of_posts_are_ended_elsewhere(asker):
    for person in (asker, coordinator("policing")):
        assert not can_end_first_approval(asker, first_approval(person, "posts", 1))


def test_a_first_approval_of_an_application_is_ended_by_those_who_may_decide_it(asker):
    other = coordinator("policing")
    application = make_application(referee_email=asker.email)
    theirs = first_approval(other, APPLICATIONS, application.pk)
    assert [can_end_first_approval(person, theirs) for person in (asker, other, coordinator("health"))] == [
        False,
        True,
        True,
    ]
    assert can_end_first_approval(asker, first_approval(other, APPLICATIONS, 10**6))  # deleted meanwhile


# When a second is needed


def asks(asker: User, target, *, gained=(), opens_red=False, is_leaving=False, **added) -> bool:
    """Return needs_second for a change that adds these ids."""
    added = {part: frozenset(ids) for part, ids in added.items()}
    return needs_second(asker, target, NOTHING | added, frozenset(gained), opens_red=opens_red, is_leaving=is_leaving)


def test_a_change_of_a_circle_needs_a_second_if_it_lets_in_its_asker_or_their_agency(asker, member):
    circle, agency = CircleFactory(), asker.agency
    assert not asks(asker, circle, gained=[member.pk], people=[member.pk], agencies=[member.agency_id])
    assert asks(asker, circle, gained=[member.pk, asker.pk])
    assert asks(asker, circle, people=[asker.pk])
    assert asks(asker, circle, agencies=[agency.pk])
    assert asks(asker, circle, remits=[agency.main_remit_id])
    assert not asks(asker, circle, remits=[remit("health").pk])
    asker.agency = None
    assert not asks(asker, circle, agencies=[agency.pk], remits=[agency.main_remit_id, remit("health").pk])


def test_red_texts_need_a_second_if_there_is_one(asker):
    circle = CircleFactory()
    assert not asks(asker, circle, opens_red=True)
    coordinator("housing")
    assert not asks(asker, circle, opens_red=True)
    second = coordinator("policing")
    assert asks(asker, circle, opens_red=True)
    assert not asks(asker, circle)
    change_roles(second, set(), by=asker)
    assert asks(asker, circle, opens_red=True)


def test_an_agency_with_coordinators_leaves_with_a_second_if_there_is_one(asker):
    empty = AgencyFactory()
    assert not asks(asker, asker.agency, is_leaving=True)
    coordinator("policing")
    assert asks(asker, asker.agency, is_leaving=True)
    assert not asks(asker, asker.agency)
    assert not asks(asker, empty, is_leaving=True)


def test_a_new_main_remit_needs_a_second_at_an_agency_with_coordinators_or_if_there_is_a_second(asker):
    empty, changed = AgencyFactory(), {"main_remit": [remit("health").pk]}
    assert asks(asker, asker.agency, **changed)
    assert not asks(asker, empty, **changed)
    second = coordinator("policing")
    assert asks(asker, empty, **changed)
    assert not asks(asker, empty, remits=[remit("health").pk])
    change_roles(second, set(), by=asker)
    assert not possible_seconds(asker).exists()
    assert asks(asker, empty, **changed)


def joins(asker: User, agency, *, inviter: User | None = None, has_red: bool = False) -> bool:
    person = User(agency=agency)
    joiner = Joiner("people", 1, person, agency, person, "", lambda user: True, inviter)
    return joining_needs_second(asker, joiner, has_red=has_red)


def test_a_colleague_or_a_reader_of_red_texts_joins_with_a_second_if_there_is_one(asker):
    assert not joins(asker, asker.agency)
    coordinator("policing")
    assert joins(asker, asker.agency)
    assert not joins(asker, AgencyFactory())
    assert joins(asker, AgencyFactory(), has_red=True)
    assert not joins(asker, None)
    assert joins(asker, None, has_red=True)
    assert not joins(again(MemberFactory(agency=None, roles=["Coordinators"])), None)


def test_another_member_of_the_agency_vouches_for_the_people_they_invited(asker):
    coordinator("policing")
    colleague = MemberFactory(agency=asker.agency)
    assert not joins(asker, asker.agency, inviter=colleague)
    assert joins(asker, asker.agency, inviter=asker)
    assert joins(asker, asker.agency, inviter=MemberFactory())
    assert joins(asker, asker.agency, inviter=MemberFactory(agency=asker.agency, state=MemberState.LEFT))
    assert joins(asker, None, inviter=MemberFactory(agency=None), has_red=True)


def test_any_other_coordinator_counts_for_one_without_an_agency():
    alone = MemberFactory(agency=None, roles=["Coordinators"])
    assert not asks(alone, CircleFactory(), opens_red=True)
    coordinator("housing")
    assert list(possible_seconds(again(alone))) == []
    assert asks(again(alone), CircleFactory(), opens_red=True)


# Who counts as a second


def test_a_possible_second_has_an_agency_of_another_main_remit(asker):
    colleague = coordinator("housing")
    MemberFactory(agency=None, roles=["Coordinators"])
    MemberFactory(agency=AgencyFactory(main_remit=remit("policing")))
    second = coordinator("policing")
    assert list(possible_seconds(asker)) == [second]
    assert set(possible_seconds(second)) == {asker, colleague}


def test_nobody_is_their_own_second_after_a_change_of_their_main_remit(asker):
    Agency.objects.filter(pk=asker.agency_id).update(main_remit=remit("policing"))
    assert asker.agency.main_remit == remit("housing")  # as read before the change
    assert list(possible_seconds(asker)) == []


def test_a_removed_coordinator_counts_for_thirty_days_and_those_who_keep_the_role_longer(asker, clock):
    second, third = coordinator("policing"), coordinator("health")
    same = coordinator("housing")
    clock.set("2026-11-23", "09:00")
    for person in (second, same):
        change_roles(person, set(), by=asker)
    User.objects.filter(pk=third.pk).update(excluded_until=timezone.now() + dt.timedelta(days=300))
    assert removed_seconds(asker) == [RemovedSecond(third, None), RemovedSecond(second, dt.date(2026, 12, 23))]
    clock.forward(days=29)
    assert [one.person for one in removed_seconds(asker)] == [third, second]
    clock.forward(days=1)
    assert [one.person for one in removed_seconds(asker)] == [third]


def test_those_removed_last_count_longest(asker, clock):
    second, third = coordinator("policing"), coordinator("health")
    change_roles(second, set(), by=asker)
    clock.forward(days=1)
    change_roles(third, set(), by=asker)
    assert [(one.person, one.until) for one in removed_seconds(asker)] == [
        (third, dt.date(2026, 12, 24)),
        (second, dt.date(2026, 12, 23)),
    ]


def test_a_coordinator_who_gave_up_the_role_or_got_it_back_or_lost_another_does_not_count(asker, clock):
    gave_up, back, moderator = coordinator("policing"), coordinator("health"), coordinator("policing")
    change_roles(gave_up, {Role.COORDINATOR, Role.MODERATOR}, by=asker)
    record(gave_up, "accounts.person.details", actor=asker, reason="They moved to another job.")
    gave_up.groups.clear()
    record(gave_up, "accounts.person.roles", actor=gave_up, before=[Role.COORDINATOR], after=[])
    change_roles(back, set(), by=asker)
    change_roles(back, {Role.COORDINATOR}, by=asker)
    change_roles(moderator, {Role.COORDINATOR, Role.MODERATOR}, by=asker)
    change_roles(moderator, {Role.COORDINATOR}, by=asker)
    assert removed_seconds(asker) == []


def test_for_a_coordinator_without_an_agency_every_removed_coordinator_counts(asker):
    alone = MemberFactory(agency=None, roles=["Coordinators"])
    seconds = [coordinator("housing"), MemberFactory(agency=None, roles=["Coordinators"])]
    for second in seconds:
        change_roles(second, set(), by=asker)
    assert {one.person for one in removed_seconds(again(alone))} == {*seconds}


def test_a_role_that_was_removed_without_a_person_does_not_count(asker):
    second = coordinator("policing")
    change_roles(second, set(), by=None)
    assert removed_seconds(asker) == []


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"excluded": True}, True),
        ({"agency_left": True}, True),
        ({"state": MemberState.LAPSED, "is_active": False}, False),
        ({"state": MemberState.PENDING, "approved_at": None}, False),
        ({"state": MemberState.PENDING, "approved_at": dt.datetime(2026, 1, 5, tzinfo=dt.UTC)}, True),  # waits again
        ({"state": MemberState.SUSPENDED, "is_active": False}, True),
    ],
)
def test_who_has_the_role_but_cannot_use_it_counts_unless_their_membership_lapsed(asker, fields, counts):
    second = coordinator("policing")
    changes = dict(fields)
    if changes.pop("excluded", False):
        changes["excluded_until"] = timezone.now() + dt.timedelta(days=1)
    if changes.pop("agency_left", False):
        second.agency.is_active = False
        second.agency.save()
    User.objects.filter(pk=second.pk).update(**changes)
    assert removed_seconds(asker) == ([RemovedSecond(second, None)] if counts else [])


def test_an_excluded_coordinator_whose_confirmation_was_missed_does_not_count(asker):
    second = coordinator("policing")
    missed = timezone.localdate() - dt.timedelta(days=15)
    User.objects.filter(pk=second.pk).update(confirm_by=missed, excluded_until=timezone.now() + dt.timedelta(days=1))
    assert removed_seconds(asker) == []
    User.objects.filter(pk=second.pk).update(confirm_by=missed + dt.timedelta(days=1))
    assert removed_seconds(asker) == [RemovedSecond(second, None)]


def test_why_nobody_agrees_says_what_to_do(asker, clock):
    nobody = (
        "There is no coordinator with another main remit who could agree to this. Remove anything that would let you "
        "or your agency into a circle, and do not change the main remit. Or ask another coordinator to make the change."
    )
    assert why_nobody_agrees(asker) == nobody
    second, third = coordinator("policing"), coordinator("health")
    assert why_nobody_agrees(asker) == ""
    clock.set("2026-11-23", "09:00")
    for person in (second, third):
        change_roles(person, set(), by=asker)
        clock.forward(days=1)
    assert why_nobody_agrees(asker) == (
        f"{third} was a coordinator until recently, so a second coordinator must agree until 24 December 2026. Make a "
        "member with another main remit a coordinator first. If there is nobody, wait until 24 December 2026: from "
        "then on you can decide without a second coordinator."
    )
    held = coordinator("faith")
    User.objects.filter(pk=held.pk).update(excluded_until=timezone.now() + dt.timedelta(days=90))
    assert why_nobody_agrees(asker) == (
        f"{held} is a coordinator who cannot act today, so another coordinator must agree. Make a member with another "
        f"main remit a coordinator first. If there is nobody, remove the role of {held}: 30 days later, you can decide "
        "without a second coordinator."
    )
