"""Who may do what in the forum. Callers have fetched the object through visible_to."""

import datetime as dt

from forum.enums import PostState
from forum.models import Board, Post, Topic
from ratsite.accounts.models import User

# After publication: a slip of the pen leaves no history, and no mail has spoken of the post yet.
QUIET = dt.timedelta(minutes=5)


def can_start_topic(user: User, board: Board) -> bool:
    return user.is_authenticated and user.is_member and board.is_open


def can_reply(user: User, topic: Topic) -> bool:
    """A topic whose first post still waits, a locked one and an archived board take no replies."""
    return can_start_topic(user, topic.board) and topic.published_at is not None and not topic.is_locked


def can_edit(user: User, post: Post) -> bool:
    """Your own words, until they are withdrawn, while the topic takes replies. Nobody edits another's."""
    if post.author_id != user.pk or post.state == PostState.WITHDRAWN:
        return False
    return can_start_topic(user, post.topic.board) and not post.topic.is_locked


def can_withdraw(user: User, post: Post) -> bool:
    """Always, also where nothing new may be said."""
    return user.is_member and post.author_id == user.pk and post.state != PostState.WITHDRAWN


def has_no_conflict(user: User, post: Post) -> bool:
    """Nobody decides on their own post nor, where the board says so, on their own agency's."""
    if post.author_id == user.pk:
        return False
    own_agency = user.agency_id is not None and user.agency_id in (post.agency_id, post.author.agency_id)
    return not (post.topic.board.bars_own_agency and own_agency)
