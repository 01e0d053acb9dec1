"""Delete drafts: by hand, after their text is posted, and by age."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from forum.actions.save_draft import Seen
from forum.actions.save_draft_files import delete_drafts
from forum.models import Draft
from forum.models.draft import DELETE_DRAFTS_AFTER, VERSION, WORDS
from ratsite.accounts.models import User
from ratsite.lib.db.compiled_queries import compiled


def discard_draft(draft: Draft, *, sequence: int | None = None) -> bool:
    """Delete a draft with its files; return False if it stays, because it was saved again after its writer saw it.

    sequence: the draft's count of saves when its writer saw it (optimistic lock); None deletes the draft in any case.
    """
    drafts = Draft.objects.filter(pk=draft.pk)
    delete_drafts(drafts if sequence is None else drafts.filter(sequence=sequence))
    return not drafts.exists()


def discard_posted_draft(*, person: User, place: str, seen: Seen | None, posted: Iterable[str], **where: Any) -> None:
    """Delete the draft that a posted form showed, with its files, and those of its other versions that are posted too.

    If another device has changed the draft since, it is deleted only if the posted texts contain all of its text and it
    has no files. The same holds for its other versions, but one with other choices than this draft stays.

    seen: the draft as the form showed it; None for a form without a draft, and for imports. where: says where the draft
    would be posted (DraftQuerySet.at); without it, no other version is deleted.
    """
    seen, posted_text = seen or Seen(), " ".join(posted)
    if _draft_ids.first(person.pk, place) is None:  # most posts have no draft: saves the locks
        return
    shown = Draft.objects.filter(person=person, place=seen.place(place))
    draft = shown.select_for_update(no_key=True).first()
    choices = draft.choices if draft else {}
    if draft is not None and (draft.sequence == seen.sequence or _is_within(draft, posted_text)):
        delete_drafts(shown)
    # A version that another form is saving at this moment is locked, and stays.
    others = Draft.objects.filter(person=person).at(place, **where) if where else Draft.objects.none()
    others = others.exclude(place=seen.place(place)).select_for_update(no_key=True, skip_locked=True)
    gone = [other.pk for other in others if other.choices == choices and _is_within(other, posted_text)]
    delete_drafts(Draft.objects.filter(pk__in=gone))


def _is_within(draft: Draft, posted_text: str) -> bool:
    texts = (text.strip() for name in WORDS for text in draft.fields.get(name, []))
    return all(text in posted_text for text in texts) and not draft.files.exists()


@compiled(int, str)
def _draft_ids(person_id: int, place: str) -> QuerySet:
    """The ids of this person's draft in this place, and of all their other versions of drafts."""
    drafts = Draft.objects.filter(Q(place=place) | Q(place__startswith=VERSION), person=person_id)
    return drafts.order_by().values_list("pk", flat=True)


def delete_old_drafts() -> None:
    delete_drafts(Draft.objects.filter(saved_at__lt=timezone.now() - DELETE_DRAFTS_AFTER))
