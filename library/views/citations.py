"""Citations of resources, as files for reference managers, and a card: a resource on one sheet of paper to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from library.models import Resource, ResourceVersion
from library.queries.review_strip import replacement_of
from library.text.citation import STYLES, as_text, citation_of
from library.views.page import base_of, find_resource, find_version
from ratsite.network.enums import Marking


@require_safe
def citation(request: HttpRequest, resource_slug: str, style: str) -> HttpResponse:
    """Send the citation of a resource as a file for reference managers. It links to the newest published version."""
    resource = find_resource(request, resource_slug)
    if resource.current is None:
        raise Http404
    return _sent(resource, resource.current, style, is_of_version=False)


@require_safe
def version_citation(request: HttpRequest, resource_slug: str, number: int, style: str) -> HttpResponse:
    """Send the citation of one published version as a file for reference managers."""
    resource = find_resource(request, resource_slug)
    version = find_version(request, resource, number)
    if not version.is_published:
        raise Http404
    return _sent(resource, version, style, is_of_version=True)


@require_safe
def card(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Show a resource on one sheet of paper: what it is for, its limits, and where the newest version is.

    Refuses a closely marked resource.
    """
    resource = find_resource(request, resource_slug)
    if resource.current is None:
        raise Http404
    context = {"library_base": base_of(request), "resource": resource, "marking": Marking(resource.marking)}
    if not resource.is_printable:
        return render(request, "library/card_refused.html", context, status=403)
    context |= {
        "version": resource.current,
        "newer": replacement_of(resource, request.user),
        "cited": as_text(citation_of(resource, resource.current, is_of_version=True)),
    }
    return render(request, "library/card.html", context)


def _sent(resource: Resource, version: ResourceVersion, style: str, *, is_of_version: bool) -> HttpResponse:
    if style not in STYLES:
        raise Http404
    media_type, write = STYLES[style]
    cited = citation_of(resource, version, is_of_version=is_of_version)
    response = HttpResponse(write(cited), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{cited.key}.{style}"'
    return response
