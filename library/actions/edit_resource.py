"""Add resources to the library, and change their descriptions. Callers have checked that the curator may do so."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.text import slugify

from library.actions.edit_version import attach_files, attach_links
from library.actions.index_resource import index_resource
from library.actions.keep_history import history_kept
from library.actions.publish_version import advance, ask_for_review, end_open_review, publish
from library.enums import Audience, ResourceKind, ResourceState, VersionState
from library.identifier_check import READ_BY_OTHERS, gains_readers, identifiers_in_texts, must_wait
from library.models import Resource, ResourceVersion
from library.queries.hashes import SETS, shown_hash_of_texts
from library.rules import can_add_resource, can_change_kind, can_edit_resource, expires_too_late
from ratsite.accounts.actions.lock_rows import ask_again
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking, ReviewOutcome
from ratsite.network.models import Circle

SLUG_TRIES = 4


@transaction.atomic
def add_resource(
    *,
    curator: User,
    uploads: Iterable[UploadedFile] = (),
    links: Iterable[Mapping] = (),
    issued_on: dt.date | None = None,
    request_label: str = "",
    spoken_for: str = "",
    is_to_publish: bool = True,
    posted_at: dt.datetime | None = None,
    **fields,
) -> Resource:
    """Create a resource with its first version and return it. Readers get it once its checks have passed.

    links: fields of ResourceLink. request_label: if readers have to ask for the files, what to call them.
    spoken_for: why identifiers in it harm nobody; a second person then reviews it. is_to_publish: False leaves it a
    draft. fields are Resource's own; those in SETS take iterables of their rows.
    """
    curator = ask_again(curator, can_add_resource)
    ask_of_circle(curator, fields)
    must_wait(fields, spoken_for)
    sets = {name: fields.pop(name, ()) for name in SETS}
    resource = Resource(posted_by=curator, posted_at=posted_at or timezone.now(), **fields)
    resource.agency = resource.agency or curator.agency
    save_under_free_slug(resource)
    for name, rows in sets.items():
        getattr(resource, name).set(rows)
    index_resource(resource)
    version = ResourceVersion.objects.create(
        resource=resource,
        number=1,
        issued_on=issued_on,
        justification=spoken_for,
        is_to_publish=is_to_publish,
        created_by=curator,
        created_at=resource.posted_at,
    )
    attach_files(version, uploads, uploader=curator, request_label=request_label)
    attach_links(version, links)
    record(resource, "library.resource.add", actor=curator)
    advance(version, asked_by=curator)
    return resource


@transaction.atomic
def change_resource(
    *, resource_id: int, curator: User, spoken_for: str = "", shown_hash: str | None = None, **fields
) -> Resource:
    """Change the description of a resource and return it. Its address and its versions stay as they are.

    Raises Stale if the resource is not as the curator was shown it. Changed texts are checked for identifiers; if there
    are any, readers find the resource again after a review. If the public is to read it, its present readers keep it
    and the public gets it after a review. Case learning waits for its two people if its words change or its review date
    becomes later, because it expires on that date. spoken_for: see add_resource.
    """
    resource = lock_resource(resource_id, curator)
    ask_of_circle(curator, fields)
    if shown_hash is not None and shown_hash != shown_hash_of_texts(resource):
        raise Stale
    before, after = (resource.audience, resource.circle_id), _audience_after(resource, fields)
    waits = must_wait(_to_look_at(resource, fields, before, after), spoken_for) or _changes_circle(before, after)
    kind = fields.get("kind", resource.kind)
    if ResourceKind.CASE in (kind, resource.kind):
        may_become = kind == resource.kind or can_change_kind(resource)
        if not may_become or expires_too_late(kind, fields.get("review_due_on")):
            raise PermissionDenied
        waits = waits or _is_read_longer(resource, fields)
        waits = waits or any(fields.get(name, was) != was for name, was in _texts(resource).items())
    with history_kept(resource, curator):
        for name in SETS:
            if name in fields:
                getattr(resource, name).set(fields.pop(name))
        wanted = _wanted_audience(resource, fields, before, after)
        for name, value in fields.items():
            setattr(resource, name, value)
        resource.save()
    index_resource(resource)
    if resource.current is not None:
        _review_again(resource, curator, waits=waits, wanted=wanted, spoken_for=spoken_for)
    record(resource, "library.resource.change", actor=curator, audience_changed=before != after)
    draft = resource.versions.filter(state=VersionState.DRAFT).select_related("resource__current").first()
    if draft is not None:
        advance(draft, asked_by=curator)  # what was missing may be there now
    return Resource.objects.get(pk=resource.pk)


def _texts(resource: Resource) -> dict[str, str]:
    return {name: getattr(resource, name) for name in READ_BY_OTHERS}


def _is_read_longer(resource: Resource, fields: Mapping) -> bool:
    """True if readers would get case learning for longer than it was last approved or checked for."""
    was, due = resource.review_due_on, fields.get("review_due_on", resource.review_due_on)
    return due is not None and (was is None or due > was)


def _changes_circle(before: tuple, after: tuple) -> bool:
    return before[0] == after[0] == Audience.CIRCLE and before != after


def _wanted_audience(resource: Resource, fields: dict, before: tuple, after: tuple) -> str:
    """Take a growing audience of a published resource out of the fields and return it; else return ""."""
    if resource.state != ResourceState.PUBLISHED or not gains_readers(before, after):
        return ""
    if after[0] == Audience.CIRCLE:
        return ""  # another circle: closed until one of its people has reviewed it
    fields.pop("circle", None)
    return fields.pop("audience")


def _review_again(resource: Resource, curator: User, *, waits: bool, wanted: str, spoken_for: str) -> None:
    """Close a published resource with new identifiers until its review; open a closed one that has none any more."""
    version = resource.current
    if version is None:
        return
    if spoken_for:
        version.justification = spoken_for
        version.save(update_fields=["justification"])
    is_open, has_been_sent_back = resource.state == ResourceState.PUBLISHED, resource.state == ResourceState.DRAFT
    if waits and (is_open or has_been_sent_back):
        resource.state = ResourceState.DRAFT
        resource.save(update_fields=["state"])
        ask_for_review(version, asked_by=curator, audience=wanted)
    elif wanted:
        ask_for_review(version, asked_by=curator, audience=wanted)
    elif resource.marking != Marking.CLEAR and _waits_for_the_public(version):
        end_open_review(version, ReviewOutcome.OVER)  # it is no longer to be shared with anyone
    elif has_been_sent_back and not resource.is_case and not identifiers_in_texts(resource):
        end_open_review(version, ReviewOutcome.MENDED)
        publish(version, checked_by=curator)


def _waits_for_the_public(version: ResourceVersion) -> bool:
    return version.reviews.filter(outcome=ReviewOutcome.WAITS, audience=Audience.PUBLIC).exists()


def _audience_after(resource: Resource, fields: Mapping) -> tuple[str, int | None]:
    circle = fields.get("circle", resource.circle)
    return fields.get("audience", resource.audience), circle and circle.pk


def _to_look_at(resource: Resource, fields: Mapping, before: tuple, after: tuple) -> dict[str, str]:
    """Return the texts of a changed resource that are new to readers and must be checked, by field.

    before and after: the audience and circle id.
    """
    texts = {name: fields.get(name, text) for name, text in _texts(resource).items()}
    if fields.get("state", resource.state) != resource.state or gains_readers(before, after):
        return texts
    return {name: text for name, text in texts.items() if text != getattr(resource, name)}


def lock_resource(resource_id: int, curator: User) -> Resource:
    """Lock this resource and return it. Raises PermissionDenied if the curator may not change or not see it."""
    resource = Resource.objects.select_for_update(of=("self",), no_key=True).get(pk=resource_id)
    curator = ask_again(curator, can_edit_resource, resource)
    if not Resource.objects.visible_to(curator).filter(pk=resource_id).exists():
        raise PermissionDenied
    return resource


def ask_of_circle(curator: User, fields: Mapping) -> None:
    """Raise PermissionDenied if the changed resource would be for a circle that the curator is not in."""
    circle = fields.get("circle")
    if circle is not None and not Circle.objects.of(curator).filter(pk=circle.pk).exists():
        raise PermissionDenied


def save_under_free_slug(resource: Resource) -> None:
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
    """Return a slug for this title that neither a resource nor a page of the library has.

    From the second resource with the title on, it has a number.
    """
    base = slugify(title)[:80] or "resource"
    taken = set(Resource.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken or _is_page(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


def _is_page(slug: str) -> bool:
    return resolve(reverse("library:resource", args=[slug])).url_name != "resource"
