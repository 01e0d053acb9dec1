"""Ending a hold: approve or reject. The caller has found the post through moderated_by and asked
has_no_conflict; a decision is made once."""

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from forum.actions.posting import publish
from forum.enums import PostState
from forum.models import Post, Topic
from ratsite.accounts.models import User
from ratsite.audit import record
from ratsite.notifications.actions import send_mail


@transaction.atomic
def approve_post(*, post_id: int, moderator: User) -> bool:
    """Publish a held post as of now, and tell its author; False when it was settled before."""
    post = _lock_held(post_id)
    if post is None:
        return False
    now = timezone.now()
    post.topic = Topic.objects.select_for_update().get(pk=post.topic_id)
    post.decided_at, post.decided_by = now, moderator
    publish(post, at=now)
    record(post, "forum.post.approve", actor=moderator)
    _tell_author(post, "approved")
    return True


@transaction.atomic
def reject_post(*, post_id: int, moderator: User, reason: str) -> bool:
    """Send a held post back to its author with a reason; False when it was settled before."""
    post = _lock_held(post_id)
    if post is None:
        return False
    post.state, post.decision_reason = PostState.REJECTED, reason
    post.decided_at, post.decided_by = timezone.now(), moderator
    post.save()
    record(post, "forum.post.reject", actor=moderator, reason=reason)
    _tell_author(post, "rejected")
    return True


def _lock_held(post_id: int) -> Post | None:
    post = Post.objects.select_for_update(of=("self",)).select_related("author").get(pk=post_id)
    return post if post.state == PostState.HELD else None


def _tell_author(post: Post, outcome: str) -> None:
    """The mail says that something was decided and where to read it: no title, no words of anybody."""
    text = render_to_string(f"email/post_{outcome}.txt", {"post": post, "site_url": settings.SITE_URL})
    send_mail(to=post.author.email, subject="A moderator has looked at your post", text=text)
