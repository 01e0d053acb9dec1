"""Write a topic's closing line: what came of a question or a trend note. A line under a trend note closes the trend."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.rules.topics import can_close_with_line
from forum.screening import is_read_first
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale


@transaction.atomic
def close_with_line(*, topic_id: int, person: User, line: str, shown: str | None = None) -> bool:
    """Store the closing line, which says what came of the topic; return False if the topic has the same line already.

    An empty line means "nothing yet": no reminder follows, and a closed trend is open again. A line can still be
    written later. If a moderator writes the line of another person's trend, the audit log records it.

    shown: the line that the person saw when they wrote theirs; raises Stale if the topic's line has changed since.
    Raises PermissionDenied if the line may identify a person, or if a moderator must read it first.
    """
    topic = lock_topic(topic_id)
    person = recheck_on_board(topic.board, person, can_close_with_line, topic)
    if may_identify_someone([line]) or (line and is_read_first(person, topic, line)):
        raise PermissionDenied
    if topic.closing_said_at is not None and topic.closing_line == line:
        return False
    if shown is not None and shown != topic.closing_line:
        raise Stale
    if not (topic.closing_line and line):  # a line that is only reworded keeps the day on which it closed the trend
        topic.closing_said_at = timezone.now()
    topic.closing_line = line
    topic.save(update_fields=["closing_line", "closing_said_at"])
    if topic.author_id != person.pk:
        record(topic, "forum.topic.close_trend", actor=person)
    return True
