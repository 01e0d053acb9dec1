"""Stewards open boards and change their settings and audience, once they have confirmed the number of readers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.edit import edit_post
from forum.actions.manage_boards import (
    BoardSettings,
    change_audience,
    change_board,
    move_board,
    name_moderators,
    open_board,
    set_board_state,
)
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply, start_topic
from forum.actions.split_topic import Part, split_topic
from forum.enums import BoardSetting, BoardState, PostState
from forum.models import Board, Topic
from forum.queries.audience import first_readers, readers_after
from forum.rules.boards import DECISION_SAFEGUARDS, why_safeguards_forbid_move
from forum.screening import screen
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NAMES = list(BoardSettings.__dataclass_fields__)


@pytest.fixture
def circle(coordinator):
    """A circle with the coordinator and one more person."""
    found = CircleFactory()
    found.people.add(coordinator, MemberFactory())
    return found


def settings_of(board: Board, **changes) -> BoardSettings:
    return BoardSettings(**{name: getattr(board, name) for name in NAMES} | changes)


def fresh(board: Board) -> Board:
    return Board.objects.select_related("circle").get(pk=board.pk)


def give(board, steward, circle, **changes) -> bool:
    values = {
        "version": board.version,
        "shown_hash": readers_after(fresh(board), circle).counts,
        "reason": "Agreed",
    }
    return change_audience(board_id=board.pk, steward=steward, circle=circle, **{**values, **changes})


def open_one(steward, circle=None, **changes):
    settings = settings_of(Board(), name="Night work", aim="To compare nights.", **changes)
    return open_board(steward=steward, settings=settings, circle=circle, shown_hash=first_readers(circle).counts)


def logged() -> list[str]:
    return list(ModelLogEntry.objects.filter(action__startswith="forum.board").values_list("action", flat=True))


# Opening


def test_a_board_is_opened_at_the_end_of_the_list_and_logged(coordinator):
    BoardFactory(position=7)
    board = open_one(coordinator)
    assert (board.slug, board.position, board.is_open) == ("night-work", 8, True)
    assert logged() == ["forum.board.open"]


def test_the_same_board_sent_twice_is_one(coordinator):
    assert open_one(coordinator) == open_one(coordinator) == Board.objects.get()


def test_no_board_is_opened_for_others_than_those_who_were_shown(coordinator):
    settings, shown_hash = settings_of(Board(), name="Nights", aim="Nights."), first_readers(None).counts
    MemberFactory()
    with pytest.raises(Stale):
        open_board(steward=coordinator, settings=settings, circle=None, shown_hash=shown_hash)
    assert Board.objects.count() == 0


@pytest.mark.parametrize("roles", [[], ["Moderators"], ["Curators"], ["Editors"]])
def test_only_a_coordinator_opens_boards(roles):
    with pytest.raises(PermissionDenied):
        open_one(MemberFactory(roles=roles))


def test_nobody_opens_a_board_for_a_circle_that_they_are_not_in(coordinator):
    with pytest.raises(PermissionDenied):
        open_one(coordinator, CircleFactory())


def test_a_circle_s_board_has_an_address_that_nobody_stumbles_on(coordinator, circle):
    board = open_one(coordinator, circle)
    assert board.slug.startswith("night-work-")
    other = open_one(MemberFactory(roles=["Coordinators"]))
    assert other.slug == "night-work"


@pytest.mark.parametrize("name", ["Topics", "Add", "Files", "???"])
def test_no_board_takes_an_address_that_leads_elsewhere(coordinator, name):
    settings = settings_of(Board(), name=name, aim="To try.")
    board = open_board(steward=coordinator, settings=settings, circle=None, shown_hash=first_readers(None).counts)
    assert board.slug not in {"topics", "add", "files", "posts", ""}


# Settings


def test_settings_are_changed_and_the_log_names_the_fields_and_no_values(coordinator):
    board = BoardFactory()
    settings = settings_of(board, aim="A private word", holds_replies=True)
    assert change_board(board_id=board.pk, steward=coordinator, version=0, settings=settings) is True
    board = fresh(board)
    assert (board.aim, board.holds_replies, board.version) == ("A private word", True, 1)
    entry = ModelLogEntry.objects.get(action="forum.board.change")
    assert entry.data == {
        "reason": "",
        "changed": ["aim", "holds_replies"],
        "before": {"holds_replies": False},
        "after": {"holds_replies": True},
    }
    assert "A private word" not in entry.label


SAFEGUARDS = [
    "holds_topics",
    "holds_replies",
    "holds_newcomers",
    "bars_own_agency",
    "needs_two_approvals",
    "is_about_children",
]


def loosen(board: Board, steward: User, name: str, reason: str = "Agreed at the meeting") -> bool:
    settings = settings_of(board, **{name: False})
    return change_board(board_id=board.pk, steward=steward, version=0, settings=settings, reason=reason)


@pytest.mark.parametrize("name", SAFEGUARDS)
def test_a_safeguard_is_turned_off_only_with_a_reason_that_the_log_keeps(coordinator, name):
    board = BoardFactory(**{name: True})
    with pytest.raises(ValueError, match="needs a reason"), transaction.atomic():
        loosen(board, coordinator, name, reason=" ")
    assert getattr(fresh(board), name) is True
    assert loosen(board, coordinator, name) is True
    entry = ModelLogEntry.objects.get(action="forum.board.loosen")
    changed = {"changed": [name], "before": {name: True}, "after": {name: False}}
    assert entry.data == {"reason": "Agreed at the meeting", **changed}


@pytest.mark.parametrize("roles", [["Moderators"], ["Moderators", "Coordinators"]])
@pytest.mark.parametrize("name", SAFEGUARDS)
def test_no_moderator_lifts_a_bar_on_their_own_decisions(name, roles):
    moderator, board = MemberFactory(roles=roles), BoardFactory(**{name: True})
    if name not in ("bars_own_agency", "needs_two_approvals"):
        assert loosen(board, moderator, name) is True
        return
    with pytest.raises(PermissionDenied), transaction.atomic():
        loosen(board, moderator, name)
    assert (getattr(fresh(board), name), logged()) == (True, [])


def test_a_coordinator_whose_board_has_other_moderators_lifts_its_bar():
    both, board = MemberFactory(roles=["Moderators", "Coordinators"]), BoardFactory()
    board.moderators.add(MemberFactory(roles=["Moderators"]))
    assert loosen(board, both, "bars_own_agency") is True


def test_saving_unchanged_settings_does_nothing(coordinator):
    board = BoardFactory()
    assert change_board(board_id=board.pk, steward=coordinator, version=0, settings=settings_of(board)) is False
    assert (fresh(board).version, logged()) == (0, [])


def test_a_page_opened_before_another_change_writes_over_nothing(coordinator):
    board = BoardFactory()
    change_board(board_id=board.pk, steward=coordinator, version=0, settings=settings_of(board, aim="Theirs"))
    mine = settings_of(board, name="Mine")
    with pytest.raises(Stale):
        change_board(board_id=board.pk, steward=coordinator, version=0, settings=mine)
    assert (fresh(board).aim, fresh(board).name) == ("Theirs", board.name)


def test_changing_settings_keeps_the_counts_that_posts_have_changed_meanwhile(coordinator):
    board = BoardFactory()
    make_topic(board, replies=2)
    change_board(board_id=board.pk, steward=coordinator, version=0, settings=settings_of(board, aim="Other"))
    assert (fresh(board).topic_count, fresh(board).post_count) == (1, 3)


def test_a_lower_ceiling_leaves_standing_topics_as_they_are(coordinator):
    topic = make_topic(marking=Marking.AMBER_STRICT)
    board = topic.board
    settings = settings_of(board, ceiling=Marking.GREEN)
    change_board(board_id=board.pk, steward=coordinator, version=board.version, settings=settings, above=1)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    assert topic.marking == Marking.AMBER_STRICT
    assert post_reply(topic=topic, author=MemberFactory(), body="Still open").is_live


@pytest.mark.parametrize("marking", [Marking.AMBER_STRICT, Marking.RED])
def test_the_database_refuses_a_usual_marking_above_the_ceiling(marking):
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardFactory(marking=marking, ceiling=Marking.GREEN, circle=CircleFactory())


def test_the_database_refuses_red_for_all_members():
    with pytest.raises(IntegrityError), transaction.atomic():
        BoardFactory(ceiling=Marking.RED)


# What is held


@pytest.mark.parametrize(
    ("switch", "topic_reasons", "reply_reasons"),
    [
        ({}, [], []),
        ({"holds_topics": True}, ["new_topic"], []),
        ({"holds_replies": True}, [], ["reply"]),
        ({"holds_newcomers": True, "holds_replies": True}, ["newcomer"], ["newcomer", "reply"]),
        ({"holds_newcomers": True, "holds_topics": True}, ["newcomer", "new_topic"], ["newcomer"]),
    ],
)
def test_topics_and_replies_are_held_apart_and_newcomers_come_first(switch, topic_reasons, reply_reasons):
    topic = make_topic()
    Board.objects.filter(pk=topic.board_id).update(**switch)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    author, fields = MemberFactory(), {"title": "New", "body": "New", "marking": "green", "may_act": "check"}
    opening = start_topic(board=topic.board, author=author, **fields)
    reply = post_reply(topic=topic, author=author, body="New")
    assert opening.hold_reasons == topic_reasons
    assert reply.hold_reasons == reply_reasons


def test_a_moderator_s_own_topic_is_held_as_well(moderator):
    board = BoardFactory(holds_topics=True)
    assert make_topic(board, moderator).posts.get().state == PostState.HELD


@pytest.mark.parametrize(("switch", "number"), [("holds_topics", 1), ("holds_replies", 2)])
def test_an_edit_is_held_where_a_new_post_of_its_kind_would_be(switch, number):
    topic = make_topic(replies=1)
    Board.objects.filter(pk=topic.board_id).update(**{switch: True})
    for post in topic.posts.all():
        edit_post(post_id=post.pk, editor=post.author, body="Something else", reason="")
    held = topic.posts.exclude(source="Something else")
    assert list(held.values_list("number", flat=True)) == [number]


def test_a_topic_above_a_ceiling_that_was_lowered_meanwhile_is_held():
    board = BoardFactory(ceiling=Marking.GREEN)
    post = make_topic(board, marking=Marking.AMBER_STRICT).posts.get()
    assert post.hold_reasons == ["ceiling"]


def test_the_author_reads_every_reason_as_a_sentence(sign_in):
    board = BoardFactory(holds_topics=True, holds_newcomers=True, ceiling=Marking.GREEN)
    topic = make_topic(board, marking=Marking.AMBER_STRICT)
    html = flat(sign_in(topic.author).get(topic.get_absolute_url()).content)
    for words in ("first three posts", "must read every new topic on this board", "stricter than this board allows"):
        assert words in html
    assert screen(topic.posts.get()).hold_reasons == ("newcomer", "new_topic", "ceiling")


# The audience


def test_the_numbers_are_those_of_the_query_that_enforces_reading(coordinator, circle):
    board = BoardFactory()
    readers = readers_after(board, circle)
    assert (readers.people, readers.new, readers.lost) == (2, 0, User.objects.readers_of(None).count() - 2)
    other = CircleFactory()
    other.people.add(coordinator, MemberFactory(), MemberFactory(state=MemberState.SUSPENDED))
    board.circle = circle
    readers = readers_after(board, other)
    assert (readers.people, readers.agencies, readers.new, readers.lost) == (2, 2, 1, 1)


def test_a_board_moved_to_a_circle_is_closed_to_others_and_the_log_says_why(coordinator, circle):
    board = make_topic().board
    outsider = MemberFactory()
    assert give(board, coordinator, circle, reason="It grew too open") is True
    assert not Board.objects.visible_to(outsider).exists()
    assert Board.objects.visible_to(coordinator).get() == board
    entry = ModelLogEntry.objects.get(action="forum.board.audience")
    assert (entry.data["reason"], entry.data["before"], entry.data["after"]) == ("It grew too open", None, circle.pk)
    assert circle.name not in str(entry.data) + entry.label


def test_a_circle_s_board_is_opened_to_all_and_to_nobody_twice(coordinator, circle):
    board = BoardFactory(circle=circle)
    assert give(board, coordinator, None) is True
    assert Board.objects.visible_to(MemberFactory()).get() == board
    assert give(fresh(board), coordinator, None) is False
    assert logged() == ["forum.board.audience"]


def test_a_board_is_not_opened_to_people_who_joined_after_the_numbers_were_shown(coordinator, circle):
    board = BoardFactory(circle=circle)
    shown_hash = readers_after(board, None).counts
    MemberFactory()
    with pytest.raises(Stale):
        give(board, coordinator, None, shown_hash=shown_hash)
    assert fresh(board).circle == circle


def test_a_page_older_than_the_board_cannot_change_its_audience(coordinator, circle):
    board = BoardFactory()
    change_board(board_id=board.pk, steward=coordinator, version=0, settings=settings_of(board, aim="Other"))
    with pytest.raises(Stale):
        give(board, coordinator, circle)


def test_nobody_moves_a_board_to_a_circle_that_they_are_not_in(coordinator):
    board = BoardFactory()
    with pytest.raises(PermissionDenied):
        give(board, coordinator, CircleFactory())
    assert fresh(board).circle is None


def test_a_red_ceiling_keeps_a_board_in_its_circle(coordinator, circle):
    board = BoardFactory(circle=circle, ceiling=Marking.RED)
    with pytest.raises(Stale):
        give(board, coordinator, None)
    assert fresh(board).circle == circle


def test_a_topic_for_named_people_gets_no_new_readers(coordinator, circle):
    board = BoardFactory(circle=circle, ceiling=Marking.RED)
    make_topic(board, coordinator, marking=Marking.RED)
    wider, narrower = CircleFactory(), CircleFactory()
    wider.people.add(coordinator, MemberFactory())
    narrower.people.add(coordinator)
    with pytest.raises(Stale):
        give(board, coordinator, wider)
    assert give(board, coordinator, narrower) is True


def test_moderators_who_cannot_follow_are_no_longer_moderators(coordinator, circle, moderator):
    inside = MemberFactory(roles=["Moderators"])
    circle.people.add(inside)
    board = BoardFactory()
    board.moderators.add(moderator, inside)
    give(board, coordinator, circle)
    assert list(board.moderators.all()) == [inside]
    give(fresh(board), coordinator, None)
    assert not Board.objects.moderated_by(moderator).exists()


# Moderators, archive, order


def test_moderators_are_named_among_those_who_hold_the_role_and_can_read_it(coordinator, circle, moderator):
    inside = MemberFactory(roles=["Moderators"])
    circle.people.add(inside)
    board = BoardFactory(circle=circle)
    for wrong in (moderator, coordinator):
        with_wrong = {"board_id": board.pk, "steward": coordinator, "version": 0, "moderators": [wrong], "reason": "A"}
        with pytest.raises(Stale):
            name_moderators(**with_wrong)
    right = {"board_id": board.pk, "steward": coordinator, "version": 0, "moderators": [inside], "reason": "A"}
    assert name_moderators(**right) is True
    assert name_moderators(**right) is False
    assert list(board.moderators.all()) == [inside]


def test_moderators_are_not_named_by_one_of_them(moderator):
    board = BoardFactory()
    with pytest.raises(PermissionDenied):
        name_moderators(board_id=board.pk, steward=moderator, version=0, moderators=[moderator], reason="As agreed")


def test_an_archived_board_is_read_and_takes_nothing_new_until_it_is_reopened(coordinator):
    topic = make_topic()
    archive = {"board_id": topic.board_id, "steward": coordinator, "state": BoardState.ARCHIVED, "reason": "Done"}
    assert set_board_state(**archive) is True
    assert set_board_state(**archive) is False
    assert Topic.objects.visible_to(MemberFactory()).get() == topic
    open_again = {**archive, "state": BoardState.OPEN, "reason": "Needed"}
    before = topic.board  # as a page that was opened earlier knows it
    with pytest.raises(PermissionDenied):
        make_topic(before)
    with pytest.raises(PermissionDenied):
        post_reply(topic=topic, author=topic.author, body="Late")
    assert set_board_state(**open_again) is True
    assert make_topic(before).published_at
    assert logged() == ["forum.board.reopen", "forum.board.archive"]


def names_seen_by(person) -> list[str]:
    return list(Board.objects.visible_to(person).values_list("name", flat=True))


def test_boards_change_places_with_the_next_one_that_the_steward_sees(coordinator):
    a, b, c = (BoardFactory(name=name) for name in "ABC")
    hidden = BoardFactory(name="Bb", circle=CircleFactory())
    assert move_board(board_id=c.pk, steward=coordinator, is_up=True) is True
    assert names_seen_by(coordinator) == ["A", "C", "B"]
    assert move_board(board_id=a.pk, steward=coordinator, is_up=True) is False
    assert move_board(board_id=a.pk, steward=coordinator, is_up=False) is True
    assert names_seen_by(coordinator) == ["C", "A", "B"]
    assert fresh(hidden).position == 3
    with pytest.raises(PermissionDenied):
        move_board(board_id=hidden.pk, steward=coordinator, is_up=True)


def test_members_boards_and_circles_boards_have_an_order_each(coordinator, circle):
    BoardFactory(name="A")
    BoardFactory(name="B", circle=circle)
    last = BoardFactory(name="C")
    move_board(board_id=last.pk, steward=coordinator, is_up=True)
    assert names_seen_by(coordinator) == ["C", "B", "A"]


@pytest.mark.parametrize("roles", [[], ["Moderators"], ["Editors"]])
def test_the_order_is_a_coordinator_s(roles):
    boards = [BoardFactory(), BoardFactory()]
    with pytest.raises(PermissionDenied):
        move_board(board_id=boards[0].pk, steward=MemberFactory(roles=roles), is_up=False)


# Who may do any of it: a board that is not theirs to look after


def deeds(board: Board, steward: User):
    yield lambda: change_board(board_id=board.pk, steward=steward, version=0, settings=settings_of(board, aim="Mine"))
    yield lambda: give(board, steward, None if board.circle else circle_of(steward))
    yield lambda: set_board_state(board_id=board.pk, steward=steward, state=BoardState.ARCHIVED, reason="Mine")
    yield lambda: name_moderators(
        board_id=board.pk, steward=steward, version=0, moderators=[steward], reason="As agreed"
    )


def circle_of(person: User):
    circle = CircleFactory()
    circle.people.add(person)
    return circle


@pytest.mark.parametrize("who", ["moderator of another board", "moderator outside the circle", "coordinator outside"])
def test_a_steward_changes_no_board_that_they_do_not_moderate(who):
    steward = MemberFactory(roles=["Coordinators" if who.startswith("coordinator") else "Moderators"])
    board = BoardFactory(circle=CircleFactory() if who.endswith(("circle", "outside")) else None)
    if board.circle is None:
        board.moderators.add(MemberFactory(roles=["Moderators"]))
    for deed in deeds(board, steward):
        with pytest.raises(PermissionDenied):
            deed()
    assert (fresh(board).version, logged()) == (0, [])


def test_a_moderator_who_is_no_longer_a_member_moderates_nothing(coordinator, moderator):
    BoardFactory()
    assert Board.objects.managed_by(moderator).count() == 1
    set_member_state(person_id=moderator.pk, state=MemberState.SUSPENDED, coordinator=coordinator, reason="Left")
    assert not Board.objects.managed_by(User.objects.get(pk=moderator.pk)).exists()


@pytest.mark.parametrize("name", DECISION_SAFEGUARDS)
@pytest.mark.parametrize("work", ["move", "split", "merge"])
def test_no_moderator_takes_posts_to_a_board_without_the_bar(name, work, sign_in):
    moderator = MemberFactory(roles=["Moderators"])
    source, there = BoardFactory(**{name: True}), BoardFactory(**{name: False})
    topic, into = make_topic(source, replies=2), make_topic(there)
    post = topic.posts.get(number=2)
    act, more = {
        "move": (move_topic, {"board_id": there.pk}),
        "split": (split_topic, {"part": Part([post.pk], "A part", there.pk)}),
        "merge": (merge_topic, {"into_id": into.pk}),
    }[work]
    shown_hash = readers_after(source, there.circle).counts
    with pytest.raises(Stale):
        act(topic_id=topic.pk, moderator=moderator, reason="Off the aim", shown_hash=shown_hash, **more)
    sent = {"board": there.pk, "other": into.pk, "title": "A part", "posts": [post.pk], "reason": "Off the aim"}
    address = reverse(f"forum:topic_{work}", args=[topic.pk])
    page = flat(sign_in(moderator, with_second_step=True).post(address, sent).content)
    assert f"does not have the setting “{BoardSetting(name).label}”" in page
    assert logged() == []


def test_a_coordinator_who_does_not_moderate_it_takes_a_topic_to_a_board_without_the_bar(coordinator):
    source, there = BoardFactory(), BoardFactory(bars_own_agency=False)
    source.moderators.add(MemberFactory(roles=["Moderators"]))
    topic = make_topic(source)
    assert why_safeguards_forbid_move(coordinator, source, there) == ""
    assert why_safeguards_forbid_move(topic.author, source, there) != ""
