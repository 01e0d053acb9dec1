"""Pin, lock, rename, archive and slow down a topic.

Each action checks the moderator's rights under the lock, and returns False if nothing changed. Readers see each change
as a line between the topic's posts.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forum.actions.lock_rows import lock_board, lock_topic
from forum.actions.record_event import record_event
from forum.actions.update_counts import update_latest_topic
from forum.enums import EventKind, SlowMode
from forum.models import Topic
from forum.models.event import TITLE
from forum.queries.hashes import hash_of_facts
from forum.queries.retention import NAMELESS, why_topic_cannot_change
from forum.rules.topics import can_manage_topic
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale

HIDDEN_TITLE = _("under a title that we no longer show")  # the event has this in place of the quoted old title


@transaction.atomic
def pin_topic(*, topic_id: int, moderator: User, is_pinned: bool) -> bool:
    topic = _lock(topic_id, moderator)
    if topic.is_pinned == is_pinned:
        return False
    topic.is_pinned = is_pinned
    topic.save(update_fields=["is_pinned"])
    record_event(topic, EventKind.PINNED if is_pinned else EventKind.UNPINNED, actor=moderator)
    record(topic, f"forum.topic.{'pin' if is_pinned else 'unpin'}", actor=moderator)
    return True


@transaction.atomic
def set_topic_lock(*, topic_id: int, moderator: User, is_locked: bool, reason: str) -> bool:
    """Lock the topic, so that it takes no replies, or unlock it.

    A locked topic shows the reason in place of the reply form.
    """
    topic = _lock(topic_id, moderator)
    if topic.is_locked == is_locked:
        return False
    topic.is_locked, topic.lock_reason = is_locked, reason if is_locked else ""
    topic.save(update_fields=["is_locked", "lock_reason"])
    kind = EventKind.LOCKED if is_locked else EventKind.UNLOCKED
    record_event(topic, kind, actor=moderator, reason=reason)
    record(topic, f"forum.topic.{'lock' if is_locked else 'unlock'}", actor=moderator, reason=reason)
    return True


@transaction.atomic
def rename_topic(
    *, topic_id: int, moderator: User, title: str, reason: str, hides_old: bool = False, shown: str = ""
) -> bool:
    """Change the topic's title. Addresses that contain an old title still work.

    Raises PermissionDenied if the title or the reason may identify a person, or if the topic must not change now; the
    form has already refused both with a message.

    - reason: readers of the topic see it. The topic's author must give one too: if only authors could leave it out, an
      empty reason would tell who began a topic without their name.
    - hides_old: hide this and all earlier titles from readers.
    - shown: the hash_of_facts that the moderator was shown; "" if none was. Raises Stale if the title has changed
      since.
    """
    topic = _lock(topic_id, moderator)
    if topic.title == title:
        return False
    if shown and shown != hash_of_facts(topic):
        raise Stale
    if may_identify_someone([title, reason]):
        raise PermissionDenied
    _refuse_to_change(topic)
    before = set_title(topic, title, hides_old=hides_old)
    record_event(topic, EventKind.RENAMED, actor=moderator, about=topic, detail=TITLE, title=before, reason=reason)
    record(topic, "forum.topic.rename", actor=moderator, reason=reason, changed=["title"], hides_old=hides_old)
    return True


def set_title(topic: Topic, title: str, *, hides_old: bool) -> str:
    """Set the title of a topic that the caller has locked; return the old title for the event to quote.

    If `hides_old` is True or the old title may identify a person, returns a notice that the title is hidden instead.
    """
    before, topic.title = topic.title, title
    topic.save(update_fields=["title", "slug"])
    if hides_old:
        topic.quoting_events.filter(kind=EventKind.RENAMED).update(title=str(HIDDEN_TITLE))
    return str(HIDDEN_TITLE) if hides_old or may_identify_someone([before]) else f"“{before}”"


@transaction.atomic
def archive_topic(*, topic_id: int, moderator: User, is_archived: bool, reason: str) -> bool:
    """Archive the topic, so that it takes no replies and only searches find it; or restore it.

    An anonymised topic cannot be restored, because new posts with an author would follow posts without one.
    """
    topic = _lock(topic_id, moderator)
    if topic.is_archived == is_archived:
        return False
    _refuse_to_change(topic)
    if topic.is_anonymised:
        raise PermissionDenied(NAMELESS)
    set_archived(topic, is_archived=is_archived, actor=moderator, reason=reason)
    record(topic, f"forum.topic.{'archive' if is_archived else 'restore'}", actor=moderator, reason=reason)
    return True


def set_archived(topic: Topic, *, is_archived: bool, actor: User, reason: str) -> None:
    """Archive or restore a topic that the caller's transaction has locked. The caller writes the audit log entry."""
    topic.is_archived = is_archived
    topic.save(update_fields=["is_archived"])
    lock_board(topic.board_id)
    update_latest_topic(topic.board_id)
    record_event(topic, EventKind.ARCHIVED if is_archived else EventKind.RESTORED, actor=actor, reason=reason)


@transaction.atomic
def slow_topic(*, topic_id: int, moderator: User, minutes: int) -> bool:
    """Set how many minutes each person must wait between two replies to the topic. SlowMode.OFF ends the waiting."""
    topic = _lock(topic_id, moderator)
    mode = SlowMode(minutes)
    if topic.slow_minutes == mode:
        return False
    before, topic.slow_minutes = SlowMode(topic.slow_minutes), mode
    topic.save(update_fields=["slow_minutes"])
    is_slow = mode != SlowMode.OFF
    kind, detail = (EventKind.SLOWED, mode.label) if is_slow else (EventKind.UNSLOWED, "")
    record_event(topic, kind, actor=moderator, detail=str(detail))
    record(topic, "forum.topic.slow", actor=moderator, before=int(before), after=int(mode))
    return True


def _refuse_to_change(topic: Topic) -> None:
    """Raise PermissionDenied if a legal hold is on the topic, or if people's names are being removed from it.

    The form has already shown the same message.
    """
    if why := why_topic_cannot_change(topic):
        raise PermissionDenied(why)


def _lock(topic_id: int, moderator: User) -> Topic:
    topic = lock_topic(topic_id)
    recheck(moderator, can_manage_topic, topic)
    return topic
