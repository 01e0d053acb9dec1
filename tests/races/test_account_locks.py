"""Two actions about one person at the same time: neither fails because of a deadlock."""

import datetime as dt
import time
import uuid
from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from forum.actions.approve import approve_post
from forum.actions.lock_rows import lock_board
from forum.actions.manage_boards import change_audience, name_moderators
from forum.actions.post import post_reply
from forum.models import Post
from forum.queries.audience import readers_after
from ratsite.accounts.actions.change_membership import decide_about_person, set_roles
from ratsite.accounts.actions.confirm import bring_forward, confirm, vouch
from ratsite.accounts.actions.decide_application import NewAgency, approve_application
from ratsite.accounts.actions.leave import leave, report_leaver
from ratsite.accounts.actions.send_reminders import remind_and_lapse
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.sanctions.actions.write_note import note_about
from tests.accounts.applicants import make_application
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.threads import HELD, WHERE_TWO_WRITE, at_once, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]


def confirmed(person: User):
    _ends_in(person, 3)
    return partial(confirm, person=person, job_title="Officer")


def brought_forward(person: User):
    return partial(bring_forward, person_id=person.pk)


def vouched_for(person: User):
    _ends_in(person, -1)
    return partial(vouch, person_id=person.pk, lead=MemberFactory(agency=person.agency, is_agency_lead=True))


def _ends_in(person: User, days: int) -> None:
    User.objects.filter(pk=person.pk).update(confirm_by=timezone.localdate() + dt.timedelta(days=days))


def locked_before(person: User, act: Callable) -> object:
    """Lock the person's row, wait a little, then run and return `act`."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        time.sleep(HELD)
        return act()


def a_little_later(act: Callable) -> object:
    time.sleep(HELD / 2)
    return act()


@pytest.mark.parametrize("about", [confirmed, brought_forward, vouched_for])
def test_a_post_is_approved_while_something_is_decided_about_its_author(about):
    person, moderator = MemberFactory(), MemberFactory(roles=["Moderators"])
    held = post_reply(topic=make_topic(BoardFactory(holds_replies=True)), author=person, body="Words")
    approval = partial(approve_post, post_id=held.pk, moderator=moderator)
    assert while_open(approval, about(person)) == (True, True)
    assert Post.objects.get(pk=held.pk).is_live


def test_a_person_confirmed_while_the_daily_job_finds_them_late_does_not_lapse():
    person = MemberFactory()
    act = vouched_for(person)
    _ends_in(person, -15)
    assert while_open(act, remind_and_lapse)[0] is True
    assert User.objects.get(pk=person.pk).is_member


def test_a_person_returns_with_a_new_agency_while_a_note_about_them_is_written():
    person, coordinator = MemberFactory(), MemberFactory(roles=["Coordinators"])
    leave(person=person)
    application = make_application(email=person.email, agency_name="Canal Side Homes")
    coming_back = partial(
        approve_application,
        application_id=application.pk,
        coordinator=coordinator,
        agency=NewAgency("housing"),
        is_same_person=True,
    )
    writing = {"author": MemberFactory(roles=["Moderators"]), "text": "Rang us.", "submission": uuid.uuid4()}
    note = partial(note_about, person_id=person.pk, **writing)
    assert at_once(partial(locked_before, person, note), partial(a_little_later, coming_back)) == [True, person]
    assert User.objects.get(pk=person.pk).agency.name == "Canal Side Homes"


@pytest.fixture
def suspended():
    """A board with a moderator of its own, and the action that suspends them and takes their role."""
    person, board = MemberFactory(roles=["Moderators"]), BoardFactory()
    board.moderators.add(person)
    by = {"roles": set(), "coordinator": MemberFactory(roles=["Coordinators"]), "reason": "Asked for"}
    return board, partial(decide_about_person, person_id=person.pk, state=MemberState.SUSPENDED, **by)


def test_a_moderator_is_suspended_while_a_board_that_names_them_is_worked_on(suspended):
    board, suspend = suspended

    @transaction.atomic
    def work() -> None:
        """Lock the board first and write to the log last, as every action on a board does."""
        lock_board(board.pk)
        time.sleep(HELD)
        record(board, "forum.board.archive", actor=None, reason="Over")

    assert at_once(work, partial(a_little_later, suspend)) == [None, True]
    assert not board.moderators.exists()


def test_a_moderator_is_suspended_while_their_board_moves_to_a_circle_without_them(suspended, monkeypatch):
    (board, suspend), circle, steward = suspended, CircleFactory(), MemberFactory(roles=["Coordinators"])
    circle.people.add(steward)

    def take_a_while(*args) -> str:
        time.sleep(HELD)
        return ""

    monkeypatch.setattr("forum.actions.manage_boards.why_circle_cannot_read", take_a_while)
    by = {"steward": steward, "reason": "Agreed", "version": board.version}
    give = partial(
        change_audience, board_id=board.pk, circle=circle, shown_hash=readers_after(board, circle).counts, **by
    )
    assert at_once(give, partial(a_little_later, suspend)) == [True, True]
    assert not board.moderators.exists()


def freed_of_it(person: User):
    return partial(set_roles, person_id=person.pk, roles=set(), coordinator=None)


def seen_out(person: User):
    lead = MemberFactory(agency=person.agency, is_agency_lead=True)
    return partial(report_leaver, person_id=person.pk, lead=lead, reason="Gone")


@pytest.mark.parametrize("loses", [freed_of_it, seen_out])
def test_a_moderator_who_loses_the_role_at_that_moment_is_named_by_no_board(loses):
    steward, person, board = MemberFactory(roles=["Coordinators"]), MemberFactory(roles=["Moderators"]), BoardFactory()
    take = loses(person)
    name = partial(
        name_moderators, board_id=board.pk, steward=steward, version=0, moderators=[person], reason="As agreed"
    )
    taken, named = while_open(take, name, may_raise=Stale)
    assert (taken, type(named)) == (True, Stale)
    assert not board.moderators.exists()
