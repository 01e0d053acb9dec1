"""Make library drafts: of a topic's published common ground, and of case learning."""

from collections.abc import Iterable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from forum.actions.publish_ground import note_drafted
from forum.actions.save_draft import Seen, discard_draft
from forum.models import Draft
from library.actions.suggest_resource import suggest_resource
from library.enums import ResourceKind
from library.models import Suggestion
from ratsite.accounts.models import User
from ratsite.network.models import Remit

GROUND_FILE, CASE_FILE = "common-ground.txt", "case-learning.txt"


@transaction.atomic
def draft_from_ground(
    *, check_id: int, person: User, title: str, why: str, text: str, remits: Iterable[Remit] = ()
) -> Suggestion | None:
    """Suggest the text to the library as a file, and return the suggestion; None if a draft was made already.

    A curator of another agency takes it from there: the suggestion becomes their draft.
    """
    if not note_drafted(check_id=check_id, person=person):
        return None
    upload = SimpleUploadedFile(GROUND_FILE, text.encode(), content_type="text/plain")
    return suggest_resource(member=person, title=title, why=why, remits=remits, uploads=[upload])


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
) -> Suggestion:
    """Suggest case learning to the library, with the text as a file, and return the suggestion.

    draft: the forum draft that the form was filled from, and its sequence then. It is deleted, unless it has changed
    since or files wait with it.
    """
    upload = SimpleUploadedFile(CASE_FILE, body.encode(), content_type="text/plain")
    case = {"kind": ResourceKind.CASE, "case_answers": case_answers}
    suggestion = suggest_resource(member=member, title=title, why=why, remits=remits, uploads=[upload], **case)
    if draft is not None and not draft.files.exists():
        seen = Seen(draft.version, sequence)
        discard_draft(person=member, place=draft.place, seen=seen, posted=(title, body))
    return suggestion
