"""Write the reading line of a trend: a moderator's sentence on how to read its chart."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.models import TrendNote
from forum.rules.topics import can_explain_trend
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale


@transaction.atomic
def write_reading_line(*, topic_id: int, moderator: User, text: str, shown: str | None = None) -> bool:
    """Store the line that tells readers how to read the trend's chart; return False if it has this line already.

    An empty text removes the line. shown: the line that the moderator saw when they wrote theirs; raises Stale if the
    trend's line has changed since. Raises PermissionDenied if the text may identify a person.
    """
    topic = lock_topic(topic_id)
    moderator = recheck_on_board(topic.board, moderator, can_explain_trend, topic)
    if may_identify_someone([text]):
        raise PermissionDenied
    note = TrendNote.objects.get(topic=topic)
    if note.reading == text:
        return False
    if shown is not None and shown != note.reading:
        raise Stale
    note.reading, note.reading_by, note.reading_at = text, None, None
    if text:
        note.reading_by, note.reading_at = moderator, timezone.now()
    note.save(update_fields=["reading", "reading_by", "reading_at"])
    record(topic, "forum.topic.reading", actor=moderator)
    return True
