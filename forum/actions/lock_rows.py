"""The order in which the forum's actions lock rows: person, topic, post, rows of the post, board, audit log.

An action that locks several rows takes them in this order, so that two actions never deadlock. A new row needs no lock:
a new topic is created on a board that is locked already. Two rows of one kind, as in a merge, are locked in the order
of their ids. Every change of a post locks its topic too, because the topic's numbers and newest post depend on it. An
audit log entry locks the log until the transaction ends (ratsite.audit.actions), so the entry is written last.

When all rows are locked, the action reads its actor again (ratsite.accounts.actions.lock_rows): a member who was
silenced in the meantime, or lost a role or the membership, can no longer act.

The locks do not cover a row's key (no_key=True). So a transaction that only inserts a reference to a locked row, as a
log entry refers to a person, need not wait.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from forum.models import Board, Post, Topic
from forum.models.topic_queryset import TopicQuerySet
from forum.rules.boards import can_see
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.lib.db.compiled_queries import compiled


def lock_topic(topic_id: int) -> Topic:
    """Lock and return the topic. Its board is not joined but fetched afterwards.

    A joined board would be read as it was before the wait for the lock, and PostgreSQL would return no row if the topic
    had moved to another board during the wait.
    """
    return _topic.get(topic_id)


@compiled(int)
def _topic(topic_id: int) -> TopicQuerySet:
    return Topic.objects.filter(pk=topic_id).select_for_update(no_key=True).order_by()


def lock_post(post_id: int) -> Post:
    """Lock a post and its topic, and return the post with its topic and author."""
    posts = Post.objects.select_for_update(of=("self",), no_key=True).select_related("author")
    post = None
    while post is None:  # another action has moved the post to another topic before this lock was taken
        topic_id = Post.objects.values_list("topic", flat=True).get(pk=post_id)
        topic = lock_topic(topic_id)
        post = posts.filter(pk=post_id, topic=topic).first()
    post.topic = topic
    return post


def lock_topics(*topic_ids: int) -> dict[int, Topic]:
    """Lock the topics in one query and return a dict from id to topic. Boards are fetched later, as in `lock_topic`."""
    topics = Topic.objects.select_for_update(no_key=True).filter(pk__in=topic_ids).order_by("pk")
    return {topic.pk: topic for topic in topics}


def lock_boards(*board_ids: int) -> dict[int, Board]:
    return {board_id: lock_board(board_id) for board_id in sorted(set(board_ids))}


def lock_board(board_id: int) -> Board:
    """Lock and return the board. Its circle is not joined but fetched afterwards.

    With a join, PostgreSQL would return no row if the board's circle had changed during the wait for the lock.
    """
    return Board.objects.select_for_update(no_key=True).get(pk=board_id)


def recheck_on_board(board: Board, actor: User, may: Callable[..., bool], *about: object) -> User:
    """Return the acting user, reloaded. Raise PermissionDenied if they may not act on this board.

    may: the rule that must allow the action. about: the arguments of this rule after the user. PermissionDenied is also
    raised if the user can no longer see the board.
    """
    now = recheck(actor, may, *about)
    if not can_see(now, board):
        raise PermissionDenied
    return now
