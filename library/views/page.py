"""Functions that the library's views share: find the resource or version of an address, and choose the layout."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from library.actions.notify import resource_group_of
from library.enums import CheckOutcome
from library.models import Resource, ResourceCheck, ResourceFile, ResourceVersion
from library.rules.resources import can_edit_resource
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.prefetches import is_really_read
from ratsite.notifications.actions.notify import read_group


def base_of(request: HttpRequest) -> str:
    """Return the name of the base template: that of the members' pages, or that of the public ones."""
    is_member = request.user.is_authenticated and request.user.is_member
    return "base_members.html" if is_member else "base.html"


def find_resource(request: HttpRequest, resource_slug: str) -> Resource:
    """Return the resource with this address, or raise 404 if the user may not see it."""
    resources = Resource.objects.visible_to(request.user).with_freshness()
    resources = resources.select_related("circle", "agency", "deputy", "posted_by", "current")
    return get_object_or_404(resources.prefetch_related("uses__remit", "forms", "affected"), slug=resource_slug)


def read_notices(request: HttpRequest, resource: Resource) -> None:
    """Mark the user's notifications about this resource as read, because the page shows what they are about."""
    if is_really_read(request) and request.user.is_authenticated and request.user.unread_groups:
        with unless_disk_is_full():
            read_group(person=request.user, group=resource_group_of(resource.pk))


def find_editable_resource(request: HttpRequest, resource_slug: str) -> Resource:
    """Return the resource with this address. Raise 404 if the user may not see it, 403 if they may not change it."""
    resource = find_resource(request, resource_slug)
    if not can_edit_resource(request.user, resource):
        raise PermissionDenied
    return resource


def find_version(request: HttpRequest, resource: Resource, number: int) -> ResourceVersion:
    """Return this version with its files, or raise 404 if the user may not see it.

    The caller has checked that the user may see the resource.
    """
    versions = with_content(ResourceVersion.objects.shown_to(request.user).filter(resource=resource), request.user)
    version = get_object_or_404(versions, number=number)
    version.resource = resource
    return version


def with_content(versions: QuerySet[ResourceVersion], user) -> QuerySet[ResourceVersion]:
    """Return the versions with their links, and with the files that the user may open as `readable_files`.

    Costs two more queries.
    """
    files = ResourceFile.objects.shown_to(user).select_related("stored_file")
    return versions.prefetch_related(Prefetch("files", queryset=files, to_attr="readable_files"), "links")


def or_tombstone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view of a resource: if it was withdrawn, show its tombstone to users who could read it before.

    The tombstone says why it was withdrawn and what to use instead. Its status is 410, so that search engines, feed
    readers and link checkers notice that the resource is gone for good.
    """

    @wraps(view)
    def inner(request: HttpRequest, resource_slug: str, **kwargs) -> HttpResponse:
        try:
            return view(request, resource_slug, **kwargs)
        except Http404:
            resource = Resource.objects.tombstones_for(request.user).filter(slug=resource_slug).first()
            if resource is None:
                raise
            read_notices(request, resource)
            return render(request, "library/tombstone.html", _tombstone(request, resource), status=410)

    return inner


def _tombstone(request: HttpRequest, resource: Resource) -> dict:
    checks = ResourceCheck.objects.done().filter(resource=resource, outcome=CheckOutcome.WITHDRAWN)
    # A published resource that has a tombstone is expired case learning, which nobody withdrew.
    check = None if resource.is_published else checks.select_related("instead").last()
    named = check.instead_id if check is not None else None
    instead = Resource.objects.visible_to(request.user).published().filter(pk=named).first()
    return {"library_base": base_of(request), "resource": resource, "check": check, "instead": instead}
