"""The list of trends."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.lib.paging.pager import page_of
from ratsite.trends.queries.trend_list import trends_for

TRENDS_A_PAGE = 30


def trend_list(request: HttpRequest) -> HttpResponse:
    trends, pager = page_of(trends_for(request.user), request.GET.get("page"), TRENDS_A_PAGE)
    return render(request, "trends/trend_list.html", {"trends": trends, "pager": pager})
