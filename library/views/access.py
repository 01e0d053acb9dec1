"""Pages of files that readers have to ask for: ask for one, answer a request, end the access."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from library.actions.decide_access import ask_for_file, decline_access, end_access, grant_access, withdraw_request
from library.actions.edit_version import NotADraft, put_on_request
from library.actions.notify import request_group_of
from library.forms.access import AnswerForm, AskForm, EndAccessForm, LabelForm
from library.models import AccessRequest, Resource, ResourceFile, ResourceVersion
from library.queries.hashes import shown_hash_of_label
from library.rules.access import can_ask_for_files, can_decide_access, can_end_access
from library.views.outcome import NOT_A_DRAFT, add_outcome_message
from library.views.page import find_editable_resource, find_version
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of
from ratsite.lib.prefetches import is_really_read
from ratsite.network.forms import OVERTAKEN
from ratsite.notifications.actions.notify import read_group

REQUESTS_A_PAGE = 50
ASKED = gettext_lazy("Your request has been sent. We will notify you of the answer.")
ASKED_ALREADY = gettext_lazy(
    "You have already asked for this file. We have not changed your first reason. To give another reason, withdraw "
    "that request and ask again."
)
GRANTED = gettext_lazy("The person who asked can now read the file.")
DECLINED = gettext_lazy("Your answer has been sent.")
WITHDRAWN = gettext_lazy("Your request has been withdrawn.")
ENDED = gettext_lazy("This person’s access has ended.")
TOO_LATE = gettext_lazy(
    "Nothing has changed, because the request was already answered or the access had already ended."
)
SAVED = gettext_lazy("Your change to this file is saved.")


def locked_files(request: HttpRequest, version: ResourceVersion | None) -> list[ResourceFile]:
    """Return the files of a version that the user has to ask for, each with the user's own requests (own_requests)."""
    if version is None:
        return []
    files = ResourceFile.objects.locked_to(request.user).filter(version=version).select_related("stored_file")
    if request.user.is_authenticated:
        own = AccessRequest.objects.filter(asked_by=request.user)
        files = files.prefetch_related(Prefetch("requests", queryset=own, to_attr="own_requests"))
    return list(files)


def access_ask(request: HttpRequest, file_id: UUID) -> HttpResponse:
    resources = Resource.objects.visible_to(request.user)
    files = ResourceFile.objects.locked_to(request.user).filter(version__resource__in=resources)
    file = get_object_or_404(files.select_related("stored_file", "version__resource__agency"), pk=file_id)
    if not can_ask_for_files(request.user):
        raise PermissionDenied
    form, status = AskForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        if ask_for_file(file_id=file.pk, reader=request.user, **form.cleaned_data):
            messages.success(request, ASKED)
            return redirect(file.version.resource)
        form.add_error(None, ASKED_ALREADY)
        status = 409
    context = {"form": form, "file": file, "resource": file.version.resource}
    return render(request, "library/access_ask.html", context, status=status)


@require_safe
def access_list(request: HttpRequest) -> HttpResponse:
    """List the user's own requests for files and, for curators and agency leads, the requests that they can see."""
    requests, pager = page_of(_requests(request), request.GET.get("page"), REQUESTS_A_PAGE)
    return render(request, "library/access_list.html", {"requests": requests, "pager": pager})


def access_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """Show a request for a file and, to a user who may do so, the form to answer it or to end the access."""
    requested = get_object_or_404(_requests(request), pk=request_id)
    if is_really_read(request) and request.user.unread_groups:
        with unless_disk_is_full():
            read_group(person=request.user, group=request_group_of(requested))
    may_decide = requested.is_waiting and can_decide_access(request.user, requested)
    may_end = requested.is_in_force and can_end_access(request.user, requested)
    if request.method == "POST" and not (may_decide or may_end):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data) if may_decide else EndAccessForm(data) if may_end else None
    if request.method == "POST" and form is not None and form.is_valid():
        is_done, message = _store_answer(request, requested, form)
        if is_done:
            messages.success(request, message)
        else:
            messages.info(request, TOO_LATE)
        return redirect("library:access_list")
    context = {"form": form, "asked": requested, "resource": requested.file.version.resource, "may_decide": may_decide}
    return render(request, "library/access_request.html", context)


@require_POST
def access_withdraw(request: HttpRequest, request_id: int) -> HttpResponse:
    requested = get_object_or_404(_requests(request).filter(asked_by=request.user), pk=request_id)
    is_done = withdraw_request(request_id=requested.pk, reader=request.user)
    if is_done:
        messages.success(request, WITHDRAWN)
    else:
        messages.info(request, TOO_LATE)
    return redirect(requested.file.version.resource)


def file_label(request: HttpRequest, resource_slug: str, number: int, file_id: UUID) -> HttpResponse:
    """Put a file of a draft on request, so that readers have to ask for it, or open it to them again."""
    resource = find_editable_resource(request, resource_slug)
    version = find_version(request, resource, number)
    file = get_object_or_404(ResourceFile.objects.select_related("stored_file").filter(version=version), pk=file_id)
    shown_hash = shown_hash_of_label(file)
    form, status = LabelForm(request.POST or None, initial={"label": file.label, "shown_hash": shown_hash}), 200
    if request.method == "POST" and form.is_valid():
        try:
            put_on_request(file_id=file.pk, curator=request.user, **form.cleaned_data)
        except NotADraft:
            form.add_error(None, NOT_A_DRAFT)
        except Stale:
            form = LabelForm({**request.POST.dict(), "shown_hash": shown_hash})
            form.add_error(None, OVERTAKEN)
            status = 409
        else:
            add_outcome_message(request, version, saved=SAVED)
            return redirect(version)
    context = {"form": form, "resource": resource, "version": version, "file": file}
    return render(request, "library/file_label.html", context, status=status)


def _requests(request: HttpRequest):
    related = ("file__stored_file", "file__version__resource__circle", "asked_by", "agency", "decided_by")
    return AccessRequest.objects.visible_to(request.user).select_related(*related, "file__version__resource__agency")


def _store_answer(
    request: HttpRequest, access_request: AccessRequest, form: AnswerForm | EndAccessForm
) -> tuple[bool, str]:
    """Store the form's answer. Return a pair: True if this changed the request, and the message for that case."""
    data = form.cleaned_data
    if isinstance(form, EndAccessForm):
        return end_access(request_id=access_request.pk, actor=request.user, answer=data["answer"]), ENDED
    if data["decision"] == AnswerForm.YES:
        return grant_access(request_id=access_request.pk, decider=request.user, ends_on=data["ends_on"]), GRANTED
    return decline_access(request_id=access_request.pk, decider=request.user, answer=data["answer"]), DECLINED
