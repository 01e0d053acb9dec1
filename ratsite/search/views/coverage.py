"""The page that shows what the library and the boards cover, and where they have nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.enums import TopicKind
from forum.models import Board
from library.queries.coverage import coverage
from ratsite.network.figures import policy_inside
from ratsite.network.models import Remit
from ratsite.search.queries.recent_coverage import recent_topics


@require_safe
def coverage_map(request: HttpRequest) -> HttpResponse:
    remits = list(Remit.objects.all())
    remit = next((remit for remit in remits if remit.slug == request.GET.get("remit")), None)
    boards = Board.objects.visible_to(request.user).filter(usual_kind=TopicKind.QUESTION)
    policy = policy_inside()
    found, recent = coverage(request.user, remit.slug if remit else ""), recent_topics(request.user, policy)
    most = recent.most([form for form, _cells in found.rows])
    context = {
        "map": found,
        "rows": [
            (form, [(cell, *recent.at(form.pk, cell.group and cell.group.pk)) for cell in cells])
            for form, cells in found.rows
        ],
        "least": policy.threshold,
        "most": most and {"form": most[0], "percent": most[1]},
        "remits": remits,
        "remit_chosen": remit,
        "keep": f"&remit={remit.slug}" if remit else "",
        "ask_board": boards.first(),
    }
    return render(request, "library/coverage.html", context)
