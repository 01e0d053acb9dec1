"""Suggest resources to the library: from the published results of a ground check, and as case learning."""

import uuid
from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from forum.actions.discard_draft import discard_posted_draft
from forum.actions.run_ground_check import lock_for_draft
from forum.actions.save_draft import Seen, save_without_place
from forum.models import Draft
from forum.text.draft_quotes import hidden_keys
from library.actions.suggest_resource import suggest_resource
from library.enums import ResourceKind
from library.models import Suggestion
from library.rules.suggestions import has_too_many_suggestions
from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.accounts.models import User
from ratsite.network.models import Remit
from ratsite.related.models import GroundDraft
from ratsite.related.queries import latest_draft

GROUND_FILE, CASE_FILE = "common-ground.txt", "case-learning.txt"


@transaction.atomic
def draft_from_ground(
    *, check_id: int, person: User, title: str, why: str, text: str, remits: Iterable[Remit] = ()
) -> Suggestion | None:
    """Make a library draft: suggest the published results of a ground check to the library, as a file.

    Returns the suggestion; None if an earlier draft from the same ground check waits or was accepted. The person keeps
    a copy under "Drafts". A curator of another agency answers the suggestion.
    """
    check = lock_for_draft(check_id=check_id, person=person)
    latest = latest_draft(check)
    if latest is not None and not latest.is_refused:
        return None
    _save_copy(person, title, text)
    upload = SimpleUploadedFile(GROUND_FILE, text.encode(), content_type="text/plain")
    suggestion = suggest_resource(member=person, title=title, why=why, remits=remits, uploads=[upload])
    GroundDraft.objects.create(ground_check=check, suggestion=suggestion)
    return suggestion


@transaction.atomic
def suggest_case_learning(
    *,
    member: User,
    title: str,
    why: str,
    body: str,
    case_answers: Mapping[str, str],
    remits: Iterable[Remit] = (),
    draft: Draft | None = None,
    sequence: int = 0,
) -> Suggestion | None:
    """Suggest case learning to the library, with its text as a file, and return the suggestion.

    If the same suggestion of the member waits already, it is returned and nothing is stored. Returns None if too many
    of the member's suggestions wait. The member keeps a copy of what they sent under "Drafts".

    draft, sequence: the forum draft from which the form was filled, and the draft's save counter at that time
    (optimistic lock). The draft is deleted, unless it was changed since, has files, or has quotes that the form hid.
    """
    lock_person(member.pk)
    sent = {"title": title, "why": why} | {f"resource__versions__{name}": text for name, text in case_answers.items()}
    sent["resource__versions__files__stored_file__sha256"] = sha256(body.encode()).hexdigest()
    if before := Suggestion.objects.waiting().filter(suggested_by=member, **sent).first():
        return before
    if has_too_many_suggestions(member):
        return None
    upload = SimpleUploadedFile(CASE_FILE, body.encode(), content_type="text/plain")
    case = {"kind": ResourceKind.CASE, "case_answers": case_answers}
    suggestion = suggest_resource(member=member, title=title, why=why, remits=remits, uploads=[upload], **case)
    if draft is not None and not draft.files.exists() and not hidden_keys(body):
        seen = Seen(draft.version, sequence)
        discard_posted_draft(person=member, place=draft.place, seen=seen, posted=(title, body))
    _save_copy(member, title, body)
    return suggestion


def _save_copy(person: User, title: str, text: str) -> None:
    """Save a suggested text as a draft of its author, who cannot open the suggestion's file.

    Only curators can open that file, and it is deleted if they decline the suggestion.
    """
    save_without_place(person=person, submission=uuid.uuid4(), fields={"title": [title], "body": [text]})
