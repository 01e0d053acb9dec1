"""Add resources and files to the library, and change resources. Callers have checked that the curator may do so."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from library.actions.second_review import hold_file, hold_resource, hold_spoken_files, publish_corrected
from library.enums import ResourceState
from library.identifier_check import READ_BY_OTHERS, gains_readers, must_wait, needs_no_second_review
from library.models import Resource, ResourceFile
from library.queries.hashes import SETS, shown_hash_of_texts
from library.rules import can_add_resource, can_edit_resource
from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.actions import store_upload
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Circle

RESERVED_SLUGS = {"add", "files"}  # pages of the library itself
SLUG_TRIES = 4
FOUND_BY_READERS = {ResourceState.PUBLISHED, ResourceState.HELD}  # held ones are found after the second review


@transaction.atomic
def add_resource(
    *,
    curator: User,
    uploads: Iterable[UploadedFile] = (),
    spoken_for: str = "",
    posted_at: dt.datetime | None = None,
    **fields,
) -> Resource:
    """Create a resource with its files and return it. Each file is closed to readers until it is checked.

    spoken_for: the curator's reason why identifiers in the resource or its files are public; readers then find the
    resource and its files after a second review. fields are Resource's own; forms, affected and remits take iterables
    of their rows.
    """
    curator = ask_again(curator, can_add_resource)
    _ask_of_circle(curator, fields)
    waits = must_wait(fields, spoken_for)
    sets = {name: fields.pop(name, ()) for name in SETS}
    resource = Resource(posted_by=curator, posted_at=posted_at or timezone.now(), **fields)
    resource.agency = resource.agency or curator.agency
    _save_under_free_slug(resource)
    for name, rows in sets.items():
        getattr(resource, name).set(rows)
    if waits:
        hold_resource(resource, curator=curator, spoken_for=spoken_for)
        resource.save(update_fields=["state"])
    for upload in uploads:
        _attach(resource=resource, upload=upload, uploader=curator, spoken_for=spoken_for)
    record(resource, "library.resource.add", actor=curator)
    return resource


@transaction.atomic
def change_resource(
    *, resource_id: int, curator: User, spoken_for: str = "", shown_hash: str | None = None, **fields
) -> Resource:
    """Change the description of a resource and return it. The resource's address and files stay as they are.

    Raises Stale if the resource is not as the curator was shown it. Changed texts are scanned for identifiers; all
    texts are scanned if readers find the resource again or its audience grows. If it grows, files with a `spoken_for`
    get another second review. spoken_for: see add_resource.
    """
    resource = _lock(resource_id, curator)
    _ask_of_circle(curator, fields)
    if shown_hash is not None and shown_hash != shown_hash_of_texts(resource):
        raise Stale
    before, after = (resource.audience, resource.circle_id), _audience_after(resource, fields)
    waits = must_wait(_to_look_at(resource, fields, before, after), spoken_for)
    was_held = resource.state == ResourceState.HELD
    for name in SETS:
        if name in fields:
            getattr(resource, name).set(fields.pop(name))
    for name, value in fields.items():
        setattr(resource, name, value)
    if waits and resource.state in FOUND_BY_READERS:
        hold_resource(resource, curator=curator, spoken_for=spoken_for)
    elif was_held and needs_no_second_review(resource):
        publish_corrected(resource)
    resource.save()
    if gains_readers(before, after):
        hold_spoken_files(resource, curator=curator)
    record(resource, "library.resource.change", actor=curator, audience_changed=before != after)
    return resource


def _audience_after(resource: Resource, fields: Mapping) -> tuple[str, int | None]:
    circle = fields.get("circle", resource.circle)
    return fields.get("audience", resource.audience), circle and circle.pk


def _to_look_at(resource: Resource, fields: Mapping, before: tuple, after: tuple) -> dict[str, str]:
    """Return the texts of a changed resource that are new to readers and must be scanned, by field.

    before and after: the audience and circle id.
    """
    said = {name: fields.get(name, getattr(resource, name)) for name in READ_BY_OTHERS}
    if fields.get("state", resource.state) != resource.state or gains_readers(before, after):
        return said
    return {name: text for name, text in said.items() if text != getattr(resource, name)}


@transaction.atomic
def add_file(*, resource_id: int, upload: UploadedFile, curator: User, spoken_for: str = "") -> ResourceFile:
    """Add one file to a resource and return it. Readers get the file once it has passed its check.

    spoken_for: see add_resource.
    """
    resource = _lock(resource_id, curator)
    attached = _attach(resource=resource, upload=upload, uploader=curator, spoken_for=spoken_for)
    record(resource, "library.file.add", actor=curator, file=str(attached.pk))
    return attached


def _lock(resource_id: int, curator: User) -> Resource:
    resource = Resource.objects.select_for_update(of=("self",), no_key=True).get(pk=resource_id)
    curator = ask_again(curator, can_edit_resource, resource)
    if not Resource.objects.visible_to(curator).filter(pk=resource_id).exists():
        raise PermissionDenied
    return resource


def _ask_of_circle(curator: User, fields: Mapping) -> None:
    """Raise PermissionDenied if the changed resource would be for a circle that the curator is not in."""
    circle = fields.get("circle")
    if circle is not None and not Circle.objects.of(curator).filter(pk=circle.pk).exists():
        raise PermissionDenied


def _attach(*, resource: Resource, upload: UploadedFile, uploader: User, spoken_for: str) -> ResourceFile:
    stored = store_upload(upload=upload, uploader=uploader)
    attached = ResourceFile.objects.create(
        resource=resource,
        stored_file=stored,
        position=resource.files.count(),
        spoken_for=spoken_for,
        is_held=bool(spoken_for),
    )
    if attached.is_held:
        hold_file(attached, curator=uploader)
    return attached


def _save_under_free_slug(resource: Resource) -> None:
    """Save the resource with a slug that no other resource has.

    If two curators use the same title at the same moment, the second resource gets the next number.
    """
    for _ in range(SLUG_TRIES - 1):
        resource.slug = _free_slug(resource.title)
        try:
            with transaction.atomic():
                resource.save()
        except IntegrityError:
            if not Resource.objects.filter(slug=resource.slug).exists():
                raise
        else:
            return
    resource.slug = _free_slug(resource.title)
    resource.save()


def _free_slug(title: str) -> str:
    """Return a slug for this title that no resource has.

    From the second resource with the title on, it has a number.
    """
    base = slugify(title)[:80] or "resource"
    taken = set(Resource.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
