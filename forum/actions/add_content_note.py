"""Put a content note on a post. Pages then show the post folded, and the note says what to expect in it."""

from django.db import transaction
from django.utils import timezone

from forum.actions.edit import store_version
from forum.actions.lock_rows import lock_post
from forum.actions.record_event import record_event
from forum.enums import EventKind, RevisionState
from forum.queries.hashes import hash_of_note
from forum.rules.posts import can_note
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale


@transaction.atomic
def note_post(*, post_id: int, moderator: User, note: str, reason: str, shown: str = "") -> bool:
    """Set or change the content note of a live post, or remove it if `note` is empty.

    Returns False if the post has this note already. The author cannot change a note that a moderator has set. shown:
    the hash_of_note that the moderator was shown; "" if none was. Raises Stale if the note has changed since.
    """
    post = lock_post(post_id)
    recheck(moderator, can_note, post)
    if post.content_note == note:
        return False
    if shown and shown != hash_of_note(post):
        raise Stale
    store_version(post, post.source, post.content_note, post.explanation)
    post.content_note, post.noted_by = note, moderator if note else None
    post.save(update_fields=["content_note", "noted_by"])
    now = timezone.now()
    post.revisions.create(
        source=post.source,
        content_note=note,
        explanation=post.explanation,
        state=RevisionState.APPLIED,
        created_at=now,
        decided_at=now,
        decided_by=moderator,
        decision_reason=reason,
    )
    kind = EventKind.NOTED if note else EventKind.UNNOTED
    record_event(post.topic, kind, actor=moderator, post=post, reason=reason)
    record(post, "forum.post.note", actor=moderator, reason=reason)
    return True
