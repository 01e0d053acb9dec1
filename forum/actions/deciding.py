"""Ending a hold: approve or reject. A decision is made once, under the lock, and about what was read.

seen: forum.versions' word for what the moderator has read. Where it is another one by now, Changed is raised.
"""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from forum.actions.editing import apply_version, keep_version
from forum.actions.filing import detach
from forum.actions.locking import lock_post
from forum.actions.posting import publish
from forum.enums import PostState, RevisionState
from forum.models import Post, Revision
from forum.rules import can_decide
from forum.versions import version_of, version_of_edit
from ratsite.accounts.models import User
from ratsite.audit import record
from ratsite.moderation.registry import Changed
from ratsite.notifications.actions.mail import send_mail


@transaction.atomic
def approve_post(*, post_id: int, moderator: User, seen: str | None = None) -> bool:
    """Publish a held post as of now, and tell its author; False when it was settled before."""
    post = _lock_held(post_id, moderator, seen)
    if post is None:
        return False
    now = timezone.now()
    post.decided_at, post.decided_by = now, moderator
    publish(post, at=now)
    record(post, "forum.post.approve", actor=moderator)
    _tell_author(post, "approved")
    return True


@transaction.atomic
def reject_post(*, post_id: int, moderator: User, reason: str, seen: str | None = None) -> bool:
    """Send a held post back to its author with a reason; False when it was settled before."""
    post = _lock_held(post_id, moderator, seen)
    if post is None:
        return False
    post.state, post.decision_reason = PostState.REJECTED, reason
    post.decided_at, post.decided_by = timezone.now(), moderator
    post.save()
    record(post, "forum.post.reject", actor=moderator, reason=reason)
    _tell_author(post, "rejected")
    return True


@transaction.atomic
def approve_edit(*, revision_id: int, moderator: User, seen: str | None = None) -> bool:
    """Show the new text; False when it was settled before, replaced, or its post withdrawn."""
    revision = _lock_pending(revision_id, moderator, seen)
    if revision is None:
        return False
    post = revision.post
    if (revision.source, revision.content_note) != (post.source, post.content_note):  # else it is about files alone
        _apply(revision)
    post.attachments.filter(waits=True).update(waits=False)
    revision.delete()  # what it changed is recorded as shown from now on
    record(post, "forum.edit.approve", actor=moderator)
    _tell_author(post, "approved")
    return True


def _apply(revision: Revision) -> None:
    post = revision.post
    keep_version(post, post.source, post.content_note)
    if post.noted_by_id is None:
        post.content_note = revision.content_note
    apply_version(post, revision.source, revision.reason, at=timezone.now())


@transaction.atomic
def reject_edit(*, revision_id: int, moderator: User, reason: str, seen: str | None = None) -> bool:
    """Leave the approved text as it is, and tell the author why; False when it was settled before."""
    revision = _lock_pending(revision_id, moderator, seen)
    if revision is None:
        return False
    revision.state, revision.decision_reason = RevisionState.REJECTED, reason
    revision.decided_at, revision.decided_by = timezone.now(), moderator
    revision.save()
    detach(revision.post, revision.post.attachments.filter(waits=True).values_list("pk", flat=True), actor=moderator)
    record(revision.post, "forum.edit.reject", actor=moderator, reason=reason)
    _tell_author(revision.post, "rejected")
    return True


def _lock_pending(revision_id: int, moderator: User, seen: str | None) -> Revision | None:
    post_id = Revision.objects.filter(pk=revision_id).values_list("post", flat=True).first()
    if post_id is None:
        return None
    post = lock_post(post_id)
    revision = Revision.objects.pending().filter(pk=revision_id).first()
    if revision is None or not post.is_live:
        return None
    revision.post = post
    _ask(moderator, post, seen, version_of_edit(revision))
    return revision


def _lock_held(post_id: int, moderator: User, seen: str | None) -> Post | None:
    post = lock_post(post_id)
    if post.state != PostState.HELD:
        return None
    _ask(moderator, post, seen, version_of(post))
    return post


def _ask(moderator: User, post: Post, seen: str | None, version: str) -> None:
    if not can_decide(moderator, post):
        raise PermissionDenied
    if seen is not None and seen != version:
        raise Changed


def _tell_author(post: Post, outcome: str) -> None:
    """The mail says that something was decided and where to read it: no title, no words of anybody."""
    text = render_to_string(f"email/post_{outcome}.txt", {"post": post, "site_url": settings.SITE_URL})
    send_mail(to=post.author.email, subject="A moderator has looked at your post", text=text)
