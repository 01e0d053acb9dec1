"""Ask the coordinators for moderators, if something waits that no moderator of its board may decide. Runs daily."""

from forum.models import Post, Revision
from forum.queries.audience import deciders_of
from ratsite.moderation.actions.notify import notify_of_nobody


def ask_for_moderators() -> int:
    """Email the coordinators if a held or reported post, or a held change of one, has nobody who may decide about it.

    A post by role is not shown to its author's colleagues, so such a post is in nobody's queue. Return how many posts
    have nobody. Asks once for each waiting post, and a few wait on any day.
    """
    waiting = {
        *Post.objects.in_queue().values_list("pk", flat=True),
        *Post.objects.flagged().values_list("pk", flat=True),
        *Revision.objects.pending().values_list("post", flat=True),
    }
    posts = Post.objects.filter(pk__in=waiting).select_related("author", "topic__board__circle")
    count = sum(not deciders_of(post).exists() for post in posts)
    if count:
        notify_of_nobody()
    return count
