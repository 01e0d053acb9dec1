"""The library's pages. The list and a resource are public, and show each visitor the resources that they may read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from library import rules
from library.actions.edit_resource import add_file, add_resource, change_resource
from library.actions.give_reason import give_reason
from library.enums import ResourceState
from library.forms import FileForm, NewResourceForm, ResourceForm
from library.models import Resource, ResourceDownload, ResourceFile, ResourceSecondReview
from library.queries.hashes import shown_hash_of_texts
from ratsite.files.download_reasons import DownloadForm
from ratsite.files.responses import private_response
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import Pager, page_number, page_of
from ratsite.network.enums import Marking, ReviewOutcome

ADDED = gettext_lazy("The resource is in the library. Readers can download its file once we have checked it.")
ADDED_HELD = gettext_lazy("The resource is saved. Readers can find it after a second review.")
ADDED_WITH_HELD_FILE = gettext_lazy(
    "The resource is in the library. Readers can download its file after a second review."
)
CHANGED = gettext_lazy("Your changes are saved.")
CHANGED_WITH_HELD_FILE = gettext_lazy(
    "Your changes are saved. Readers can download some of the files only after a second review."
)
CHANGED_HELD = gettext_lazy("Your changes are saved. Readers can find the resource again after a second review.")
FILE_ADDED = gettext_lazy("We are checking the file. Readers can download it after that.")
FILE_ADDED_HELD = gettext_lazy("We are checking the file. Readers can download it after that and a second review.")
RESOURCES_A_PAGE = 20
REASONS_A_PAGE = 50


@require_safe
def resource_list(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:200]
    found = Resource.objects.visible_to(request.user).matching(query)
    total = found.count()
    number, count = page_number(request.GET.get("page")), max(1, -(-total // RESOURCES_A_PAGE))
    if number is None or number > count:
        raise Http404
    start = (number - 1) * RESOURCES_A_PAGE
    resources = found.select_related("circle").prefetch_related("remits", _readable_files(request))
    context = {
        "library_base": _base(request),
        "resources": resources[start : start + RESOURCES_A_PAGE],
        "query": query,
        "total": total,
        "pager": Pager(number=number, count=count),
        "can_add": rules.can_add_resource(request.user),
    }
    return render(request, "library/resource_list.html", context)


@require_safe
def resource(request: HttpRequest, resource_slug: str) -> HttpResponse:
    found = _resource(request, resource_slug)
    context = {
        "library_base": _base(request),
        "resource": found,
        "marking": Marking(found.marking),
        "can_edit": rules.can_edit_resource(request.user, found),
        "sent_back": _sent_back(request, found),
    }
    return render(request, "library/resource.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def file_download(request: HttpRequest, file_id, name: str) -> HttpResponse:
    """Send the file, or first show the form for a download reason, also for HEAD and range requests.

    The file name in the address is for people; a wrong name gives 404.
    """
    files = ResourceFile.objects.visible_to(request.user).clean().select_related("stored_file", "resource")
    found = get_object_or_404(files, pk=file_id, stored_file__name=name)
    if not rules.must_say_why(request.user, found):
        return redirect(found) if request.method == "POST" else private_response(found.stored_file)
    form = DownloadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give_reason(file_id=found.pk, reader=request.user, **form.cleaned_data)
        return redirect(found)
    marking, back = Marking(found.resource.marking), found.resource
    context = {"stored": found.stored_file, "marking": marking, "form": form}
    context |= {"back_url": back.get_absolute_url(), "back_title": back.title}
    return render(request, "library/file_download.html", context)


@require_safe
def resource_downloads(request: HttpRequest, resource_slug: str) -> HttpResponse:
    found = _resource(request, resource_slug)
    if not rules.can_read_reasons(request.user, found):
        raise PermissionDenied
    given = ResourceDownload.objects.visible_to(request.user).filter(resource=found)
    given = given.select_related("person", "agency", "file__stored_file")
    reasons, pager = page_of(given, request.GET.get("page"), REASONS_A_PAGE)
    context = {"resource": found, "reasons": reasons, "pager": pager}
    return render(request, "library/resource_downloads.html", context)


def resource_add(request: HttpRequest) -> HttpResponse:
    if not rules.can_add_resource(request.user):
        raise PermissionDenied
    form = NewResourceForm(
        request.POST or None,
        request.FILES or None,
        curator=request.user,
        upload_too_large=_was_cut_off(request),
    )
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        added = add_resource(curator=request.user, uploads=[fields.pop("file")], **fields)
        messages.success(request, _message(added, ADDED_HELD, ADDED_WITH_HELD_FILE, ADDED))
        return redirect(added)
    return render(request, "library/resource_form.html", {"form": form})


def resource_edit(request: HttpRequest, resource_slug: str) -> HttpResponse:
    found = _resource(request, resource_slug)
    if not rules.can_edit_resource(request.user, found):
        raise PermissionDenied
    now = shown_hash_of_texts(found)
    shown_hash, status = request.POST.get("shown_hash", now), 200
    form = ResourceForm(request.POST or None, instance=found, curator=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_resource(
                resource_id=found.pk, curator=request.user, shown_hash=shown_hash, **form.cleaned_data
            )
        except Stale:
            form.add_error(None, _overtaken(form))
            shown_hash, status = now, 409
        else:
            messages.success(request, _message(changed, CHANGED_HELD, CHANGED_WITH_HELD_FILE, CHANGED))
            return redirect(changed)
    context = {"form": form, "resource": found, "shown_hash": shown_hash}
    return render(request, "library/resource_form.html", context, status=status)


def file_add(request: HttpRequest, resource_slug: str) -> HttpResponse:
    found = _resource(request, resource_slug)
    if not rules.can_edit_resource(request.user, found):
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None, upload_too_large=_was_cut_off(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        add_file(resource_id=found.pk, upload=data["file"], spoken_for=data["spoken_for"], curator=request.user)
        messages.success(request, FILE_ADDED_HELD if data["spoken_for"] else FILE_ADDED)
        return redirect(found)
    return render(request, "library/file_form.html", {"form": form, "resource": found})


def _message(saved: Resource, held: str, with_held_file: str, open_: str) -> str:
    if saved.state == ResourceState.HELD:
        return held
    return with_held_file if saved.files.filter(is_held=True).exists() else open_


def _overtaken(form: ResourceForm) -> str:
    """Return the error message for a form whose resource another person changed after the curator opened the form."""
    if not form.differences():
        return _("Another person changed this resource after you opened this page. Check the resource, then save again")
    return _(
        "Another person changed this resource after you opened this page, so your changes are not saved yet. What you "
        "typed differs from what is saved now in: %(fields)s. Check the resource, then save again to replace it"
    ) % {"fields": ", ".join(form.differences())}


def _sent_back(request: HttpRequest, found: Resource) -> ResourceSecondReview | None:
    """Return the second review that rejected the resource, if that is why readers do not find it; else None."""
    if found.state != ResourceState.WITHDRAWN:
        return None
    last = ResourceSecondReview.objects.visible_to(request.user).filter(resource=found, file=None).last()
    return last if last and last.outcome == ReviewOutcome.SENT_BACK else None


def _base(request: HttpRequest) -> str:
    is_member = request.user.is_authenticated and request.user.is_member
    return "base_members.html" if is_member else "base.html"


def _resource(request: HttpRequest, resource_slug: str) -> Resource:
    resources = Resource.objects.visible_to(request.user).select_related("circle", "agency", "posted_by")
    resources = resources.prefetch_related("remits", "forms", "affected", _readable_files(request))
    return get_object_or_404(resources, slug=resource_slug)


def _readable_files(request: HttpRequest) -> Prefetch:
    files = ResourceFile.objects.visible_to(request.user).select_related("stored_file")
    return Prefetch("files", queryset=files, to_attr="readable_files")


def _was_cut_off(request: HttpRequest) -> bool:
    """True if the upload handler stopped reading the request because the upload was too large (ratsite.files.uploads).

    Reading POST first makes sure that the handler has run.
    """
    _ = request.POST
    return getattr(request, "upload_too_large", False)
