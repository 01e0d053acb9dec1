"""A moderator changes a held post a little and publishes it; its author sees what was changed, and why."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from forum.actions.deciding import lock_held, release_post, tell_author
from forum.actions.happening import tell_readers
from forum.actions.posting import refuse_quotes
from forum.actions.wording import keep_mentions, keep_quotes, set_text
from forum.enums import EventKind, RevisionState
from forum.models import Post
from forum.quoting import topics_quoted
from forum.rules import can_reword
from ratsite.accounts.models import User
from ratsite.audit import record


@transaction.atomic
def approve_reworded(
    *,
    post_id: int,
    moderator: User,
    body: str,
    reason: str,
    title: str = "",
    spoken_for: str = "",
    seen: str | None = None,
) -> bool:
    """Publish a held post with a moderator's words in place of some of its author's; False when it was settled before.

    What the author sent is kept, for them alone: it may hold what had to go. Readers are told who changed the post, not
    why. Marking, note and files stay. title: of a topic that it opens; empty leaves it. seen, Changed: as in deciding.
    """
    quoted = topics_quoted(body)
    post = lock_held(post_id, moderator, seen, *quoted)
    if post is None:
        return False
    if not can_reword(moderator, post):
        raise PermissionDenied
    refuse_quotes(body, {post.topic_id, *quoted}, writer=moderator, board=post.topic.board, marking=post.topic.marking)
    _keep_sent(post, moderator, reason, title)
    if title:
        post.topic.title = title
        post.topic.save(update_fields=["title", "slug"])
    post.spoken_for = spoken_for
    set_text(post, body)
    release_post(post, moderator)
    keep_mentions(post)
    keep_quotes(post)
    tell_readers(post.topic, EventKind.REWORDED, actor=moderator, detail=f"post {post.number}")
    record(post, "forum.post.reword", actor=moderator, reason=reason)
    tell_author(post, "reworded")
    return True


def _keep_sent(post: Post, moderator: User, reason: str, title: str) -> None:
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
