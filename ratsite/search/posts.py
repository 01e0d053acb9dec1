"""Topics and posts, for members: the forum answers for itself through visible_to. What is held is never found."""

import datetime as dt

from django.utils import timezone

from forum.enums import TopicKind
from forum.finding import find_posts
from forum.models import Attachment, Post, Topic, TrendNote
from forum.paging import url_of
from forum.querysets import PostQuerySet
from ratsite.lib.wording import Words, pattern
from ratsite.network.enums import Marking
from ratsite.network.models import Agency
from ratsite.search.asking import Asked
from ratsite.search.registry import Found, Hit
from ratsite.search.words import excerpt


class PostSource:
    name = "forum"
    label = "Topics and posts"

    def is_open_to(self, user) -> bool:
        return user.is_authenticated and user.is_member

    def find(self, asked: Asked, user, start: int, count: int) -> Found:
        """Five queries with words, whatever is found."""
        if asked.kind not in ("", *TopicKind.values):
            return Found()
        posts = _narrowed(Post.objects.visible_to(user).live(), asked)
        found = find_posts(posts, asked.words, newest_first=asked.newest_first)
        shown = [one.pk for one in found[start : start + count]]
        rows = Post.objects.select_related("topic__board__circle", "author", "agency").in_bulk(shown)
        return Found(len(found), [_hit(rows[pk], asked.words) for pk in shown if pk in rows])


def _narrowed(posts: PostQuerySet, asked: Asked) -> PostQuerySet:
    """By subqueries, so that the queries of the search stay one table wide."""
    topics = Topic.objects.all()
    if asked.board:
        topics = topics.filter(board=asked.board)
    if asked.kind:
        topics = topics.filter(kind=asked.kind)
    if asked.form:
        topics = topics.filter(forms=asked.form)
    if asked.who:
        topics = topics.filter(affected=asked.who)
    if asked.area:
        topics = topics.filter(pk__in=TrendNote.objects.filter(areas=asked.area).values("topic"))
    if any((asked.board, asked.kind, asked.form, asked.who, asked.area)):
        posts = posts.filter(topic__in=topics)
    if asked.wants_a_file:
        posts = posts.filter(pk__in=Attachment.objects.served().filter(waits=False).values("post"))
    if asked.author:
        posts = posts.filter(author=asked.author)
    if asked.agency:
        posts = posts.filter(agency=asked.agency)
    if asked.remit:
        posts = posts.filter(agency__in=Agency.objects.filter(remits=asked.remit))
    if asked.since:
        posts = posts.filter(published_at__gte=_midnight(asked.since))
    if asked.until and asked.until < dt.date.max:
        posts = posts.filter(published_at__lt=_midnight(asked.until + dt.timedelta(days=1)))
    return posts


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _hit(post: Post, words: Words) -> Hit:
    topic = post.topic
    writer = f"{post.author}, {post.agency.name}" if post.agency else str(post.author)
    return Hit(
        title=topic.title,
        url=url_of(post),
        summary=excerpt(post.words, pattern(words.wanted)),
        kind=topic.get_kind_display() if post.number == 1 else f"Reply, post {post.number}",
        date=timezone.localdate(post.published_at),
        notes=(topic.board.name, writer),
        circle=topic.board.circle.name if topic.board.circle else "",
        marking=Marking(topic.marking).label,
        is_printable=topic.is_printable,
    )
