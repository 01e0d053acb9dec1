"""When a trend was first checked: the day of the first signal by an agency of another main remit than the author's."""

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
    """Return, by topic id, the day when the trend was first checked; None if it was not checked yet.

    The first check is the first signal by an agency whose main remit is not the one that the author's agency had when
    the note was written. A topic is left out:
    - if the day could tell which agencies signalled (may_tell_check);
    - if only a circle reads the topic, or if its readers have changed;
    - if the main remit for which the note was written is not stored, for example because a moderator wrote the note on
      behalf of an agency.

    policy: decides which counts are shown. Two to four queries. The topics must have been fetched with their boards and
    trends.
    """
    published = {
        topic.pk: topic.published_at
        for topic in topics
        if topic.board.circle_id is None and topic.trend.counted_from is None
    }
    by_remit: dict[dt.date, dict[int, int]] = defaultdict(dict)
    for month, remit, number in _able_by_remit():
        by_remit[month][remit] = number
    able = {month: sum(numbers.values()) for month, numbers in by_remit.items()}
    remits = {topic_id: remit for topic_id, remit in _written_for([*published]) if remit}
    of_remit = {
        remit: {month: numbers.get(remit, 0) for month, numbers in by_remit.items()} for remit in {*remits.values()}
    }
    able_by_topic = {topic_id: of_remit[remit] for topic_id, remit in remits.items()}

    def may_tell(topic_id: int, shown: Iterable[tuple[list[Figure], int]]) -> bool:
        first_month, in_remit = month_of(timezone.localdate(published[topic_id])), able_by_topic[topic_id]
        groups = [(in_remit[month], able[month] - in_remit[month]) for month in able if month >= first_month]
        return may_tell_check(shown, groups=groups, policy=policy)

    # First without figures: for most topics too few agencies of the remit are able to report, and no count is needed.
    counts: dict[int, list[MonthCounts]] = {topic_id: [] for topic_id in remits if may_tell(topic_id, [])}
    for topic_id, *row in _month_counts([*counts]):
        if row[0] in able:  # not a month that was recorded after they were counted
            counts[topic_id].append(MonthCounts(*row))
    first_days: dict[int, dt.date | None] = {
        topic_id: None
        for topic_id, rows in counts.items()
        if may_tell(topic_id, _visible_figures(rows, able, able_by_topic[topic_id], policy))
    }
    for topic_id, remit, first in _first_signals([*first_days]):
        if remit != remits[topic_id]:
            first_days[topic_id] = min(timezone.localdate(first), first_days[topic_id] or dt.date.max)
    return first_days


class MonthCounts(NamedTuple):
    """The numbers of agencies that signalled about a month of a trend.

    - seen: how many see it, by signals made on time.
    - looked: how many looked and did not see it, by signals made on time.
    - with_late: how many see it, by all signals.
    """

    month: dt.date
    seen: int
    looked: int
    with_late: int


def _visible_figures(
    counts: list[MonthCounts], able: Mapping[dt.date, int], able_in_remit: Mapping[dt.date, int], policy: Policy
) -> Iterator[tuple[list[Figure], int]]:
    """Yield all figures of a trend that readers can have seen, as pairs for may_tell_check.

    A pair is a list of figures that readers can add up, and how many agencies of the author's main remit were able to
    report in the month of the figures. The months of a quarter can be added up: their figures are in one list, with the
    lowest of their numbers of agencies.

    able: month → number of agencies that were able to report. able_in_remit: the same for agencies of the author's main
    remit.
    """
    quarters: dict[tuple[int, int], list[tuple[Figure, int]]] = defaultdict(list)
    for month, *numbers in counts:
        seen, looked, with_late = (count(number, able=able[month], policy=policy) for number in numbers)
        yield [looked], able_in_remit[month]
        if now := revision(seen, with_late).now:
            yield [now], able_in_remit[month]
        if seen.is_number:
            quarters[quarter_with(month)].append((seen, able_in_remit[month]))
    for figures in quarters.values():
        yield [figure for figure, _in_remit in figures], min(number for _figure, number in figures)


@compiled(Values(int))
def _month_counts(topics: list[int]) -> QuerySet:
    """Return a row for each month of each of these topics: the topic's id, then the values of a MonthCounts."""
    on_time = Q(is_late=False)
    rows = Signal.objects.filter(topic__in=topics).order_by()
    return rows.values_list("topic", "reporting__month").annotate(
        seen=Count("reporting", distinct=True, filter=SEEN & on_time),
        looked=Count("reporting", distinct=True, filter=~SEEN & on_time),
        with_late=Count("reporting", distinct=True, filter=SEEN),
    )


@compiled(Values(int))
def _first_signals(topics: list[int]) -> QuerySet:
    """Return rows (topic id, main remit id, time of the first signal by an agency of this remit)."""
    signals = Signal.objects.filter(topic__in=topics).order_by()
    return signals.values_list("topic", "reporting__remit").annotate(Min("made_at"))


@compiled()
def _able_by_remit() -> QuerySet:
    """Return rows (month, main remit id, number of the remit's agencies that were able to report) for all months."""
    return ReportingMonth.objects.order_by().values_list("month", "remit").annotate(Count("pk"))


@compiled(Values(int))
def _written_for(topics: list[int]) -> QuerySet:
    """Return pairs (topic id, id of the main remit for which its note was written; None if not stored).

    Notes on behalf of an agency are left out.
    """
    opening = Post.objects.filter(topic__in=topics, number=1).exclude(voice=Voice.BEHALF)
    return opening.order_by().values_list("topic", "profile__main_remit")
