"""Ask the coordinators for moderators, if something waits that no moderator of its board may decide. Runs daily."""

from forum.models import Post, Revision
from forum.queries.audience import deciders_of
from ratsite.moderation.actions.notify import email_no_decider_left


def ask_for_moderators() -> int:
    """Email the coordinators if no moderator may decide on a post that waits; return how many such posts there are.

    A post waits if it is held or reported, or has a pending edit. Some of these posts are in no moderator's queue: for
    example, a post by role is not shown to its author's colleagues, who may be the board's only moderators. Costs a
    query for each waiting post; only a few wait on any day.
    """
    waiting = {
        *Post.objects.in_queue().values_list("pk", flat=True),
        *Post.objects.flagged().values_list("pk", flat=True),
        *Revision.objects.pending().values_list("post", flat=True),
    }
    posts = Post.objects.filter(pk__in=waiting).select_related("author", "topic__board__circle")
    count = sum(not deciders_of(post).exists() for post in posts)
    if count:
        email_no_decider_left()
    return count
