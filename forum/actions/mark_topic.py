"""Change a topic's marking, which says what its readers may do with it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from forum.actions.lock_rows import lock_board, lock_topic, recheck_on_board
from forum.actions.record_event import actor_unless_anonymous, record_event_as_known
from forum.enums import EventKind
from forum.models import Topic
from forum.queries.marking_change import MarkingChange, is_as_previewed, preview_change
from forum.rules.topics import can_mark, markings_for
from forum.screening import is_read_first
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking


def mark_topic(*, topic_id: int, actor: User, marking: Marking, reason: str, shown_hash: str) -> bool:
    """Change the topic's marking; return False if the topic has this marking already.

    No other row changes, because everything that depends on the marking is computed when a page is shown.

    - reason: readers see it, unless a moderator must read it before others do (is_read_first). Then only the audit log
      has it.
    - shown_hash: the MarkingChange.shown_hash that the actor confirmed. Raises Stale if the topic has changed since, or
      if the new marking is more open while a text in the topic may identify a person.
    """
    change = preview_change(Topic.objects.select_related("board").get(pk=topic_id), marking, actor)
    return _mark(topic_id, change, actor=actor, reason=reason, shown_hash=shown_hash)


@transaction.atomic
def _mark(topic_id: int, change: MarkingChange, *, actor: User, reason: str, shown_hash: str) -> bool:
    """Save a change that was previewed outside this transaction: a preview scans every text and can take a second.

    Returns False if the topic already has this marking. Raises Stale if the topic or the preview no longer match.
    """
    marking, topic = change.after, lock_topic(topic_id)
    topic.board = lock_board(topic.board_id)
    actor = recheck_on_board(topic.board, actor, can_mark, topic)
    if may_identify_someone([reason]):
        raise PermissionDenied
    if topic.marking == marking:
        return False
    if marking not in markings_for(actor, topic):
        raise PermissionDenied
    if change.unresolved or change.shown_hash != shown_hash or not is_as_previewed(change, topic, actor):
        raise Stale
    topic.marking = marking
    topic.save(update_fields=["marking"])
    labels = {"marking": marking.label, "before": change.before.label}
    detail = _("“%(marking)s”. Before, it was “%(before)s”") % labels
    shown = "" if is_read_first(actor, topic, reason) else reason
    record_event_as_known(topic, EventKind.MARKED, actor=actor, detail=detail, reason=shown)
    record(
        topic,
        "forum.topic.mark",
        actor=actor_unless_anonymous(topic, actor),
        reason=reason,
        before=change.before,
        after=marking,
    )
    return True
