"""The list of boards, and one board's topics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from forum import rules
from forum.following import hearing_of
from forum.listing import topics_page
from forum.models import Board
from forum.querysets import MOST_NEW
from ratsite.notifications.enums import Level


def board_list(request: HttpRequest) -> HttpResponse:
    boards = Board.objects.visible_to(request.user).with_new(request.user)
    boards = boards.select_related("circle", "latest_topic__last_author")
    boards = sorted(boards, key=lambda board: board.is_for_circle)  # the circles' own boards come last
    return render(request, "forum/board_list.html", {"boards": boards, "most_new": MOST_NEW})


def board(request: HttpRequest, board_slug: str) -> HttpResponse:
    boards = Board.objects.visible_to(request.user).with_since(request.user).with_hearing(request.user)
    found = get_object_or_404(boards.select_related("circle"), slug=board_slug)
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
