import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.queries.moderation_figures import months, usual_wait
from ratsite.network.figures import policy_outside
from ratsite.sanctions.rules import can_read_log


def figures(request: HttpRequest) -> HttpResponse:
    """Show every member how moderators have decided, in numbers only: no names and no text of posts."""
    newest = months()
    shown = [month for month in newest if month.counts]
    context = {
        "months": shown,
        "has_empty": len(shown) < len(newest),
        "since": newest[-1].first,
        "fewest": policy_outside().threshold,
        "wait": _in_words(usual_wait()),
    }
    return render(request, "forum/moderation_figures.html", context | {"can_read_log": can_read_log(request.user)})


def _in_words(wait: dt.timedelta | None) -> str:
    """Return the time in hours or days as text; "" for None."""
    if wait is None:
        return ""
    hours = round(wait.total_seconds() / 3600)
    if hours < 1:
        return _("less than an hour")
    if hours < 48:
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    days = round(hours / 24)
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
