"""The page with the coverage map: what the library and the boards have on each form of exploitation and group."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.enums import TopicKind
from forum.models import Board
from forum.models.board import BoardQuerySet
from library.queries.coverage import Cell, coverage
from library.rules.suggestions import can_suggest
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.network.figures import policy_inside
from ratsite.network.models import AffectedGroup, ExploitationForm, Remit
from ratsite.trends.queries.recent_topics import RecentTopics, recent_topics


class Word(NamedTuple):
    """A form of exploitation or an affected group on the map. Both fields are part of the map's cache key."""

    slug: str
    name: str


class ShownCell(NamedTuple):
    """The content of one cell of the map, without its row and column. It is part of the cache key of the cell's HTML.

    - topics, trends: the numbers of recent topics and recent trends.
    - keep: the chosen remit as part of a query string; empty if none is chosen.
    - ask_board: the slug of the board for questions; empty if there is none.
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
    board = _question_board.first(request.user)
    policy = policy_inside()
    found, recent = coverage(request.user, remit.slug if remit else ""), recent_topics(request.user, policy)
    links = f"&remit={remit.slug}" if remit else "", board.slug if board else ""
    context = {
        "map": found,
        "rows": tuple((_word(form), tuple(_in_row(cells, recent, *links))) for form, cells in found.rows),
        "least": policy.threshold,
        "most": recent.most(form for form, _cells in found.rows),
        "remits": remits,
        "remit_chosen": remit,
        "ask_board": board,
        "may_suggest": can_suggest(request.user),
    }
    return render(request, "library/coverage.html", context)


def _in_row(
    cells: list[Cell], recent: RecentTopics, keep: str, ask_board: str
) -> Iterator[tuple[Word | None, ShownCell]]:
    for cell in cells:
        yield cell.group and _word(cell.group), _shown(cell, recent, keep, ask_board)


def _word(term: ExploitationForm | AffectedGroup) -> Word:
    return Word(term.slug, term.name)


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


@compiled(Reader)
def _question_board(reader: User) -> BoardQuerySet:
    return Board.objects.visible_to(reader).filter(usual_kind=TopicKind.QUESTION)[:1]
