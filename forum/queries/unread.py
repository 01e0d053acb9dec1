"""Find the topics that a person has not read, the first unread post in each, and how long it takes to read them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Subquery

from forum.models import Board, Topic
from forum.models.access import caught_up
from forum.models.board import BoardQuerySet
from forum.models.topic_queryset import TopicQuerySet
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db.compiled_queries import compiled

MOST_LEFT = 20  # unread topics are counted up to this at the foot of a topic
MOST_TOPICS = 50  # topics that a person can read in one sitting; older ones follow when these are marked as read
COLUMNS = (
    *("shown_as", "title", "kind", "last_number", "last_post_at", "board__name"),
    *("arranged_at", "arranged_number", "gone_numbers"),
    *("author__first_name", "author__last_name", "author__email", "author__agency__name", "author__agency__main_remit"),
)
# Measured on the demo: 50 words a post. Adults read 238 words a minute (Brysbaert 2019, silent reading, non-fiction).
WORDS_A_POST = 50
WORDS_A_MINUTE = 238


@dataclass(frozen=True)
class News:
    """The newest topics with posts new to one person, and the boards that the person can read.

    Each board has `since`: posts after that time are new to the person.
    """

    boards: list[Board]
    topics: list[Topic]
    has_more: bool

    @property
    def since(self) -> dt.datetime | None:
        """The earliest `since` of the boards with news, for the page to show; None without news."""
        with_news = {topic.board_id for topic in self.topics}
        return min((board.since for board in self.boards if board.pk in with_news), default=None)


def news_for(person: User) -> News:
    """Return the topics with posts new to this person, newest first.

    Two queries for any number of boards and topics.
    """
    boards = _boards(person)
    if not boards:
        return News([], [], False)
    rows = _newer(person, min(board.since for board in boards))
    return News(boards, rows[:MOST_TOPICS], len(rows) > MOST_TOPICS)


@compiled(Reader)
def _boards(reader: User) -> BoardQuerySet:
    return Board.objects.visible_to(reader).with_since(reader).only("pk").order_by()


@compiled(Reader, dt.datetime)
def _newer(reader: User, earliest: dt.datetime) -> TopicQuerySet:
    """Return the topics whose newest post is later than the time when this reader caught up with their board.

    Returns one topic more than the page shows. earliest: the earliest time when the reader caught up with any board,
    where the database starts to scan the index.
    """
    topics = Topic.objects.visible_to(reader).unread_by(reader).not_muted_by(reader).with_reading(reader)
    topics = topics.filter(last_post_at__gt=earliest).filter(last_post_at__gt=F("since"))
    topics = topics.select_related("board", "author__agency").only(*COLUMNS)
    return topics.order_by("-last_post_at", "-pk")[: MOST_TOPICS + 1]


@dataclass(frozen=True)
class Left:
    """The topics that a person still has to read after one topic.

    next: the topic to read next; None if none is left. count: how many are left, counted up to MOST_LEFT. has_more:
    True if more than MOST_LEFT are left.
    """

    next: Topic | None
    count: int
    has_more: bool


def left_for(person: User, topic: Topic, then: Sequence[int]) -> Left:
    """Return the unread topic to which this person goes after `topic`, and how many are left. One query.

    The next topic is the first one of `then` (the ids of the topics to read next) that is still unread. If none is, it
    is the newest unread topic on the same board or, if that has none, the newest on any board.
    """
    rows = list(_others(person, topic.pk))
    places = {topic_id: place for place, topic_id in enumerate(reversed(then), start=1)}
    following = max(rows, key=lambda row: (places.get(row.pk, 0), row.board_id == topic.board_id), default=None)
    return Left(following, len(rows[:MOST_LEFT]), len(rows) > MOST_LEFT)


@compiled(Reader, int)
def _others(reader: User, topic_id: int) -> TopicQuerySet:
    """Return the newest unread topics except this one, up to MOST_LEFT + 1, with the columns that a link needs."""
    topics = unread_of(Topic.objects.visible_to(reader), reader).exclude(pk=topic_id)
    return topics.only("title", "board_id").order_by("-last_post_at", "-pk")[: MOST_LEFT + 1]


def unread_of(topics: TopicQuerySet, reader: User) -> TopicQuerySet:
    """Return the topics that have posts new to this reader and are not muted.

    Each is annotated with `since`: when the reader last caught up with the board.
    """
    boards = Board.objects.visible_to(reader).with_since(reader).order_by("since").values("since")
    topics = topics.unread_by(reader).not_muted_by(reader)
    topics = topics.annotate(since=caught_up(reader, "board_id")).filter(last_post_at__gt=F("since"))
    # The scan of the index over all boards starts at the earliest time from which the reader can have news.
    return topics.filter(last_post_at__gt=Subquery(boards[:1]))


def minutes_to_read(posts: int) -> float:
    """Return how many minutes it takes to read this many posts."""
    return posts * WORDS_A_POST / WORDS_A_MINUTE
