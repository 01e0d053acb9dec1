"""Why nothing can be written somewhere: the sentence for somebody who had begun to. Empty where it can."""

from forum import rules
from forum.models import Board, Post, Topic
from ratsite.accounts.models import User

ARCHIVED = "This board was archived: it can be read, and takes nothing new."
LOCKED = "This topic was closed: it can be read, and takes nothing new."
UNPUBLISHED = "This topic takes no replies: others cannot see its first post, which waits or was withdrawn."
WITHDRAWN = "You withdrew this post, so it cannot be changed any more."
NOT_A_MEMBER = "Your membership does not allow you to write."


def why_no_topic(user: User, board: Board) -> str:
    if rules.can_start_topic(user, board):
        return ""
    return NOT_A_MEMBER if board.is_open else ARCHIVED


def why_no_reply(user: User, topic: Topic) -> str:
    if rules.can_reply(user, topic):
        return ""
    return why_no_topic(user, topic.board) or (LOCKED if topic.is_locked else UNPUBLISHED)


def why_no_edit(user: User, post: Post) -> str:
    """For its author."""
    if rules.can_edit(user, post):
        return ""
    return WITHDRAWN if post.is_withdrawn else why_no_topic(user, post.topic.board) or LOCKED
