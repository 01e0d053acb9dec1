"""Count recent topics and trends, for each form of exploitation and each affected group.

A topic is recent if it began in the last 90 days. A trend is recent if one of its last three months has a count of
agencies that is large enough to be shown.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import QuerySet
from django.utils import timezone

from forum.enums import TopicKind
from forum.models import Board, Topic
from forum.models.topic_queryset import TopicQuerySet
from forum.queries.signal_figures import Audience, last_months, month_rows_of
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.disclosure import Policy
from ratsite.network.models import ExploitationForm
from ratsite.trends.queries.trend_list import LOOKED_THROUGH

RECENT, MONTHS = dt.timedelta(days=90), 3
MUCH = 0.5  # share of the topics: if one form has more, the page points it out, as other forms may be overlooked
CACHED_SECONDS = 60
ENOUGH = 4  # topics: a share of fewer says nothing


@dataclass
class RecentTopics:
    """Counts of the recent topics and trends that one reader may see.

    - cells: topics that began in the last 90 days, by (form id, affected group id). The group id is None for topics
      without a group.
    - seen: recent trends, by the same pair. Each has a count of agencies that may be shown for one of the last three
      months, so these numbers do not tell what a single agency signalled.
    - either: topics and trends together, each counted once, by the same pair.
    - forms: topics and trends together, by form id.
    """

    cells: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    seen: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    either: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    forms: Counter[int] = field(default_factory=Counter)
    total: int = 0  # recent topics and trends that name a form, each counted once

    def at(self, form: int, group: int | None) -> tuple[int, int]:
        """Return the number of recent topics and the number of recent trends for this form and group."""
        return self.cells[form, group], self.seen[form, group]

    def most(self, forms: Iterable[ExploitationForm]) -> "FormShare | None":
        """Return the form of exploitation that more than half of the topics and trends name, as a FormShare.

        Returns None if there is no such form, or if there are too few topics and trends to compare.
        """
        if self.total < ENOUGH:
            return None
        form_id, count = self.forms.most_common(1)[0]
        if count <= MUCH * self.total:
            return None
        name = next((form.name for form in forms if form.pk == form_id), "")  # deleted since it was counted
        return FormShare(name, round(100 * count / self.total)) if name else None


class FormShare(NamedTuple):
    """The name of a form of exploitation, and the percentage of the recent topics and trends that name it."""

    form: str
    percent: int


class Begun(NamedTuple):
    """Counts of the topics that began after `since`, by board id. Their `seen` is empty: trends are counted apart."""

    since: dt.datetime
    by_board: dict[int, RecentTopics]


def recent_topics(reader, policy: Policy) -> RecentTopics:
    """Return the counts of recent topics and trends that this reader may see, by form and affected group.

    A topic with two forms counts for both, and once in the total. A topic without a form is not counted.

    The topics of each board are counted once in CACHED_SECONDS by each worker process; the reader gets the sum for the
    boards that they may see now. Costs two queries, one more if there is a recent trend, and up to four more if the
    counts are not cached.
    """
    begun: Begun = caches["worker"].get_or_set("begun-lately", _begun, CACHED_SECONDS)
    recent = RecentTopics()
    for board in _boards(reader):
        if counted := begun.by_board.get(board):
            recent.cells += counted.cells
            recent.either += counted.cells
            recent.forms += counted.forms
            recent.total += counted.total
    began_earlier: set[tuple[int, int]] = set()
    for topic, published_at, form, group in _tagged(reader, sorted(_seen_lately(reader, policy))):
        recent.seen[form, group] += 1
        if published_at <= begun.since:
            recent.either[form, group] += 1
            began_earlier.add((topic, form))
    recent.forms.update(form for _topic, form in began_earlier)
    recent.total += len({topic for topic, _form in began_earlier})
    return recent


@compiled(Reader)
def _boards(reader: User) -> QuerySet:
    return Board.objects.visible_to(reader).order_by().values_list("pk", flat=True)


def _begun() -> Begun:
    """Return the counts of the topics that began in the last 90 days, on the boards of circles too."""
    since = timezone.now() - RECENT
    topics = Topic.objects.listed().filter(published_at__gt=since, forms__isnull=False).order_by()
    tags: dict[int, set[tuple[int, int]]] = defaultdict(set)  # (topic, form) by board
    by_board: dict[int, RecentTopics] = defaultdict(RecentTopics)
    for board, topic, form, group in topics.values_list("board", "pk", "forms", "affected"):
        by_board[board].cells[form, group] += 1
        tags[board].add((topic, form))
    for board, recent in by_board.items():
        recent.forms.update(form for _topic, form in tags[board])
        recent.total = len({topic for topic, _form in tags[board]})
    return Begun(since, dict(by_board))


@compiled(Reader, Values(int))
def _tagged(reader: User, topics: list[int]) -> QuerySet:
    """Return rows (topic id, published_at, form id, affected group id): one for each form and group of these topics.

    Topics that the reader may not see are left out.
    """
    chosen = Topic.objects.visible_to(reader).listed().order_by()
    return chosen.filter(pk__in=topics, forms__isnull=False).values_list("pk", "published_at", "forms", "affected")


def _seen_lately(reader: User, policy: Policy) -> set[int]:
    """Return the topic ids of the recent trends that this reader may see.

    The counts are cached in each worker process for CACHED_SECONDS. A trend whose audience has changed since they were
    cached is left out.
    """
    seen = caches["worker"].get_or_set(f"seen-lately-{policy.threshold}", partial(_seen, policy), CACHED_SECONDS)
    return {topic for topic, *audience in _newest_trends(reader) if seen.get(topic) == Audience(*audience)}


def _seen(policy: Policy) -> dict[int, Audience]:
    """Return {topic id: audience of the trend} for all recent trends, those in circles too.

    A trend is recent if a count of one of the last three months may be shown to that audience.
    """
    audiences = {topic: Audience(*audience) for topic, *audience in _newest_of(Topic.objects.all())}
    rows = month_rows_of(audiences, policy, last_months()[-MONTHS:])
    return {topic: audiences[topic] for topic, months in rows.items() if any(row.seen.is_number for row in months)}


@compiled(Reader)
def _newest_trends(reader: User) -> QuerySet:
    return _newest_of(Topic.objects.visible_to(reader))


def _newest_of(topics: TopicQuerySet) -> QuerySet:
    """Return rows for trends: topic id, id of the board's circle, first month with figures. Latest activity first."""
    trends = topics.listed().filter(kind=TopicKind.TREND, trend__isnull=False)
    return trends.order_by("-last_post_at", "-pk").values_list("pk", "board__circle", "trend__counted_from")[
        :LOOKED_THROUGH
    ]
