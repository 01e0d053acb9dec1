"""Add versions to resources, and files and links to versions that are still drafts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from library.actions.lock_rows import lock_resource, lock_version
from library.actions.publish_version import advance
from library.enums import VersionState
from library.models import ResourceFile, ResourceLink, ResourceVersion
from library.queries.hashes import shown_hash_of_label
from library.rules.resources import can_choose_thumbnail
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.actions import delete_stored, store_upload
from ratsite.files.models import StoredFile
from ratsite.files.tasks import draw_thumbnail
from ratsite.lib.identifiers import unresolved_names
from ratsite.lib.optimistic_lock import Stale
from ratsite.pages.contacts import published_contacts


class DraftExists(Exception):
    """Raised when the resource already has a new version that is not published."""


class NotADraft(Exception):
    """Raised when the version is in review or published, so that its files and links cannot be changed."""


@transaction.atomic
def add_version(
    *,
    resource_id: int,
    curator: User,
    note: str,
    issued_on: dt.date | None = None,
    uploads: Iterable[UploadedFile] = (),
    links: Iterable[Mapping] = (),
    request_label: str = "",
    explanation: str = "",
    is_to_publish: bool = True,
) -> ResourceVersion:
    """Add a version to a resource and return it. Readers get the current version until the new one is published.

    Raises DraftExists if another new version is not published yet. note: what has changed, for readers. For the other
    arguments see library.actions.edit_resource.add_resource.
    """
    resource = lock_resource(resource_id, curator)
    if resource.versions.exclude(state=VersionState.PUBLISHED).exists():
        raise DraftExists
    version = ResourceVersion.objects.create(
        resource=resource,
        number=resource.versions.count() + 1,
        note=note,
        issued_on=issued_on,
        justification=explanation,
        is_to_publish=is_to_publish,
        created_by=curator,
        agency=curator.agency,
        created_at=timezone.now(),
    )
    attach_files(version, uploads, uploader=curator, request_label=request_label)
    attach_links(version, links)
    record(resource, "library.version.add", actor=curator, version=version.number)
    advance(version, asked_by=curator)
    return version


@transaction.atomic
def add_to_version(
    *,
    version_id: int,
    curator: User,
    uploads: Iterable[UploadedFile] = (),
    links: Iterable[Mapping] = (),
    request_label: str = "",
) -> ResourceVersion:
    """Add files and links to a draft version and return the version. Raises NotADraft if it is no longer a draft.

    request_label: see attach_files.
    """
    version = _lock_draft(version_id, curator)
    attach_files(version, uploads, uploader=curator, request_label=request_label)
    attach_links(version, links)
    record(version.resource, "library.file.add", actor=curator, version=version.number)
    advance(version, asked_by=curator)
    return version


@transaction.atomic
def remove_file(*, file_id, curator: User) -> ResourceVersion:
    """Remove a file from a draft version and delete the file. Raises NotADraft if it is in review or published."""
    file = ResourceFile.objects.select_related("stored_file").get(pk=file_id)
    version = _lock_draft(file.version_id, curator)
    file.delete()
    delete_with_copies(file.stored_file)
    record(version.resource, "library.file.remove", actor=curator, version=version.number)
    advance(version, asked_by=curator)
    return version


@transaction.atomic
def remove_link(*, link_id: int, curator: User) -> ResourceVersion:
    """Remove a link from a draft version. Raises NotADraft if it is in review or published."""
    link = ResourceLink.objects.get(pk=link_id)
    version = _lock_draft(link.version_id, curator)
    link.delete()
    record(version.resource, "library.file.remove", actor=curator, version=version.number)
    advance(version, asked_by=curator)
    return version


def delete_with_copies(stored: StoredFile) -> None:
    """Delete a stored file that is no longer used, its unused clean copies, and the original that it replaced."""
    original = stored.replaced_original
    delete_spare_copies(stored)
    delete_stored(stored=stored)
    if original is not None:
        delete_stored(stored=original)


def delete_spare_copies(stored: StoredFile) -> None:
    """Delete those clean copies of a stored file that no resource uses, such as refused copies."""
    for copy in stored.clean_copies.filter(resource_file=None):
        delete_stored(stored=copy)


@transaction.atomic
def put_on_request(*, file_id, curator: User, label: str, shown_hash: str = "") -> ResourceVersion:
    """Make readers ask for a file of a draft before they can open it; with an empty label, open it to readers again.

    label: the text that readers who may not open the file see instead of its name. shown_hash: the shown_hash_of_label
    when the form was opened; "" to compare nothing. Raises Stale if the label has changed since, and NotADraft if the
    version is in review or published. Returns the version.
    """
    file = ResourceFile.objects.get(pk=file_id)
    version = _lock_draft(file.version_id, curator)
    file.refresh_from_db(fields=["label"])
    if file.label == label:
        return version
    if shown_hash and shown_hash != shown_hash_of_label(file):
        raise Stale
    refuse_label(label)
    file.label, file.is_on_request = label, bool(label)
    file.save(update_fields=["label", "is_on_request"])
    record(version.resource, "library.file.request", actor=curator, version=version.number, on_request=bool(label))
    return version


@transaction.atomic
def choose_thumbnail(*, file_id, curator: User, page: int) -> bool:
    """Choose the page of a file that its thumbnail shows. Return False if it is that page already.

    The thumbnail is drawn in the background. Readers of the file can open all its pages, so no review is needed.
    """
    file = ResourceFile.objects.select_related("stored_file").get(pk=file_id)
    version = lock_version(file.version_id, curator)
    stored = StoredFile.objects.select_for_update(no_key=True).get(pk=file.stored_file_id)
    if not can_choose_thumbnail(curator, version.resource, stored) or not 1 <= page <= (stored.page_count or 0):
        raise PermissionDenied
    if page == stored.thumbnail_page:
        return False
    stored.thumbnail_page = page
    stored.save(update_fields=["thumbnail_page"])
    record(version.resource, "library.file.thumbnail", actor=curator, version=version.number, page=page)
    transaction.on_commit(partial(draw_thumbnail.enqueue, str(stored.pk)))
    return True


def refuse_label(label: str) -> None:
    """Raise PermissionDenied if the label may identify someone. The form has shown the person why."""
    if unresolved_names([label], published_contacts):
        raise PermissionDenied


def attach_files(
    version: ResourceVersion, uploads: Iterable[UploadedFile], *, uploader: User, request_label: str = ""
) -> None:
    """Store uploads as files of the version.

    request_label: if readers have to ask for these files, the text that they see instead of the files' names; otherwise
    "".
    """
    refuse_label(request_label)
    start = version.files.count()
    on_request = {"label": request_label, "is_on_request": bool(request_label)}
    for position, upload in enumerate(uploads, start):
        stored = store_upload(upload=upload, uploader=uploader)
        ResourceFile.objects.create(version=version, stored_file=stored, position=position, **on_request)


def attach_links(version: ResourceVersion, links: Iterable[Mapping]) -> None:
    start = version.links.count()
    for position, link in enumerate(links, start):
        ResourceLink.objects.create(version=version, position=position, **link)


def has_content(version: ResourceVersion, uploads: Iterable[UploadedFile], links: Iterable[Mapping]) -> bool:
    """True if the version has exactly these links, and files with exactly these names and sizes."""
    files = set(version.files.values_list("stored_file__name", "stored_file__size"))
    urls = set(version.links.values_list("url", flat=True))
    return files == {(upload.name, upload.size) for upload in uploads} and urls == {link["url"] for link in links}


def _lock_draft(version_id: int, curator: User) -> ResourceVersion:
    version = lock_version(version_id, curator)
    if not version.is_draft:
        raise NotADraft
    return version
