"""The pages of one resource: show it, add one, and change its description."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from library.actions.edit_resource import add_resource, change_resource
from library.actions.record_opening import record_opening
from library.enums import CheckOutcome, ResourceState
from library.forms.resources import NewResourceForm, ResourceForm
from library.models import PublicationReview, Resource, ResourceFollow, ResourceOpening, ResourceVersion
from library.queries.hand_overs import hand_overs
from library.queries.hashes import shown_hash_of_texts
from library.queries.relations import related_resources
from library.queries.review_strip import review_strip
from library.rules.downloads import can_open_downloads
from library.rules.field_notes import can_write_note
from library.rules.owners import can_hand_over
from library.rules.publication import can_bring_back
from library.rules.reading_lists import can_put_on_list
from library.rules.resources import can_add_resource, can_edit_resource, can_follow_resource, can_trash_resource
from library.text.citation import as_text, citation_of
from library.views.access import locked_files
from library.views.field_notes import notes_of
from library.views.outcome import add_outcome_message, affected_versions
from library.views.page import base_of, find_editable_resource, find_resource, or_tombstone, read_notices, with_content
from ratsite.files.forms import sent_with_files
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.prefetches import is_really_read
from ratsite.network.enums import Marking, SecondReviewOutcome

CHANGED = gettext_lazy("Your changes are saved.")
CHANGED_AND_NOT_OPENED = gettext_lazy(
    "Your changes are saved. The new marking is stricter, so we have ended the review that would have opened the "
    "resource to more readers."
)


@require_safe
@or_tombstone
def resource(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Show a resource with its newest published version and, to those who may see it, its unpublished version."""
    resource = find_resource(request, resource_slug)
    read_notices(request, resource)
    versions = list(
        with_content(ResourceVersion.objects.shown_to(request.user).filter(resource=resource), request.user)
    )
    published = [version for version in versions if version.is_published]
    unpublished = next((version for version in versions if not version.is_published), None)
    cited = citation_of(resource, published[0], is_of_version=False) if published else None
    shown = published[0] if published else unpublished
    last_review = _last_review(request, resource)
    context = {
        "library_base": base_of(request),
        "resource": resource,
        "citation": cited,
        "cited": as_text(cited) if cited else "",
        "version": shown,
        "locked_files": locked_files(request, shown),
        "field_notes": notes_of(request, resource),
        "can_write_note": can_write_note(request.user, resource),
        "can_follow": can_follow_resource(request.user, resource),
        "follow": ResourceFollow.objects.visible_to(request.user).filter(resource=resource).first(),
        "can_put_on_list": can_put_on_list(request.user, resource),
        "can_bring_back": can_bring_back(request.user, resource),
        "can_hand_over": can_hand_over(request.user, resource),
        "can_trash": can_trash_resource(request.user, resource),
        "can_open_downloads": can_open_downloads(request.user, resource),
        "published": published,
        "unpublished": unpublished,
        "opening": _opening(request, resource, published),
        "marking": Marking(resource.marking),
        "can_edit": can_edit_resource(request.user, resource),
        "related": related_resources(resource, request.user),
        "strip": review_strip(resource, request.user),
        "hand_overs": hand_overs(resource, request.user),
        "sent_back": last_review if last_review and last_review.outcome == SecondReviewOutcome.SENT_BACK else None,
        "asked_back": last_review if _is_return_waiting(resource, last_review) else None,
    }
    return render(request, "library/resource.html", context)


def resource_add(request: HttpRequest) -> HttpResponse:
    if not can_add_resource(request.user):
        raise PermissionDenied
    form = NewResourceForm(**sent_with_files(request), curator=request.user)
    if request.method == "POST" and form.is_valid():
        added = add_resource(curator=request.user, is_from_form=True, **form.description(), **form.content())
        add_outcome_message(request, added.versions.get(), is_new=True)
        return redirect(added)
    return render(request, "library/resource_form.html", {"form": form})


def resource_edit(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_editable_resource(request, resource_slug)
    now = shown_hash_of_texts(resource)
    shown_hash, status = request.POST.get("shown_hash", "") if request.method == "POST" else now, 200
    versions, was_waiting = affected_versions(resource), _waits_for_new_readers(resource)
    form = ResourceForm(request.POST or None, instance=resource, curator=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_resource(
                resource_id=resource.pk, curator=request.user, shown_hash=shown_hash, **form.cleaned_data
            )
        except Stale:
            form.add_error(None, _stale_error(form))
            shown_hash, status = now, 409
        else:
            is_ended = was_waiting and not _waits_for_new_readers(changed)
            add_outcome_message(request, *versions, saved=CHANGED_AND_NOT_OPENED if is_ended else CHANGED)
            return redirect(changed)
    context = {"form": form, "resource": resource, "shown_hash": shown_hash}
    return render(request, "library/resource_form.html", context, status=status)


def _opening(request: HttpRequest, resource: Resource, published: list[ResourceVersion]) -> ResourceOpening | None:
    """Store that a member opened the newest version, and return the stored row; None for visitors."""
    is_member = request.user.is_authenticated and request.user.is_member
    if not is_really_read(request) or not published or not is_member:
        return None
    opening = record_opening(version=published[0], reader=request.user)
    opening.resource = resource
    return opening


def _waits_for_new_readers(resource: Resource) -> bool:
    """True if a review waits that would open the resource to more readers."""
    reviews = PublicationReview.objects.filter(version__resource=resource, outcome=SecondReviewOutcome.WAITING)
    return reviews.exclude(audience="").exists()


def _stale_error(form: ResourceForm) -> str:
    """Return an error saying that someone else changed the resource after the curator opened the form."""
    if not form.differences():
        return _("Someone else changed this resource after you opened this page. Check the resource, then save again.")
    return _(
        "Someone else changed this resource after you opened this page, so your changes are not saved "
        "yet. These fields differ from what is saved now: %(fields)s. Check the resource, then save "
        "again to replace it."
    ) % {"fields": ", ".join(form.differences())}


def _last_review(request: HttpRequest, resource: Resource) -> PublicationReview | None:
    """Return the last review of a draft, or the last one that would have brought a withdrawn resource back.

    Returns None for other resources, and for users who may not see the review.
    """
    if resource.state not in (ResourceState.DRAFT, ResourceState.WITHDRAWN):
        return None
    reviews = PublicationReview.objects.visible_to(request.user).filter(version__resource=resource)
    if resource.state == ResourceState.DRAFT:
        return reviews.last()
    withdrawal = resource.checks.filter(outcome=CheckOutcome.WITHDRAWN).last()
    return reviews.filter(asked_at__gt=withdrawal.checked_at).last() if withdrawal is not None else None


def _is_return_waiting(resource: Resource, last_review: PublicationReview | None) -> bool:
    """True if the resource is withdrawn, and will be published again once a second person approves it."""
    is_waiting = last_review is not None and last_review.outcome == SecondReviewOutcome.WAITING
    return is_waiting and resource.state == ResourceState.WITHDRAWN
