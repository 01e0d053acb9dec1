"""The list of trends that a reader may see, by group and filter, and what each row of it shows."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Model, QuerySet
from django.utils import timezone

from forum.enums import TopicKind
from forum.models import Topic, TrendNote
from forum.models.topic_queryset import TopicQuerySet
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.charts.values import Value
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.db.query_parameters import Values
from ratsite.lib.disclosure import Figure, Policy
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Sector
from ratsite.trends.enums import TrendGroup, TrendState
from ratsite.trends.queries.trend_charts import values_of
from ratsite.trends.queries.trend_page import Trend, trends_of

NEW_FOR = dt.timedelta(days=60)
LOOKED_THROUGH = 300  # newest trends whose group is computed: the group of a trend is not stored

FILTERS: dict[str, tuple[type[Model], str]] = {
    "form": (ExploitationForm, "forms__slug"),
    "area": (Area, "trend__areas__slug"),
    "who": (AffectedGroup, "affected__slug"),
    "sector": (Sector, "trend__sector__slug"),
}

# The fields that a row of the list is computed from.
LISTED = ("title", "closing_line", "published_at", "board__circle", "trend__topic", "trend__counted_from")


class Row(NamedTuple):
    """What a row of the list of trends shows. It is also the key under which the row's HTML is cached.

    months: the counts for the sparkline, oldest first.
    """

    pk: int
    title: str
    months: tuple[Value, ...]
    this_month: Figure
    areas: str
    state: TrendState
    is_rising: bool


@dataclass(frozen=True)
class TrendFilters:
    """What a reader asked for on the list of trends: a group or all, and the chosen slug of each filter (FILTERS)."""

    group: TrendGroup | None = None
    slugs: dict[str, str] = field(default_factory=dict)


def trends_for(reader, *, with_archived: bool = False) -> TopicQuerySet:
    """Return the published trend notes that this reader may see, latest activity first."""
    topics = Topic.objects.visible_to(reader)
    notes = topics.published() if with_archived else topics.listed()
    notes = notes.filter(kind=TopicKind.TREND, trend__isnull=False)
    return notes.select_related("trend", "board").order_by("-last_post_at", "-pk")


def trend_topic(reader, topic_id: int) -> Topic | None:
    """Return the topic of a trend's page, archived or not; None if the reader may not see it or it is no trend note."""
    return _trend_topic.first(reader, topic_id)


@compiled(Reader, int)
def _trend_topic(reader, topic_id: int) -> TopicQuerySet:
    topics = trends_for(reader, with_archived=True).filter(pk=topic_id).order_by()
    return topics.select_related("board__circle", "trend__sector", "trend__reading_by")


def filtered_trends(reader, filters: TrendFilters) -> list[int]:
    """Return the ids of the trend notes that match the reader's filters, latest activity first. One query.

    Of the groups, only NEW is applied here. The others depend on a trend's figures, so `in_group` selects by them.
    """
    if filters.group != TrendGroup.NEW and not filters.slugs:
        return _ids(reader)
    topics = trends_for(reader)
    for name, slug in filters.slugs.items():
        # Not a join, because a trend with two areas would be listed twice.
        topics = topics.filter(pk__in=Topic.objects.filter(**{FILTERS[name][1]: slug}).order_by().values("pk"))
    if filters.group == TrendGroup.NEW:
        topics = topics.filter(published_at__gt=timezone.now() - NEW_FOR)
    return list(topics.values_list("pk", flat=True))


@compiled(Reader)
def _ids(reader) -> QuerySet:
    return trends_for(reader).values_list("pk", flat=True)


def listed_topics(reader, topic_ids: list[int]) -> list[Topic]:
    """Return the topics with these ids that the reader may see, latest activity first, for `trends_of`. One query."""
    return _listed(reader, topic_ids)


@compiled(Reader, Values(int))
def _listed(reader, topic_ids: list[int]) -> TopicQuerySet:
    return trends_for(reader).filter(pk__in=topic_ids).only(*LISTED)


def in_group(topics: list[Topic], group: TrendGroup, policy: Policy) -> list[Trend]:
    """Return, as Trends, the topics that belong to this group. group: RISING, FADING or UNCHECKED.

    Costs four to six queries, and one more if a circle can read any of them.
    """
    trends = trends_of(topics, policy)
    belongs = {
        TrendGroup.RISING: lambda trend: trend.is_rising and trend.state != TrendState.CLOSED,
        TrendGroup.FADING: lambda trend: trend.state == TrendState.FADING,
        TrendGroup.UNCHECKED: lambda trend: trend.shows_check and not trend.checked_on,
    }[group]
    return [trend for trend in trends if belongs(trend)]


def rows_of(trends: list[Trend]) -> tuple[Row, ...]:
    """Return the rows of these trends. One query."""
    areas = areas_named([trend.note.pk for trend in trends])
    return tuple(_row(trend, ", ".join(areas[trend.note.pk])) for trend in trends)


def areas_named(notes: list[int]) -> dict[int, list[str]]:
    """Return the names of the areas that each of these trend notes names, by the note's id. One query."""
    areas: dict[int, list[str]] = defaultdict(list)
    for note, name in _area_names(notes):
        areas[note].append(name)
    return areas


@compiled(Values(int))
def _area_names(notes: list[int]) -> QuerySet:
    """Return pairs (id of a trend note, name of an area that it names), in the order of the areas."""
    covered = TrendNote.areas.through.objects.filter(trendnote__in=notes)
    return covered.order_by("area__position", "area__name").values_list("trendnote", "area__name")


def _row(trend: Trend, areas: str) -> Row:
    state = trend.state
    return Row(
        pk=trend.topic.pk,
        title=trend.topic.title,
        months=values_of(trend),
        this_month=trend.this_month.seen,
        areas=areas,
        state=state,
        is_rising=trend.is_rising and state != TrendState.CLOSED,
    )
