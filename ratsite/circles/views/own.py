"""The circles that a member is in: who else is in each, and how it changed. The page of another circle answers 404."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ratsite.accounts.models import User
from ratsite.circles.models import AccessChange
from ratsite.circles.queries.circles import CHANGES_SHOWN, joins_of
from ratsite.lib.paging.pager import page_of
from ratsite.network.models import Circle

PEOPLE_A_PAGE = 50


def circle_list(request: HttpRequest) -> HttpResponse:
    return render(request, "circles/own_list.html", {"circles": Circle.objects.of(request.user)})


def circle(request: HttpRequest, circle_id: int) -> HttpResponse:
    circle = get_object_or_404(Circle.objects.of(request.user), pk=circle_id)
    people = User.objects.readers_of(circle).select_related("agency__main_remit").in_listed_order()
    listed, pager = page_of(people, request.GET.get("page"), PEOPLE_A_PAGE)
    changes = AccessChange.objects.visible_to(request.user).made().about(circle).asked_for()
    changes = changes.select_related("spoken_by", "decided_by")
    context = {
        "circle": circle,
        "people": listed,
        "pager": pager,
        "changes": changes.order_by("-decided_at", "-pk")[:CHANGES_SHOWN],
        "joins": joins_of(circle),
    }
    return render(request, "circles/own.html", context)
