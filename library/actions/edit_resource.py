"""Add resources to the library, and change their descriptions. Callers have checked that the curator may do so."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from library.actions.edit_version import attach_files, attach_links, has_content
from library.actions.index_resource import index_resource
from library.actions.lock_rows import lock_resource
from library.actions.notify import notify_new_deciders
from library.actions.publish_version import advance, ask_for_review, end_open_review, publish
from library.actions.record_changes import changes_recorded
from library.actions.write_note import send_back_waiting_notes
from library.enums import Audience, ResourceKind, ResourceState, VersionState
from library.identifier_check import READ_BY_OTHERS, gains_readers, must_wait
from library.models import Resource, ResourceVersion
from library.queries.checklist import checklist
from library.queries.hashes import SETS, shown_hash_of_texts
from library.rules.checks import expires_too_late, is_later_date, needs_check_for_later_date
from library.rules.owners import can_choose_deputy
from library.rules.resources import can_add_resource, can_change_kind
from ratsite.accounts.actions.lock_rows import lock_person, recheck, reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.addresses import is_taken
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import Marking, SecondReviewOutcome
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
    explanation: str = "",
    is_to_publish: bool = True,
    posted_at: dt.datetime | None = None,
    is_from_form: bool = False,
    **fields,
) -> Resource:
    """Create a resource with its first version and return it. Readers can find it once its checks have passed.

    - links: one mapping of ResourceLink fields for each link.
    - request_label: if readers have to ask for the files, a name for the files that does not say what they contain;
      otherwise "".
    - explanation: the curator's reason why identifiers in the texts identify no private person; a second person then
      reviews it.
    - is_to_publish: False leaves the resource a draft.
    - posted_at: when the resource was added; None for now.
    - is_from_form: True if a form sent it. A form that is sent twice within a minute adds one resource, which both
      calls return.
    - fields: the fields of Resource; those named in SETS take iterables of rows. If `agency` is not given, the
      curator's agency looks after the resource.
    """
    if is_from_form:
        lock_person(curator.pk)
    curator = recheck(curator, can_add_resource)
    if is_from_form:
        lately = Resource.objects.filter(posted_by=curator, posted_at__gt=timezone.now() - dt.timedelta(minutes=1))
        uploads, links = list(uploads), list(links)
        for same in lately.filter(title=fields["title"], summary=fields["summary"]):
            if has_content(same.versions.get(number=1), uploads, links):
                return same
    refuse_strange_circle(curator, fields)
    must_wait(fields, explanation)
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
        justification=explanation,
        is_to_publish=is_to_publish,
        created_by=curator,
        agency=curator.agency,
        created_at=resource.posted_at,
    )
    attach_files(version, uploads, uploader=curator, request_label=request_label)
    attach_links(version, links)
    record(resource, "library.resource.add", actor=curator)
    advance(version, asked_by=curator)
    return resource


@transaction.atomic
def change_resource(
    *, resource_id: int, curator: User, explanation: str = "", shown_hash: str | None = None, **fields
) -> Resource:
    """Change the description of a resource and return the resource. Its address and versions do not change.

    A review is needed in these cases:
    - The changed texts have identifiers, or the resource moves to another circle. Until the review, readers cannot find
      it.
    - It is opened to more readers, such as the public. Until the review, only its current readers can read it, with its
      current marking.
    - A reviewer sent it back, and a second person must approve it.
    - It is case learning, and its texts change or its review date becomes later. Case learning expires on that date, so
      two people approve it again.

    explanation: see add_resource. Raises Stale if the resource has changed since the curator opened the form
    (shown_hash). Raises PermissionDenied in these cases:
    - The resource is withdrawn, and would get more readers.
    - Its review date would become later or be removed, and only a check may do so (needs_check_for_later_date).
    - Its deputy agency would change, and the curator may not choose it.
    - It may not become or stop being case learning, or its review date is too late for case learning.
    """
    resource = lock_resource(resource_id, curator)
    refuse_strange_circle(curator, fields)
    if shown_hash is not None and shown_hash != shown_hash_of_texts(resource):
        raise Stale
    has_new_deputy = "deputy" in fields and fields["deputy"] != resource.deputy
    if has_new_deputy and not can_choose_deputy(reloaded(curator), resource):
        raise PermissionDenied
    before, after = (resource.audience, resource.circle_id), _audience_after(resource, fields)
    if resource.state == ResourceState.WITHDRAWN and gains_readers(before, after):
        raise PermissionDenied
    is_later = is_later_date(resource.review_due_on, fields.get("review_due_on", resource.review_due_on))
    if is_later and needs_check_for_later_date(resource):
        raise PermissionDenied
    waits = must_wait(_texts_to_scan(resource, fields, before, after), explanation) or _changes_circle(before, after)
    kind = fields.get("kind", resource.kind)
    if ResourceKind.CASE in (kind, resource.kind):
        may_have_kind = kind == resource.kind or can_change_kind(resource)
        if not may_have_kind or expires_too_late(kind, fields.get("review_due_on")):
            raise PermissionDenied
        waits = waits or is_later
        waits = waits or any(fields.get(name, was) != was for name, was in _texts(resource).items())
    with changes_recorded(resource, curator):
        for name in SETS:
            if name in fields:
                getattr(resource, name).set(fields.pop(name))
        is_stricter = Marking(fields.get("marking", resource.marking)).rank > Marking(resource.marking).rank
        wanted = _remove_more_open_audience(resource, fields, before, after)
        for name, value in fields.items():
            setattr(resource, name, value)
        if resource.current is not None and _changes_circle(before, after):
            resource.hide_earlier_from_new_readers(resource.current.number)
            send_back_waiting_notes(resource, by=curator)
        resource.save()
    index_resource(resource)
    if resource.current is not None:
        if is_stricter:
            _end_review_for_new_readers(resource.current)
        _review_again(resource, curator, waits=waits, wanted=wanted, explanation=explanation)
    record(resource, "library.resource.change", actor=curator, audience_changed=before != after)
    if has_new_deputy:
        transaction.on_commit(partial(notify_new_deciders, resource.pk))
    draft = resource.versions.filter(state=VersionState.DRAFT).select_related("resource__current").first()
    if draft is not None:
        if explanation and (resource.current is None or not draft.justification):
            draft.justification = explanation
            draft.save(update_fields=["justification"])
        advance(draft, asked_by=curator)  # the change may have added what a check of the draft had missed
    return Resource.objects.get(pk=resource.pk)


def _texts(resource: Resource) -> dict[str, str]:
    return {name: getattr(resource, name) for name in READ_BY_OTHERS}


def _changes_circle(before: tuple, after: tuple) -> bool:
    return before[0] == after[0] == Audience.CIRCLE and before != after


def _remove_more_open_audience(resource: Resource, fields: dict, before: tuple, after: tuple) -> dict[str, str]:
    """Remove a more open audience, and a more open marking with it, from `fields`. Return the removed fields.

    A review must approve the removed fields first: once it has, the resource gets them. Returns {} if the resource has
    never been published, because nobody reads it before its first review. before, after: see _texts_to_scan.
    """
    if resource.current is None or not gains_readers(before, after):
        return {}
    if after[0] == Audience.CIRCLE:
        return {}  # another circle: nobody reads the resource until a person of that circle has reviewed it
    fields.pop("circle", None)
    wanted = {"audience": fields.pop("audience")}
    if "marking" in fields and Marking(fields["marking"]).rank < Marking(resource.marking).rank:
        wanted["marking"] = fields.pop("marking")
    return wanted


def _review_again(resource: Resource, curator: User, *, waits: bool, wanted: dict[str, str], explanation: str) -> None:
    """Ask for the review that a change of a published resource needs, or end one that is no longer needed.

    - waits: True if readers must not find the resource until the review.
    - wanted: the audience and marking that the resource gets if the review approves it, as arguments of ask_for_review.

    If this curator has already asked for a review, that review stays open. Its shown_hash changes with the resource, so
    a reviewer who has read the earlier text cannot approve it.
    """
    version = resource.current
    if version is None:
        return
    if explanation:
        version.justification = explanation
        version.save(update_fields=["justification"])
    is_hidden = resource.state == ResourceState.DRAFT
    if not (is_hidden or resource.is_published):
        return  # withdrawn: bringing it back asks for the review
    version.resource = resource
    if waits or (is_hidden and _needs_review(version)):
        resource.state = ResourceState.DRAFT
        resource.save(update_fields=["state"])
        asked = version.reviews.filter(outcome=SecondReviewOutcome.WAITING, asked_by=curator).exists()
        if wanted or not asked:
            ask_for_review(version, asked_by=curator, **wanted)
        return
    if is_hidden:
        ended = end_open_review(version, SecondReviewOutcome.IDENTIFIERS_REMOVED)
        if ended is not None and ended.audience and not wanted:
            wanted = {"audience": ended.audience, "marking": ended.marking}
        publish(version, checked_by=curator)
    if wanted:
        ask_for_review(version, asked_by=curator, **wanted)


def _needs_review(version: ResourceVersion) -> bool:
    checks = checklist(version)
    return bool(checks.second_person) or not checks.is_ready


def _end_review_for_new_readers(version: ResourceVersion) -> None:
    """End a review that would open the resource to more readers: its marking was just made stricter."""
    if version.reviews.filter(outcome=SecondReviewOutcome.WAITING).exclude(audience="").exists():
        end_open_review(version, SecondReviewOutcome.SUPERSEDED)


def _audience_after(resource: Resource, fields: Mapping) -> tuple[str, int | None]:
    circle = fields.get("circle", resource.circle)
    return fields.get("audience", resource.audience), circle and circle.pk


def _texts_to_scan(resource: Resource, fields: Mapping, before: tuple, after: tuple) -> dict[str, str]:
    """Return {field: text} of the texts to scan for identifiers: the changed ones, or all if new readers get them.

    before, after: the audience before and after the change, as (audience, circle id).
    """
    texts = {name: fields.get(name, text) for name, text in _texts(resource).items()}
    if fields.get("state", resource.state) != resource.state or gains_readers(before, after):
        return texts
    return {name: text for name, text in texts.items() if text != getattr(resource, name)}


def refuse_strange_circle(curator: User, fields: Mapping) -> None:
    """Raise PermissionDenied if the fields name a circle that the curator is not in."""
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
    """Return a slug for this title that no resource and no page of the library has.

    If the plain slug is taken, a number is added: "title-2", "title-3".
    """
    base = slugify(title)[:80] or "resource"
    taken = set(Resource.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken or is_taken("library:resource", slug):
        number += 1
        slug = f"{base}-{number}"
    return slug
