"""What the library's pages share: the resource that the address names, and the layout for this reader."""

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from library.models import Resource, ResourceFile, ResourceVersion


def base_of(request: HttpRequest) -> str:
    is_member = request.user.is_authenticated and request.user.is_member
    return "base_members.html" if is_member else "base.html"


def find_resource(request: HttpRequest, resource_slug: str) -> Resource:
    """Return the resource with this address, or raise 404 if the user may not see it."""
    resources = Resource.objects.visible_to(request.user).with_freshness()
    resources = resources.select_related("circle", "agency", "deputy", "posted_by", "current")
    return get_object_or_404(resources.prefetch_related("uses__remit", "forms", "affected"), slug=resource_slug)


def find_version(request: HttpRequest, found: Resource, number: int) -> ResourceVersion:
    """Return this version of a resource that the user sees, with its files, or raise 404."""
    versions = with_content(ResourceVersion.objects.shown_to(request.user).filter(resource=found), request.user)
    version = get_object_or_404(versions, number=number)
    version.resource = found
    return version


def with_content(versions: QuerySet[ResourceVersion], user) -> QuerySet[ResourceVersion]:
    """Prefetch the files that the user may see as `readable_files`, and the links. Costs two queries."""
    files = ResourceFile.objects.shown_to(user).select_related("stored_file")
    return versions.prefetch_related(Prefetch("files", queryset=files, to_attr="readable_files"), "links")


def was_cut_off(request: HttpRequest) -> bool:
    """True if the upload handler stopped reading the request because the upload was too large (ratsite.files.uploads).

    Reading POST first makes sure that the handler has run.
    """
    _ = request.POST
    return getattr(request, "upload_too_large", False)
