"""Let a moderator look up the author of a post that does not name its author.

The moderator must give a reason, the look-up is logged, and the author is notified.
"""

import uuid

from django.db import transaction
from django.utils import timezone

from forum.actions.lock_rows import lock_post
from forum.enums import REVEALS
from forum.models import Post, Reveal
from forum.rules.posts import can_reveal
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level


@transaction.atomic
def reveal_author(*, post_id: int, moderator: User, reason: str, submission: uuid.UUID) -> Post:
    """Record the moderator's look-up and return the post with its author. The same form sent twice counts once.

    The audit log does not name the author. The email to the author names neither the author nor the post.
    """
    post = lock_post(post_id)
    recheck(moderator, can_reveal, post)
    reveal, created = Reveal.objects.get_or_create(
        post=post,
        moderator=moderator,
        submission=submission,
        defaults={"reason": reason, "created_at": timezone.now()},
    )
    if created:
        group = f"reveal-{reveal.pk}"
        people = {post.author_id: Reason(Level.AT_ONCE, "own")}
        notify(source=REVEALS, item_id=reveal.pk, group=group, verb="reveal", people=people)
        record(post, "forum.post.reveal", actor=moderator, reason=reason)
    return post
