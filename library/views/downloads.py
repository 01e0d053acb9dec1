"""Downloads of resources' files, and the pages that show how often and why files were downloaded."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from library.actions.count_download import count_download
from library.actions.give_reason import give_reason
from library.actions.reveal_downloaders import reveal_downloaders
from library.forms.downloads import NamesForm
from library.models import FileDownload, ResourceDownload, ResourceFile
from library.rules.downloads import (
    can_open_downloads,
    can_open_names,
    can_read_reasons,
    can_see_downloads,
    needs_download_reason,
)
from library.views.page import find_resource
from ratsite.files.download_reasons import DownloadForm
from ratsite.files.responses import private_response
from ratsite.lib.paging.pager import page_of
from ratsite.network.enums import Marking

REASONS_A_PAGE = 50
OWNERS_ONLY = gettext_lazy(
    "Only people from the agency that looks after this resource, and from its deputy agency, can see "
    "how often its files were downloaded."
)
NAMES_FOR_FEW = gettext_lazy(
    "Only leads and curators from the agency that looks after this resource, and from its deputy "
    "agency, can see who downloaded its files."
)


@require_http_methods(["GET", "HEAD", "POST"])
def file_download(request: HttpRequest, file_id, name: str) -> HttpResponse:
    """Send the file. If the user must first give a download reason, show the form for it instead.

    The form is shown for HEAD and range requests too. A wrong file name in the address gives 404.
    """
    files = ResourceFile.objects.visible_to(request.user).clean().select_related("stored_file", "version__resource")
    file = get_object_or_404(files, pk=file_id, stored_file__name=name)
    if not needs_download_reason(request.user, file):
        if request.method == "POST":
            return redirect(file)
        response = private_response(file.stored_file)
        if request.method == "GET" and request.user.is_authenticated:
            count_download(file=file, reader=request.user)
        return response
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give_reason(file_id=file.pk, reader=request.user, **form.cleaned_data)
        return redirect(file)
    back = file.version.resource
    context = {"stored": file.stored_file, "marking": Marking(back.marking), "form": form}
    context |= {"back_url": back.get_absolute_url(), "back_title": back.title}
    return render(request, "library/file_download.html", context)


@require_safe
def resource_downloads(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Show how often a resource's files were downloaded and, to users who may know it, by which agencies.

    Curators see the reasons that people gave for closely marked files.
    """
    resource = find_resource(request, resource_slug)
    if not can_open_downloads(request.user, resource):
        raise PermissionDenied(OWNERS_ONLY)
    may_open_names = can_open_names(request.user, resource)
    counted = FileDownload.objects.visible_to(request.user).filter(resource=resource).order_by()
    counts = counted.values("agency__name").annotate(times=Count("pk"), people=Count("person", distinct=True))
    given = ResourceDownload.objects.visible_to(request.user).filter(resource=resource)
    given = given.select_related("person", "agency", "file__stored_file")
    reasons, pager = page_of(given, request.GET.get("page"), REASONS_A_PAGE)
    context = {
        "resource": resource,
        "can_see_downloads": can_see_downloads(request.user, resource),
        "total": counted.count(),
        "counts": counts.order_by("-times", "agency__name") if may_open_names else [],
        "reasons": reasons,
        "pager": pager,
        "can_read_reasons": can_read_reasons(request.user, resource),
        "can_open_names": may_open_names,
    }
    return render(request, "library/resource_downloads.html", context)


def download_names(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Ask why the user needs the names of those who downloaded files, then show them. The audit log records this."""
    resource = find_resource(request, resource_slug)
    if not can_open_names(request.user, resource):
        raise PermissionDenied(NAMES_FOR_FEW)
    form = NamesForm(request.POST or None)
    downloads = None
    if request.method == "POST" and form.is_valid():
        downloads = reveal_downloaders(resource=resource, actor=request.user, **form.cleaned_data)
    context = {"resource": resource, "form": form, "downloads": downloads}
    return render(request, "library/download_names.html", context)
