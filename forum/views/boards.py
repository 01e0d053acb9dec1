from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from forum.enums import TopicList
from forum.forms.topic_filters import BoardFilterForm
from forum.models import Board
from forum.models.board import MOST_NEW, BoardQuerySet
from forum.queries.all_boards import MOST_COUNTED, unanswered_count
from forum.queries.audience import readers_lately
from forum.queries.subscriptions import following_of
from forum.queries.topic_list import topics_page
from forum.rules.boards import can_manage_board, can_start_topic
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.notifications.enums import Level


def board_list(request: HttpRequest) -> HttpResponse:
    boards = sorted(_with_new(request.user), key=lambda board: board.is_for_circle)  # circles' boards last
    context = {
        "boards": boards,
        "most_new": MOST_NEW,
        "lists": TopicList,
        "unanswered": unanswered_count(request.user),
        "most_unanswered": MOST_COUNTED,
        "startable": {board.pk for board in boards if can_start_topic(request.user, board)},
    }
    return render(request, "forum/board_list.html", context)


def board(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = _read_board.first(request.user, board_slug)
    if board is None:
        raise Http404
    filters = BoardFilterForm(request.GET)
    page = topics_page(board, request.user, request.GET.get("before", ""), **filters.chosen)
    can_start = can_start_topic(request.user, board)
    context = {
        "board": board,
        "page": page,
        "filters": filters,
        "readers": readers_lately(board.circle),
        "can_start": can_start,
        "now": timezone.now(),
        "following": following_of(board),
        "levels": Level,
        "can_manage": can_manage_board(request.user, board),
    }
    return render(request, "forum/board.html", context)


@compiled(Reader)
def _with_new(reader: User) -> BoardQuerySet:
    return Board.objects.visible_to(reader).with_new(reader).select_related("circle", "latest_topic__last_author")


@compiled(Reader, str)
def _read_board(reader: User, slug: str) -> BoardQuerySet:
    boards = Board.objects.visible_to(reader).with_since(reader).with_subscription(reader)
    return boards.filter(slug=slug).select_related("circle").order_by()
