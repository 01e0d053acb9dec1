"""Counts of recent topics and trends, for each form of exploitation and each affected group.

Topics count if they began in the last 90 days, and trend notes of any age if several agencies signalled them lately.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from django.core.cache import caches
from django.db.models import QuerySet
from django.utils import timezone

from forum.enums import TopicKind
from forum.models import Topic
from forum.models.topic_queryset import TopicQuerySet
from forum.queries.signal_figures import Audience, last_months, month_rows_of
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.disclosure import Policy
from ratsite.network.models import ExploitationForm
from ratsite.trends.queries.trend_list import LOOKED_THROUGH

TAGS = ("pk", "published_at", "forms", "affected")
RECENT, MONTHS = dt.timedelta(days=90), 3
MUCH = 0.5  # share of the topics: if one form has more, the page points it out, as other forms may be overlooked
KEPT = 60  # seconds
ENOUGH = 4  # topics: half of fewer says nothing


@dataclass
class RecentTopics:
    """How many recent topics one reader may see, by form of exploitation and by affected group.

    cells: topics that began lately, by (id of the form, id of the affected group or None for no group). seen: the same
    for trend notes that are seen lately: one of their last months has a count that may be shown. So no number here
    tells what a single agency signalled. forms: topics by the id of the form.
    """

    cells: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    seen: Counter[tuple[int, int | None]] = field(default_factory=Counter)
    forms: Counter[int] = field(default_factory=Counter)
    total: int = 0  # topics that name a form and began lately or are seen lately

    def at(self, form: int, group: int | None) -> tuple[int, int]:
        """Return (topics that began lately, trends that are seen lately)."""
        return self.cells[form, group], self.seen[form, group]

    def most(self, forms: list[ExploitationForm]) -> tuple[ExploitationForm, int] | None:
        """Return the form that more than half of the topics name, with its percentage; None if there is none."""
        if self.total < ENOUGH:
            return None
        form_id, count = self.forms.most_common(1)[0]
        if count <= MUCH * self.total:
            return None
        return next(form for form in forms if form.pk == form_id), round(100 * count / self.total)


def recent_topics(reader, policy: Policy) -> RecentTopics:
    """Return the numbers of recent topics and trends that this reader may see, by form and affected group.

    A topic with two forms counts for both, and once in the total. A topic without a form is not counted. Costs two
    queries, one more if a trend is seen lately, and up to four more if this process does not remember which are.
    """
    since, lately = timezone.now() - RECENT, _seen_lately(reader, policy)
    recent, rows_of_forms = RecentTopics(), set()
    for topic, published_at, form, group in {*_begun(reader, since), *_tagged(reader, sorted(lately))}:
        rows_of_forms.add((topic, form))
        recent.cells[form, group] += published_at > since
        recent.seen[form, group] += topic in lately
    recent.forms.update(form for _topic, form in rows_of_forms)
    recent.total = len({topic for topic, _form in rows_of_forms})
    return recent


@compiled(Reader, dt.datetime)
def _begun(reader: User, since: dt.datetime) -> QuerySet:
    """Return (topic, when it was published, form, affected group) of the topics that began after this time."""
    topics = Topic.objects.visible_to(reader).listed().order_by()
    return topics.filter(published_at__gt=since, forms__isnull=False).values_list(*TAGS)


@compiled(Reader, Values(int))
def _tagged(reader: User, topics: list[int]) -> QuerySet:
    """Return (topic, when it was published, form, affected group) of these topics."""
    chosen = Topic.objects.visible_to(reader).listed().order_by()
    return chosen.filter(pk__in=topics, forms__isnull=False).values_list(*TAGS)


def _seen_lately(reader: User, policy: Policy) -> set[int]:
    """Return the ids of the trend notes whose count may be shown for this month or one of the two months before.

    Each worker process remembers the counts for KEPT seconds. A trend that has other readers since then is left out.
    """
    seen = caches["worker"].get_or_set(f"seen-lately-{policy.threshold}", partial(_seen, policy), KEPT)
    return {topic for topic, *audience in _newest_trends(reader) if seen.get(topic) == Audience(*audience)}


def _seen(policy: Policy) -> dict[int, Audience]:
    """Return {topic id: audience} of all trend notes that are seen lately, whichever readers can read them."""
    audiences = {topic: Audience(*audience) for topic, *audience in _newest_of(Topic.objects.all())}
    rows = month_rows_of(audiences, policy, last_months()[-MONTHS:])
    return {topic: audiences[topic] for topic, months in rows.items() if any(row.seen.is_number for row in months)}


@compiled(Reader)
def _newest_trends(reader: User) -> QuerySet:
    return _newest_of(Topic.objects.visible_to(reader))


def _newest_of(topics: TopicQuerySet) -> QuerySet:
    """Return (trend note, circle of its board, first month that is shown), latest activity first."""
    trends = topics.listed().filter(kind=TopicKind.TREND, trend__isnull=False)
    return trends.order_by("-last_post_at", "-pk").values_list("pk", "board__circle", "trend__counted_from")[
        :LOOKED_THROUGH
    ]
