"""Change a held post or pending edit slightly and approve it. The author sees what was changed, and why."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.approve import lock_held, lock_pending, release_post, show_edit
from forum.actions.attach_files import approve_files
from forum.actions.notify_author import notify_author
from forum.actions.post import as_stored_now
from forum.actions.record_event import record_event
from forum.actions.set_text import set_text, store_quotations, store_references
from forum.enums import HELD_EDITS, EventKind, RevisionState
from forum.models import Post
from forum.rules.posts import can_reword, can_reword_edit
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.moderation.actions.clear_item import clear_item


@transaction.atomic
def approve_reworded(
    *,
    post_id: int,
    moderator: User,
    body: str,
    reason: str,
    title: str = "",
    explanation: str = "",
    shown_hash: str | None = None,
) -> bool:
    """Publish a held post with a moderator's changes; return False if the post was already decided.

    The text that the author sent is stored for the author only, because it may contain what had to be removed. Readers
    see who changed the post, but not why. Marking, content note and files do not change. title: the topic's new
    title, if this is the opening post; empty leaves the title unchanged. explanation: why identifier findings in the
    text are not about a person. shown_hash and Stale: see forum.actions.approve.
    """
    post = lock_held(post_id, moderator, shown_hash)
    if post is None:
        return False
    if not can_reword(moderator, post):
        raise PermissionDenied
    stored = as_stored_now(body, writer=moderator, board=post.topic.board, marking=post.topic.marking, post=post)
    _store_sent_version(post, moderator, reason, title)
    if title:
        post.topic.title = title
        post.topic.save(update_fields=["title", "slug"])
    post.explanation = explanation
    set_text(post, stored.source)
    release_post(post, moderator)
    store_references(post)
    store_quotations(post, stored.quotations)
    record_event(post.topic, EventKind.REWORDED, actor=moderator, post=post)
    entry = record(post, "forum.post.reword", actor=moderator, reason=reason)
    notify_author(post, "reworded", entry)
    return True


@transaction.atomic
def approve_reworded_edit(
    *, revision_id: int, moderator: User, body: str, reason: str, explanation: str = "", shown_hash: str | None = None
) -> bool:
    """Publish a pending edit with a moderator's changes.

    Returns False if the edit was already decided or its post withdrawn. The arguments are those of `approve_reworded`.
    """
    revision = lock_pending(revision_id, moderator, shown_hash)
    if revision is None:
        return False
    post, now = revision.post, timezone.now()
    if not can_reword_edit(moderator, post):
        raise PermissionDenied
    stored = as_stored_now(body, writer=moderator, board=post.topic.board, marking=post.topic.marking, post=post)
    revision.explanation = explanation
    store_quotations(post, stored.quotations)
    show_edit(revision, stored.source, at=now)
    revision.state = RevisionState.SENT
    revision.decided_at, revision.decided_by, revision.decision_reason = now, moderator, reason
    revision.save()
    approve_files(post)
    clear_item(HELD_EDITS, revision_id)
    record_event(post.topic, EventKind.REWORDED, actor=moderator, post=post)
    entry = record(post, "forum.edit.reword", actor=moderator, reason=reason, item=revision_id)
    notify_author(post, "edit_reworded", entry)
    return True


def _store_sent_version(post: Post, moderator: User, reason: str, title: str) -> None:
    """Store the text that the author sent, and the topic's title if the moderator changes it, for the author only."""
    post.revisions.create(
        source=post.source,
        title=post.topic.title if title not in ("", post.topic.title) else "",
        content_note=post.content_note,
        state=RevisionState.SENT,
        created_at=post.created_at,
        decided_at=timezone.now(),
        decided_by=moderator,
        decision_reason=reason,
    )
