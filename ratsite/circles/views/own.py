"""The circles that a member is in: who else is in each, and how it changed. Other circles' pages give 404."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ratsite.accounts.models import User
from ratsite.circles.actions.notify import group_of
from ratsite.circles.enums import ACCESS_CHANGES
from ratsite.circles.queries.circles import changes_for_members, joins_of
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.paging.pager import page_of
from ratsite.lib.prefetches import is_really_read
from ratsite.network.models import Circle
from ratsite.notifications.actions.notify import read_page

PEOPLE_A_PAGE = 50


def circle_list(request: HttpRequest) -> HttpResponse:
    return render(request, "circles/own_list.html", {"circles": Circle.objects.of(request.user)})


def circle(request: HttpRequest, circle_id: int) -> HttpResponse:
    circle = get_object_or_404(Circle.objects.of(request.user), pk=circle_id)
    people = User.objects.readers_of(circle).select_related("agency__main_remit").in_listed_order()
    listed, pager = page_of(people, request.GET.get("page"), PEOPLE_A_PAGE)
    prefetch_related_objects([circle], "remits", "agencies", "people")
    changes, joins = changes_for_members(circle, request.user), joins_of(circle)
    if is_really_read(request) and request.user.unread_groups:
        groups = [group_of(change, ACCESS_CHANGES) for change in (*changes, *joins)]
        with unless_disk_is_full():
            read_page(person=request.user, positions={}, whole=groups)
    context = {
        "circle": circle,
        "people": listed,
        "pager": pager,
        "changes": changes,
        "joins": joins,
    }
    return render(request, "circles/own.html", context)
