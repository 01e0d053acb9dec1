"""Approve or reject held posts and pending edits. Only the first decision on a post or an edit counts.

shown_hash: hash of the text that the moderator was shown (optimistic lock, see forum.queries.hashes). Under the lock it
is compared with the hash of the current text; if they differ, Stale is raised. On a board that wants two approvals of
the same text, the first approval is stored and the second one publishes the text. One rejection is enough.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.ask_author import end_author_questions
from forum.actions.attach_files import approve_files, detach
from forum.actions.edit import apply_version, store_version
from forum.actions.lock_rows import lock_post
from forum.actions.notify_author import notify_author
from forum.actions.post import publish
from forum.enums import HELD_EDITS, HELD_POSTS, PostState, RevisionState
from forum.models import Post, Revision
from forum.queries.hashes import content_hash_of, content_hash_of_edit, shown_hash_of, shown_hash_of_edit
from forum.queries.retention import must_keep
from forum.rules.posts import can_decide, why_only_reject
from ratsite.accounts.actions.lock_rows import reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.moderation.actions.approve_first import approve_as_one_of_two
from ratsite.moderation.actions.clear_item import clear_item
from ratsite.moderation.rules import is_recused


@transaction.atomic
def approve_post(*, post_id: int, moderator: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Publish a held post and email its author; return False if the post was already decided.

    On a board that wants two approvals, the first one publishes nothing and also returns True. Raises PermissionDenied
    if the post can only be rejected.
    """
    post = lock_held(post_id, moderator, shown_hash)
    if post is None:
        return False
    if why_only_reject(post):
        raise PermissionDenied
    if post.topic.board.needs_two_approvals and not approve_as_one_of_two(
        queue=HELD_POSTS,
        item_id=post.pk,
        moderator=moderator,
        content_hash=content_hash_of(post),
        may_decide=lambda person: can_decide(person, post),
    ):
        record(post, "forum.post.approve_first", actor=moderator, reason=reason)
        return True
    release_post(post, moderator)
    entry = record(post, "forum.post.approve", actor=moderator, reason=reason)
    notify_author(post, "approved", entry)
    return True


def release_post(post: Post, moderator: User) -> None:
    """Publish a held post as it is now. The caller's transaction holds the post locked."""
    now = timezone.now()
    post.decided_at, post.decided_by = now, moderator
    _leave_queue(post)
    approve_files(post)
    publish(post, at=now)


@transaction.atomic
def reject_post(*, post_id: int, moderator: User, reason: str, shown_hash: str | None = None) -> bool:
    """Send a held post back to its author with a reason; return False if the post was already decided."""
    post = lock_held(post_id, moderator, shown_hash)
    if post is None:
        return False
    post.state, post.decision_reason = PostState.REJECTED, reason
    post.decided_at, post.decided_by = timezone.now(), moderator
    post.save()
    _leave_queue(post)
    entry = record(post, "forum.post.reject", actor=moderator, reason=reason)
    notify_author(post, "rejected", entry)
    return True


def _leave_queue(post: Post) -> None:
    end_author_questions(post)
    clear_item(HELD_POSTS, post.pk)


@transaction.atomic
def approve_edit(*, revision_id: int, moderator: User, reason: str = "", shown_hash: str | None = None) -> bool:
    """Publish a pending edit; return False if it was already decided or replaced, or its post was withdrawn.

    On a board that wants two approvals, the first one publishes nothing and also returns True.
    """
    revision = lock_pending(revision_id, moderator, shown_hash)
    if revision is None:
        return False
    post = revision.post
    if post.topic.board.needs_two_approvals and not approve_as_one_of_two(
        queue=HELD_EDITS,
        item_id=revision_id,
        moderator=moderator,
        content_hash=content_hash_of_edit(revision),
        may_decide=lambda person: can_decide(person, post),
    ):
        record(post, "forum.edit.approve_first", actor=moderator, reason=reason)
        return True
    is_noted = post.noted_by_id is None and revision.content_note != post.content_note
    if revision.source != post.source or is_noted:  # else the edit only adds files
        show_edit(revision, revision.source, at=timezone.now())
    approve_files(post)
    revision.delete()  # show_edit has recorded it as an applied version
    clear_item(HELD_EDITS, revision_id)
    entry = record(post, "forum.edit.approve", actor=moderator, reason=reason, item=revision_id)
    notify_author(post, "edit_approved", entry)
    return True


def show_edit(revision: Revision, source: str, *, at: dt.datetime) -> None:
    """Publish an edit with `source` as the post's text, edited at the time `at`.

    The edit's content note and the author's explanation of identifier findings replace those of the post, but a content
    note that a moderator has set stays. The history shows the edit's reason.
    """
    post = revision.post
    store_version(post, post.source, post.content_note, post.explanation)
    post.explanation = revision.explanation
    if post.noted_by_id is None:
        post.content_note = revision.content_note
    apply_version(post, source, revision.reason, at=at)


@transaction.atomic
def reject_edit(*, revision_id: int, moderator: User, reason: str, shown_hash: str | None = None) -> bool:
    """Reject a pending edit and notify the author why; return False if the edit was already decided."""
    revision = lock_pending(revision_id, moderator, shown_hash)
    if revision is None:
        return False
    revision.state, revision.decision_reason = RevisionState.REJECTED, reason
    revision.decided_at, revision.decided_by = timezone.now(), moderator
    revision.save()
    clear_item(HELD_EDITS, revision_id)
    _refuse_files(revision.post, moderator)
    entry = record(revision.post, "forum.edit.reject", actor=moderator, reason=reason, item=revision_id)
    notify_author(revision.post, "edit_rejected", entry)
    return True


def _refuse_files(post: Post, moderator: User) -> None:
    """Delete the files that were uploaded with a rejected edit.

    Under a legal hold the files are not deleted, but only their author can open them.
    """
    waiting = post.attachments.filter(waits=True)
    if must_keep(post):
        waiting.update(identifies=True)
    else:
        detach(post, waiting.values_list("pk", flat=True), actor=moderator)


def lock_pending(revision_id: int, moderator: User, shown_hash: str | None) -> Revision | None:
    """Lock the post of a pending edit and return the edit; None if it was decided or replaced, or its post withdrawn.

    Raises PermissionDenied and Stale as `lock_held` does.
    """
    post_id = Revision.objects.filter(pk=revision_id).values_list("post", flat=True).first()
    if post_id is None:
        return None
    post = lock_post(post_id)
    revision = Revision.objects.pending().filter(pk=revision_id).first()
    if revision is None or not post.is_live:
        return None
    revision.post = post
    has_recused = is_recused(moderator, HELD_EDITS, revision_id)
    _check_decider(moderator, post, shown_hash, shown_hash_of_edit(revision), has_recused=has_recused)
    return revision


def lock_held(post_id: int, moderator: User, shown_hash: str | None) -> Post | None:
    """Lock and return a held post for a moderator who decides on it; None if the post was already decided.

    Raises PermissionDenied if the moderator may not decide, and Stale if the post has changed since they read it.
    """
    post = lock_post(post_id)
    if post.state != PostState.HELD:
        return None
    has_recused = is_recused(moderator, HELD_POSTS, post_id)
    _check_decider(moderator, post, shown_hash, shown_hash_of(post), has_recused=has_recused)
    return post


def _check_decider(moderator: User, post: Post, shown_hash: str | None, hash_now: str, *, has_recused: bool) -> None:
    """Raise PermissionDenied if the moderator may not decide, Stale if `hash_now` is not the hash they were shown.

    shown_hash: None skips the comparison.
    """
    if has_recused or not can_decide(reloaded(moderator), post):
        raise PermissionDenied
    if shown_hash is not None and shown_hash != hash_now:
        raise Stale
