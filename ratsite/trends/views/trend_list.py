"""The list of trends, by group and filter."""

from typing import NamedTuple

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from ratsite.lib.paging.pager import page_of
from ratsite.network.figures import policy_inside
from ratsite.trends.enums import TrendGroup
from ratsite.trends.queries.coverage_grid import coverage_grid
from ratsite.trends.queries.side_by_side import side_by_side
from ratsite.trends.queries.trend_list import (
    FILTERS,
    LOOKED_THROUGH,
    TrendFilters,
    filtered_trends,
    in_group,
    listed_topics,
    rows_of,
)
from ratsite.trends.queries.trend_page import trends_of

TRENDS_A_PAGE = 20
CHOICES_CACHED_SECONDS = 60  # a changed name of a form or area shows in the filters after this time

Choices = tuple[tuple[str, str], ...]  # pairs of slug and name


class Filters(NamedTuple):
    """The filters that the page shows. It is also part of the key under which their HTML is cached.

    groups: (value, label) of each group of trends. fields: for each filter its name, its choices, and the chosen slug
    or "".
    """

    groups: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, Choices, str], ...]


def trend_list(request: HttpRequest) -> HttpResponse:
    choices: dict[str, Choices] = caches["worker"].get_or_set("trend-filters", _choices, CHOICES_CACHED_SECONDS)
    slugs = {name: request.GET.get(name, "") for name in FILTERS}
    slugs = {name: slug for name, slug in slugs.items() if slug in dict(choices[name])}
    group = TrendGroup(request.GET["group"]) if request.GET.get("group") in TrendGroup.values else None
    found, pager = filtered_trends(request.user, TrendFilters(group, slugs)), None
    if group in (None, TrendGroup.NEW):
        found, pager = page_of(found, request.GET.get("page"), TRENDS_A_PAGE)
    topics = listed_topics(request.user, found[:LOOKED_THROUGH])
    trends = trends_of(topics, policy_inside()) if pager else in_group(topics, group, policy_inside())
    is_whole = group is None and not slugs
    is_first = is_whole and pager.number == 1
    context = {
        "grid": coverage_grid(request.user, policy_inside()) if is_first else None,
        "rows": rows_of(trends),
        "pager": pager,
        "group": group,
        "filters": Filters(
            tuple((value, str(label)) for value, label in TrendGroup.choices),
            tuple((name, choices[name], slugs.get(name, "")) for name in FILTERS),
        ),
        "is_filtered": not is_whole,
        "beside": side_by_side(request.user, policy_inside()) if is_first else [],
        "fewest": policy_inside().threshold,
        "able_to_tell": policy_inside().fewest_able,
        "keep": urlencode(slugs | ({"group": group.value} if group else {})),
    }
    return render(request, "trends/trend_list.html", context)


def _choices() -> dict[str, Choices]:
    """Return the choices of each filter, by the name of the filter. Costs one query for each."""
    return {name: tuple(model._default_manager.values_list("slug", "name")) for name, (model, _) in FILTERS.items()}
