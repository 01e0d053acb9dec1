"""The numbers that boards keep, so that lists need not count; for the other actions, inside their transactions."""

from django.db.models import F

from forum.models import Board, Topic


def count_on_board(board_id: int, *, topics: int = 0, posts: int = 0) -> None:
    """So many more, or fewer, stand there from now on."""
    Board.objects.filter(pk=board_id).update(topic_count=F("topic_count") + topics, post_count=F("post_count") + posts)


def settle_latest_topic(board_id: int) -> None:
    """The topic that the list of boards names: the newest of those that lists show."""
    latest = Topic.objects.listed().filter(board=board_id).order_by("-last_post_at", "-pk").first()
    Board.objects.filter(pk=board_id).update(latest_topic=latest)
