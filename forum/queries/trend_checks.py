"""Whether an agency of another main remit than the author's has signalled a trend, as readers may see it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from forum.enums import Voice
from forum.models import Post, ReportingMonth, Signal, Topic
from forum.models.signal import month_of
from forum.queries.signal_figures import SEEN, quarter_with
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.disclosure import Figure, Policy, count, may_tell_check, revision


def first_checks(topics: Iterable[Topic], policy: Policy) -> dict[int, dt.date | None]:
    """Return, by topic id, the day when an agency of another main remit first signalled; None if none has yet.

    Another main remit than that of the author's agency when the note was written. A topic is left out:
    - if this could tell which agencies signalled (may_tell_check);
    - if a circle reads it, or its readers have changed;
    - if a moderator wrote it on behalf of an agency, because that agency's remit is not stored, and the moderator's is
      hidden.

    Three queries. The topics must have been fetched with their boards and trends.
    """
    topics = [topic for topic in topics if topic.board.circle_id is None and topic.trend.counted_from is None]
    said: dict[int, list[Said]] = defaultdict(list)
    for topic_id, *row in _said([topic.pk for topic in topics]):
        said[topic_id].append(Said(*row))
    able: dict[dt.date, dict[int, int]] = defaultdict(dict)
    for month, remit, number in _able_by_remit():
        able[month][remit] = number
    remits = dict(_written_for([topic.pk for topic in topics]))
    first_days: dict[int, dt.date | None] = {}
    for topic in topics:
        own = remits.get(topic.pk)
        if own is None:
            continue
        begun = month_of(timezone.localdate(topic.published_at))
        alike = {month: here.get(own, 0) for month, here in able.items()}
        groups = [(alike[month], sum(able[month].values()) - alike[month]) for month in able if month >= begun]
        if not may_tell_check(_figures_shown(said[topic.pk], able, alike, policy), groups=groups, policy=policy):
            continue
        others = [row.first for row in said[topic.pk] if row.remit != own]
        first_days[topic.pk] = timezone.localdate(min(others)) if others else None
    return first_days


class Said(NamedTuple):
    """How many agencies of one main remit signalled about a month of a trend, and when the first of them did.

    seen, looked: those that signalled on time that they see it, or do not. with_late: all that see it, on time or late.
    """

    month: dt.date
    remit: int
    seen: int
    looked: int
    with_late: int
    first: dt.datetime


def _figures_shown(
    said: list[Said], able: Mapping[dt.date, Mapping[int, int]], alike: Mapping[dt.date, int], policy: Policy
) -> Iterator[tuple[list[Figure], int]]:
    """Yield (figures, agencies of the author's main remit able to report) for all figures that readers can have seen.

    A quarter's areas count the agencies of its months together, so the figures of these months are in one list.
    """
    quarters: dict[tuple[int, int], list[tuple[Figure, int]]] = defaultdict(list)
    for month in {row.month for row in said}:
        rows, here = [row for row in said if row.month == month], sum(able[month].values())
        seen, looked, with_late = (
            count(sum(numbers), able=here, policy=policy)
            for numbers in zip(*((row.seen, row.looked, row.with_late) for row in rows), strict=True)
        )
        yield [looked], alike[month]
        if now := revision(seen, with_late).now:
            yield [now], alike[month]
        if seen.is_number:
            quarters[quarter_with(month)].append((seen, alike[month]))
    for figures in quarters.values():
        yield [figure for figure, _alike in figures], min(number for _figure, number in figures)


@compiled(Values(int))
def _said(topics: list[int]) -> QuerySet:
    """Return the values of Said for each month and main remit of these topics, after the topic's id."""
    on_time = Q(is_late=False)
    rows = Signal.objects.filter(topic__in=topics).order_by()
    return rows.values_list("topic", "reporting__month", "reporting__remit").annotate(
        seen=Count("reporting", distinct=True, filter=SEEN & on_time),
        looked=Count("reporting", distinct=True, filter=~SEEN & on_time),
        with_late=Count("reporting", distinct=True, filter=SEEN),
        first=Min("made_at"),
    )


@compiled()
def _able_by_remit() -> QuerySet:
    """Return (month, main remit, how many of its agencies were able to report) for all months."""
    return ReportingMonth.objects.order_by().values_list("month", "remit").annotate(Count("pk"))


@compiled(Values(int))
def _written_for(topics: list[int]) -> QuerySet:
    """Return (topic, main remit for which its note was written), without notes on behalf of an agency."""
    opening = Post.objects.filter(topic__in=topics, number=1).exclude(voice=Voice.BEHALF)
    return opening.order_by().values_list("topic", "profile__main_remit")
