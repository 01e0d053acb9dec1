"""One page of a resource's file as text, as a reading aid, and the picture of one of its pages for lists."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from library.actions.give_reason import give_reason
from library.models import Resource, ResourceFile
from library.queries.review_strip import review_strip
from library.rules.downloads import needs_download_reason
from library.views.page import base_of
from ratsite.files.download_reasons import DownloadForm
from ratsite.files.models import FileText
from ratsite.files.responses import thumbnail_response
from ratsite.lib.addresses import with_query
from ratsite.lib.search.query import LONGEST, fold, pattern_of, read
from ratsite.network.enums import Marking
from ratsite.search.highlights import highlight
from ratsite.search.queries.synonyms import expand_query

PARAGRAPH = re.compile(r"\n\s*\n")
MOST_LISTED = 30  # links to pages: those with the reader's words, or those next to this one


@require_http_methods(["GET", "HEAD", "POST"])
def page_text(request: HttpRequest, file_id: UUID, number: int) -> HttpResponse:
    """Show the stored text of one page of a file to a user who may download the file.

    If the user must first give a download reason, show the form for it instead.
    """
    file = _file(request, file_id)
    stored = file.stored_file
    typed = request.GET.get("q", "").replace("\x00", " ")[:LONGEST].strip()
    if needs_download_reason(request.user, file):
        return _ask_why(request, file, typed)
    if request.method == "POST":
        return redirect(with_query(request.path, q=typed))
    pages = list(FileText.objects.filter(stored_file=stored).order_by("page").values_list("page", flat=True))
    # A page without words has no row: the cover of a report is often a picture.
    last = max(stored.page_count or 0, *pages[-1:], 1)
    if not 1 <= number <= last:
        raise Http404
    resource = Resource.objects.with_freshness().select_related("circle").get(pk=file.version.resource_id)
    query = expand_query(read(typed)).query
    text = FileText.objects.filter(stored_file=stored, page=number).first()
    pattern = pattern_of(query.wanted)
    words = text.text if text else ""
    matching = FileText.objects.filter(stored_file=stored).matching(query.wanted) if query else FileText.objects.none()
    marking = Marking(resource.marking)
    context = {
        "library_base": base_of(request),
        "file": file,
        "stored": stored,
        "resource": resource,
        "strip": review_strip(resource, request.user),
        "marking": marking,
        "is_printable": not marking.is_closely_marked,
        "number": number,
        "paragraphs": [highlight(part.strip(), pattern) for part in PARAGRAPH.split(words) if part.strip()],
        "matches": len(pattern.findall(fold(words))),
        "matching": list(matching.order_by("page").values_list("page", flat=True)[:MOST_LISTED]),
        "typed": typed,
        "previous": max((page for page in pages if page < number), default=None),
        "next": min((page for page in pages if page > number), default=None),
        "last": last,
        "near": sorted(page for page in {*pages, number} if abs(page - number) <= MOST_LISTED // 2),
    }
    return render(request, "library/page_text.html", context)


@require_safe
def file_thumbnail(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Send the picture that lists show of a file; 404 for a closely marked file."""
    file = _file(request, file_id)
    if not file.stored_file.thumbnail or Marking(file.version.resource.marking).is_closely_marked:
        raise Http404
    return thumbnail_response(file.stored_file)


def _file(request: HttpRequest, file_id: UUID) -> ResourceFile:
    files = ResourceFile.objects.visible_to(request.user).clean()
    return get_object_or_404(files.select_related("stored_file", "version__resource__circle"), pk=file_id)


def _ask_why(request: HttpRequest, file: ResourceFile, typed: str) -> HttpResponse:
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give_reason(file_id=file.pk, reader=request.user, **form.cleaned_data)
        return redirect(with_query(request.path, q=typed))
    back = file.version.resource
    context = {"stored": file.stored_file, "marking": Marking(back.marking), "form": form}
    context |= {"back_url": back.get_absolute_url(), "back_title": back.title}
    return render(request, "library/page_why.html", context)
