"""The stewards' log. Its doors: signed in, a steward, a second factor (ratsite.web.access), and a role that reads it.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.moderation.log_page import LogFilterForm, log_page
from ratsite.moderation.rules import can_read_log


def log(request: HttpRequest) -> HttpResponse:
    if not can_read_log(request.user):
        raise PermissionDenied
    form = LogFilterForm(request.GET)
    page = log_page(request.user, form, request.GET.get("before", ""))
    query = request.GET.copy()
    query.pop("before", None)
    asks = any(query.get(name) for name in form.fields)
    return render(request, "moderation/log.html", {"form": form, "page": page, "keep": query.urlencode(), "asks": asks})
