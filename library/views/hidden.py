"""The page that lists the hidden parts of files, and the page that compares a clean copy with its original."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from library.actions.clean_file import (
    begin_clean_copies,
    begin_clean_copy,
    show_hidden_part,
    take_original,
    use_clean_copy,
)
from library.actions.clear_hidden_part import MOST_AT_ONCE, clear_hidden_part
from library.actions.edit_version import NotADraft
from library.forms.hidden_parts import ClearForm
from library.models import ResourceFile, ResourceFileQuerySet, ResourceVersion
from library.queries.hidden_parts import hidden_rows
from library.rules.resources import can_edit_resource, can_see_hidden_parts
from library.views.outcome import add_outcome_message
from library.views.page import find_resource, find_version
from ratsite.files.clean_copies import page_picture, side_by_side
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.files.responses import picture_response, private_response
from ratsite.lib.numbers import whole_number
from ratsite.lib.paging.pager import page_of

BEGUN = gettext_lazy("We are making the clean copy. Open this page again in a minute.")
REPLACED = gettext_lazy("The clean copy has replaced the file. Curators can get the original for 30 days.")
REPLACED_REFUSED = gettext_lazy("The clean copy has replaced the refused file, which we have deleted.")
NOTHING_TO_CLEAN = gettext_lazy("No file needs another clean copy.")
CLEARED = gettext_lazy("Your reason is saved.")
REVIEWED = gettext_lazy("This reason is in review or was reviewed, so you can no longer change it.")
NOT_READY = gettext_lazy("The clean copy is not ready yet.")
PAGES_AT_ONCE = 10  # pages of a PDF: each is drawn twice, which takes some tenths of a second
NOT_A_DRAFT = gettext_lazy("This version is no longer a draft, so you cannot change its files.")


def version_hidden(request: HttpRequest, resource_slug: str, number: int) -> HttpResponse:
    """List the hidden parts of a version's files, with their text masked.

    A POST shows the text of one part, and the audit log records who looked.
    """
    shown = _version(request, resource_slug, number)
    part = None
    if request.method == "POST":
        number_of_part = whole_number(request.POST.get("part", "")) or 0
        part = show_hidden_part(part_id=number_of_part, version=shown, person=request.user)
        if part is None:
            raise Http404
    rows, may_clean = hidden_rows(shown, part.pk if part is not None else None), _may_clean(request, shown)
    context = {
        "resource": shown.resource,
        "version": shown,
        "rows": rows,
        "may_clean": may_clean,
        "may_edit": can_edit_resource(request.user, shown.resource),
        "to_clean": sum(row.waits_for_copy for row in rows) if may_clean else 0,
    }
    return render(request, "library/version_hidden.html", context)


def hidden_clear(request: HttpRequest, resource_slug: str, number: int, part_id: int) -> HttpResponse:
    """Ask why a hidden part may stay in a draft's file, and store the answer."""
    shown = _version(request, resource_slug, number)
    if not can_edit_resource(request.user, shown.resource):
        raise PermissionDenied
    files = [file.stored_file_id for file in shown.readable_files]
    parts = HiddenPart.objects.to_clear().filter(stored_file__in=files)
    part = get_object_or_404(parts.select_related("stored_file"), pk=part_id)
    others = parts.filter(stored_file=part.stored_file_id, kind=part.kind, reason="").exclude(pk=part.pk).count()
    others = min(others, MOST_AT_ONCE - 1)
    form = ClearForm(request.POST or None, others=others, initial={"reason": part.reason})
    if request.method == "POST" and form.is_valid():
        try:
            number_cleared = clear_hidden_part(
                part_id=part.pk, version_id=shown.pk, curator=request.user, **form.cleaned_data
            )
        except NotADraft:
            form.add_error(None, REVIEWED)
        else:
            if not number_cleared:
                raise Http404
            add_outcome_message(request, shown, saved=CLEARED)
            back = reverse("library:version_hidden", args=[resource_slug, number])
            return redirect(f"{back}#part-{part.pk}")
    context = {"resource": shown.resource, "version": shown, "part": part, "form": form}
    return render(request, "library/hidden_clear.html", context)


@require_POST
def copies_begin(request: HttpRequest, resource_slug: str, number: int) -> HttpResponse:
    """Start to make clean copies of all files of a draft that have hidden parts."""
    shown = _version(request, resource_slug, number)
    if not _may_clean(request, shown):
        raise PermissionDenied
    try:
        begun = begin_clean_copies(version_id=shown.pk, curator=request.user)
    except NotADraft:
        messages.error(request, NOT_A_DRAFT)
    else:
        message = ngettext(
            "We are making %(count)s clean copy. Open this page again in a minute.",
            "We are making %(count)s clean copies. Open this page again in a minute.",
            begun,
        )
        messages.success(request, message % {"count": begun} if begun else NOTHING_TO_CLEAN)
    return redirect("library:version_hidden", resource_slug, number)


@require_POST
def copy_begin(request: HttpRequest, resource_slug: str, number: int, file_id: UUID) -> HttpResponse:
    shown, file = _file(request, resource_slug, number, file_id)
    if not file.stored_file.can_be_cleaned:
        raise Http404
    try:
        begin_clean_copy(file_id=file.pk, curator=request.user)
    except NotADraft:
        messages.error(request, NOT_A_DRAFT)
    else:
        messages.success(request, BEGUN)
    return redirect("library:version_hidden", resource_slug, number)


def copy_compare(request: HttpRequest, resource_slug: str, number: int, file_id: UUID) -> HttpResponse:
    """Show the pages of a file and of its clean copy side by side. A POST replaces the file by the copy."""
    shown, file = _file(request, resource_slug, number, file_id)
    copy = _ready_copy(file)
    if copy is None:
        messages.error(request, NOT_READY)
        return redirect("library:version_hidden", resource_slug, number)
    if request.method == "POST":
        try:
            was_ready = use_clean_copy(file_id=file.pk, curator=request.user)
        except NotADraft:
            messages.error(request, NOT_A_DRAFT)
        else:
            replaced = REPLACED if file.stored_file.is_clean else REPLACED_REFUSED
            add_outcome_message(request, shown, saved=replaced if was_ready else NOT_READY)
        return redirect(ResourceVersion.objects.select_related("resource").get(pk=shown.pk))
    pages, pager = page_of(side_by_side(copy), request.GET.get("page"), PAGES_AT_ONCE)
    context = {
        "resource": shown.resource,
        "version": shown,
        "file": file,
        "pages": pages,
        "pager": pager,
        "is_drawn": copy.extension == "pdf",
        "is_refused": not file.stored_file.is_clean,
        "still_hidden": copy.hidden_parts.count(),
    }
    return render(request, "library/copy_compare.html", context)


@require_safe
def copy_picture(
    request: HttpRequest, resource_slug: str, number: int, file_id: UUID, page: int, side: str
) -> HttpResponseBase:
    """Send a picture of one page of the file (side: "before") or of its clean copy (side: "after")."""
    _shown, file = _file(request, resource_slug, number, file_id)
    copy = _ready_copy(file)
    stored = {"before": file.stored_file, "after": copy}.get(side)
    picture = page_picture(stored, page) if copy is not None and stored is not None else None
    if picture is None:
        raise Http404
    return picture_response(picture)


@require_POST
def original_take(request: HttpRequest, resource_slug: str, number: int, file_id: UUID) -> HttpResponseBase:
    """Send a curator the original of a file, up to 30 days after a clean copy replaced it. The audit log records it."""
    shown = _version(request, resource_slug, number)
    if not can_edit_resource(request.user, shown.resource):
        raise PermissionDenied
    file = get_object_or_404(_files(request), pk=file_id, version=shown)
    original = take_original(file_id=file.pk, curator=request.user)
    if original is None:
        raise Http404
    return private_response(original)


def _version(request: HttpRequest, resource_slug: str, number: int) -> ResourceVersion:
    resource = find_resource(request, resource_slug)
    if not can_see_hidden_parts(request.user):
        raise PermissionDenied
    return find_version(request, resource, number)


def _file(request: HttpRequest, resource_slug: str, number: int, file_id: UUID) -> tuple[ResourceVersion, ResourceFile]:
    shown = _version(request, resource_slug, number)
    if not _may_clean(request, shown):
        raise PermissionDenied
    return shown, get_object_or_404(_files(request), pk=file_id, version=shown)


def _ready_copy(file: ResourceFile) -> StoredFile | None:
    return next((copy for copy in file.stored_file.clean_copies.all() if copy.is_clean), None)


def _files(request: HttpRequest) -> ResourceFileQuerySet:
    return ResourceFile.objects.visible_to(request.user).select_related("stored_file")


def _may_clean(request: HttpRequest, shown: ResourceVersion) -> bool:
    return shown.is_draft and can_edit_resource(request.user, shown.resource)
