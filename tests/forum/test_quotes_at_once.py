"""Words become closer, or their quotes more open, at the same moment: one of the two is asked about again."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from forum.actions.edit import edit_post
from forum.actions.manage_boards import Outcome, change_audience
from forum.actions.mark_topic import mark_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.actions.split_topic import Part, split_topic
from forum.enums import RevisionState
from forum.models import Board, Post, Topic
from forum.queries.audience import readers_after
from forum.queries.marking_change import remark
from ratsite.network.enums import Marking
from ratsite.network.models import Circle
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.threads import WHERE_TWO_WRITE, at_once, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]
WORDS = "Words of the circle"


@pytest.fixture
def _django_db_helper(copied) -> None:
    """What the mark means here: the threads need rows that are committed, in a copy that is thrown away."""


def quote(quoted: Topic, there: Topic, *, is_past: bool = False) -> Post:
    body = f"> [x](/forum/posts/{quoted.posts.get().pk}/) wrote:\n>\n> {WORDS}\n\nWe too."
    post = post_reply(topic=there, author=there.author, body=body)
    if is_past:
        Post.objects.filter(pk=post.pk).update(published_at="2020-01-01T00:00Z")
        edit_post(post_id=post.pk, editor=post.author, body="In our own words.")
    return post


def stands_in(post: Post) -> bool:
    versions = post.revisions.filter(state=RevisionState.APPLIED).values_list("source", flat=True)
    texts = [Post.objects.get(pk=post.pk).source, *versions]
    return any(WORDS in text for text in texts)


@pytest.fixture
def steward():
    return MemberFactory(roles=["Moderators", "Coordinators"])


def marking(topic: Topic, marking: Marking, actor) -> Callable[[], Outcome]:
    seen = remark(Topic.objects.select_related("board").get(pk=topic.pk), marking, actor).seen
    return partial(mark_topic, topic_id=topic.pk, actor=actor, marking=marking, reason="Agreed", seen=seen)


@pytest.mark.parametrize("is_past", [False, True])
@pytest.mark.parametrize("is_opened_first", [True, False])
def test_a_topic_is_opened_while_what_it_quotes_becomes_closer(steward, is_opened_first, is_past):
    quoted, topic = make_topic(marking="green", body=WORDS), make_topic(marking="amber_strict")
    post = quote(quoted, topic, is_past=is_past)
    opening, closing = marking(topic, Marking.GREEN, steward), marking(quoted, Marking.AMBER_STRICT, steward)
    acts = (opening, closing) if is_opened_first else (closing, opening)
    assert list(while_open(*acts)) == [Outcome.DONE, Outcome.STALE]
    is_open = Topic.objects.get(pk=topic.pk).marking == "green"
    is_close = Topic.objects.get(pk=quoted.pk).marking == "amber_strict"
    assert (is_open, is_close) == (is_opened_first, not is_opened_first)
    assert stands_in(post)


def giving(board: Board, circle: Circle | None, steward) -> Callable[[], Outcome]:
    version, seen = Board.objects.get(pk=board.pk).version, readers_after(board, circle).seen
    by = {"steward": steward, "reason": "Agreed", "seen": seen}
    return partial(change_audience, board_id=board.pk, circle=circle, version=version, **by)


def moving(topic: Topic, board: Board, moderator) -> Callable[[], Outcome]:
    by = {"moderator": moderator, "reason": "Agreed", "seen": readers_after(topic.board, board.circle).seen}
    return partial(move_topic, topic_id=topic.pk, board_id=board.pk, **by)


@pytest.mark.parametrize("is_past", [False, True])
@pytest.mark.parametrize("is_given_first", [True, False])
def test_a_board_is_given_to_more_while_what_it_quotes_goes_to_its_circle(steward, is_given_first, is_past):
    circle = CircleFactory()
    circle.people.add(steward)
    quoted, board, target = make_topic(body=WORDS), BoardFactory(circle=circle), BoardFactory(circle=circle)
    post = quote(quoted, make_topic(board), is_past=is_past)
    give, move = giving(board, None, steward), moving(quoted, target, steward)
    first, second = while_open(*((give, move) if is_given_first else (move, give)))
    assert first is Outcome.DONE
    is_closer = Topic.objects.get(pk=quoted.pk).board_id == target.pk
    is_open = Board.objects.get(pk=board.pk).circle_id is None
    assert (is_closer, is_open) == ((False, True) if is_given_first else (True, second is Outcome.DONE))
    assert not (is_closer and is_open and stands_in(post))


@pytest.mark.parametrize("how", ["reply", "edit"])
@pytest.mark.parametrize("is_given_first", [True, False])
def test_a_board_is_given_to_all_while_somebody_there_quotes_a_circle(steward, how, is_given_first):
    circle = CircleFactory()
    quoted, topic = make_topic(BoardFactory(circle=circle), body=WORDS), make_topic(BoardFactory(circle=circle))
    circle.people.add(steward)
    body, author = f"> [x](/forum/posts/{quoted.posts.get().pk}/) wrote:\n>\n> {WORDS}\n\nWe too.", topic.author
    write = partial(edit_post, post_id=topic.posts.get().pk, editor=author, body=body)
    if how == "reply":
        write = partial(post_reply, topic=topic, author=author, body=body)
    acts = (giving(topic.board, None, steward), write)
    while_open(*(acts if is_given_first else acts[::-1]), may_raise=(DatabaseError, PermissionDenied))
    is_open = Board.objects.get(pk=topic.board_id).circle_id is None
    assert is_open == is_given_first
    assert not (is_open and Post.objects.filter(topic=topic, source__contains=WORDS).exists())


@pytest.mark.parametrize("is_given_first", [True, False])
def test_a_board_is_given_to_a_circle_while_somebody_elsewhere_quotes_it(steward, is_given_first):
    circle, quoted, openly = CircleFactory(), make_topic(body=WORDS), make_topic()
    circle.people.add(steward)
    acts = (giving(quoted.board, circle, steward), partial(quote, quoted, openly))
    while_open(*(acts if is_given_first else acts[::-1]), may_raise=(DatabaseError, PermissionDenied))
    is_closed = Board.objects.get(pk=quoted.board_id).circle_id == circle.pk
    assert is_closed == is_given_first
    assert not (is_closed and Post.objects.filter(topic=openly, source__contains=WORDS).exists())


def merging(topic: Topic, board: Board, moderator) -> Callable[[], Outcome]:
    by = {"moderator": moderator, "reason": "Agreed", "seen": readers_after(topic.board, board.circle).seen}
    return partial(merge_topic, topic_id=topic.pk, into_id=make_topic(board).pk, **by)


def splitting(topic: Topic, board: Board, moderator) -> Callable[[], tuple]:
    part = Part([topic.posts.get(number=2).pk], "Of its own", board.pk)
    by = {"moderator": moderator, "reason": "Agreed", "seen": readers_after(topic.board, board.circle).seen}
    return partial(split_topic, topic_id=topic.pk, part=part, **by)


def giving_its_board(topic: Topic, board: Board, steward) -> Callable[[], Outcome]:
    return giving(topic.board, board.circle, steward)


@pytest.mark.parametrize("opening", [moving, merging, splitting, giving_its_board])
@pytest.mark.parametrize("closing", [moving, giving_its_board])
def test_words_that_are_quoted_before_both_places_get_other_readers(steward, opening, closing):
    """Either has chosen what to lock while the quote was not there, and waits for whoever writes it."""
    circle, openly = CircleFactory(), BoardFactory()
    circle.people.add(steward)
    quoted, topic = make_topic(body=WORDS), make_topic(BoardFactory(circle=circle))
    post = post_reply(topic=topic, author=topic.author, body="In our own words.")
    body = f"> [x](/forum/posts/{quoted.posts.get().pk}/) wrote:\n>\n> {WORDS}\n\nWe too."
    acts = opening(topic, openly, steward), closing(quoted, BoardFactory(circle=circle), steward)
    write = partial(edit_post, post_id=post.pk, editor=topic.author, body=body)
    _, outcomes = while_open(write, partial(at_once, *acts))
    assert outcomes[0] in (Outcome.STALE, (None, Outcome.STALE))
    assert Post.objects.select_related("topic__board").get(pk=post.pk).topic.board.circle_id == circle.pk
    assert stands_in(post)
