"""The list of trends, by group and filter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from ratsite.lib.paging.pager import page_of
from ratsite.network.figures import policy_inside
from ratsite.trends.enums import TrendGroup
from ratsite.trends.queries.side_by_side import side_by_side
from ratsite.trends.queries.trend_list import FILTERS, Asked, asked_for, in_group, rows_of
from ratsite.trends.queries.trend_page import trends_of

TRENDS_A_PAGE = 30


def trend_list(request: HttpRequest) -> HttpResponse:
    choices = {name: list(model._default_manager.values_list("slug", "name")) for name, (model, _) in FILTERS.items()}
    slugs = {name: request.GET.get(name, "") for name in FILTERS}
    slugs = {name: slug for name, slug in slugs.items() if slug in dict(choices[name])}
    group = TrendGroup(request.GET["group"]) if request.GET.get("group") in TrendGroup.values else None
    topics = asked_for(request.user, Asked(group, slugs))
    if group in (None, TrendGroup.NEW):
        page, pager = page_of(topics, request.GET.get("page"), TRENDS_A_PAGE)
        trends = trends_of(list(page), policy_inside())
    else:
        trends, pager = in_group(topics, group, policy_inside()), None
    is_whole = group is None and not slugs
    context = {
        "rows": rows_of(trends),
        "pager": pager,
        "group": group,
        "groups": TrendGroup,
        "filters": [(name, choices[name], slugs.get(name, "")) for name in FILTERS],
        "slugs": slugs,
        "beside": side_by_side(request.user, policy_inside()) if is_whole and pager.number == 1 else [],
        "fewest": policy_inside().threshold,
        "keep": urlencode(slugs | ({"group": group.value} if group else {})),
    }
    return render(request, "trends/trend_list.html", context)
