"""Pages of topics, found by a cursor and not by counting: page 500 costs as much as page 1."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from forum.enums import TopicSort
from forum.models import Board, Topic
from forum.models.topic_queryset import TopicQuerySet
from forum.queries.topic_page import TOPICS_A_PAGE
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.numbers import whole_number

COLUMNS = (
    *(
        "shown_as",
        "last_shown_as",
        "board",
        "title",
        "slug",
        "kind",
        "is_pinned",
        "is_locked",
        "published_at",
        "last_number",
        "last_post_at",
    ),
    *("arranged_at", "arranged_number", "gone_numbers"),
    *("author__first_name", "author__last_name", "author__email", "author__agency__name"),
    # For the link from the author's name to their page: only people who are members today have one.
    *("author__listed_as", "author__state", "author__is_active", "author__confirm_by", "author__excluded_until"),
    "author__agency__is_active",
    *("last_author__first_name", "last_author__last_name", "last_author__email"),
)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)  # a cursor has a time as microseconds since then
CURSOR_DIGITS = 17  # enough for a time in microseconds up to the year 5138


@dataclass(frozen=True)
class TopicsPage:
    """One page of a list of topics. Each topic has `author_url`: the page of the member who began it by name, or "".

    The cached template cannot compute it: a cached fragment must not depend on the date, and memberships end on a date.
    """

    pinned: list[Topic]
    own_waiting: list[Topic]
    topics: list[Topic]
    older_cursor: str  # empty on the last page
    is_first: bool

    def __post_init__(self):
        for topic in (*self.pinned, *self.own_waiting, *self.topics):
            topic.author_url = "" if topic.shown_as else topic.author.page_url

    @property
    def has_new(self) -> bool:
        return any(topic.new_posts for topic in (*self.pinned, *self.topics))


def topics_page(board: Board, user: User, cursor: str, kind: str = "", sort: str = "") -> TopicsPage:
    """Return one page of the published topics on a board that was fetched with `with_since`.

    An invalid cursor gives the first page. kind: a TopicKind; sort: a TopicSort. With either of them, pinned topics are
    listed among the others, and the reader's own unpublished topics are left out.
    """
    if kind or sort:
        topics = (
            with_row_details(Topic.objects.visible_to(user), user, board.since)
            .listed()
            .filter(board=board)
            .only(*COLUMNS, "created_at")
        )
        topics = topics.filter(kind=kind) if kind else topics
        return cursor_page(topics, cursor, "created_at" if sort == TopicSort.NEWEST else "last_post_at")
    place = _parsed(cursor)
    found = _first_page(user, board) if place is None else _older(user, board.pk, board.since, *place)
    above, rows = [topic for topic in found if _is_above(topic)], [topic for topic in found if not _is_above(topic)]
    has_older = len(rows) > TOPICS_A_PAGE
    rows = rows[:TOPICS_A_PAGE]
    return TopicsPage(
        pinned=[topic for topic in above if topic.published_at],
        own_waiting=[topic for topic in above if not topic.published_at],
        topics=rows,
        older_cursor=_cursor(rows[-1].last_post_at, rows[-1].pk) if has_older else "",
        is_first=place is None,
    )


def cursor_page(topics: TopicQuerySet, cursor: str, column: str = "last_post_at") -> TopicsPage:
    """Return one page of these published topics, newest first by this column.

    An invalid cursor gives the first page.
    """
    place = _parsed(cursor)
    if place is not None:
        moment, pk = place
        topics = topics.filter(Q(**{f"{column}__lt": moment}) | Q(pk__lt=pk), **{f"{column}__lte": moment})
    rows = list(topics.order_by(f"-{column}", "-pk")[: TOPICS_A_PAGE + 1])
    has_older, rows = len(rows) > TOPICS_A_PAGE, rows[:TOPICS_A_PAGE]
    older_cursor = _cursor(getattr(rows[-1], column), rows[-1].pk) if has_older else ""
    return TopicsPage(pinned=[], own_waiting=[], topics=rows, older_cursor=older_cursor, is_first=place is None)


def _first_page(reader: User, board: Board) -> list[Topic]:
    """Return the topics that are shown above the others, and the newest others, one more than fits on a page."""
    topics = _newest_and_above(reader, board.pk, board.since)
    return sorted(topics, key=lambda topic: (topic.last_post_at or EPOCH, topic.pk), reverse=True)


@compiled(Reader, int, dt.datetime)
def _newest_and_above(reader: User, board_id: int, since: dt.datetime) -> TopicQuerySet:
    """Return what `_first_page` returns, in no order. One query."""
    here = Topic.objects.filter(board=board_id)
    newest = here.listed().filter(is_pinned=False).order_by("-last_post_at", "-pk").values("pk")[: TOPICS_A_PAGE + 1]
    above = here.filter(_above(reader)).order_by().values("pk")
    topics = with_row_details(Topic.objects.visible_to(reader), reader, since).filter(board=board_id)
    return topics.filter(Q(pk__among=newest) | Q(pk__among=above)).order_by()


def _above(reader: User) -> Q:
    """Return a condition (Q) on topics shown above the others: pinned ones, and this reader's own unpublished ones."""
    return Q(is_pinned=True, is_archived=False) | Q(published_at=None, author=reader.pk)


@compiled(Reader, int, dt.datetime, dt.datetime, int)
def _older(reader: User, board_id: int, since: dt.datetime, moment: dt.datetime, pk: int) -> TopicQuerySet:
    """Return the topics older than the last topic of the previous page, one more than fits on a page.

    moment: the time of the newest post in that last topic. pk: the id of that topic.
    """
    topics = with_row_details(Topic.objects.listed(), reader, since).filter(board=board_id, is_pinned=False)
    # The last condition lets the index scan start there: the "or" alone scans all newer topics or sorts all older ones.
    topics = topics.filter(Q(last_post_at__lt=moment) | Q(pk__lt=pk), last_post_at__lte=moment)
    return topics.order_by("-last_post_at", "-pk")[: TOPICS_A_PAGE + 1]


def with_row_details(topics: TopicQuerySet, reader: User, since: dt.datetime | None = None) -> TopicQuerySet:
    """Load for each topic the columns and annotations that its row in a list shows.

    since: when the reader caught up with the board, if that is the same for all topics; otherwise None.
    """
    topics = topics.with_reading(reader, since=since).select_related("author__agency", "last_author")
    return topics.only(*COLUMNS)


def _is_above(topic: Topic) -> bool:
    """The condition `_above` for a topic that was fetched for its reader."""
    return topic.is_pinned or not topic.published_at


def _cursor(moment: dt.datetime, pk: int) -> str:
    """Return the cursor of the page after the topic with this id. moment: its time in the sorted column."""
    return f"{(moment - EPOCH) // dt.timedelta(microseconds=1)}-{pk}"


def _parsed(cursor: str) -> tuple[dt.datetime, int] | None:
    """Return the time and id in a cursor; None if it is empty or invalid."""
    sent, _, sent_pk = cursor.partition("-")
    micros, pk = whole_number(sent, longest=CURSOR_DIGITS), whole_number(sent_pk)
    return None if micros is None or pk is None else (EPOCH + dt.timedelta(microseconds=micros), pk)
