"""The page with the coverage map: what the library and the boards have on each form of exploitation and group."""

import datetime as dt
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.enums import TopicKind
from forum.models import Board
from library.queries.coverage import Cell, coverage
from ratsite.network.figures import policy_inside
from ratsite.network.models import Remit
from ratsite.search.queries.recent_coverage import RecentTopics, recent_topics


class ShownCell(NamedTuple):
    """What a cell shows besides the names of its form and group: a part of the key under which it is cached.

    topics: how many began lately; trends: how many are seen; keep: the chosen remit as part of a query, or empty;
    ask_board: the slug of the board for questions, or empty.
    """

    count: int
    overdue: int
    newest: dt.date | None
    percent_overdue: int
    has_many_overdue: bool
    topics: int
    trends: int
    keep: str
    ask_board: str


@require_safe
def coverage_map(request: HttpRequest) -> HttpResponse:
    remits = list(Remit.objects.all())
    remit = next((remit for remit in remits if remit.slug == request.GET.get("remit")), None)
    board = Board.objects.visible_to(request.user).filter(usual_kind=TopicKind.QUESTION).first()
    policy = policy_inside()
    found, recent = coverage(request.user, remit.slug if remit else ""), recent_topics(request.user, policy)
    most = recent.most([form for form, _cells in found.rows])
    links = f"&remit={remit.slug}" if remit else "", board.slug if board else ""
    context = {
        "map": found,
        "rows": [(form, [(cell.group, _shown(cell, recent, *links)) for cell in cells]) for form, cells in found.rows],
        "least": policy.threshold,
        "most": most and {"form": most[0], "percent": most[1]},
        "remits": remits,
        "remit_chosen": remit,
        "ask_board": board,
    }
    return render(request, "library/coverage.html", context)


def _shown(cell: Cell, recent: RecentTopics, keep: str, ask_board: str) -> ShownCell:
    topics, trends = recent.at(cell.form.pk, cell.group and cell.group.pk)
    return ShownCell(
        count=cell.count,
        overdue=cell.overdue,
        newest=cell.newest,
        percent_overdue=cell.percent_overdue,
        has_many_overdue=cell.has_many_overdue,
        topics=topics,
        trends=trends,
        keep=keep,
        ask_board=ask_board,
    )
