"""The page that tells coordinators whether the site is well."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from library.queries.health import library_health
from ratsite.files.queries import file_health
from ratsite.review.rules import can_read_site_health


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    if not can_read_site_health(request.user):
        raise PermissionDenied
    facts = [*file_health(), *library_health()]
    context = {
        "needed": [fact for fact in facts if fact.is_urgent],
        "advised": [fact for fact in facts if fact.is_advice],
        "well": [fact for fact in facts if not fact.todo],
    }
    return render(request, "review/health.html", context)
