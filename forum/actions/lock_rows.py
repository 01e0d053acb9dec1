"""The one order in which the forum's actions lock rows: person, topic, post, what hangs on the post, board,
the log.

Whoever needs several takes them in this order, so that two who need the same ones never wait for each other. What is
new is nobody else's to lock: a new topic is made on a board that is locked already. Two of a kind, as a merge needs
them, are taken by their numbers. Every change of a post locks its topic too, whose numbers and newest post may follow
from it. An entry of the log locks it until the transaction ends (ratsite.audit.actions): it is written when everything
else is locked.

Whoever acts is asked for as they are now (ratsite.accounts.actions.lock_rows) when all that they need is locked: who
was silenced, seen out or freed of a role while they waited does nothing any more.

The locks are for rows, not for their keys (no_key): what merely points to a locked row, as a log entry does to a
person, waits for nothing.
"""

from forum.models import Board, Post, Topic
from forum.models.board import BoardQuerySet
from forum.models.topic import TopicQuerySet
from ratsite.accounts.actions.lock_rows import as_now
from ratsite.accounts.models import User, UserQuerySet
from ratsite.lib.db.compiled_queries import prepared


def lock_person(person: User) -> User:
    """As they are now. The same form sent twice comes one after the other."""
    _person.get(person.pk)
    return as_now(person)


@prepared(int)
def _person(person_id: int) -> UserQuerySet:
    return User.objects.filter(pk=person_id).select_for_update(no_key=True).only("pk").order_by()


def lock_topic(topic_id: int) -> Topic:
    """Its board is fetched afterwards: what a query joins is as it was before it had to wait for the lock.

    PostgreSQL finds no row at all where the topic has gone to another board meanwhile.
    """
    return _topic.get(topic_id)


@prepared(int)
def _topic(topic_id: int) -> TopicQuerySet:
    return Topic.objects.filter(pk=topic_id).select_for_update(no_key=True).order_by()


def lock_post(post_id: int) -> Post:
    """The post and its topic, both locked, with its author."""
    posts = Post.objects.select_for_update(of=("self",), no_key=True).select_related("author")
    post = None
    while post is None:  # it was taken to another topic while this one was waited for
        topic_id = Post.objects.values_list("topic", flat=True).get(pk=post_id)
        topic = lock_topic(topic_id)
        post = posts.filter(pk=post_id, topic=topic).first()
    post.topic = topic
    return post


def lock_topics(*topic_ids: int) -> dict[int, Topic]:
    """By their numbers, in one query. As lock_topic says of their boards."""
    numbers = set(topic_ids)
    found = _topic(*numbers) if len(numbers) == 1 else _several(numbers)
    return {topic.pk: topic for topic in found}


def _several(topic_ids: set[int]) -> TopicQuerySet:
    return Topic.objects.select_for_update(no_key=True).filter(pk__in=topic_ids).order_by("pk")


def lock_boards(*board_ids: int) -> dict[int, Board]:
    return {board_id: lock_board(board_id) for board_id in sorted(set(board_ids))}


def lock_board(board_id: int) -> Board:
    """Its circle is fetched afterwards, as above: joined, it would be none where that has changed."""
    return _board.get(board_id)


@prepared(int)
def _board(board_id: int) -> BoardQuerySet:
    return Board.objects.filter(pk=board_id).select_for_update(no_key=True).order_by()
