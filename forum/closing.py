"""Why nothing can be written somewhere: the sentence for somebody who had begun to. Empty where it can."""

from django.utils import timezone

from forum import rules
from forum.enums import SlowMode
from forum.models import Board, Post, Topic
from ratsite.accounts.models import User
from ratsite.accounts.rules import why_read_only
from ratsite.moderation.appealing import why_silenced

ARCHIVED = "This board was archived: it can be read, and takes nothing new."
LOCKED = "This topic was closed: it can be read, and takes nothing new."
ARCHIVED_TOPIC = "This topic was archived: it can be read, and takes nothing new."
UNPUBLISHED = "This topic takes no replies: others cannot see its first post, which waits or was withdrawn."
WITHDRAWN = "You withdrew this post, so it cannot be changed any more."
NOT_A_MEMBER = "Your membership does not allow you to write."


def why_no_topic(user: User, board: Board) -> str:
    if rules.can_start_topic(user, board):
        return ""
    if silenced := why_silenced(user):
        return silenced
    if not board.is_open:
        return ARCHIVED
    return (user.is_authenticated and why_read_only(user)) or NOT_A_MEMBER


def why_no_reply(user: User, topic: Topic) -> str:
    if rules.can_reply(user, topic):
        return ""
    return why_no_topic(user, topic.board) or _why_closed(topic) or UNPUBLISHED


def why_no_edit(user: User, post: Post) -> str:
    """For its author."""
    if rules.can_edit(user, post):
        return ""
    return WITHDRAWN if post.is_withdrawn else why_no_topic(user, post.topic.board) or _why_closed(post.topic) or LOCKED


def _why_closed(topic: Topic) -> str:
    if topic.is_archived:
        return ARCHIVED_TOPIC
    if not topic.is_locked:
        return ""
    return f"{LOCKED} The moderator’s reason: {topic.lock_reason}" if topic.lock_reason else LOCKED


def why_wait(user: User, topic: Topic) -> str:
    """In slow mode: since when they wait, and until when; empty where they may write."""
    until = rules.must_wait_until(user, topic)
    if until is None:
        return ""
    moment, rhythm = timezone.localtime(until), SlowMode(topic.slow_minutes).label
    day = "" if moment.date() == timezone.localdate() else f" on {moment:%-d %B}"
    return f"This topic is in slow mode: {rhythm}. You can reply again at {moment:%H:%M}{day}."
