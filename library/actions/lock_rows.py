"""Lock a resource before it is changed. Each function checks under the lock what the curator may do.

The locks do not cover a row's key (no_key=True), so that rows which refer to a resource can be inserted while they are
held.
"""

from django.core.exceptions import PermissionDenied

from library.models import Resource, ResourceVersion
from library.rules.resources import can_edit_resource
from ratsite.accounts.actions.lock_rows import recheck
from ratsite.accounts.models import User


def lock_resource(resource_id: int, curator: User) -> Resource:
    """Lock this resource and return it. Raises PermissionDenied if the curator may not see it or not change it."""
    resource = Resource.objects.select_for_update(of=("self",), no_key=True).get(pk=resource_id)
    _refuse_unless_editable(resource, curator)
    return resource


def lock_version(version_id: int, curator: User) -> ResourceVersion:
    """Lock the resource of this version and return the version.

    Raises PermissionDenied if the curator may not see or not change the resource.
    """
    of_version = ResourceVersion.objects.filter(pk=version_id).values("resource")
    resource = Resource.objects.select_for_update(of=("self",), no_key=True).get(pk__in=of_version)
    _refuse_unless_editable(resource, curator)
    return ResourceVersion.objects.select_related("resource__current", "resource__circle").get(pk=version_id)


def lock_seen(resource_id: int, curator: User, *, trashed: bool = False) -> Resource:
    """Lock a resource and return it. Raises PermissionDenied if the curator may not see it.

    The caller must check whether the curator may change it. trashed: True if the resource may be in the trash.
    """
    rows = Resource.objects.select_for_update(of=("self",), no_key=True).select_related("current", "circle")
    resource = rows.get(pk=resource_id)
    seen = Resource.objects.with_trashed(curator) if trashed else Resource.objects.visible_to(curator)
    if not seen.filter(pk=resource_id).exists():
        raise PermissionDenied
    return resource


def _refuse_unless_editable(resource: Resource, curator: User) -> None:
    curator = recheck(curator, can_edit_resource, resource)
    if not Resource.objects.visible_to(curator).filter(pk=resource.pk).exists():
        raise PermissionDenied
