"""Which topics the bench has: their lengths, boards and dates. Pure: the same at every run."""

import datetime as dt
import random
from dataclasses import dataclass

from tests.bench.words import topic_sizes

BOARDS, BUSY_BOARD, CIRCLE_BOARD = 12, 1, 12  # boards are numbered from 1; the busy one has a page 500
BUSY_SHARE = 0.8
POSTS_A_TOPIC = 20
LONG_TOPIC = 10_000  # posts; a quarter of all in a small trial run
ORDINARY, ORDINARY_POSTS = 32, 60  # three full pages each; the first half is read, the other half replied to
SPAN = dt.timedelta(days=8 * 365)
MEMBERS, NEWCOMERS = 500, 60  # the last of the members have written nothing yet
READERS = 8  # the first members, who only read while it is measured


@dataclass(frozen=True)
class TopicPlan:
    n: int
    board: int
    size: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    is_pinned: bool = False
    is_locked: bool = False


def plan(posts: int, now: dt.datetime) -> list[TopicPlan]:
    """Return the topics, with `posts` posts overall: number 1 is the long one, then ordinary ones, then all others."""
    topics = posts // POSTS_A_TOPIC
    long_size, chosen = min(LONG_TOPIC, posts // 4), ordinary_count(topics)
    sizes = [long_size, *[ORDINARY_POSTS] * chosen]
    sizes += topic_sizes(posts - sum(sizes), topics - len(sizes))
    chance = random.Random(4)
    return [_topic(n, size, n <= 1 + chosen, chance, now) for n, size in enumerate(sizes, start=1)]


def ordinary_count(topics: int) -> int:
    return min(ORDINARY, topics // 8)


def ordinary(topics: list[TopicPlan]) -> tuple[list[int], list[int]]:
    """Return the numbers of the ordinary topics that are read, and of those that get replies."""
    numbers = [topic.n for topic in topics[1 : 1 + ordinary_count(len(topics))]]
    half = len(numbers) // 2
    return numbers[:half], numbers[half:]


def _topic(n: int, size: int, is_chosen: bool, chance: random.Random, now: dt.datetime) -> TopicPlan:
    board = BUSY_BOARD if is_chosen or chance.random() < BUSY_SHARE else chance.randint(2, BOARDS)
    starts_at = now - SPAN * chance.random() - dt.timedelta(hours=1)
    lasts = dt.timedelta(hours=size * chance.lognormvariate(2, 1))
    is_pinned, is_locked = chance.random() < 0.0002, chance.random() < 0.03
    return TopicPlan(
        n, board, size, starts_at, min(now, starts_at + lasts), is_pinned and not is_chosen, is_locked and not is_chosen
    )
