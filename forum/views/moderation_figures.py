from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.queries.moderation_figures import SMALL, months, usual_wait
from ratsite.sanctions.rules import can_read_log


def summary(request: HttpRequest) -> HttpResponse:
    """Show moderation figures to every member: numbers, no names and no text."""
    context = {"months": months(), "small": SMALL, "wait": _in_words(usual_wait())}
    return render(request, "forum/summary.html", context | {"can_read_log": can_read_log(request.user)})


def _in_words(wait) -> str:
    if wait is None:
        return ""
    hours = round(wait.total_seconds() / 3600)
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return f"{hours} hour{'s' if hours > 1 else ''}"
    return f"{round(hours / 24)} days"
