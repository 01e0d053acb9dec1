"""Import an exported library: resources with their addresses, versions, files, links, relations and history.

A resource whose address exists on this site is not changed, so an import that was interrupted can be run again. Files
are quarantined like uploads; the caller starts their checks.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from library.enums import VersionState
from library.models import (
    CASE_ANSWERS,
    LegalInstrument,
    RemitUse,
    Resource,
    ResourceChange,
    ResourceCheck,
    ResourceFile,
    ResourceLink,
    ResourceRelation,
    ResourceVersion,
)
from library.queries.export import (
    CHECK_FIELDS,
    FILE_FIELDS,
    HIDDEN_PART_FIELDS,
    LINK_FIELDS,
    RESOURCE_FIELDS,
    VERSION_FIELDS,
)
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.lib.documents.file_types import KINDS, clean_name, disagreement, extension_of
from ratsite.network.models import AffectedGroup, Agency, Circle, ExploitationForm, Remit

VOCABULARY = {"forms": ExploitationForm, "affected": AffectedGroup}


class Unusable(Exception):
    """Raised when an entry of the export cannot be imported. The message says why."""


@transaction.atomic
def restore_context(data: Mapping[str, Any]) -> dict[str, LegalInstrument]:
    """Create the agencies, circles and legal instruments of the export that this site does not have.

    Return {slug of a law in the export: the law on this site}; the law on this site may have another slug or name. New
    agencies are marked as not in the network, and new circles have no people, so that nobody gains access. Raises
    Unusable if this site has an agency or circle of the same name under another slug.
    """
    for row in data["agencies"]:
        _refuse_other_slug(Agency, row)
        main = _term(Remit, row["main_remit"])
        agency, created = Agency.objects.get_or_create(
            slug=row["slug"],
            defaults={"name": row["name"], "kind": row["kind"], "main_remit": main, "is_active": False},
        )
        if created:
            agency.remits.add(main)
    for row in data["circles"]:
        _refuse_other_slug(Circle, row)
        Circle.objects.get_or_create(slug=row["slug"], defaults={"name": row["name"], "purpose": row["purpose"]})
    return {row["slug"]: _law(row["slug"], row["name"], row["url"]) for row in data["instruments"]}


def _refuse_other_slug(model, row: Mapping[str, Any]) -> None:
    """Raise Unusable if a row of this site has this name but another slug: it may or may not be the same thing."""
    same = model.objects.filter(name=row["name"]).first()
    if same is not None and not model.objects.filter(slug=row["slug"]).exists():
        raise Unusable(f"“{row['name']}” is “{same.slug}” on this site and “{row['slug']}” in the export: rename one")


def _law(slug: str, name: str, url: str) -> LegalInstrument:
    """Return this site's law with this name, or else with this slug, unchanged. If there is neither, create the law."""
    laws = LegalInstrument.objects.all()
    found = laws.filter(name__iexact=name).first() or laws.filter(slug=slug).first()
    return found or laws.create(slug=slug, name=name, url=url)


@transaction.atomic
def restore_resource(
    row: Mapping[str, Any],
    *,
    curator: User,
    laws: Mapping[str, LegalInstrument],
    content_of: Callable[[str], bytes],
) -> Resource | None:
    """Create one resource from an export and return it. Return None if its address exists on this site already.

    Raises Unusable if the entry cannot be imported.

    - laws: what `restore_context` returned.
    - content_of(sha256): returns the content of a file.
    """
    if Resource.objects.filter(slug=row["slug"]).exists():
        return None
    resource = Resource.objects.create(
        posted_by=curator,
        agency=_term_or_none(Agency, row["agency"]),
        deputy=_term_or_none(Agency, row["deputy"]),
        handed_over_by=_term_or_none(Agency, row.get("handed_over_by")),
        circle=_term_or_none(Circle, row["circle"]),
        **{name: row[name] for name in RESOURCE_FIELDS if name not in ("state", "trashed_at")},
    )
    if unknown := [slug for slug in row["instruments"] if slug not in laws]:
        raise Unusable(f"the export has no legal instrument “{unknown[0]}”")
    resource.instruments.set([laws[slug] for slug in row["instruments"]])
    for name, model in VOCABULARY.items():
        getattr(resource, name).set([_term(model, slug) for slug in row[name]])
    RemitUse.objects.bulk_create(
        RemitUse(resource=resource, remit=_term(Remit, use["remit"]), use=use["use"]) for use in row["uses"]
    )
    for version_fields in row["versions"]:
        version = _restore_version(resource, version_fields, curator, content_of)
        if version.number == row["current"]:
            resource.current = version
    resource.state, resource.trashed_at = row["state"], row["trashed_at"]
    resource.save(update_fields=["current", "state", "trashed_at"])
    ResourceChange.objects.bulk_create(
        ResourceChange(resource=resource, changed_by=curator, changed_at=change["changed_at"], fields=change["fields"])
        for change in row["changes"]
    )
    record(resource, "library.resource.import", actor=curator)
    return resource


@transaction.atomic
def restore_relations(rows: list[Mapping[str, Any]]) -> None:
    """Create the relations and checks of an export. Call this once all resources of the export are created.

    A relation that exists already is not changed, and a resource that has checks already gets no more. A check keeps
    its day, the agency that made it and the agency that confirmed it. It names no person, because the people who made
    and confirmed it have no account on this site.
    """
    known = dict(Resource.objects.values_list("slug", "pk"))
    for row in rows:
        for entry in row["relations"]:
            if row["slug"] in known and entry["other"] in known:
                ResourceRelation.objects.get_or_create(
                    resource_id=known[row["slug"]], kind=entry["kind"], other_id=known[entry["other"]]
                )
        if row["slug"] in known and not ResourceCheck.objects.filter(resource=known[row["slug"]]).exists():
            for entry in row["checks"]:
                ResourceCheck.objects.create(
                    resource_id=known[row["slug"]],
                    agency=_term_or_none(Agency, entry["agency"]),
                    decided_agency=_term_or_none(Agency, entry.get("decided_agency")),
                    instead_id=known.get(entry["instead"]),
                    **{name: entry[name] for name in CHECK_FIELDS},
                )


def _restore_version(resource: Resource, exported: Mapping[str, Any], curator: User, content_of) -> ResourceVersion:
    fields = {name: exported[name] for name in VERSION_FIELDS} | {name: exported.get(name, "") for name in CASE_ANSWERS}
    if fields["state"] == VersionState.IN_REVIEW:
        fields["state"] = VersionState.DRAFT  # a draft again, because the review was asked for on the other site
    if fields["state"] == VersionState.DRAFT:
        fields["is_to_publish"] = False
    version = ResourceVersion.objects.create(resource=resource, created_by=curator, agency=curator.agency, **fields)
    for link in exported["links"]:
        ResourceLink.objects.create(version=version, **{name: link[name] for name in LINK_FIELDS})
    for file in exported["files"]:
        stored = _store_file(file, curator, content_of)
        about = {name: file[name] for name in FILE_FIELDS}
        ResourceFile.objects.create(id=file["id"], version=version, stored_file=stored, **about)
    return version


def _store_file(file: Mapping[str, Any], curator: User, content_of) -> StoredFile:
    """Store an exported file in quarantine and return it. Raises Unusable if its content or name is not usable."""
    name, content = clean_name(file["name"]), content_of(file["sha256"])
    if hashlib.sha256(content).hexdigest() != file["sha256"]:
        raise Unusable(f"the content of {name} is not what was exported")
    if name != file["name"] or (why := disagreement(name, content[:2048])):
        raise Unusable(f"{name}: {why if name == file['name'] else 'the name is not usable'}")
    stored = StoredFile(
        name=name,
        size=len(content),
        media_type=KINDS[extension_of(name)].media_type,
        sha256=file["sha256"],
        thumbnail_page=file.get("thumbnail_page", 1),
        uploaded_by=curator,
    )
    stored.content.save(name, ContentFile(content), save=False)
    stored.save()
    # The file's check finds these hidden parts again, and does not overwrite the reasons that are stored here.
    HiddenPart.objects.bulk_create(
        HiddenPart(stored_file=stored, cleared_by=curator, **{name: part[name] for name in HIDDEN_PART_FIELDS})
        for part in file.get("cleared", ())
    )
    return stored


def _term_or_none(model, slug: str | None):
    return None if slug is None else _term(model, slug)


def _term(model, slug: str):
    """Return the row of this model with this slug. Raises Unusable if there is none."""
    term = model.objects.filter(slug=slug).first()
    if term is None:
        raise Unusable(f"this site has no {model._meta.verbose_name} “{slug}”")
    return term
