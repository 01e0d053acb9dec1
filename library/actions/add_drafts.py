"""Make a draft of each file that a curator dropped, correct drafts, and make a draft a version of another resource."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from library.actions.edit_resource import add_resource, change_resource, lock_resource
from library.actions.edit_version import DraftExists, NotADraft
from library.actions.publish_version import submit_version
from library.enums import ResourceKind, VersionState
from library.models import Resource, ResourceVersion
from library.queries.proposals import title_from_name
from library.rules import can_join
from ratsite.accounts.models import User
from ratsite.audit.actions import record


@transaction.atomic
def add_drafts(*, curator: User, uploads: Iterable[UploadedFile]) -> list[Resource]:
    """Create a draft for all members from each file, with the words of its name as title, and return them."""
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
    *, resource_id: int, curator: User, issued_on: dt.date | None, is_to_publish: bool, **fields
) -> Resource:
    """Correct the description and date of a draft and return it. is_to_publish: send it to its checks, too.

    Raises NotADraft if it is in review or published meanwhile.
    """
    resource = lock_resource(resource_id, curator)
    version = resource.versions.filter(state=VersionState.DRAFT).first()
    if resource.current_id is not None or version is None:
        raise NotADraft
    ResourceVersion.objects.filter(pk=version.pk).update(issued_on=issued_on)
    change_resource(resource_id=resource.pk, curator=curator, **fields)
    if is_to_publish:
        submit_version(version_id=version.pk, curator=curator)
    return Resource.objects.get(pk=resource.pk)


@transaction.atomic
def join_draft(*, resource_id: int, into_id: int, curator: User, note: str) -> ResourceVersion:
    """Make the draft of a resource that was never published the next version of another one, and return the version.

    The draft's own entry goes, with its description. Raises NotADraft if it is in review or published, and DraftExists
    if the other resource has a new version that is not published yet. Raises PermissionDenied if only one of the two is
    case learning: two people approve that, and a change of its kind would be a way round them.
    """
    for number in sorted([resource_id, into_id]):  # in one order: two of these must not wait for each other
        lock_resource(number, curator)
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
    resource.suggestions.update(resource=into)  # whoever suggested it does not decide about it there either
    resource.delete()
    return version
