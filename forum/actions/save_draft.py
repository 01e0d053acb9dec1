"""Save and delete drafts. A place is a string that says where a person writes; they have one draft for each place."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from forum.models import Board, Draft, Post, Topic
from forum.models.draft import KEPT, WORDS
from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.accounts.models import User
from ratsite.lib.db.compiled_queries import compiled

LONGEST = 40_000  # characters of all fields and their names together: twice the longest post
LOST = "lost-"
MOST_LOST = 20  # for one person: enough for every tab that they have open


def reply_place(topic: Topic) -> str:
    return f"reply-{topic.pk}"


def topic_place(board: Board, kind: str) -> str:
    return f"topic-{board.pk}-{kind}"


def edit_place(post: Post) -> str:
    return f"edit-{post.pk}"


@transaction.atomic
def save_draft(
    *,
    person: User,
    place: str,
    fields: Mapping[str, list[str]],
    sequence: int,
    submission: uuid.UUID | None = None,
    **where: Any,
) -> int | None:
    """Save a form's text as a draft and return the draft's new sequence number.

    Returns None if `sequence` is not the draft's latest number (optimistic lock), so that a stale page never overwrites
    a newer draft, or if the text is too long. A page without a draft has the sequence 0. submission: the id of the
    form, if it was sent without a session. where: the fields of Draft that say where the text will be posted.
    """
    draft = Draft.objects.select_for_update(no_key=True).filter(person=person, place=place).first()
    if (draft.sequence if draft else 0) != sequence or is_too_long(fields):
        return None
    if draft is None:
        if not any(text.strip() for text in _texts(fields)):
            return 0
        draft = Draft(person=person, place=place, sequence=0, **where)
    draft.fields = _fit(fields)
    draft.submission = submission
    draft.sequence += 1
    draft.saved_at = timezone.now()
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:  # another form has saved the first draft here in this moment
        return None
    return draft.sequence


@transaction.atomic
def save_signed_out(
    *, person: User, place: str, fields: Mapping[str, list[str]], submission: uuid.UUID, **where: Any
) -> None:
    """Save the text of a form that was sent without its writer's session, as the writer's draft.

    This overwrites only a draft that the same form has saved in this way: another text in that place becomes a draft
    without a place. A text that was saved with a session, and that this text contains, needs no second draft. Nothing
    is saved for a person who is no longer a member. An edit of a post that is no longer the person's is saved without a
    place.
    """
    if not lock_person(person.pk).is_member:
        return
    if "post_id" in where and not Post.objects.filter(pk=where["post_id"], author=person).exists():
        keep_lost(person=person, submission=submission, fields=fields)
        return
    there = Draft.objects.filter(person=person, place=place).first()
    is_contained = there and not there.submission and there.words in Draft(fields=fields).words
    if there and there.submission != submission and not is_contained:
        keep_lost(person=person, submission=there.submission or uuid.uuid4(), fields=there.fields)
    latest = there.sequence if there else 0
    text: dict[str, Any] = {"person": person, "fields": fields, "submission": submission}
    if save_draft(place=place, sequence=latest, **text, **where) is None:
        keep_lost(**text)  # another form has saved in this moment


@transaction.atomic
def keep_lost(*, person: User, submission: uuid.UUID, fields: Mapping[str, list[str]]) -> bool:
    """Save a form's text as a draft that belongs to no place, because it cannot be saved in the form's own place.

    Returns False if there is no text, or too much. If a person has more than MOST_LOST of these drafts, the oldest are
    deleted.
    """
    words = _fit({name: fields[name] for name in WORDS if name in fields})
    if is_empty(words) or is_too_long(words):
        return False
    values = {"fields": words, "submission": submission, "saved_at": timezone.now()}
    Draft.objects.update_or_create(person=person, place=f"{LOST}{submission}", defaults=values)
    lost = Draft.objects.filter(person=person, place__startswith=LOST).order_by("-saved_at", "-pk")
    Draft.objects.filter(pk__in=list(lost.values_list("pk", flat=True)[MOST_LOST:])).delete()
    return True


def is_empty(fields: Mapping[str, list[str]]) -> bool:
    """True if the person typed nothing into the form. Chosen options do not count as typed."""
    return not Draft(fields=_fit(fields)).words.strip()


def is_too_long(fields: Mapping[str, list[str]]) -> bool:
    return sum(len(text) for name, texts in fields.items() for text in (name, *texts)) > LONGEST


def discard_draft(*, person: User, place: str) -> None:
    if _kept_at.first(person.pk, place):  # one read saves the delete: most posts are written in one go
        Draft.objects.filter(person=person, place=place).delete()


@compiled(int, str)
def _kept_at(person_id: int, place: str) -> QuerySet:
    return Draft.objects.filter(person=person_id, place=place).order_by().values_list("pk", flat=True)


def forget_old_drafts() -> None:
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()


def _fit(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the form's fields without NUL characters, which PostgreSQL cannot store.

    A form that is posted with such a character refuses it with a message.
    """
    return {name.replace("\x00", ""): [text.replace("\x00", "") for text in texts] for name, texts in fields.items()}


def _texts(fields: Mapping[str, list[str]]) -> list[str]:
    return [text for values in fields.values() for text in values]
