"""Let a curator choose which page of a file its thumbnail shows."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from library.actions.edit_version import choose_thumbnail
from library.forms.content import ThumbnailForm
from library.models import ResourceFile
from library.rules.resources import can_choose_thumbnail
from library.views.page import find_resource, find_version


def thumbnail_choose(request: HttpRequest, resource_slug: str, number: int, file_id: UUID) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    version = find_version(request, resource, number)
    files = ResourceFile.objects.shown_to(request.user).select_related("stored_file").filter(version=version)
    file = get_object_or_404(files, pk=file_id)
    stored = file.stored_file
    if not can_choose_thumbnail(request.user, resource, stored):
        raise PermissionDenied
    form = ThumbnailForm(request.POST or None, last=stored.page_count or 1, initial={"page": stored.thumbnail_page})
    if request.method == "POST" and form.is_valid():
        if choose_thumbnail(file_id=file.pk, curator=request.user, **form.cleaned_data):
            page = {"page": form.cleaned_data["page"]}
            messages.success(request, _("Lists will show a picture of page %(page)s as soon as it is ready.") % page)
        else:
            messages.info(request, _("You changed nothing, so nothing was saved."))
        return redirect(version)
    context = {"form": form, "resource": resource, "version": version, "file": file}
    return render(request, "library/thumbnail_choose.html", context)
