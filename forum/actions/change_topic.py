"""What moderators do to a topic where it stands: pin, lock, rename, archive and slow it down.

Each returns False when it stood so already. Rights are asked under the lock; readers find each between the posts.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from forum.actions.lock_rows import lock_topic
from forum.actions.record_event import tell_readers, titles_told
from forum.actions.update_counts import settle_latest_topic
from forum.enums import EventKind, SlowMode
from forum.models import Topic
from forum.queries.retention import NAMELESS, why_whole
from forum.rules import can_work_on_topic
from forum.text.identifier_check import must_be_settled
from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.audit.actions import record

HIDDEN_TITLE = "called something that no longer stands here"  # after "Before, it was"


@transaction.atomic
def pin_topic(*, topic_id: int, moderator: User, is_pinned: bool) -> bool:
    """Keep it at the top of its board, or no longer."""
    topic = _lock(topic_id, moderator)
    if topic.is_pinned == is_pinned:
        return False
    topic.is_pinned = is_pinned
    topic.save(update_fields=["is_pinned"])
    tell_readers(topic, EventKind.PINNED if is_pinned else EventKind.UNPINNED, actor=moderator)
    record(topic, f"forum.topic.{'pin' if is_pinned else 'unpin'}", actor=moderator)
    return True


@transaction.atomic
def set_topic_lock(*, topic_id: int, moderator: User, is_locked: bool, reason: str) -> bool:
    """Take no more replies, and say why in their place; or take them again."""
    topic = _lock(topic_id, moderator)
    if topic.is_locked == is_locked:
        return False
    topic.is_locked, topic.lock_reason = is_locked, reason if is_locked else ""
    topic.save(update_fields=["is_locked", "lock_reason"])
    kind = EventKind.LOCKED if is_locked else EventKind.UNLOCKED
    tell_readers(topic, kind, actor=moderator, reason=reason)
    record(topic, f"forum.topic.{'lock' if is_locked else 'unlock'}", actor=moderator, reason=reason)
    return True


@transaction.atomic
def rename_topic(*, topic_id: int, moderator: User, title: str, hides_old: bool = False) -> bool:
    """Give it another title; its old addresses lead to it. The form has said in words what may not stand in one.

    hides_old: its readers do not find the old one between the posts; nor those that it had before.
    """
    topic = _lock(topic_id, moderator)
    if topic.title == title:
        return False
    if must_be_settled([title]):
        raise PermissionDenied
    _refuse_to_change(topic)
    before, topic.title = topic.title, title
    topic.save(update_fields=["title", "slug"])
    if hides_old:
        titles_told(topic).filter(kind=EventKind.RENAMED).update(detail=HIDDEN_TITLE)
    detail = HIDDEN_TITLE if hides_old else f"“{before}”"
    tell_readers(topic, EventKind.RENAMED, actor=moderator, about=topic, detail=detail)
    record(topic, "forum.topic.rename", actor=moderator, hides_old=hides_old)
    return True


@transaction.atomic
def archive_topic(*, topic_id: int, moderator: User, is_archived: bool, reason: str) -> bool:
    """Take it out of lists and news, for searches alone, without replies; or back to where it was.

    One whose names were taken off stays there: what somebody wrote in it now would stand beside what nobody owns.
    """
    topic = _lock(topic_id, moderator)
    if topic.is_archived == is_archived:
        return False
    _refuse_to_change(topic)
    if topic.is_anonymised:
        raise PermissionDenied(NAMELESS)
    put_in_archive(topic, is_archived=is_archived, actor=moderator, reason=reason)
    record(topic, f"forum.topic.{'archive' if is_archived else 'restore'}", actor=moderator, reason=reason)
    return True


def put_in_archive(topic: Topic, *, is_archived: bool, actor: User, reason: str) -> None:
    """Or take it out again. Inside the caller's transaction, which holds the topic locked and writes to the log."""
    topic.is_archived = is_archived
    topic.save(update_fields=["is_archived"])
    settle_latest_topic(topic.board_id)
    tell_readers(topic, EventKind.ARCHIVED if is_archived else EventKind.RESTORED, actor=actor, reason=reason)


@transaction.atomic
def slow_topic(*, topic_id: int, moderator: User, minutes: int) -> bool:
    """Let each person reply once in so many minutes (a SlowMode), or as they want."""
    topic = _lock(topic_id, moderator)
    mode = SlowMode(minutes)
    if topic.slow_minutes == mode:
        return False
    topic.slow_minutes = mode
    topic.save(update_fields=["slow_minutes"])
    is_slow = mode != SlowMode.OFF
    kind, detail = (EventKind.SLOWED, mode.label) if is_slow else (EventKind.UNSLOWED, "")
    tell_readers(topic, kind, actor=moderator, detail=str(detail))
    record(topic, "forum.topic.slow", actor=moderator, minutes=int(mode))
    return True


def _refuse_to_change(topic: Topic) -> None:
    """The form has said so beside what was typed."""
    if why := why_whole(topic):
        raise PermissionDenied(why)


def _lock(topic_id: int, moderator: User) -> Topic:
    topic = lock_topic(topic_id)
    ask_again(moderator, can_work_on_topic, topic)
    return topic
