"""Update the counts stored on boards, so that lists need not count.

For the other actions, inside their transactions.
"""

from django.db.models import F

from forum.models import Board, Topic


def count_on_board(board_id: int, *, topics: int = 0, posts: int = 0) -> None:
    Board.objects.filter(pk=board_id).update(topic_count=F("topic_count") + topics, post_count=F("post_count") + posts)


def settle_latest_topic(board_id: int) -> None:
    """Set the newest listed topic of the board, which the list of boards names."""
    latest = Topic.objects.listed().filter(board=board_id).order_by("-last_post_at", "-pk").first()
    Board.objects.filter(pk=board_id).update(latest_topic=latest)
