"""Ask for a file that readers may open on request only, answer the request, and end the access."""

import datetime as dt
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from library.actions.notify import notify_of_request
from library.models import AccessRequest, RequestState, Resource, ResourceFile
from library.rules.access import can_ask_for_files, can_decide_access, can_end_access
from ratsite.accounts.actions.lock_rows import lock_actor, reloaded
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.identifiers import unresolved_names

# Three months: long enough for a course. A person who needs the file for longer sends another request.
USUAL_TIME = dt.timedelta(days=91)
LONGEST_TIME = dt.timedelta(days=366)


@transaction.atomic
def ask_for_file(*, file_id, reader: User, reason: str) -> AccessRequest | None:
    """Store a reader's request for a file and return it.

    If the reader has an unanswered request for this file already, that one is returned if its reason is the same (a
    form sent twice), and None if it has another reason. Raises PermissionDenied if the reader cannot see the resource,
    or may open the file without asking.
    """
    reader = lock_actor(reader)
    if not can_ask_for_files(reader):
        raise PermissionDenied
    resources = Resource.objects.visible_to(reader)
    file = ResourceFile.objects.locked_to(reader).filter(pk=file_id, version__resource__in=resources).first()
    if file is None or unresolved_names([reason]):
        raise PermissionDenied
    if waiting := AccessRequest.objects.waiting().filter(file=file, asked_by=reader).first():
        return waiting if waiting.reason == reason else None
    request = AccessRequest.objects.create(
        file=file, asked_by=reader, agency=reader.agency, reason=reason, asked_at=timezone.now()
    )
    transaction.on_commit(partial(notify_of_request, request.pk))
    return request


@transaction.atomic
def grant_access(*, request_id: int, decider: User, ends_on: dt.date) -> bool:
    """Let the person who asked read the file until the end of `ends_on`. Return False if the request is answered."""
    request = _lock(request_id, decider)
    today = timezone.localdate()
    if not today <= ends_on <= today + LONGEST_TIME:
        raise PermissionDenied
    if not request.is_waiting:
        return False
    after = dt.datetime.combine(ends_on + dt.timedelta(days=1), dt.time())
    _record_outcome(request, RequestState.GRANTED, decider, ends_at=timezone.make_aware(after))
    record(request.file.version.resource, "library.access.grant", actor=decider, until=str(ends_on))
    return True


@transaction.atomic
def decline_access(*, request_id: int, decider: User, answer: str) -> bool:
    """Decline a request. Return False if it was already answered. answer: the reason, for the person who asked."""
    request = _lock(request_id, decider)
    if not answer.strip() or unresolved_names([answer]):
        raise PermissionDenied
    if not request.is_waiting:
        return False
    _record_outcome(request, RequestState.DECLINED, decider, answer=answer)
    record(request.file.version.resource, "library.access.decline", actor=decider, reason=answer)
    return True


@transaction.atomic
def end_access(*, request_id: int, actor: User, answer: str) -> bool:
    """End a person's access early. Return False if it has already ended. answer: the reason, which the person reads."""
    request = _lock(request_id, actor, may=can_end_access)
    if not answer.strip() or unresolved_names([answer]):
        raise PermissionDenied
    if not request.is_in_force:
        return False
    _record_outcome(request, RequestState.ENDED, actor, answer=answer, ends_at=timezone.now())
    record(request.file.version.resource, "library.access.end", actor=actor, reason=answer)
    return True


@transaction.atomic
def withdraw_request(*, request_id: int, reader: User) -> bool:
    """Withdraw the reader's own request. Return False if it was already answered or withdrawn."""
    request = AccessRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request_id)
    if request.asked_by_id != reader.pk:
        raise PermissionDenied
    if not request.is_waiting:
        return False
    request.state, request.decided_at = RequestState.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "decided_at"])
    return True


@transaction.atomic
def end_requests_of(person: User) -> None:
    """End a person's access to files on request and withdraw their waiting requests, because they leave the network."""
    now = timezone.now()
    requests = AccessRequest.objects.filter(asked_by=person)
    requests.waiting().update(state=RequestState.WITHDRAWN, decided_at=now)
    requests.in_force().update(state=RequestState.WITHDRAWN, ends_at=now)


def delete_old_requests() -> None:
    AccessRequest.objects.old().delete()


def _lock(request_id: int, decider: User, *, may=can_decide_access) -> AccessRequest:
    related = ("file__version__resource__circle", "file__version__resource__agency")
    locked = AccessRequest.objects.select_for_update(of=("self",), no_key=True).select_related(*related)
    request = locked.get(pk=request_id)
    decider = reloaded(decider)
    may_see = AccessRequest.objects.visible_to(decider).filter(pk=request_id).exists()
    if not (may_see and may(decider, request)):
        raise PermissionDenied
    return request


def _record_outcome(request: AccessRequest, state: RequestState, decider: User, **fields) -> None:
    request.state, request.decided_by, request.decided_at = state, decider, timezone.now()
    for name, value in fields.items():
        setattr(request, name, value)
    request.save()
    transaction.on_commit(partial(notify_of_request, request.pk))
