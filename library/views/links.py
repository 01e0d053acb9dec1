from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from library.queries.outside_links import broken_links, broken_page_links, newest_check
from library.rules.resources import can_add_resource


@require_safe
def link_list(request: HttpRequest) -> HttpResponse:
    """Show curators the links that have moved or are gone. The command check_links finds these."""
    if not can_add_resource(request.user):
        raise PermissionDenied
    context = {
        "links": broken_links(request.user),
        "of_pages": broken_page_links(),
        "newest_check": newest_check(),
    }
    return render(request, "library/link_list.html", context)
