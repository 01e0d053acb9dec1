"""Who may do what in the forum. Callers have fetched the object through visible_to."""

from forum.models import Board, Post, Topic
from ratsite.accounts.models import User


def can_start_topic(user: User, board: Board) -> bool:
    return user.is_authenticated and user.is_member and board.is_open


def can_reply(user: User, topic: Topic) -> bool:
    """A topic whose first post still waits, a locked one and an archived board take no replies."""
    return can_start_topic(user, topic.board) and topic.published_at is not None and not topic.is_locked


def has_no_conflict(user: User, post: Post) -> bool:
    """Nobody decides on their own post nor, where the board says so, on their own agency's."""
    if post.author_id == user.pk:
        return False
    own_agency = user.agency_id is not None and user.agency_id in (post.agency_id, post.author.agency_id)
    return not (post.topic.board.bars_own_agency and own_agency)
