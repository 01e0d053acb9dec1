"""A person who is silenced, leaves or loses a role while their request is processed changes nothing in the forum."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.actions.add_content_note import note_post
from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.approve_reworded import approve_reworded, approve_reworded_edit
from forum.actions.ask_author import answer_moderators, ask_author
from forum.actions.change_topic import archive_topic, pin_topic, rename_topic, set_topic_lock, slow_topic
from forum.actions.decide_retention import decide_fate, end_topic_hold, hold_topic, set_retention
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, leave_post, take_down
from forum.actions.manage_boards import change_audience, move_board, name_moderators, open_board, set_board_state
from forum.actions.mark_topic import mark_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply, start_topic
from forum.actions.reveal_author import reveal_author
from forum.actions.set_may_act import change_may_act
from forum.actions.split_topic import Part, split_topic
from forum.actions.withdraw import withdraw_post
from forum.enums import BoardState, Fate, MayAct, Voice
from forum.models import Board, Flag, Post, Topic
from ratsite.accounts.models import User
from ratsite.network.enums import Marking
from tests.factories import MemberFactory, make_topic
from tests.membership_changes import deactivate_agency, end_membership, of_a_request, remove_roles, silence

pytestmark = pytest.mark.django_db


SETTINGS = ("title", "marking", "may_act", "is_pinned", "is_locked", "is_archived", "slow_minutes")


class Scenario:
    """A topic of the writer's, with held posts, a waiting edit and flags."""

    def __init__(self) -> None:
        self.writer, self.other = MemberFactory(), MemberFactory()
        self.moderator = MemberFactory(roles=["Moderators"])
        self.coordinator = MemberFactory(roles=["Coordinators"])
        self.topic = make_topic(author=self.writer, replies=1)
        self.aside = make_topic()
        self.live = self.topic.posts.get(number=2)
        self.board = self.topic.board
        self.named = post_reply(topic=self.topic, author=self.writer, body="By my role.", voice=Voice.ROLE)
        flag_post(post_id=self.live.pk, reporter=self.other, reason="aim")
        flag_post(post_id=self.named.pk, reporter=self.other, reason="aim")
        Board.objects.filter(pk=self.board.pk).update(holds_replies=True)
        self.held = post_reply(topic=self.topic, author=self.writer, body="Held.")
        edit_post(post_id=self.live.pk, editor=self.writer, body="Changed.")
        self.change = self.live.revisions.pending().get()

    @property
    def now(self) -> list:
        """Return everything that the actions below could change."""
        topic = Topic.objects.get(pk=self.topic.pk)
        boards = Board.objects.order_by("pk").values_list("name", "state", "position", "retention_months", "version")
        posts = Post.objects.order_by("pk").values_list("topic", "state", "source", "content_note")
        flags = Flag.objects.order_by("pk").values_list("reporter", "outcome")
        return [*(getattr(topic, name) for name in SETTINGS), *boards, *posts, *flags]


WRITERS = {
    "start": lambda scenario, who: start_topic(
        board=scenario.board, author=who, title="Rooms", body="Words", marking="green", may_act="check"
    ),
    "reply": lambda scenario, who: post_reply(topic=scenario.topic, author=who, body="Words"),
    "edit": lambda scenario, who: edit_post(post_id=scenario.live.pk, editor=who, body="Other words"),
    "act": lambda scenario, who: change_may_act(
        topic_id=scenario.topic.pk, actor=who, may_act=MayAct.NO, reason="Agreed"
    ),
    "mark": lambda scenario, who: mark_topic(
        topic_id=scenario.topic.pk, actor=who, marking=Marking.AMBER_STRICT, reason="Agreed", shown_hash=""
    ),
}
MEMBERS = {
    "withdraw": lambda scenario, who: withdraw_post(post_id=scenario.live.pk, author=who),
    "answer": lambda scenario, who: answer_moderators(post_id=scenario.held.pk, author=who, answer="Yes"),
}


def _by(who: User, **about) -> dict:
    return {"moderator": who, "reason": "Agreed", **about}


def _on(scenario: Scenario, who: User, **about) -> dict:
    return {"board_id": scenario.board.pk, "steward": who, "version": scenario.board.version, **about}


MODERATORS = {
    "approve": lambda scenario, who: approve_post(post_id=scenario.held.pk, moderator=who),
    "reject": lambda scenario, who: reject_post(**_by(who, post_id=scenario.held.pk)),
    "reword": lambda scenario, who: approve_reworded(**_by(who, post_id=scenario.held.pk, body="Stood.")),
    "ask": lambda scenario, who: ask_author(post_id=scenario.held.pk, moderator=who, text="Why?"),
    "approve change": lambda scenario, who: approve_edit(revision_id=scenario.change.pk, moderator=who),
    "reject change": lambda scenario, who: reject_edit(**_by(who, revision_id=scenario.change.pk)),
    "reword change": lambda scenario, who: approve_reworded_edit(
        **_by(who, revision_id=scenario.change.pk, body="Stood.")
    ),
    "take down": lambda scenario, who: take_down(**_by(who, post_id=scenario.live.pk)),
    "leave": lambda scenario, who: leave_post(**_by(who, post_id=scenario.live.pk)),
    "note": lambda scenario, who: note_post(**_by(who, post_id=scenario.live.pk, note="Hard to read")),
    "reveal": lambda scenario, who: reveal_author(**_by(who, post_id=scenario.named.pk, submission=uuid.uuid4())),
    "pin": lambda scenario, who: pin_topic(topic_id=scenario.topic.pk, moderator=who, is_pinned=True),
    "lock": lambda scenario, who: set_topic_lock(**_by(who, topic_id=scenario.topic.pk, is_locked=True)),
    "rename": lambda scenario, who: rename_topic(**_by(who, topic_id=scenario.topic.pk, title="Another")),
    "archive": lambda scenario, who: archive_topic(**_by(who, topic_id=scenario.topic.pk, is_archived=True)),
    "slow": lambda scenario, who: slow_topic(topic_id=scenario.topic.pk, moderator=who, minutes=60),
    "split": lambda scenario, who: split_topic(
        **_by(who, topic_id=scenario.topic.pk, shown_hash="", part=Part([scenario.live.pk], "Aside", scenario.board.pk))
    ),
    "move": lambda scenario, who: move_topic(
        **_by(who, topic_id=scenario.topic.pk, board_id=scenario.aside.board_id, shown_hash="")
    ),
    "merge": lambda scenario, who: merge_topic(
        **_by(who, topic_id=scenario.topic.pk, into_id=scenario.aside.pk, shown_hash="")
    ),
    "mark": WRITERS["mark"],
    "retain": lambda scenario, who: set_retention(
        board_id=scenario.board.pk, steward=who, months=12, reason="As agreed"
    ),
    "fate": lambda scenario, who: decide_fate(
        topic_id=scenario.topic.pk, steward=who, fate=Fate.ARCHIVED, reason="As agreed"
    ),
    "hold": lambda scenario, who: hold_topic(topic_id=scenario.topic.pk, steward=who, reason="A court", until=None),
    "unhold": lambda scenario, who: end_topic_hold(
        topic_id=scenario.topic.pk, steward=who, reason="The inquiry is over."
    ),
    "close": lambda scenario, who: set_board_state(
        board_id=scenario.board.pk, steward=who, state=BoardState.ARCHIVED, reason="Over"
    ),
}
COORDINATORS = {
    "open": lambda scenario, who: open_board(steward=who, settings=None, circle=None, shown_hash=""),
    "order": lambda scenario, who: move_board(board_id=scenario.board.pk, steward=who, is_up=True),
    "name": lambda scenario, who: name_moderators(**_on(scenario, who, moderators=[], reason="As agreed")),
    "audience": lambda scenario, who: change_audience(
        **_on(scenario, who, circle=None, reason="Agreed", shown_hash="")
    ),
}


@pytest.fixture
def scenario() -> Scenario:
    return Scenario()


def refused(scenario: Scenario, act: Callable, person: User, happens: Callable) -> None:
    who = of_a_request(person)
    happens(person)
    before = scenario.now
    with pytest.raises(PermissionDenied):
        act(scenario, who)
    assert scenario.now == before


@pytest.mark.parametrize("happens", [silence, end_membership, deactivate_agency])
@pytest.mark.parametrize("act", WRITERS)
def test_a_person_who_may_no_longer_write_writes_nothing(scenario, act, happens):
    refused(scenario, WRITERS[act], scenario.writer, happens)


@pytest.mark.parametrize("happens", [end_membership, deactivate_agency])
@pytest.mark.parametrize("act", MEMBERS)
def test_a_person_who_has_left_withdraws_nothing_and_answers_no_moderator(scenario, act, happens):
    ask_author(post_id=scenario.held.pk, moderator=scenario.moderator, text="Why?")
    refused(scenario, MEMBERS[act], scenario.writer, happens)


def test_a_person_who_has_left_reports_nothing(scenario):
    post = make_topic(scenario.board).posts.get()
    refused(
        scenario,
        lambda scenario, who: flag_post(post_id=post.pk, reporter=who, reason="aim"),
        scenario.other,
        end_membership,
    )


@pytest.mark.parametrize("happens", [remove_roles, end_membership])
@pytest.mark.parametrize("act", MODERATORS)
def test_a_former_moderator_decides_nothing(scenario, act, happens):
    refused(scenario, MODERATORS[act], scenario.moderator, happens)


@pytest.mark.parametrize("act", COORDINATORS)
def test_a_former_coordinator_changes_no_board(scenario, act):
    refused(scenario, COORDINATORS[act], scenario.coordinator, remove_roles)


def test_a_post_of_a_person_who_becomes_pre_moderated_meanwhile_is_held(scenario):
    topic, who = make_topic(), of_a_request(scenario.other)
    User.objects.filter(pk=who.pk).update(held_until=timezone.now() + dt.timedelta(days=1))
    assert post_reply(topic=topic, author=who, body="Words").hold_reasons == ["sanction"]
