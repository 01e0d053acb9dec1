"""The one order in which the forum's actions lock rows: person, topic, post, what hangs on the post, board.

Whoever needs several takes them in this order, so that two who need the same ones never wait for each other. What is
new is nobody else's to lock: a new topic is made on a board that is locked already. Every change of a post locks its
topic too, whose numbers and newest post may follow from it.

The locks are for rows, not for their keys (no_key): what merely points to a locked row, as a log entry does to a
person, waits for nothing.
"""

from forum.models import Board, Post, Topic
from ratsite.accounts.models import User


def lock_person(person: User) -> None:
    """The same form sent twice comes one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def lock_topic(topic_id: int) -> Topic:
    return Topic.objects.select_for_update(of=("self",), no_key=True).select_related("board").get(pk=topic_id)


def lock_post(post_id: int) -> Post:
    """The post and its topic, both locked, with its author."""
    topic_id = Post.objects.values_list("topic", flat=True).get(pk=post_id)
    topic = lock_topic(topic_id)
    post = Post.objects.select_for_update(of=("self",), no_key=True).select_related("author").get(pk=post_id)
    post.topic = topic
    return post


def lock_board(board_id: int) -> Board:
    return Board.objects.select_for_update(of=("self",), no_key=True).select_related("circle").get(pk=board_id)
