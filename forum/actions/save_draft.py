"""Save drafts. A place is a string that says where a person writes; they have one draft for each place.

If two devices write in one place, both versions are saved: the later one becomes another version of the draft. A
version has a place of its own, which begins with VERSION.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from forum.actions.save_draft_files import delete_drafts
from forum.models import Board, Draft, Post, Topic
from forum.models.draft import SHOWN, WORDS, version_place
from forum.queries.sent_form import posted_with_other_form
from forum.text.draft_quotes import with_hidden_quotes_restored
from forum.text.line_ends import with_plain_line_ends
from forum.text.quotes import HIDDEN
from ratsite.accounts.actions.lock_rows import lock_person
from ratsite.accounts.models import User
from ratsite.lib.numbers import whole_number

LONGEST = 40_000  # characters of all fields and their names in one draft: twice the longest post
LOST = "lost-"
MOST_LOST = 20  # drafts without a place for one person: enough for every open tab
MOST_VERSIONS = 10  # versions of one draft: more than a person has devices and tabs


def reply_place(topic: Topic) -> str:
    return f"reply-{topic.pk}"


def topic_place(board: Board, kind: str) -> str:
    return f"topic-{board.pk}-{kind}"


def edit_place(post: Post) -> str:
    return f"edit-{post.pk}"


def where_of(draft: Draft) -> dict[str, Any]:
    """Return the fields of Draft that say where the draft will be posted; {} for a draft without a place."""
    if draft.board_id:
        return {"board_id": draft.board_id, "kind": draft.kind}
    where = {"topic_id": draft.topic_id, "post_id": draft.post_id}
    return {name: pk for name, pk in where.items() if pk}


def own_place(draft: Draft) -> str:
    """Return the place of the form in which this draft can be finished.

    For another version of a draft, this is the place of the draft's form, not the place of the version.
    """
    if draft.board:
        return topic_place(draft.board, draft.kind)
    if draft.topic:
        return reply_place(draft.topic)
    return edit_place(draft.post) if draft.post else draft.place


@dataclass(frozen=True)
class Seen:
    """The draft that a form showed, and how often it had been saved by then.

    version: the key of the draft's version, "" for the draft in the form's own place. sequence: the draft's count of
    saves when the form showed it (optimistic lock).
    """

    version: str = ""
    sequence: int = 0

    def place(self, place: str) -> str:
        return version_place(self.version) if self.version else place


@dataclass(frozen=True)
class SaveResult:
    """What became of a form's text. draft: the draft in which it is saved; None if nothing was saved."""

    draft: Draft | None = None
    is_other: bool = False  # True: saved as another version, because the draft had changed since the form showed it
    is_posted: bool = False  # True: nothing was saved, because the form's text is already posted
    has_no_room: bool = False  # True: nothing was saved, because the draft already has MOST_VERSIONS other versions


@transaction.atomic
def save_typed(
    *,
    person: User,
    place: str,
    seen: Seen,
    fields: Mapping[str, list[str]],
    form: uuid.UUID | None,
    has_files: bool = False,
    **where: Any,
) -> SaveResult:
    """Save a form's text in the draft that the form shows, or as another version of it if the draft has changed since.

    The caller has checked that the text is not too long.

    place: the place of the form. seen: the draft that the form shows. where: the fields of Draft that name the place,
    as where_of returns them.
    form: the id of the form. If the form was already posted, or its draft was posted on another device, the text is
    saved only if it differs from the post. With None this is not checked.
    has_files: True to save a draft without text, because files will be saved with it.
    """
    form_place = seen.place(place)
    draft = _lock_draft(person, form_place)
    fields = _fit(_with_hidden_quotes(fields, Draft.objects.filter(person=person).at(place, **where)))
    if draft is None and not has_files and not _has_choice_or_text(fields):
        return SaveResult()
    if form and draft is None and not has_files and _is_posted_elsewhere(person, seen, place, fields, where):
        return SaveResult(is_posted=True)
    if draft is None and not seen.sequence:
        draft = Draft(person=person, place=form_place, sequence=0, **where)
    if draft is not None and _save(draft, fields, seen.sequence):
        return SaveResult(draft)
    if is_empty(fields) and not has_files:
        return SaveResult()
    if form and _is_posted(person, form, fields):
        return SaveResult(is_posted=True)
    if form and not has_files and _is_posted_elsewhere(person, seen, place, fields, where):
        return SaveResult(is_posted=True)
    others = Draft.objects.filter(person=person).at(place, **where)
    for other in others.select_for_update(of=("self",), no_key=True):
        if other.fields == fields:
            return SaveResult(other, is_other=other.place != form_place)  # the same form was sent twice at once
    if others.count() > MOST_VERSIONS:
        return SaveResult(has_no_room=True)
    return SaveResult(_add_version(person, fields, where), is_other=True)


def was_posted(
    *, person: User, place: str, seen: Seen, fields: Mapping[str, list[str]], form: uuid.UUID, **where: Any
) -> bool:
    """True if this form was posted before, or if another form was posted with its text (posted_with_other_form).

    A reply counts only if it answers the same post. The arguments are those of `save_typed`.
    """
    if Post.objects.filter(author=person, submission=form).exists():
        return True
    answered = {"reply_to": whole_number("".join(fields.get("reply_to", [])))} if "topic_id" in where else {}
    return _is_posted_elsewhere(person, seen, place, fields, where, **answered)


def _is_posted(person: User, form: uuid.UUID, fields: Mapping[str, list[str]]) -> bool:
    """True if this form was posted before, and that post contains the text that the form has now."""
    post = Post.objects.filter(author=person, submission=form).first()
    return post is not None and "".join(fields.get("body", [])).strip() in post.source


def _is_posted_elsewhere(
    person: User, seen: Seen, place: str, fields: Mapping[str, list[str]], where: Mapping[str, Any], **only: Any
) -> bool:
    """True if this text and title were posted with another form; see posted_with_other_form.

    where: the topic, or the board and topic kind, for which the form writes. only: further filters of
    posted_with_other_form.
    """
    if "topic_id" in where:
        posted_at = {"topic": where["topic_id"]}
    elif "board_id" in where:
        title = "".join(fields.get("title", [])).strip()
        posted_at = {"topic__board": where["board_id"], "topic__kind": where.get("kind", ""), "topic__title": title}
    else:
        return False
    body = "".join(fields.get("body", []))
    found = posted_with_other_form(
        author=person, place=seen.place(place), sequence=seen.sequence, body=body, **posted_at, **only
    )
    return found is not None


def _with_hidden_quotes(fields: Mapping[str, list[str]], drafts: QuerySet[Draft]) -> Mapping[str, list[str]]:
    """Return the form's fields, with each notice of a hidden quote replaced by the quote that these drafts store.

    The form showed the notice because its writer may no longer read the quote. Saving must not lose the quote.
    """
    if not any(HIDDEN in text for texts in fields.values() for text in texts):
        return fields
    stored = [text for draft in drafts for texts in draft.fields.values() for text in texts]
    return {name: [with_hidden_quotes_restored(text, stored) for text in texts] for name, texts in fields.items()}


def _add_version(person: User, fields: Mapping[str, list[str]], where: Mapping[str, Any]) -> Draft:
    place, now = version_place(uuid.uuid4()), timezone.now()
    return Draft.objects.create(person=person, place=place, fields=_fit(fields), saved_at=now, **where)


def _lock_draft(person: User, place: str) -> Draft | None:
    return Draft.objects.select_for_update(no_key=True).filter(person=person, place=place).first()


def _save(draft: Draft, fields: Mapping[str, list[str]], sequence: int, submission: uuid.UUID | None = None) -> bool:
    """Save a form's text in a new or locked draft. Return False if the draft has changed since the form showed it.

    A changed draft is overwritten all the same if the new text contains all of its text. sequence: the draft's count of
    saves when the form showed it (optimistic lock). submission: the form's id, if it was sent without a session.
    """
    text = _fit(fields)
    if draft.sequence != sequence and not Draft(fields=text).contains(draft):
        return False
    draft.fields, draft.submission = text, submission
    draft.sequence += 1
    draft.saved_at = timezone.now()
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:  # another form has just saved the first draft in this place
        return False
    return True


@transaction.atomic
def save_signed_out(
    *,
    person: User,
    place: str,
    fields: Mapping[str, list[str]],
    submission: uuid.UUID,
    has_files: bool = False,
    **where: Any,
) -> Draft | None:
    """Save the text of a form that was sent without its writer's session, as the writer's draft, and return the draft.

    Returns None for a person who is no longer a member. The text overwrites a draft in this place:
    - if the same form saved that draft, even without a session;
    - if the draft was saved with a session and this text contains all of it.

    Any other draft in the place becomes another version, with its choices and files. An edit of a post that is no
    longer the person's is saved without a place. submission: the id of the form. The other arguments are those of
    `save_typed`.
    """
    if not lock_person(person.pk).is_member:
        return None
    if "post_id" in where and not Post.objects.filter(pk=where["post_id"], author=person).exists():
        return save_without_place(person=person, submission=submission, fields=fields)
    current = _lock_draft(person, place)
    fields = _with_hidden_quotes(fields, Draft.objects.filter(person=person).at(place, **where))
    is_contained = current and not current.submission and Draft(fields=_fit(fields)).contains(current)
    if current and current.submission != submission and not is_contained:
        displace(current)
        current = None
    draft = current or Draft(person=person, place=place, sequence=0, **where)
    if _save(draft, fields, draft.sequence, submission):
        return draft
    return _add_version(person, fields, where)  # another form has just saved a draft in this place


def displace(draft: Draft) -> None:
    """Turn the draft in a form's own place into another version.

    It replaces an earlier version that the same form saved.
    """
    place = version_place(draft.submission or uuid.uuid4())
    delete_drafts(Draft.objects.filter(person=draft.person_id, place=place))
    draft.place = place
    draft.save(update_fields=["place"])


@transaction.atomic
def save_without_place(*, person: User, submission: uuid.UUID, fields: Mapping[str, list[str]]) -> Draft | None:
    """Save a form's text as a draft without a place, because it cannot be saved in the form's own place.

    Returns None if there is no text, or if it is too long. A draft without a place that the same form saved before, for
    example from a second tab, is overwritten if this text contains all of its text; otherwise both drafts stay. If a
    person has more than MOST_LOST such drafts without files, the oldest of these are deleted. A draft with files stays,
    because it may have the only copies of them. submission: the id of the form.
    """
    words = _fit({name: fields[name] for name in WORDS if name in fields})
    if is_empty(words) or is_too_long(words):
        return None
    draft = _lock_draft(person, f"{LOST}{submission}")
    if draft is not None and not Draft(fields=words).contains(draft):
        draft.place = _new_lost_place()
        draft.save(update_fields=["place"])
        draft = None
    draft = draft or Draft(person=person, place=f"{LOST}{submission}", sequence=0)
    if not _save(draft, words, draft.sequence, submission):  # another tab has just saved a draft of the same form
        draft = Draft(person=person, place=_new_lost_place(), sequence=0)
        _save(draft, words, draft.sequence, submission)
    lost = Draft.objects.filter(person=person, place__startswith=LOST, files=None).order_by("-saved_at", "-pk")
    delete_drafts(Draft.objects.filter(pk__in=list(lost.values_list("pk", flat=True)[MOST_LOST:])))
    return draft


def _new_lost_place() -> str:
    return f"{LOST}{uuid.uuid4()}"


def is_empty(fields: Mapping[str, list[str]]) -> bool:
    """True if the person typed nothing into the form. Chosen options do not count as typed."""
    return not Draft(fields=_fit(fields)).text.strip()


def _has_choice_or_text(fields: Mapping[str, list[str]]) -> bool:
    return any(text.strip() for name, texts in fields.items() if name != SHOWN for text in texts)


def is_too_long(fields: Mapping[str, list[str]]) -> bool:
    return sum(len(text) for name, texts in fields.items() for text in (name, *texts)) > LONGEST


def _fit(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return the form's fields with plain line ends, and without NUL characters, which PostgreSQL cannot store.

    Posting a text with such a character is refused by the form, with a message.
    """
    return {
        _without_nul(name): [with_plain_line_ends(_without_nul(text)) for text in texts]
        for name, texts in fields.items()
    }


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")
