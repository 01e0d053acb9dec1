from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from forum import rules
from forum.models import Board
from forum.models.board import MOST_NEW, BoardQuerySet
from forum.queries.subscriptions import hearing_of
from forum.queries.topic_list import topics_page
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.notifications.enums import Level


def board_list(request: HttpRequest) -> HttpResponse:
    boards = sorted(_with_new(request.user), key=lambda board: board.is_for_circle)  # circles' boards come last
    return render(request, "forum/board_list.html", {"boards": boards, "most_new": MOST_NEW})


def board(request: HttpRequest, board_slug: str) -> HttpResponse:
    found = _read_board.first(request.user, board_slug)
    if found is None:
        raise Http404
    page = topics_page(found, request.user, request.GET.get("before", ""))
    can_start = rules.can_start_topic(request.user, found)
    context = {
        "board": found,
        "page": page,
        "can_start": can_start,
        "now": timezone.now(),
        "hearing": hearing_of(found),
        "levels": Level,
        "can_manage": rules.can_manage_board(request.user, found),
    }
    return render(request, "forum/board.html", context)


@compiled(Reader)
def _with_new(reader: User) -> BoardQuerySet:
    return Board.objects.visible_to(reader).with_new(reader).select_related("circle", "latest_topic__last_author")


@compiled(Reader, str)
def _read_board(reader: User, slug: str) -> BoardQuerySet:
    boards = Board.objects.visible_to(reader).with_since(reader).with_hearing(reader)
    return boards.filter(slug=slug).select_related("circle").order_by()
