"""The lists of topics over all boards that a member can read: latest, unread, unanswered and their own."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import F, Min, Q

from forum.enums import SHOWS_REMIT, PostState, TopicList
from forum.models import Ask, Board, Post, SavedPost, Topic
from forum.models.topic_queryset import TopicQuerySet
from forum.queries.topic_list import COLUMNS, TopicsPage, cursor_page, with_row_details
from forum.queries.topic_page import TOPICS_A_PAGE
from forum.queries.unread import unread_of
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db import lookups  # noqa: F401 registers the lookup `among`
from ratsite.lib.db.compiled_queries import compiled
from ratsite.network.models import Remit

MOST_ASIDE = 4  # how many questions, and how many saved posts, are shown next to a list
MOST_COUNTED = 100  # unanswered questions are counted up to this; with more, a page says "100+"
WRITTEN = (PostState.LIVE, PostState.HELD)  # a topic with such a post by the reader is on their list "Mine"


def listed_page(
    which: TopicList, reader: User, cursor: str, kind: str = "", remit: str = "", form: str = ""
) -> TopicsPage:
    """Return one page of a list of topics over all boards, latest activity first.

    An invalid cursor gives the first page. which: the list. kind: a TopicKind. remit: the slug of a remit that the
    topic asks. form: the slug of a form of exploitation. An empty filter lets all topics pass.
    """
    topics = Topic.objects.visible_to(reader)
    if which == TopicList.LATEST and not (kind or remit or form):
        topics = _on_boards_of(reader)
    if kind:
        topics = topics.filter(kind=kind)
    if remit:
        asks = Ask.objects.open() if which == TopicList.UNANSWERED else Ask.objects.all()
        topics = topics.filter(pk__in=asks.filter(remit__slug=remit).order_by().values("topic"))
    if form:
        topics = topics.filter(pk__in=Topic.forms.through.objects.filter(exploitationform__slug=form).values("topic"))
    page = cursor_page(_for_rows(_on_list(topics, which, reader), reader), cursor)
    if which == TopicList.MINE and page.is_first:
        waiting = _for_rows(topics.filter(published_at=None), reader).order_by("-pk")[:TOPICS_A_PAGE]
        page = replace(page, own_waiting=list(waiting))
    return page


def _on_boards_of(reader: User) -> TopicQuerySet:
    """Return the topics on all boards that the reader can see, also unpublished and archived ones.

    After `.listed()`, these are the same topics as those of `Topic.objects.visible_to`. The condition is written so
    that SQLite reads the index topic_latest, instead of reading the topics board by board and then sorting them all.
    """
    boards = Board.objects.visible_to(reader).order_by().values("pk")
    return Topic.objects.alias(board_number=F("board_id") + 0).filter(board_number__among=boards)


def remits_spoken(topics: Iterable[Topic], reader: User) -> dict[int, list[Remit]]:
    """Return the remits that have spoken in each topic, by topic id, in the order of their first post. One query.

    A remit has spoken if a live post shows it. Posts on behalf of an agency show no remit.
    """
    ids = [topic.pk for topic in topics]
    posts = Post.objects.shown_to(reader).filter(topic__in=ids, voice__in=SHOWS_REMIT).exclude(profile=None)
    remit = (f"profile__main_remit{field}" for field in ("", "__slug", "__name"))
    rows = posts.order_by().values_list("topic", *remit).annotate(first=Min("number")).order_by("topic", "first")
    spoken: dict[int, list[Remit]] = {}
    for topic, pk, slug, name, _first in rows:
        spoken.setdefault(topic, []).append(Remit(pk=pk, slug=slug, name=name))
    return spoken


def asked_of(reader: User) -> list[Ask]:
    """Return the newest open questions to remits of this reader's agency: one Ask for each topic. One query."""
    asks = Ask.objects.visible_to(reader).open().of(reader).not_dismissed_by(reader).select_related("topic", "remit")
    newest = asks.order_by("-asked_at", "-pk")[: 2 * MOST_ASIDE]
    return list({ask.topic_id: ask for ask in newest}.values())[:MOST_ASIDE]


def saved_lately(reader: User) -> list[SavedPost]:
    """Return the newest posts in the reader's list "Saved for later". One query."""
    return list(SavedPost.objects.visible_to(reader).select_related("post__topic")[:MOST_ASIDE])


def unanswered_count(reader: User) -> int:
    """Return the number of topics with an open question, counted up to MOST_COUNTED."""
    return len(_unanswered(reader))


@compiled(Reader)
def _unanswered(reader: User) -> TopicQuerySet:
    topics = _on_list(Topic.objects.visible_to(reader), TopicList.UNANSWERED, reader)
    return topics.order_by().values_list("pk", flat=True)[:MOST_COUNTED]


def _on_list(topics: TopicQuerySet, which: TopicList, reader: User) -> TopicQuerySet:
    """Return the topics that belong on the list `which` of this reader."""
    if which == TopicList.UNREAD:
        return unread_of(topics, reader)
    topics = topics.listed()
    if which == TopicList.UNANSWERED:
        return topics.filter(pk__among=Ask.objects.open().order_by().values("topic"))
    if which == TopicList.MINE:
        wrote = Post.objects.filter(author=reader.pk, state__in=WRITTEN).order_by().values("topic")
        began = Topic.objects.filter(author=reader.pk).order_by().values("pk")
        return topics.filter(Q(pk__among=wrote) | Q(pk__among=began))
    return topics


def _for_rows(topics: TopicQuerySet, reader: User) -> TopicQuerySet:
    """Load the topics for a list that spans boards: what a row of any list shows, and the board's name and circle."""
    return with_row_details(topics, reader).select_related("board").only(*COLUMNS, "board__name", "board__circle")
