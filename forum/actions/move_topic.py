"""Move a topic to another board. Everyone who can read that board can then read the whole topic."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.lock_rows import lock_boards, lock_topic
from forum.actions.move_read_marks import mark_as_read, read_by_person
from forum.actions.notify_author import notify_of_lost_posts
from forum.actions.record_event import record_event
from forum.actions.signal import count_from_next_month
from forum.actions.update_counts import count_on_board, update_latest_topic
from forum.enums import EventKind
from forum.models import Board, Topic, TrendNote
from forum.queries.audience import obstacle_for_topic, readers_after
from forum.queries.recipients import authors_losing_access
from forum.rules.boards import can_bring_topics_to, why_safeguards_forbid_move
from forum.rules.topics import can_manage_topic
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale


@transaction.atomic
def move_topic(*, topic_id: int, moderator: User, board_id: int, reason: str, shown_hash: str) -> bool:
    """Move the topic to another board; return False if it is already there. What each person has read stays read.

    To everyone else the topic is new on that board. Rights on both boards are checked under the lock. shown_hash: the
    Readers.counts that the moderator confirmed; the readers are counted again under the lock. Raises Stale if the
    numbers differ or if an obstacle forbids the move: the board does not take the topic's marking, or it lacks a
    safeguard of the current board (why_safeguards_forbid_move).
    """
    topic = lock_topic(topic_id)
    if not can_manage_topic(moderator, topic):
        raise PermissionDenied
    if topic.board_id == board_id:
        return False
    boards, moderator = lock_boards(topic.board_id, board_id), reloaded(moderator)
    source, board = boards[topic.board_id], boards[board_id]
    if not (can_manage_topic(moderator, topic) and can_bring_topics_to(moderator, board)):
        raise PermissionDenied
    readers = readers_after(source, board.circle)
    if readers.counts != shown_hash or obstacle_for_topic(topic, board, readers):
        raise Stale
    if why_safeguards_forbid_move(moderator, source, board):
        raise Stale
    if source.circle_id != board.circle_id:
        count_from_next_month(TrendNote.objects.filter(topic=topic))
    losing = authors_losing_access(topic.posts.all(), source, board)
    topic.board = source
    _move_rows(topic, board)
    # The event does not name the old board: some readers of the new board may not know that it exists.
    record_event(topic, EventKind.MOVED, actor=moderator, reason=reason)
    places = {"before": source.pk, "after": board.pk}
    entry = record(topic, "forum.topic.move", actor=moderator, reason=reason, **places, readers=readers.counts)
    notify_of_lost_posts(losing, topic, entry)
    return True


def _move_rows(topic: Topic, board: Board) -> None:
    """Put the topic on the board, and update the read marks and the counts of both boards."""
    read, source = read_by_person(topic), topic.board
    topic.board = board
    topic.arranged_at = topic.last_post_at = timezone.now()
    topic.arranged_number = topic.last_number
    topic.is_pinned = False  # a topic is pinned for one board only
    topic.save(update_fields=["board", "arranged_at", "arranged_number", "last_post_at", "is_pinned"])
    mark_as_read(topic, read)
    posts = topic.posts.live().count()
    count_on_board(source.pk, topics=-1, posts=-posts)
    count_on_board(board.pk, topics=1, posts=posts)
    for board_id in (source.pk, board.pk):
        update_latest_topic(board_id)
