"""The audit log page, for moderators and coordinators who have taken the second step (ratsite.web.access)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.review.forms import LogFilterForm
from ratsite.review.queries.log import entries_for
from ratsite.review.queries.log_page import log_page
from ratsite.sanctions.rules import can_read_log


def log(request: HttpRequest) -> HttpResponse:
    if not can_read_log(request.user):
        raise PermissionDenied
    form = LogFilterForm(request.GET)
    page = log_page(request.user, form.narrow(entries_for(request.user)), request.GET.get("before", ""))
    query = request.GET.copy()
    query.pop("before", None)
    is_filtered = any(query.get(name) for name in form.fields)
    context = {"form": form, "page": page, "keep": query.urlencode(), "is_filtered": is_filtered}
    return render(request, "review/log.html", context)
