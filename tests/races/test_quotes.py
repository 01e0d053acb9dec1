"""A post gets a stricter marking, or its quote a more open place, at the same time: nobody sees what they may not."""

from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from forum.actions.edit import edit_post
from forum.actions.manage_boards import change_audience
from forum.actions.mark_topic import mark_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.actions.split_topic import Part, split_topic
from forum.models import Board, Post, Topic
from forum.queries.audience import readers_after
from forum.queries.marking_change import preview_change
from forum.queries.quotes import as_read, shown_in
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.threads import WHERE_TWO_WRITE, at_once, while_open

pytestmark = [pytest.mark.django_db(transaction=True), WHERE_TWO_WRITE]
WORDS = "Words of the circle"


@pytest.fixture
def circle():
    return CircleFactory()


@pytest.fixture
def steward(circle):
    person = MemberFactory(roles=["Moderators", "Coordinators"])
    circle.people.add(person)
    return person


def body_of(quoted: Topic) -> str:
    return f"> [x](/forum/posts/{quoted.posts.get().pk}/) wrote:\n>\n> {WORDS}\n\nWe too."


def replying(quoted: Topic, there: Topic) -> Callable[[], Post]:
    return partial(post_reply, topic=there, author=there.author, body=body_of(quoted))


def editing(quoted: Topic, there: Topic) -> Callable[[], Post]:
    return partial(edit_post, post_id=there.posts.get().pk, editor=there.author, body=body_of(quoted))


def giving(topic: Topic, board: Board, steward) -> Callable[[], bool]:
    version, shown_hash = (
        Board.objects.get(pk=topic.board_id).version,
        readers_after(topic.board, board.circle).counts,
    )
    by = {"steward": steward, "reason": "Agreed", "shown_hash": shown_hash}
    return partial(change_audience, board_id=topic.board_id, circle=board.circle, version=version, **by)


def moving(topic: Topic, board: Board, moderator) -> Callable[[], bool]:
    by = {"moderator": moderator, "reason": "Agreed", "shown_hash": readers_after(topic.board, board.circle).counts}
    return partial(move_topic, topic_id=topic.pk, board_id=board.pk, **by)


def merging(topic: Topic, board: Board, moderator) -> Callable[[], bool]:
    into = make_topic(board)
    by = {"moderator": moderator, "reason": "Agreed", "shown_hash": readers_after(topic.board, board.circle).counts}
    return partial(merge_topic, topic_id=topic.pk, into_id=into.pk, **by)


def splitting(topic: Topic, board: Board, moderator) -> Callable[[], Topic]:
    part = Part([topic.posts.get(number=2).pk], "Of its own", board.pk)
    by = {"moderator": moderator, "reason": "Agreed", "shown_hash": readers_after(topic.board, board.circle).counts}
    return partial(split_topic, topic_id=topic.pk, part=part, **by)


def marking(topic: Topic, marking: Marking, actor) -> Callable[[], bool]:
    shown_hash = preview_change(Topic.objects.select_related("board").get(pk=topic.pk), marking, actor).shown_hash
    return partial(mark_topic, topic_id=topic.pk, actor=actor, marking=marking, reason="Agreed", shown_hash=shown_hash)


def closer(topic: Topic, board: Board, actor) -> Callable[[], bool]:
    return marking(topic, Marking.AMBER_STRICT, actor)


def shown_to(reader, said: int) -> list[str]:
    """Return the texts in which a reader sees this post quoted, present and earlier ones."""
    posts = Post.objects.shown_to(reader).filter(quotations__quoted=said).select_related("topic__board").distinct()
    texts = [(post, text) for post in posts for text in (post.source, *post.revisions.values_list("source", flat=True))]
    return [text for post, text in texts if WORDS in as_read(post, text, reader)]


@pytest.mark.parametrize("writing", [replying, editing])
@pytest.mark.parametrize("closing", [moving, giving, merging, closer])
@pytest.mark.parametrize("is_written_first", [True, False])
def test_a_post_is_marked_more_closely_while_it_is_quoted(steward, circle, writing, closing, is_written_first):
    reader, quoted, openly = MemberFactory(), make_topic(body=WORDS), make_topic()
    said = quoted.posts.get().pk
    write, close = writing(quoted, openly), closing(quoted, BoardFactory(circle=circle), steward)
    outcomes = while_open(*((write, close) if is_written_first else (close, write)), may_raise=(PermissionDenied,))
    assert outcomes[is_written_first] is True
    assert isinstance(outcomes[not is_written_first], Post | PermissionDenied)
    assert shown_to(reader, said) == []
    assert shown_to(steward, said) == []  # who may read them reads them in their own place


@pytest.mark.parametrize("writing", [replying, editing])
@pytest.mark.parametrize("is_given_first", [True, False])
def test_a_board_is_opened_to_all_while_a_post_on_it_quotes_a_circle(steward, circle, writing, is_given_first):
    reader = MemberFactory()
    quoted, topic = make_topic(BoardFactory(circle=circle), body=WORDS), make_topic(BoardFactory(circle=circle))
    said = quoted.posts.get().pk
    acts = (giving(topic, BoardFactory(), steward), writing(quoted, topic))
    while_open(*(acts if is_given_first else acts[::-1]), may_raise=(DatabaseError, PermissionDenied))
    assert Board.objects.get(pk=topic.board_id).circle_id is None
    assert (shown_to(reader, said), shown_to(steward, said)) == ([], [])


@pytest.mark.parametrize("is_opened_first", [True, False])
def test_a_topic_is_opened_while_what_it_quotes_becomes_closer(steward, is_opened_first):
    reader, quoted, topic = MemberFactory(), make_topic(body=WORDS), make_topic(marking="amber_strict")
    said = quoted.posts.get().pk
    post = replying(quoted, topic)()
    assert len(shown_in(post, reader)) == 1
    acts = marking(topic, Marking.GREEN, steward), marking(quoted, Marking.AMBER_STRICT, steward)
    assert list(while_open(*(acts if is_opened_first else acts[::-1]))) == [True, True]
    assert shown_to(reader, said) == []


@pytest.mark.parametrize("opening", [moving, merging, splitting, giving])
@pytest.mark.parametrize("closing", [moving, giving])
def test_a_post_is_quoted_before_both_places_get_other_readers(steward, circle, opening, closing):
    reader = MemberFactory()
    quoted, topic = make_topic(body=WORDS), make_topic(BoardFactory(circle=circle))
    said = quoted.posts.get().pk
    post = post_reply(topic=topic, author=topic.author, body="In our own words.")
    acts = opening(topic, BoardFactory(), steward), closing(quoted, BoardFactory(circle=circle), steward)
    write = partial(edit_post, post_id=post.pk, editor=topic.author, body=body_of(quoted))
    _, outcomes = while_open(write, partial(at_once, *acts, may_raise=(DatabaseError, Stale)))
    assert outcomes[1] is True
    assert shown_to(reader, said) == []
    assert not (is_open(post) and shown_to(steward, said))


def is_open(post: Post) -> bool:
    return Post.objects.select_related("topic__board").get(pk=post.pk).topic.board.circle_id is None
