"""Search source for topics and posts, for members. It uses the forum's visible_to and never finds held posts."""

import datetime as dt
import re

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.enums import TopicKind
from forum.models import Attachment, Post, Topic, TrendNote
from forum.models.post import PostQuerySet
from forum.queries.search import find_posts
from forum.queries.topic_page import url_of
from ratsite.accounts.models import User
from ratsite.files.models import FileText
from ratsite.lib.db import lookups  # noqa: F401 for `any_of`
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.search.query import SearchQuery, pattern
from ratsite.network.enums import Marking
from ratsite.search.file_hits import place_of, quoted, texts_of
from ratsite.search.query import Asked
from ratsite.search.results import Found, Hit

PRINTED = (
    *("number", "published_at", "html", "content_note", "voice", "job_title", "agency_kind"),
    *("author__first_name", "author__last_name", "author__email", "agency__name"),
    *("topic__title", "topic__slug", "topic__kind", "topic__marking", "topic__is_archived"),
    *("topic__board__name", "topic__board__circle__name"),
)


class PostSource:
    name = "forum"
    label = _("Topics and posts")

    def is_open_to(self, user) -> bool:
        return user.is_authenticated and user.is_member

    def find(self, asked: Asked, user, start: int, count: int) -> Found:
        """Return the posts that match, as hits. Two queries, in addition to those of find_posts."""
        if asked.kind not in ("", *TopicKind.values):
            return Found()
        where = _narrowed(Post.objects.shown_to(user), asked) if asked.is_filtered else user
        found = find_posts(where, asked.query, newest_first=asked.newest_first)
        hits = _hits(found.post_ids[start : start + count], found.text_ids, asked.query)
        return Found(len(found.post_ids), hits, found.is_capped)


def _narrowed(posts: PostQuerySet, asked: Asked) -> PostQuerySet:
    """Return those of the posts that match the filters of the search.

    Filters on the topic's own columns use the join of visible_to, so that the database can estimate the number of
    posts; others use subqueries.
    """
    if asked.board:
        posts = posts.filter(topic__board=asked.board)
    if asked.kind:
        posts = posts.filter(topic__kind=asked.kind)
    if asked.form:
        posts = posts.filter(topic__in=Topic.objects.filter(forms=asked.form))
    if asked.who:
        posts = posts.filter(topic__in=Topic.objects.filter(affected=asked.who))
    if asked.area:
        posts = posts.filter(topic__in=TrendNote.objects.filter(areas=asked.area).values("topic"))
    if asked.wants_a_file:
        posts = posts.with_files().filter(pk__in=Attachment.objects.open().values("post"))
    if asked.author:
        posts = posts.signed().filter(author__in=User.objects.called(asked.author))
    if asked.agency:
        posts = posts.naming_agency().filter(agency=asked.agency)
    if asked.remit:
        posts = posts.of_remit(asked.remit)
    if asked.since:
        posts = posts.filter(published_at__gte=_midnight(asked.since))
    if asked.until and asked.until < dt.date.max:
        posts = posts.filter(published_at__lt=_midnight(asked.until + dt.timedelta(days=1)))
    return posts


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _hits(ids: list[int], text_ids: dict[int, int], query: SearchQuery) -> list[Hit]:
    posts = {post.pk: post for post in _printed(ids)}
    texts, sought = texts_of(ids, text_ids), pattern(query.wanted)
    return [_hit(posts[pk], texts.get(pk), sought) for pk in ids if pk in posts]


@compiled(Values(int))
def _printed(numbers: list[int]) -> PostQuerySet:
    posts = Post.objects.select_related("topic__board__circle", "author", "agency").only(*PRINTED)
    return posts.filter(pk__in=numbers).order_by()


def _hit(post: Post, text: FileText | None, sought: re.Pattern[str]) -> Hit:
    """Return the post as a hit. Hits with a content note or in a closely marked topic have no excerpt of a file."""
    topic = post.topic
    says_file = not (post.content_note or Marking(topic.marking).is_close)
    archived = [gettext("Archived")] if topic.is_archived else []
    reply = gettext("Reply, post %(number)s") % {"number": post.number}
    return Hit(
        title=topic.title,
        url=url_of(post),
        summary=quoted(post.words, text if says_file else None, sought),
        kind=topic.get_kind_display() if post.number == 1 else reply,
        date=timezone.localdate(post.published_at),
        notes=(
            topic.board.name,
            *archived,
            post.byline.in_full,
            *place_of(text),
        ),
        circle=topic.board.circle.name if topic.board.circle else "",
        marking=Marking(topic.marking).label,
        is_printable=topic.is_printable,
    )
