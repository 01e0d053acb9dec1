"""Pages of the versions of a resource: the list, one version, what has changed, and for curators the draft."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from library.actions.edit_version import (
    DraftExists,
    NotADraft,
    add_to_version,
    add_version,
    remove_file,
    remove_link,
)
from library.actions.publish_version import submit_version
from library.actions.record_opening import record_changes_read
from library.forms.content import MoreContentForm, VersionForm
from library.forms.publish import PublishForm
from library.models import ResourceOpening, ResourceVersion
from library.queries.checklist import checklist
from library.queries.description_changes import changed_fields
from library.queries.duplicates import Duplicate, duplicates_of
from library.queries.review_strip import replacement_of
from library.queries.version_changes import file_changes, link_changes
from library.rules.resources import can_edit_resource
from library.text.citation import as_text, citation_of
from library.views.access import locked_files
from library.views.outcome import NOT_A_DRAFT, add_outcome_message
from library.views.page import (
    base_of,
    find_editable_resource,
    find_resource,
    find_version,
    or_tombstone,
    read_notices,
    with_content,
)
from ratsite.files.forms import sent_with_files
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.prefetches import is_really_read
from ratsite.network.enums import Marking

REMOVED = gettext_lazy("The file or link has been removed from this draft.")
DRAFT_EXISTS = gettext_lazy(
    "This resource already has a new version that is not published yet. Change that version instead."
)


@require_safe
@or_tombstone
def version_list(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    versions = with_content(ResourceVersion.objects.shown_to(request.user).filter(resource=resource), request.user)
    context = {"library_base": base_of(request), "resource": resource, "versions": versions}
    return render(request, "library/version_list.html", context)


@require_safe
@or_tombstone
def version_changes(request: HttpRequest, resource_slug: str, number: int) -> HttpResponse:
    """Show a member what changed between a published version and the newest one, and in the resource's description."""
    resource = find_resource(request, resource_slug)
    since = ResourceVersion.objects.shown_to(request.user).published().filter(resource=resource, number__gte=number)
    versions = list(with_content(since, request.user))
    if not versions or versions[-1].number != number:
        raise Http404
    newest, earlier = versions[0], versions[-1]
    opening = ResourceOpening.objects.filter(person=request.user.pk, resource=resource, earlier_number=number).first()
    described = changed_fields(resource, request.user, opening.earlier_on) if opening is not None else []
    if newest == earlier and not described:
        return redirect(resource)
    if opening is not None and is_really_read(request):
        record_changes_read(opening=opening)
    # To read a closely marked file one must give a reason first, so this page shows no text of it.
    is_closely_marked = Marking(resource.marking).is_closely_marked
    context = {
        "resource": resource,
        "earlier": earlier,
        "newest": newest,
        "versions": versions[:-1],
        "is_closely_marked": is_closely_marked,
        "files": [] if is_closely_marked else file_changes(earlier, newest),
        "links": link_changes(earlier, newest),
        "opening": opening,
        "described": described,
    }
    return render(request, "library/version_changes.html", context)


@require_safe
def version_by_number(request: HttpRequest, version_id: int) -> HttpResponse:
    """Redirect to the resource of a version. Feeds use this address, because it contains no words of the title."""
    versions = ResourceVersion.objects.visible_to(request.user).select_related("resource")
    return redirect(get_object_or_404(versions, pk=version_id).resource)


@or_tombstone
def version(request: HttpRequest, resource_slug: str, number: int) -> HttpResponse:
    """Show one version. Curators also see the checks of an unpublished version, and can publish a draft here."""
    resource = find_resource(request, resource_slug)
    shown = find_version(request, resource, number)
    read_notices(request, resource)
    may_publish = can_edit_resource(request.user, resource) and shown.is_draft
    if request.method == "POST" and not may_publish:
        raise PermissionDenied
    checks = None
    if not shown.is_published:
        checks = checklist(shown, asked_by=request.user if may_publish else shown.created_by)
    data = request.POST if request.method == "POST" else None
    form = (
        PublishForm(
            data,
            must_explain=checks is not None and checks.has_identifiers,
            must_confirm=checks is not None and checks.are_answers_unconfirmed,
            version=shown,
        )
        if may_publish
        else None
    )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            submitted = submit_version(version_id=shown.pk, curator=request.user, **form.submission())
        except Stale:
            form.show_overtaken(find_version(request, resource, number))
        else:
            add_outcome_message(request, shown)
            return redirect(resource if submitted.is_published else submitted)
    is_citable = shown.is_published and resource.is_published
    context = {
        "library_base": base_of(request),
        "resource": resource,
        "version": shown,
        "locked_files": locked_files(request, shown),
        "marking": Marking(resource.marking),
        "checks": checks,
        "cited": as_text(citation_of(resource, shown, is_of_version=True)) if is_citable else "",
        "form": form,
        "duplicates": _duplicates(request, shown) if may_publish else [],
        "newer": replacement_of(resource, request.user),
        "sent_back": shown.reviews.exclude(reason="").last() if shown.is_draft else None,
    }
    return render(request, "library/version.html", context)


def version_add(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_editable_resource(request, resource_slug)
    form = VersionForm(**sent_with_files(request))
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("note", "issued_on", "explanation")}
        try:
            added = add_version(resource_id=resource.pk, curator=request.user, **fields, **form.content())
        except DraftExists:
            form.add_error(None, DRAFT_EXISTS)
        else:
            add_outcome_message(request, added, is_new=True)
            return redirect(resource if added.is_published else added)
    return render(request, "library/version_form.html", {"form": form, "resource": resource})


def content_add(request: HttpRequest, resource_slug: str, number: int) -> HttpResponse:
    """Add files or a link to a draft."""
    resource = find_editable_resource(request, resource_slug)
    shown = find_version(request, resource, number)
    form = MoreContentForm(**sent_with_files(request))
    if request.method == "POST" and form.is_valid():
        try:
            changed = add_to_version(version_id=shown.pk, curator=request.user, **form.content())
        except NotADraft:
            form.add_error(None, NOT_A_DRAFT)
        else:
            add_outcome_message(request, shown)
            return redirect(changed)
    return render(request, "library/version_form.html", {"form": form, "resource": resource, "version": shown})


@require_POST
def content_remove(request: HttpRequest, resource_slug: str, number: int) -> HttpResponse:
    """Remove from a draft the file or link that the form names."""
    resource = find_editable_resource(request, resource_slug)
    shown = find_version(request, resource, number)
    file = next((file for file in shown.readable_files if str(file.pk) == request.POST.get("file")), None)
    link = next((link for link in shown.links.all() if str(link.pk) == request.POST.get("link")), None)
    if file is None and link is None:
        raise Http404
    try:
        if file is not None:
            remove_file(file_id=file.pk, curator=request.user)
        else:
            remove_link(link_id=link.pk, curator=request.user)
    except NotADraft:
        messages.error(request, NOT_A_DRAFT)
    else:
        add_outcome_message(request, shown, saved=REMOVED)
    return redirect(shown)


def _duplicates(request: HttpRequest, shown: ResourceVersion) -> list[Duplicate]:
    duplicates = duplicates_of(request.user, shown.readable_files)
    return [one for ones in duplicates.values() for one in ones]
