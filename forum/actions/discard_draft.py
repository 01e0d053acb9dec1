"""Delete drafts: by hand, after their text is posted, and by age."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from forum.actions.save_draft import Seen
from forum.actions.save_draft_files import delete_drafts
from forum.models import Draft
from forum.models.draft import DELETE_DRAFTS_AFTER, WORDS
from ratsite.accounts.models import User
from ratsite.lib.db.compiled_queries import compiled


def discard_draft(draft: Draft, *, sequence: int | None = None) -> bool:
    """Delete a draft with its files; return False if it stays, because it was saved again after its writer saw it.

    sequence: the draft's count of saves when its writer saw it (optimistic lock); None deletes the draft in any case.
    """
    drafts = Draft.objects.filter(pk=draft.pk)
    delete_drafts(drafts if sequence is None else drafts.filter(sequence=sequence))
    return not drafts.exists()


def discard_posted(*, person: User, place: str, seen: Seen | None, posted: Iterable[str]) -> None:
    """Delete the draft that a posted form showed, with its files.

    If another device has changed the draft since, it is deleted only if the posted texts contain all of its text and it
    has no files. seen: the draft as the form showed it; None for a form without a draft, and for imports.
    """
    seen = seen or Seen()
    draft_id = _draft_ids_at.first(person.pk, seen.place(place))  # most posts have no draft: saves the lock
    if draft_id is None:
        return
    drafts = Draft.objects.filter(pk=draft_id)
    draft = drafts.select_for_update(no_key=True).first()
    if draft is not None and (draft.sequence == seen.sequence or _is_within(draft, posted)):
        delete_drafts(drafts)


def _is_within(draft: Draft, posted: Iterable[str]) -> bool:
    posted_text = " ".join(posted)
    return all(text.strip() in posted_text for name in WORDS for text in draft.fields.get(name, [])) and not (
        draft.files.exists()
    )


@compiled(int, str)
def _draft_ids_at(person_id: int, place: str) -> QuerySet:
    return Draft.objects.filter(person=person_id, place=place).order_by().values_list("pk", flat=True)


def delete_old_drafts() -> None:
    delete_drafts(Draft.objects.filter(saved_at__lt=timezone.now() - DELETE_DRAFTS_AFTER))
