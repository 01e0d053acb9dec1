"""Search source for topics, for members. Each hit is a topic with its best matching posts.

It uses the forum's visible_to, and never finds held posts.
"""

import datetime as dt
import re

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.enums import TopicKind
from forum.models import Attachment, Post, Topic, TrendNote
from forum.models.post_queryset import PostQuerySet
from forum.queries.search import find_posts
from forum.queries.topic_page import url_of
from ratsite.accounts.models import User
from ratsite.files.models import FileText
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.search.query import SearchQuery, pattern_of
from ratsite.network.enums import Marking
from ratsite.search.filtered_query import FilteredQuery
from ratsite.search.sources.base import Found, Hit, Passage
from ratsite.search.sources.file_hits import file_excerpt, place_of, texts_of

POSTS_A_TOPIC = 2  # enough to recognise the right topic, and few enough to keep a page of results short
COLUMNS = (
    *("number", "published_at", "html", "content_note", "voice", "job_title", "agency_kind"),
    *("author__first_name", "author__last_name", "author__email", "agency__name"),
    # Columns for the link from an author's name to their page, which only current members have.
    *("author__listed_as", "author__state", "author__is_active", "author__confirm_by", "author__excluded_until"),
    "author__agency__is_active",
    *("profile__main_remit__slug", "profile__main_remit__name", "topic__last_post_at"),
    *("topic__title", "topic__slug", "topic__kind", "topic__marking", "topic__is_archived"),
    *("topic__board__name", "topic__board__circle__name"),
)


class PostSource:
    name = "forum"
    label = _("Topics and posts")

    def is_open_to(self, user) -> bool:
        return user.is_authenticated and user.is_member

    def find(self, filtered: FilteredQuery, user, start: int, count: int) -> Found:
        """Return the topics with matching posts, as hits. Costs two more queries than find_posts."""
        if filtered.kind not in ("", *TopicKind.values):
            return Found()
        where = _narrowed(Post.objects.shown_to(user), filtered) if filtered.is_filtered else user
        results = find_posts(where, filtered.query, newest_first=filtered.newest_first)
        topics = list(results.by_topic().values())
        hits = _hits(topics[start : start + count], results.text_ids, filtered.query)
        return Found(len(topics), hits, results.is_capped)


def _narrowed(posts: PostQuerySet, filtered: FilteredQuery) -> PostQuerySet:
    """Return the posts that match the filters of the search.

    Filters on columns of the topic use the same join as visible_to, so that the database can estimate how many posts
    remain; the others use subqueries.
    """
    if filtered.board:
        posts = posts.filter(topic__board=filtered.board)
    if filtered.kind:
        posts = posts.filter(topic__kind=filtered.kind)
    if filtered.form:
        posts = posts.filter(topic__in=Topic.objects.filter(forms=filtered.form))
    if filtered.who:
        posts = posts.filter(topic__in=Topic.objects.filter(affected=filtered.who))
    if filtered.area:
        posts = posts.filter(topic__in=TrendNote.objects.filter(areas=filtered.area).values("topic"))
    if filtered.wants_a_file:
        posts = posts.with_files().filter(pk__in=Attachment.objects.open().values("post"))
    if filtered.author:
        posts = posts.signed().filter(author__in=User.objects.called(filtered.author))
    if filtered.agency:
        posts = posts.naming_agency().filter(agency=filtered.agency)
    if filtered.remit:
        posts = posts.of_remit(filtered.remit)
    if filtered.since or filtered.until:
        # A search with words finds posts of any day, if someone wrote in their topic on the days of the search. Without
        # words, it finds only the posts of these days.
        active = _within(Post.objects.live(), filtered).order_by().values("topic")
        posts = posts.filter(topic__in=active) if filtered.query else _within(posts, filtered)
    return posts


def _within(posts: PostQuerySet, filtered: FilteredQuery) -> PostQuerySet:
    """Return the posts that were published on the days of the search."""
    if filtered.since:
        posts = posts.filter(published_at__gte=_midnight(filtered.since))
    if filtered.until and filtered.until < dt.date.max:
        posts = posts.filter(published_at__lt=_midnight(filtered.until + dt.timedelta(days=1)))
    return posts


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _hits(topics: list[list[int]], text_ids: dict[int, int], query: SearchQuery) -> list[Hit]:
    """Return one hit for each topic, in the same order. topics: for each topic the ids of its posts, best first."""
    ids = [pk for post_ids in topics for pk in post_ids[:POSTS_A_TOPIC]]
    posts = {post.pk: post for post in _shown_posts(ids)}
    texts, pattern = texts_of(ids, text_ids), pattern_of(query.wanted)
    hits = []
    for post_ids in topics:
        best = [posts[pk] for pk in post_ids[:POSTS_A_TOPIC] if pk in posts]
        if best:
            passages = tuple(_passage(post, texts.get(post.pk), pattern) for post in best)
            hits.append(_hit(best[0].topic, passages, len(post_ids) - len(best)))
    return hits


@compiled(Values(int))
def _shown_posts(numbers: list[int]) -> PostQuerySet:
    selected = ("topic__board__circle", "author__agency", "agency", "profile__main_remit")
    return Post.objects.select_related(*selected).only(*COLUMNS).filter(pk__in=numbers).order_by()


def _hit(topic: Topic, passages: tuple[Passage, ...], more: int) -> Hit:
    archived = [gettext("Archived")] if topic.is_archived else []
    active = gettext("active %(date)s") % {"date": date_format(timezone.localdate(topic.last_post_at), "j F Y")}
    return Hit(
        title=topic.title,
        url=topic.get_absolute_url(),
        summary="",
        kind=topic.get_kind_display(),
        notes=(topic.board.name, *archived, active),
        circle=topic.board.circle.name if topic.board.circle else "",
        marking=Marking(topic.marking).label,
        is_printable=topic.is_printable,
        passages=passages,
        more=more,
    )


def _passage(post: Post, text: FileText | None, pattern: re.Pattern[str]) -> Passage:
    """Return a post as a passage. No file is quoted if the post has a content note or its topic is closely marked."""
    may_quote_file = not (post.content_note or Marking(post.topic.marking).is_closely_marked)
    byline = post.byline
    return Passage(
        label=gettext("Post %(number)s") % {"number": post.number},
        url=url_of(post),
        summary=file_excerpt(post.plain_text, text if may_quote_file else None, pattern),
        by=byline.in_full,
        by_url=byline.person.page_url if byline.person else "",
        remit=byline.remit.slug if byline.remit else "",
        remit_name=byline.remit.name if byline.remit else "",
        date=timezone.localdate(post.published_at),
        notes=place_of(text),
    )
