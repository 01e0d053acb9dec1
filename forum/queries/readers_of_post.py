"""How many people have read a post that its author is about to withdraw."""

from django.db.models import Q, QuerySet

from forum.enums import POST_SOURCE, TopicKind
from forum.models import BoardRead, DownloadReason, Post, TopicRead
from ratsite.accounts.models import User
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Notification


def withdrawal_context(post: Post) -> dict[str, int | bool]:
    """Return the template context that tells an author, before they withdraw a post, what the withdrawal cannot undo.

    - readers, emailed, downloads: how many other people may have read it, were sent an email about it, or gave a reason
      to download a file of it.
    - is_whole_topic: withdrawing the post also hides its topic, because no other post of the topic is live.
    - is_whole_trend: is_whole_topic is True, and the topic is a trend note. This does not depend on whether agencies
      have signalled: otherwise the page would tell the author about a single signal.
    """
    notifications = Notification.objects.filter(source=POST_SOURCE, item_id=post.pk, outcome=Outcome.QUEUED)
    takers = DownloadReason.objects.filter(post=post).exclude(person=post.author_id)
    is_whole_topic = not post.topic.posts.live().exclude(pk=post.pk).exists()
    return {
        "readers": others_who_may_have_read(post).count() if post.is_live else 0,
        "emailed": notifications.values("person").distinct().count(),
        "downloads": takers.values("person").distinct().count(),
        "is_whole_topic": is_whole_topic,
        "is_whole_trend": is_whole_topic and post.topic.kind == TopicKind.TREND,
    }


def others_who_may_have_read(post: Post) -> QuerySet:
    """Return the people, except the author, who opened the post or caught up with its board after it was published."""
    opened = TopicRead.objects.filter(topic=post.topic_id, last_read_number__gte=post.number)
    caught_up = BoardRead.objects.filter(board=post.topic.board_id, caught_up_at__gte=post.published_at)
    marked = Q(pk__in=opened.values("person")) | Q(pk__in=caught_up.values("person"))
    return User.objects.filter(marked).exclude(pk=post.author_id)
