"""Update the counts of topics and posts that each board stores, so that lists of boards need not count.

Other actions call these functions in their transactions.
"""

import datetime as dt

from django.db.models import F, QuerySet

from forum.models import Board, Topic
from ratsite.lib.db.compiled_queries import compiled


def count_on_board(board_id: int, *, topics: int = 0, posts: int = 0) -> None:
    """Add these numbers, which may be negative, to the board's counts of topics and posts."""
    Board.objects.filter(pk=board_id).update(topic_count=F("topic_count") + topics, post_count=F("post_count") + posts)


def count_new_post(topic: Topic, *, is_opening: bool) -> None:
    """Count a post that is the newest of its topic, and store its topic as the latest topic of the board.

    If another topic has a newer post, that topic is stored instead: its post was published while this one waited for
    the board's lock, or this post is imported with an earlier time.
    """
    latest = {} if topic.is_archived else {"latest_topic": topic}
    Board.objects.filter(pk=topic.board_id).update(
        post_count=F("post_count") + 1, topic_count=F("topic_count") + int(is_opening), **latest
    )
    if latest and _newest_after.first(topic.board_id, topic.last_post_at):
        update_latest_topic(topic.board_id)


@compiled(int, dt.datetime)
def _newest_after(board_id: int, time: dt.datetime) -> QuerySet:
    later = Topic.objects.listed().filter(board=board_id, last_post_at__gt=time)
    return later.order_by("-last_post_at", "-pk").values_list("pk", flat=True)[:1]


def update_latest_topic(board_id: int) -> None:
    """Store on the board which of its listed topics has the newest post. The list of boards shows this topic.

    The caller's transaction has locked or updated the board: otherwise a post published at the same time could be
    overlooked.
    """
    latest = Topic.objects.listed().filter(board=board_id).order_by("-last_post_at", "-pk").first()
    Board.objects.filter(pk=board_id).update(latest_topic=latest)
