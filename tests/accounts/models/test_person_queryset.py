"""The queryset `in_office` and the rule `has_role` agree about who may use a role today."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import timezone

from forum.models import Board
from forum.queries.audience import moderators_of
from ratsite.accounts.enums import ApplicationState, MemberState, Role
from ratsite.accounts.models import Application, User
from ratsite.accounts.rules import can_decide_application, can_leave, can_manage_members
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.rules import can_decide_appeal
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent.parent.parent
TODAY = timezone.localdate
HOUR = dt.timedelta(hours=1)


def day(days: int) -> dt.date:
    return TODAY() + dt.timedelta(days=days)


# What a person's row can say, by what a reader would call it.
STATES = {
    "in office": dict,
    "on the last day to confirm": lambda: {"confirm_by": day(0)},
    "a day late to confirm": lambda: {"confirm_by": day(-1)},
    "on the last day of access": lambda: {"confirm_by": day(-14)},
    "lapsed, and no job has run": lambda: {"confirm_by": day(-15)},
    "on the last day for the terms": lambda: {"terms_by": day(0)},
    "late with the terms": lambda: {"terms_by": day(-1)},
    "excluded": lambda: {"excluded_until": timezone.now() + HOUR},
    "back from an exclusion": lambda: {"excluded_until": timezone.now() - HOUR},
    "silenced": lambda: {"silenced_until": timezone.now() + HOUR},
    "pre-moderated": lambda: {"held_until": timezone.now() + HOUR},
    "at an agency that has left": lambda: {"agency": AgencyFactory(is_active=False)},
    "without an agency": lambda: {"agency": None},
    "signed out for good": lambda: {"is_active": False},
    **{f"state {state}": lambda state=state: {"state": state} for state in MemberState},
}
GIVEN = [[], *([role] for role in Role), [Role.MODERATOR, Role.COORDINATOR]]


def test_the_database_and_the_rule_agree_about_every_role_of_a_person_in_every_state():
    people = []
    for about in STATES.values():
        people += [MemberFactory(roles=roles, **about()) for roles in GIVEN]
        people.append(MemberFactory(is_superuser=True, roles=[Role.EDITOR], **about()))
    today = {role: set(User.objects.in_office(role).values_list("pk", flat=True)) for role in Role}
    given = {(one.pk, role) for one in people for role in one.role_names}  # also of a superuser, who has all of them
    expected = {
        role: {one.pk for one in fresh(people) if one.has_role(role) and (one.pk, role) in given} for role in Role
    }
    assert today == expected
    assert all(len(holders) > 1 for holders in expected.values())
    either = User.objects.in_office(*Role).values_list("pk", flat=True)
    assert sorted(either) == sorted(set().union(*expected.values()))  # nobody twice


def fresh(people: list[User]) -> list[User]:
    """Read the people again from the database, as a rule about other people reads them."""
    found = User.objects.filter(pk__in=[one.pk for one in people]).select_related("agency")
    return [one.with_second_step() for one in found]


CANNOT = ["a day late to confirm", "late with the terms", "excluded", "at an agency that has left", "state lapsed"]


@pytest.mark.parametrize("about", STATES)
def test_a_board_and_its_moderators_agree_about_who_decides(about):
    named, other, board = MemberFactory(roles=["Moderators"], **STATES[about]()), moderator(), BoardFactory()
    board.moderators.add(named)
    can_decide = fresh([named])[0].has_role(Role.MODERATOR)
    assert (about in CANNOT) <= (not can_decide)
    expected = {named.pk if can_decide else other.pk}
    assert deciding(board) == set(moderators_of(board).values_list("pk", flat=True)) == expected


def moderator(**about) -> User:
    return MemberFactory(roles=["Moderators"], **about)


def deciding(board: Board) -> set[int]:
    people = User.objects.filter(groups__name=Role.MODERATOR)
    return {one.pk for one in fresh(list(people)) if Board.objects.moderated_by(one).filter(pk=board.pk).exists()}


def test_a_named_moderator_who_has_left_the_circle_leaves_its_board_to_the_others():
    circle, agency = CircleFactory(), AgencyFactory()
    circle.agencies.add(agency)
    inside, outside = moderator(agency=agency), moderator()
    board = BoardFactory(circle=circle)
    board.moderators.add(outside)
    assert deciding(board) == set(moderators_of(board).values_list("pk", flat=True)) == {inside.pk}
    circle.people.add(outside)
    assert deciding(board) == set(moderators_of(board).values_list("pk", flat=True)) == {outside.pk}


def test_the_last_coordinator_in_office_does_not_leave_to_one_who_is_late():
    stays, late = MemberFactory(roles=["Coordinators"]), MemberFactory(roles=["Coordinators"], terms_by=day(-1))
    assert can_manage_members(stays)
    assert not can_leave(stays)
    assert can_leave(late)
    User.objects.filter(pk=late.pk).update(terms_by=None)
    assert can_leave(stays)


@pytest.mark.parametrize(
    ("about", "is_waited_for"),
    [("a day late to confirm", True), ("late with the terms", True), ("lapsed, and no job has run", False)],
)
def test_an_appeal_waits_for_another_who_is_late(about, is_waited_for):
    """A coordinator may decide an appeal against their own decision only if no one else is a coordinator."""
    decider = MemberFactory(roles=["Coordinators"])
    other = MemberFactory(roles=["Coordinators"], **STATES[about]())
    decider = fresh([decider])[0]
    application = Application(state=ApplicationState.APPEALED, decided_by=decider, referee_email="r@lock.example")
    sanction = Sanction(kind=SanctionKind.EXCLUDE, person=MemberFactory(), imposed_by=decider)
    decides = (can_decide_application, application), (can_decide_appeal, sanction)
    for may, appeal in decides:
        assert may(decider, appeal) != is_waited_for
        assert not may(fresh([other])[0], appeal)
    User.objects.filter(pk=other.pk).update(terms_by=None, confirm_by=day(9))
    for may, appeal in decides:
        assert (may(fresh([other])[0], appeal), may(fresh([decider])[0], appeal)) == (True, False)


# Each way to ask the database who was given a role.
ASKS_FOR_A_ROLE = re.compile(r"\bgroups__|\bgroup__name|\bGroup\.objects\.(get|filter)\(name=|\.user_set\b")
# Where a role that a person was given counts, even if they cannot use it today.
GIVEN_IS_MEANT = {
    "forum/queries/audience.py": "whom a board may name",
    "ratsite/accounts/models/person_queryset.py": "the one place: `in_office`, and `holders_of` for who may be back",
    "ratsite/operations/erasure_register.py": "somebody must sign for what a backup brought back",
    "ratsite/records/forms.py": "whom a complaint is about",
    "ratsite/review/forms.py": "who has ever decided",
    "ratsite/sanctions/rules.py": "whose sanctions are the coordinators’ business",
}


def test_one_function_says_who_holds_a_role_today():
    sources = [path for top in ("forum", "library", "ratsite") for path in (ROOT / top).rglob("*.py")]
    asking = {
        str(path.relative_to(ROOT))
        for path in sources
        if "migrations" not in path.parts and ASKS_FOR_A_ROLE.search(path.read_text("utf-8"))
    }
    assert asking == set(GIVEN_IS_MEANT)
