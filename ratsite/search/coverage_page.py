"""The page that shows what the library covers, and where it has nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.enums import TopicKind
from forum.models import Board
from library.queries.coverage import coverage
from ratsite.network.models import Remit


@require_safe
def coverage_map(request: HttpRequest) -> HttpResponse:
    remits = list(Remit.objects.all())
    remit = next((one for one in remits if one.slug == request.GET.get("remit")), None)
    boards = Board.objects.visible_to(request.user).filter(usual_kind=TopicKind.QUESTION)
    context = {
        "map": coverage(request.user, remit.slug if remit else ""),
        "remits": remits,
        "remit_chosen": remit,
        "keep": f"&remit={remit.slug}" if remit else "",
        "ask_board": boards.first(),
    }
    return render(request, "library/coverage.html", context)
