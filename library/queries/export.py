"""The whole library as plain data without names of people: what export_library writes and import_library reads."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from library.enums import CheckState
from library.models import CASE_ANSWERS, LegalInstrument, Resource, ResourceCheck, ResourceFile
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.network.models import Agency, Circle

FORMAT = 1  # an export with another number cannot be imported
DATA, FILES = "library.json", "files"  # the names of the data file and of the files' folder in an export
# The fields of each table that an export has as they are. Other fields are replaced: a reference by a slug, a person
# by "curator".
RESOURCE_FIELDS = (
    "slug", "title", "summary", "limits", "kind", "creators", "publisher", "language", "jurisdiction", "law_as_at",
    "licence", "origin", "permission", "permission_until", "audience", "marking", "state", "posted_at", "review_due_on",
    "search_words", "trashed_at", "first_shown", "opened_at",
)  # fmt: skip
CHECK_FIELDS = ("outcome", "state", "checked_at", "reason", "next_due_on", "decided_at", "answer")
TERMS = ("instruments", "forms", "affected")
VERSION_FIELDS = (
    "number", "state", "note", "issued_on", "justification", "is_to_publish", "created_at", "published_at",
)  # fmt: skip
HIDDEN_PART_FIELDS = ("kind", "place", "text", "reason", "cleared_at")
LINK_FIELDS = ("url", "title", "kind", "position")
FILE_FIELDS = ("position", "is_on_request", "label")
STORED_FILE_FIELDS = ("name", "size", "media_type", "sha256", "state", "refusal", "thumbnail_page")


def library_data() -> dict[str, Any]:
    """Return everything in the library except the content of files, as data for JSON. People are called "curator"."""
    resources = list(_resources())
    named = [
        row
        for resource in resources
        for row in (
            resource.agency,
            resource.deputy,
            resource.handed_over_by,
            *(check.agency for check in resource.checks.all()),
            *(check.decided_agency for check in resource.checks.all()),
        )
    ]
    agencies = {row.pk: row for row in named if row is not None}
    circles = {resource.circle.pk: resource.circle for resource in resources if resource.circle is not None}
    return {
        "format": FORMAT,
        "agencies": [_agency(row) for _, row in sorted(agencies.items())],
        "circles": [_circle(row) for _, row in sorted(circles.items())],
        "instruments": list(LegalInstrument.objects.order_by("slug").values("slug", "name", "url")),
        "resources": [_resource(resource) for resource in resources],
    }


def as_json(data: dict[str, Any]) -> str:
    # Not DjangoJSONEncoder, which shortens times to milliseconds.
    return json.dumps(data, default=_day_or_time, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _day_or_time(value: dt.date | dt.datetime) -> str:
    return value.isoformat()


def stored_contents() -> Iterator[StoredFile]:
    """Yield the library's stored files in the order of their hashes; of files with the same content, only one."""
    seen: set[str] = set()
    of_library = StoredFile.objects.filter(resource_file__isnull=False).order_by("sha256", "pk")
    for stored in of_library.iterator():
        if stored.sha256 not in seen:
            seen.add(stored.sha256)
            yield stored


def _resources():
    related = ("agency__main_remit", "deputy__main_remit", "handed_over_by__main_remit", "circle", "current")
    lists = (
        "instruments", "forms", "affected", "uses__remit", "relations__other", "changes",
        "checks__instead", "checks__agency__main_remit", "checks__decided_agency__main_remit", "versions__links",
        "versions__files__stored_file",
        Prefetch("versions__files__stored_file__hidden_parts", HiddenPart.objects.exclude(reason="")),
    )  # fmt: skip
    return Resource.objects.order_by("pk").select_related(*related).prefetch_related(*lists)


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        **_fields(resource, RESOURCE_FIELDS),
        "agency": resource.agency.slug if resource.agency else None,
        "deputy": resource.deputy.slug if resource.deputy else None,
        "handed_over_by": resource.handed_over_by.slug if resource.handed_over_by else None,
        "circle": resource.circle.slug if resource.circle else None,
        "current": resource.current.number if resource.current else None,
        "posted_by": "curator",
        **{name: sorted(term.slug for term in getattr(resource, name).all()) for name in TERMS},
        "uses": sorted(({"remit": use.remit.slug, "use": use.use} for use in resource.uses.all()), key=_values),
        "relations": sorted(
            ({"kind": row.kind, "other": row.other.slug} for row in resource.relations.all()), key=_values
        ),
        "changes": [
            {"changed_by": "curator", "changed_at": row.changed_at, "fields": row.fields}
            for row in sorted(resource.changes.all(), key=lambda row: row.pk)
        ],
        "checks": [
            _check(row) for row in sorted(resource.checks.all(), key=lambda row: row.pk) if row.state == CheckState.DONE
        ],
        "versions": [_version(row) for row in sorted(resource.versions.all(), key=lambda row: row.number)],
    }


def _check(row: ResourceCheck) -> dict[str, Any]:
    return {
        **_fields(row, CHECK_FIELDS),
        "checked_by": "curator",
        "instead": row.instead.slug if row.instead else None,
        "agency": row.agency.slug if row.agency else None,
        "decided_agency": row.decided_agency.slug if row.decided_agency else None,
    }


def _version(row) -> dict[str, Any]:
    return {
        **_fields(row, (*VERSION_FIELDS, *CASE_ANSWERS)),
        "created_by": "curator",
        "links": [_fields(link, LINK_FIELDS) for link in row.links.all()],
        "files": [_file(file) for file in row.files.all()],
    }


def _file(file: ResourceFile) -> dict[str, Any]:
    return {
        "id": str(file.pk),
        **_fields(file, FILE_FIELDS),
        **_fields(file.stored_file, STORED_FILE_FIELDS),
        "cleared": [_fields(part, HIDDEN_PART_FIELDS) for part in file.stored_file.hidden_parts.all()],
    }


def _agency(row: Agency) -> dict[str, Any]:
    return {**_fields(row, ("slug", "name", "kind")), "main_remit": row.main_remit.slug}


def _circle(row: Circle) -> dict[str, Any]:
    return _fields(row, ("slug", "name", "purpose"))


def _fields(row, names) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _values(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row.values())
