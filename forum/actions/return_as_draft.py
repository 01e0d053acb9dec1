"""Give a post's text and files back to its author as a draft, when the post is withdrawn or taken down."""

import uuid
from collections.abc import Iterable
from typing import Any

from forum.actions.save_draft import Seen, reply_place, save_typed, save_without_place, topic_place
from forum.actions.save_draft_files import copy_files
from forum.enums import TopicKind
from forum.models import Draft, DraftFile, Post, TrendNote
from forum.queries.hashes import newest_text
from forum.queries.quotes import as_read
from ratsite.files.models import StoredFile

Fields = dict[str, list[str]]


def as_typed_fields(post: Post) -> Fields:
    """Return the form fields with which the author could post the text of this post again.

    Call it before the post's text is deleted. If an edit of the post waits for a moderator, the text of the edit is
    returned, because it is the author's newest text.
    """
    newest = newest_text(post)
    body = as_read(post, newest.source, post.author)
    fields = {"body": [body], "content_note": [newest.content_note], "voice": [post.voice]}
    if _is_opening(post):
        fields |= _of_topic(post)
    elif post.reply_to_id:
        fields["reply_to"] = [str(post.reply_to_id)]
    return {name: texts for name, texts in fields.items() if any(texts)}


def return_as_draft(post: Post, fields: Fields) -> tuple[Draft | None, list[DraftFile]]:
    """Save these fields and copies of the post's files as a draft of its author, for the same topic or board.

    Return the draft and the copies; (None, []) if nothing could be saved. If the author already has a draft there,
    the new draft becomes another version of it. The post keeps its own files: its withdrawal may be undone, and
    moderators may still have to decide on a report. `Attachment.is_copied` marks the files that were copied into the
    draft; the job that deletes files of withdrawn posts deletes these, and those that the check refused.
    """
    topic = post.topic
    if _is_opening(post):
        place = topic_place(topic.board, topic.kind)
        where: dict[str, Any] = {"board_id": topic.board_id, "kind": topic.kind}
    else:
        place, where = reply_place(topic), {"topic_id": topic.pk}
    files = StoredFile.objects.filter(attachment__post=post).order_by("attachment__created_at")
    about = {"person": post.author, "place": place, "has_files": files.exists(), **where}
    draft = save_typed(seen=Seen(), fields=fields, form=None, **about).draft
    if draft is None:
        draft = save_without_place(person=post.author, submission=uuid.uuid4(), fields=fields)
    if draft is None:
        return None, []
    copies = copy_files(draft, files)
    stored_digests = list(draft.files.values_list("sent_sha256", flat=True))
    post.attachments.filter(stored_file__sha256__in=stored_digests).update(is_copied=True)
    return draft, copies


def _is_opening(post: Post) -> bool:
    return post.number == 1 or (post.number is None and post.topic.published_at is None)


def _of_topic(post: Post) -> Fields:
    """Return the form fields of the post's topic."""
    topic = post.topic
    fields = {"title": [topic.title], "marking": [topic.marking]}
    fields |= {"may_act": [topic.may_act], "forms": _ids(topic.forms.all()), "affected": _ids(topic.affected.all())}
    if topic.kind == TopicKind.QUESTION:
        asks = list(topic.asks.all())
        days = {ask.answer_by.isoformat() for ask in asks if ask.answer_by}
        fields |= {"asked_remits": [str(ask.remit_id) for ask in asks], "answer_by": sorted(days)[:1]}
    note = TrendNote.objects.filter(topic=topic).first()
    if note:
        fields |= {"areas": _ids(note.areas.all()), "sector": [str(note.sector_id or "")]}
        fields |= {"first_month": [note.first_month.isoformat()], "last_month": [note.last_month.isoformat()]}
        fields["confidence"] = [note.confidence]
    return fields


def _ids(rows: Iterable) -> list[str]:
    return [str(row.pk) for row in rows]
