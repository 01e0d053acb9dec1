"""Make a library draft of a topic's published common ground."""

from collections.abc import Iterable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from forum.actions.publish_ground import note_drafted
from library.actions.suggest_resource import suggest_resource
from library.models import Suggestion
from ratsite.accounts.models import User
from ratsite.network.models import Remit

FILE_NAME = "common-ground.txt"


@transaction.atomic
def draft_from_ground(
    *, check_id: int, person: User, title: str, why: str, text: str, remits: Iterable[Remit] = ()
) -> Suggestion | None:
    """Suggest the text to the library as a file, and return the suggestion; None if a draft was made already.

    A curator of another agency takes it from there: the suggestion becomes their draft.
    """
    if not note_drafted(check_id=check_id, person=person):
        return None
    upload = SimpleUploadedFile(FILE_NAME, text.encode(), content_type="text/plain")
    return suggest_resource(member=person, title=title, why=why, remits=remits, uploads=[upload])
