"""Putting resources in the library, changing them, and adding files. Callers have asked the rule."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from library.models import Resource, ResourceFile
from ratsite.accounts.models import User
from ratsite.audit import record
from ratsite.files.actions import store_upload
from ratsite.lib.identifiers import names_to_settle
from ratsite.pages.contacts import published_contacts

SETS = ("forms", "affected", "remits")
RESERVED_SLUGS = {"add", "files"}  # addresses of the library itself
SLUG_TRIES = 4


@transaction.atomic
def add_resource(
    *,
    curator: User,
    uploads: Iterable[UploadedFile] = (),
    spoken_for: str = "",
    posted_at: dt.datetime | None = None,
    **fields,
) -> Resource:
    """Create a resource with its files, which stay closed until each is checked; returns it.

    spoken_for: why nobody private can be known by what the files say. fields are Resource's own;
    forms, affected and remits take iterables of their rows.
    """
    _refuse_identifiers(fields)
    sets = {name: fields.pop(name, ()) for name in SETS}
    resource = Resource(posted_by=curator, posted_at=posted_at or timezone.now(), **fields)
    resource.agency = resource.agency or curator.agency
    _save_under_free_slug(resource)
    for name, rows in sets.items():
        getattr(resource, name).set(rows)
    for upload in uploads:
        _attach(resource=resource, upload=upload, uploader=curator, spoken_for=spoken_for)
    record(resource, "library.resource.add", actor=curator)
    return resource


@transaction.atomic
def change_resource(*, resource_id: int, curator: User, **fields) -> Resource:
    """Change what is said about a resource; its address and files stay."""
    resource = Resource.objects.select_for_update(of=("self",)).get(pk=resource_id)
    _refuse_identifiers(fields)
    before = (resource.audience, resource.circle_id)
    for name in SETS:
        if name in fields:
            getattr(resource, name).set(fields.pop(name))
    for name, value in fields.items():
        setattr(resource, name, value)
    resource.save()
    is_other_audience = before != (resource.audience, resource.circle_id)
    record(resource, "library.resource.change", actor=curator, audience_changed=is_other_audience)
    return resource


@transaction.atomic
def add_file(*, resource_id: int, upload: UploadedFile, curator: User, spoken_for: str = "") -> ResourceFile:
    """Add one file to a resource; it is offered to readers once its check has ended well. spoken_for: as above."""
    resource = Resource.objects.select_for_update(of=("self",)).get(pk=resource_id)
    attached = _attach(resource=resource, upload=upload, uploader=curator, spoken_for=spoken_for)
    record(resource, "library.file.add", actor=curator, file=str(attached.pk))
    return attached


def _refuse_identifiers(fields: dict) -> None:
    """The forms have said so in words."""
    if names_to_settle([value for value in fields.values() if isinstance(value, str)], published_contacts()):
        raise PermissionDenied


def _attach(*, resource: Resource, upload: UploadedFile, uploader: User, spoken_for: str) -> ResourceFile:
    stored = store_upload(upload=upload, uploader=uploader)
    return ResourceFile.objects.create(
        resource=resource, stored_file=stored, position=resource.files.count(), spoken_for=spoken_for
    )


def _save_under_free_slug(resource: Resource) -> None:
    """Two curators may choose one title in the same moment: whoever comes second takes the next number."""
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
    """A slug that no resource has: numbered from the second of its kind on."""
    base = slugify(title)[:80] or "resource"
    taken = set(Resource.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED_SLUGS
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
