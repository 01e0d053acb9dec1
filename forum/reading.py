"""What is new to somebody: the topics, the first unread post, and how long it takes to read."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from forum.models import Board, Topic
from ratsite.accounts.models import User

MOST_TOPICS = 50  # what one sitting can hold; older news stays unread until its turn comes
PRINTED = (
    *("shown_as", "title", "kind", "last_number", "last_post_at", "board__name"),
    *("arranged_at", "arranged_number", "gone_numbers"),
    *("author__first_name", "author__last_name", "author__email", "author__agency__name", "author__agency__main_remit"),
)
# Measured on the demo: 50 words a post. Adults read 238 words a minute (Brysbaert 2019, silent reading, non-fiction).
WORDS_A_POST = 50
WORDS_A_MINUTE = 238


@dataclass(frozen=True)
class News:
    """The newest topics with something new for one person, and the boards they may read with `since`."""

    boards: list[Board]
    topics: list[Topic]
    has_more: bool

    @property
    def since(self):
        """The moment that news is counted from: the earliest among the boards that have any; None without news."""
        with_news = {topic.board_id for topic in self.topics}
        return min((board.since for board in self.boards if board.pk in with_news), default=None)


def news_for(person: User) -> News:
    """Two queries, whatever the boards hold: the boards' moments, then the topics newer than them, newest first."""
    boards = list(Board.objects.visible_to(person).with_since(person).only("pk"))
    if not boards:
        return News([], [], False)
    moments: dict[dt.datetime, list[int]] = {}  # nearly always one: people catch up with all boards at once
    for board in boards:
        moments.setdefault(board.since, []).append(board.pk)
    is_new = Q()
    for since, board_ids in moments.items():
        is_new |= Q(board__in=board_ids, last_post_at__gt=since)
    one_for_all = next(iter(moments)) if len(moments) == 1 else None
    topics = (
        Topic.objects.visible_to(person)
        .unread_by(person)
        .not_left_out_by(person)
        .filter(is_new, last_post_at__gt=min(moments))
        .with_reading(person, since=one_for_all)
        .select_related("board", "author__agency")
        .only(*PRINTED)
        .order_by("-last_post_at", "-pk")
    )
    rows = list(topics[: MOST_TOPICS + 1])
    return News(boards, rows[:MOST_TOPICS], len(rows) > MOST_TOPICS)


def minutes(posts: int) -> float:
    """How long so many posts take to read."""
    return posts * WORDS_A_POST / WORDS_A_MINUTE
