"""Give a post's text back to its author as a draft, when the post is withdrawn or taken down."""

import uuid
from collections.abc import Iterable
from typing import Any

from forum.actions.save_draft import Seen, keep_lost, keep_typed, reply_place, topic_place
from forum.enums import TopicKind
from forum.models import Draft, Post, TrendNote
from forum.queries.quotes import as_read

Fields = dict[str, list[str]]


def as_typed_fields(post: Post) -> Fields:
    """Return the form fields with which the author could post the text of this post again.

    Call it before the post's text is deleted. If an edit of the post waits for a moderator, the text of the edit is
    returned, because it is the author's newest text.
    """
    newest = post.revisions.pending().first() or post
    body = as_read(post, newest.source, post.author)
    fields = {"body": [body], "content_note": [newest.content_note], "voice": [post.voice]}
    if _is_opening(post):
        fields |= _of_topic(post)
    elif post.reply_to_id:
        fields["reply_to"] = [str(post.reply_to_id)]
    return {name: texts for name, texts in fields.items() if any(texts)}


def give_back(post: Post, fields: Fields) -> Draft | None:
    """Save the values as a draft of the post's author, for the same topic or board, and return the draft.

    If the author already has a draft there, the values become another version of that draft.
    """
    topic = post.topic
    if _is_opening(post):
        place = topic_place(topic.board, topic.kind)
        where: dict[str, Any] = {"board_id": topic.board_id, "kind": topic.kind}
    else:
        place, where = reply_place(topic), {"topic_id": topic.pk}
    saved = keep_typed(person=post.author, place=place, seen=Seen(), fields=fields, form=uuid.uuid4(), **where)
    if saved.draft is None:
        keep_lost(person=post.author, submission=uuid.uuid4(), fields=fields)
    return saved.draft


def _is_opening(post: Post) -> bool:
    return post.number == 1 or (post.number is None and post.topic.published_at is None)


def _of_topic(post: Post) -> Fields:
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
