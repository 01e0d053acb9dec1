"""The members' home page: what is new since the member last caught up, most urgent first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum.enums import NEWCOMER_POSTS
from forum.models import Board
from forum.views.read_marks import catch_up_with_undo, undo_last_catch_up
from ratsite.accounts.actions.store_counts import store_counts
from ratsite.catchup.queries.groups import catch_up_of
from ratsite.lib.numbers import parse_moment
from ratsite.notifications.inbox import how_you_hear
from ratsite.notifications.models import MailChoices
from ratsite.pages.models import Helpline
from ratsite.review.queries.history import MUCH_FOR_A_DAY


def catch_up(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        if "undo" in request.POST:
            undo_last_catch_up(request)
        elif until := parse_moment(request.POST.get("until", "")):
            message = _("You are up to date. Anything new will appear here.")
            catch_up_with_undo(request, Board.objects.visible_to(request.user), until, message)
        return redirect("catchup:catch_up")
    catch_up = catch_up_of(request.user)
    store_counts(request.user, needs_count=catch_up.needs)
    context = {
        "found": catch_up,
        "newcomer_posts": NEWCOMER_POSTS,
        **how_you_hear(request.user),
    }
    return render(request, "catchup/catch_up.html", context)


def support(request: HttpRequest) -> HttpResponse:
    context = {
        "lines": Helpline.objects.filter(is_for_members=True),
        "choices": MailChoices.of(request.user),
        "much_for_a_day": MUCH_FOR_A_DAY,
    }
    return render(request, "catchup/support.html", context)
