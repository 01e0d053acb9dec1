from django.db import transaction

from forum.actions.save_draft import displace, topic_place
from forum.actions.save_draft_files import delete_drafts
from forum.models import Board, Draft
from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.accounts.models import User


@transaction.atomic
def change_kind(*, person: User, board: Board, kind: str, new_kind: str) -> bool:
    """Change the topic kind of the person's draft of a new topic on this board. Its title, text and answers stay.

    If the person already has a draft of the new kind, that draft becomes another version of the changed draft, with
    its files. It is deleted instead if it has no files and the changed draft contains its text. Returns False if there
    is no draft of the old kind, or if the kinds are the same.
    """
    lock_person(person.pk)
    drafts = Draft.objects.select_for_update(no_key=True).filter(person=person)
    draft = drafts.filter(place=topic_place(board, kind)).first()
    if draft is None or kind == new_kind:
        return False
    other = drafts.filter(place=topic_place(board, new_kind)).first()
    if other is not None:
        if other.text in draft.text and not other.files.exists():
            delete_drafts(drafts.filter(pk=other.pk))
        else:
            displace(other)
    draft.place, draft.kind = topic_place(board, new_kind), new_kind
    draft.save(update_fields=["place", "kind"])
    return True
