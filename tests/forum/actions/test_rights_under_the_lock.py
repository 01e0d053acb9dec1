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
from tests.membership_changes import free_of_roles, of_a_request, see_agency_out, see_out, silence

pytestmark = pytest.mark.django_db


STANDING = ("title", "marking", "may_act", "is_pinned", "is_locked", "is_archived", "slow_minutes")


class House:
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
        return [*(getattr(topic, name) for name in STANDING), *boards, *posts, *flags]


WRITERS = {
    "start": lambda house, who: start_topic(
        board=house.board, author=who, title="Rooms", body="Words", marking="green", may_act="check"
    ),
    "reply": lambda house, who: post_reply(topic=house.topic, author=who, body="Words"),
    "edit": lambda house, who: edit_post(post_id=house.live.pk, editor=who, body="Other words"),
    "act": lambda house, who: change_may_act(topic_id=house.topic.pk, actor=who, may_act=MayAct.NO, reason="Agreed"),
    "mark": lambda house, who: mark_topic(
        topic_id=house.topic.pk, actor=who, marking=Marking.AMBER_STRICT, reason="Agreed", shown_hash=""
    ),
}
MEMBERS = {
    "withdraw": lambda house, who: withdraw_post(post_id=house.live.pk, author=who),
    "answer": lambda house, who: answer_moderators(post_id=house.held.pk, author=who, answer="Yes"),
}


def _by(who: User, **about) -> dict:
    return {"moderator": who, "reason": "Agreed", **about}


def _on(house: House, who: User, **about) -> dict:
    return {"board_id": house.board.pk, "steward": who, "version": house.board.version, **about}


MODERATORS = {
    "approve": lambda house, who: approve_post(post_id=house.held.pk, moderator=who),
    "reject": lambda house, who: reject_post(**_by(who, post_id=house.held.pk)),
    "reword": lambda house, who: approve_reworded(**_by(who, post_id=house.held.pk, body="Stood.")),
    "ask": lambda house, who: ask_author(post_id=house.held.pk, moderator=who, text="Why?"),
    "approve change": lambda house, who: approve_edit(revision_id=house.change.pk, moderator=who),
    "reject change": lambda house, who: reject_edit(**_by(who, revision_id=house.change.pk)),
    "reword change": lambda house, who: approve_reworded_edit(**_by(who, revision_id=house.change.pk, body="Stood.")),
    "take down": lambda house, who: take_down(**_by(who, post_id=house.live.pk)),
    "leave": lambda house, who: leave_post(**_by(who, post_id=house.live.pk)),
    "note": lambda house, who: note_post(**_by(who, post_id=house.live.pk, note="Hard to read")),
    "reveal": lambda house, who: reveal_author(**_by(who, post_id=house.named.pk, submission=uuid.uuid4())),
    "pin": lambda house, who: pin_topic(topic_id=house.topic.pk, moderator=who, is_pinned=True),
    "lock": lambda house, who: set_topic_lock(**_by(who, topic_id=house.topic.pk, is_locked=True)),
    "rename": lambda house, who: rename_topic(**_by(who, topic_id=house.topic.pk, title="Another")),
    "archive": lambda house, who: archive_topic(**_by(who, topic_id=house.topic.pk, is_archived=True)),
    "slow": lambda house, who: slow_topic(topic_id=house.topic.pk, moderator=who, minutes=60),
    "split": lambda house, who: split_topic(
        **_by(who, topic_id=house.topic.pk, shown_hash="", part=Part([house.live.pk], "Aside", house.board.pk))
    ),
    "move": lambda house, who: move_topic(
        **_by(who, topic_id=house.topic.pk, board_id=house.aside.board_id, shown_hash="")
    ),
    "merge": lambda house, who: merge_topic(**_by(who, topic_id=house.topic.pk, into_id=house.aside.pk, shown_hash="")),
    "mark": WRITERS["mark"],
    "retain": lambda house, who: set_retention(board_id=house.board.pk, steward=who, months=12, reason="As agreed"),
    "fate": lambda house, who: decide_fate(
        topic_id=house.topic.pk, steward=who, fate=Fate.ARCHIVED, reason="As agreed"
    ),
    "hold": lambda house, who: hold_topic(topic_id=house.topic.pk, steward=who, reason="A court", until=None),
    "unhold": lambda house, who: end_topic_hold(topic_id=house.topic.pk, steward=who),
    "close": lambda house, who: set_board_state(
        board_id=house.board.pk, steward=who, state=BoardState.ARCHIVED, reason="Over"
    ),
}
COORDINATORS = {
    "open": lambda house, who: open_board(steward=who, settings=None, circle=None, shown_hash=""),
    "order": lambda house, who: move_board(board_id=house.board.pk, steward=who, is_up=True),
    "name": lambda house, who: name_moderators(**_on(house, who, moderators=[], reason="As agreed")),
    "audience": lambda house, who: change_audience(**_on(house, who, circle=None, reason="Agreed", shown_hash="")),
}


@pytest.fixture
def house() -> House:
    return House()


def refused(house: House, act: Callable, person: User, happens: Callable) -> None:
    who = of_a_request(person)
    happens(person)
    before = house.now
    with pytest.raises(PermissionDenied):
        act(house, who)
    assert house.now == before


@pytest.mark.parametrize("happens", [silence, see_out, see_agency_out])
@pytest.mark.parametrize("act", WRITERS)
def test_a_person_who_may_no_longer_write_writes_nothing(house, act, happens):
    refused(house, WRITERS[act], house.writer, happens)


@pytest.mark.parametrize("happens", [see_out, see_agency_out])
@pytest.mark.parametrize("act", MEMBERS)
def test_a_person_who_has_left_withdraws_nothing_and_answers_no_moderator(house, act, happens):
    ask_author(post_id=house.held.pk, moderator=house.moderator, text="Why?")
    refused(house, MEMBERS[act], house.writer, happens)


def test_a_person_who_has_left_reports_nothing(house):
    post = make_topic(house.board).posts.get()
    refused(house, lambda house, who: flag_post(post_id=post.pk, reporter=who, reason="aim"), house.other, see_out)


@pytest.mark.parametrize("happens", [free_of_roles, see_out])
@pytest.mark.parametrize("act", MODERATORS)
def test_a_former_moderator_decides_nothing(house, act, happens):
    refused(house, MODERATORS[act], house.moderator, happens)


@pytest.mark.parametrize("act", COORDINATORS)
def test_a_former_coordinator_changes_no_board(house, act):
    refused(house, COORDINATORS[act], house.coordinator, free_of_roles)


def test_a_post_of_a_person_who_becomes_pre_moderated_meanwhile_is_held(house):
    topic, who = make_topic(), of_a_request(house.other)
    User.objects.filter(pk=who.pk).update(held_until=timezone.now() + dt.timedelta(days=1))
    assert post_reply(topic=topic, author=who, body="Words").hold_reasons == ["sanction"]
