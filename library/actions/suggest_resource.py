"""Suggest a resource, and answer suggestions. The files of a suggestion are checked as soon as it is sent.

Each action that answers locks the suggestion first. Nobody may answer a suggestion that comes from their own agency.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from library.actions.edit_resource import save_under_free_slug
from library.actions.edit_version import attach_files, attach_links, has_content
from library.actions.notify_checks import notify_of_answer
from library.actions.withdraw_resource import delete_with_files
from library.enums import ResourceKind, ResourceState, SuggestionState
from library.models import Resource, ResourceVersion, Suggestion
from library.rules.suggestions import can_answer_suggestion, can_suggest
from ratsite.accounts.actions.lock_rows import lock_person, recheck
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.network.models import Remit

DUPLICATE_WITHIN = dt.timedelta(minutes=1)


@transaction.atomic
def suggest_resource(
    *,
    member: User,
    title: str,
    why: str,
    remits: Iterable[Remit] = (),
    uploads: Iterable[UploadedFile] = (),
    links: Iterable[Mapping] = (),
    kind: str = ResourceKind.GUIDANCE,
    case_answers: Mapping[str, str] | None = None,
    is_from_form: bool = False,
) -> Suggestion:
    """Store a suggestion with its file or link and return it. Only curators can see the file or link.

    case_answers: for case learning, the fields named in CASE_ANSWERS. is_from_form: True if a form sent it. A form that
    is sent twice stores one suggestion, which both calls return.
    """
    if is_from_form:
        lock_person(member.pk)
    member = recheck(member, can_suggest)
    now, uploads, links = timezone.now(), list(uploads), list(links)
    if is_from_form:
        lately = Suggestion.objects.waiting().filter(suggested_by=member, suggested_at__gt=now - DUPLICATE_WITHIN)
        for same in lately.filter(title=title, why=why).select_related("resource"):
            if has_content(same.resource.versions.get(), uploads, links):
                return same
    resource = Resource(
        title=title,
        kind=kind,
        state=ResourceState.SUGGESTED,
        agency=member.agency,
        posted_by=member,
        posted_at=now,
    )
    save_under_free_slug(resource)
    resource.remits.set(remits)
    version = ResourceVersion.objects.create(
        resource=resource,
        number=1,
        is_to_publish=False,
        created_by=member,
        agency=member.agency,
        created_at=now,
        **case_answers or {},
    )
    attach_files(version, uploads, uploader=member)
    attach_links(version, links)
    return Suggestion.objects.create(
        title=title, why=why, suggested_by=member, agency=member.agency, suggested_at=now, resource=resource
    )


@transaction.atomic
def take_up(*, suggestion_id: int, curator: User, reason: str = "") -> Resource | None:
    """Turn a suggestion into a draft resource of this curator and return the resource.

    Returns None if the suggestion was already answered. The agency of the member who suggested it becomes the
    resource's deputy agency, so that it can help to keep the resource up to date. reason: optional; the member reads
    it.
    """
    suggestion = _lock(suggestion_id, curator)
    resource = suggestion.resource if suggestion is not None else None
    if suggestion is None or resource is None:
        return None
    resource.state, resource.posted_by = ResourceState.DRAFT, curator
    resource.agency, resource.deputy = curator.agency, suggestion.agency
    resource.save(update_fields=["state", "posted_by", "agency", "deputy"])
    resource.versions.update(created_by=curator)
    _answer(suggestion, SuggestionState.TAKEN, curator, reason)
    record(resource, "library.suggestion.take", actor=curator, reason=reason)
    return resource


@transaction.atomic
def decline(*, suggestion_id: int, curator: User, reason: str) -> bool:
    """Decline a suggestion and delete its file or link. Return False if it was already answered."""
    suggestion = _lock(suggestion_id, curator)
    if suggestion is None:
        return False
    _delete_resource(suggestion)
    _answer(suggestion, SuggestionState.DECLINED, curator, reason)
    record(suggestion, "library.suggestion.decline", actor=curator, reason=reason)
    return True


@transaction.atomic
def answer_known(*, suggestion_id: int, curator: User, existing: Resource, reason: str) -> bool:
    """Answer that the library has the resource already, and delete the suggested file or link.

    existing: the resource that the library has; the member who made the suggestion must be able to read it. Return
    False if the suggestion was already answered.
    """
    suggestion = _lock(suggestion_id, curator)
    if suggestion is None:
        return False
    if not Resource.objects.visible_to(suggestion.suggested_by).published().filter(pk=existing.pk).exists():
        raise PermissionDenied
    _delete_resource(suggestion)
    suggestion.resource = existing
    _answer(suggestion, SuggestionState.KNOWN, curator, reason)
    record(suggestion, "library.suggestion.known", actor=curator, reason=reason)
    return True


@transaction.atomic
def withdraw_suggestion(*, suggestion_id: int, member: User) -> bool:
    """Withdraw the member's own suggestion and delete its file or link. Return False if it was already answered."""
    rows = Suggestion.objects.select_for_update(of=("self",), no_key=True).filter(suggested_by=member)
    suggestion = rows.waiting().select_related("resource").filter(pk=suggestion_id).first()
    if suggestion is None:
        return False
    _delete_resource(suggestion)
    suggestion.state = SuggestionState.WITHDRAWN
    suggestion.save(update_fields=["state", "resource"])
    return True


def _lock(suggestion_id: int, curator: User) -> Suggestion | None:
    rows = Suggestion.objects.select_for_update(of=("self",), no_key=True).filter(pk=suggestion_id)
    suggestion = rows.select_related("resource", "agency", "suggested_by").get()
    recheck(curator, can_answer_suggestion, suggestion)
    return suggestion if suggestion.is_waiting else None


def _delete_resource(suggestion: Suggestion) -> None:
    resource, suggestion.resource = suggestion.resource, None
    if resource is not None:
        delete_with_files(resource)


def _answer(suggestion: Suggestion, state: SuggestionState, curator: User, answer: str = "") -> None:
    suggestion.state, suggestion.answer = state, answer
    suggestion.answered_by, suggestion.answered_at = curator, timezone.now()
    suggestion.save()
    transaction.on_commit(partial(notify_of_answer, suggestion.pk))
