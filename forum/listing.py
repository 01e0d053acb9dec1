"""The topics of a board, newest first, by cursor: the five-hundredth page costs what the first costs."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from forum.models import Board, Topic
from forum.paging import TOPICS_A_PAGE
from ratsite.accounts.models import User

PRINTED = (
    *(
        "shown_as",
        "last_shown_as",
        "board",
        "title",
        "slug",
        "kind",
        "is_locked",
        "published_at",
        "last_number",
        "last_post_at",
    ),
    *("arranged_at", "arranged_number", "gone_numbers"),
    *("author__first_name", "author__last_name", "author__email", "author__agency__name"),
    *("last_author__first_name", "last_author__last_name", "last_author__email"),
)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
CURSOR_DIGITS = 17  # microseconds up to the year 5138, and any row number that a database hands out


@dataclass(frozen=True)
class TopicsPage:
    pinned: list[Topic]
    own_waiting: list[Topic]
    topics: list[Topic]
    older_cursor: str  # empty on the last page
    is_first: bool

    @property
    def has_new(self) -> bool:
        return any(topic.new_posts for topic in (*self.pinned, *self.topics))


def topics_page(board: Board, user: User, cursor: str) -> TopicsPage:
    """One page of published topics of a board that was fetched `with_since`.

    A cursor that makes no sense gives the first page.
    """
    place = _read(cursor)
    topics = board.topics.with_reading(user, since=board.since).select_related("author__agency", "last_author")
    topics = topics.only(*PRINTED).order_by("-last_post_at", "-pk")
    plain = topics.listed().filter(is_pinned=False)
    if place is not None:
        moment, pk = place
        # One bound first, where the index starts: an "or" alone walks past all newer topics, or sorts all older ones.
        plain = plain.filter(last_post_at__lte=moment).filter(Q(last_post_at__lt=moment) | Q(pk__lt=pk))
    rows = list(plain[: TOPICS_A_PAGE + 1])
    has_older = len(rows) > TOPICS_A_PAGE
    rows = rows[:TOPICS_A_PAGE]
    is_first = place is None
    stands_above = Q(is_pinned=True, is_archived=False) | Q(published_at=None, author=user)
    above = list(topics.visible_to(user).filter(stands_above)) if is_first else []
    return TopicsPage(
        pinned=[topic for topic in above if topic.published_at],
        own_waiting=[topic for topic in above if not topic.published_at],
        topics=rows,
        older_cursor=_write(rows[-1]) if has_older else "",
        is_first=is_first,
    )


def _write(topic: Topic) -> str:
    return f"{(topic.last_post_at - EPOCH) // dt.timedelta(microseconds=1)}-{topic.pk}"


def _read(cursor: str) -> tuple[dt.datetime, int] | None:
    micros, _, pk = cursor.partition("-")
    if not (micros.isascii() and micros.isdigit() and pk.isascii() and pk.isdigit()):
        return None
    if len(micros) > CURSOR_DIGITS or len(pk) > CURSOR_DIGITS:
        return None
    return EPOCH + dt.timedelta(microseconds=int(micros)), int(pk)
