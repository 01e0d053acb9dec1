"""Create drafts of resources from files, correct them, and turn a draft into a version of an existing resource."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from library.actions.edit_resource import add_resource, change_resource
from library.actions.edit_version import DraftExists, NotADraft
from library.actions.lock_rows import lock_resource
from library.actions.publish_version import submit_version
from library.enums import ResourceKind, VersionState
from library.models import Resource, ResourceVersion
from library.queries.hashes import shown_hash_of_draft
from library.queries.proposed_fields import title_from_name
from library.rules.resources import can_join
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale


@transaction.atomic
def add_drafts(*, curator: User, uploads: Iterable[UploadedFile]) -> list[Resource]:
    """Create one draft from each file and return the drafts. The title is the file's name; the audience is members."""
    return [
        add_resource(
            curator=curator,
            uploads=[upload],
            is_to_publish=False,
            title=title_from_name(upload.name or ""),
            summary="",
            kind=ResourceKind.GUIDANCE,
        )
        for upload in uploads
    ]


@transaction.atomic
def finish_draft(
    *,
    resource_id: int,
    curator: User,
    issued_on: dt.date | None,
    is_to_publish: bool,
    shown_hash: str | None = None,
    **fields,
) -> Resource:
    """Save the corrected description and issue date of a draft resource, and return the resource.

    is_to_publish: True sends it to its checks, after which it is published; False leaves it a draft, even if the
    curator sent it to them before. Raises NotADraft if the resource is in review or published by now, and Stale if it
    has changed since the curator opened the form (shown_hash).
    """
    resource = lock_resource(resource_id, curator)
    version = resource.versions.filter(state=VersionState.DRAFT).first()
    if resource.current_id is not None or version is None:
        raise NotADraft
    if shown_hash is not None and shown_hash != shown_hash_of_draft(version):
        raise Stale
    ResourceVersion.objects.filter(pk=version.pk).update(issued_on=issued_on, is_to_publish=False)
    change_resource(resource_id=resource.pk, curator=curator, **fields)
    if is_to_publish:
        submit_version(version_id=version.pk, curator=curator)
    return Resource.objects.get(pk=resource.pk)


@transaction.atomic
def join_draft(*, resource_id: int, into_id: int, curator: User, note: str) -> ResourceVersion:
    """Move the files and links of a draft resource to another resource, as its next version, and return the version.

    The draft resource (resource_id) is then deleted with its description. Raises NotADraft if it is in review or
    published, and DraftExists if the other resource (into_id) has an unpublished version already. Raises
    PermissionDenied if only one of the two is case learning: two people must approve case learning, and a curator could
    avoid this by joining the two.
    """
    for pk in sorted([resource_id, into_id]):  # always lock in the same order, to avoid a deadlock
        lock_resource(pk, curator)
    resource, into = Resource.objects.get(pk=resource_id), Resource.objects.get(pk=into_id)
    version = resource.versions.filter(state=VersionState.DRAFT).first()
    if resource.current_id is not None or version is None or resource.versions.count() != 1:
        raise NotADraft
    if not can_join(resource, into):
        raise PermissionDenied
    if into.versions.exclude(state=VersionState.PUBLISHED).exists():
        raise DraftExists
    version.resource, version.number, version.note = into, into.versions.count() + 1, note
    version.save(update_fields=["resource", "number", "note"])
    record(into, "library.version.add", actor=curator, version=version.number)
    resource.suggestions.update(resource=into)  # so that the member who suggested it cannot review it there either
    resource.delete()
    return version
