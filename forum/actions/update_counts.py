"""Update the counts of topics and posts that each board stores, so that lists of boards need not count.

Other actions call these functions in their transactions.
"""

from django.db.models import F

from forum.models import Board, Topic


def count_on_board(board_id: int, *, topics: int = 0, posts: int = 0) -> None:
    Board.objects.filter(pk=board_id).update(topic_count=F("topic_count") + topics, post_count=F("post_count") + posts)


def settle_latest_topic(board_id: int) -> None:
    """Store on the board which of its listed topics has the newest post. The list of boards shows this topic."""
    latest = Topic.objects.listed().filter(board=board_id).order_by("-last_post_at", "-pk").first()
    Board.objects.filter(pk=board_id).update(latest_topic=latest)
