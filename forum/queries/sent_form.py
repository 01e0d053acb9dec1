"""Find the post that was already made from a form or draft, and compare it with the form that is sent now."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from forum.enums import PostState
from forum.models import Draft, DraftFile, Post, TrendNote
from forum.models.post_queryset import PostQuerySet
from forum.text.quotes import is_text_of
from ratsite.accounts.models import User
from ratsite.files.actions import sha256_of
from ratsite.files.models import StoredFile
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.documents.file_types import clean_name

POSTED_LATELY = dt.timedelta(hours=1)  # a browser or another device may still show a text that was posted since then
MOST_POSTS = 10  # to compare: more than a person writes in one topic in an hour


def posted_with_other_form(*, author: User, place: str, sequence: int, body: str, **where: Any) -> Post | None:
    """Return the author's post of the last hour with this text, if the form sent now repeats it by mistake; else None.

    It is a mistake in two cases:

    - the form showed a draft (sequence above 0) that is gone or was saved again since: another device has posted it
    - it showed no draft: the writer went back in the browser, which still had the text. A reply with this text is no
      mistake if the topic has a newer post that the writer can see.

    place, sequence: where the draft was, and how often it had been saved (optimistic lock); 0 for a form without a
    draft. where: filters of Post that say what the form posts. A reply is found by the ids `topic` and `reply_to`
    (None: it answers no single post; left out: any), a topic by topic__board, topic__kind and topic__title.
    """
    since = timezone.now() - POSTED_LATELY
    if "topic" in where:
        latest = _latest_in(author.pk, where["topic"], since)
        latest = [post for post in latest if post.reply_to_id == where.get("reply_to", post.reply_to_id)]
    else:
        latest = list(_latest(author.pk, since).filter(**where)[:MOST_POSTS])
    for post in latest:
        post.author = author
    post = next((post for post in latest if is_text_of(post, body)), None)
    if post is None:
        return None
    if sequence:
        is_wanted_twice = Draft.objects.filter(person=author, place=place, sequence=sequence).exists()
    else:
        later = Post.objects.filter(topic=post.topic_id, pk__gt=post.pk)
        # Not the held posts of others: whether the text is posted again would tell the writer that there are some.
        is_wanted_twice = "topic" in where and (later.on_pages().exists() or later.filter(author=author).exists())
    return None if is_wanted_twice else post


@compiled(int, int, dt.datetime)
def _latest_in(author_id: int, topic_id: int, since: dt.datetime) -> PostQuerySet:
    return _latest(author_id, since).filter(topic=topic_id)[:MOST_POSTS]


def _latest(author_id: int, since: dt.datetime) -> PostQuerySet:
    """Return the author's posts since this time, live or held, with their topics and boards; newest first."""
    posts = Post.objects.filter(author=author_id, state__in=[PostState.LIVE, PostState.HELD], created_at__gt=since)
    return posts.select_related("topic__board").order_by("-pk")


def is_sent_as(post: Post, data: Mapping[str, Any]) -> bool:
    """True if the post has all that this form would post. The text itself is compared by is_text_of.

    data: the cleaned data of the form for a reply or a topic. Fields with an error are missing from it, and so are not
    compared.
    """
    sent = {**data, **data.get("trend", {})}
    stored = _of_post(post) | (_of_topic(post) if "kind" in data else {})
    is_same = all(_comparable(sent[name]) == value for name, value in stored.items() if name in sent)
    return is_same and _has_files(post, data.get("files", ()))


def _of_post(post: Post) -> dict[str, Any]:
    """Return what the post stores, by the name of the form field that sends it."""
    return {
        "content_note": post.content_note,
        "voice": post.voice,
        "reply_to": post.reply_to_id,
        "answers_for": set(post.answers_for),
    }


def _of_topic(post: Post) -> dict[str, Any]:
    """Return what the post's topic stores, by the name of the form field that sends it."""
    topic = post.topic
    asks = list(topic.asks.all())
    facts = {
        "title": topic.title,
        "marking": topic.marking,
        "may_act": topic.may_act,
        "forms": _pks(topic.forms.all()),
        "affected": _pks(topic.affected.all()),
        "asked_remits": {ask.remit_id for ask in asks},
        "answer_by": next((ask.answer_by for ask in asks), None),
    }
    note = TrendNote.objects.filter(topic=topic).first()
    if note is not None:
        facts |= {"areas": _pks(note.areas.all()), "sector": note.sector, "confidence": note.confidence}
        facts |= {"first_month": note.first_month, "last_month": note.last_month}
    return facts


def _comparable(value: Any) -> Any:
    """Return a form's value as _of_post and _of_topic return it: a queryset as a set of ids, a list as a set."""
    if isinstance(value, QuerySet):
        return _pks(value)
    return set(value) if isinstance(value, list) else value


def _pks(rows: QuerySet) -> set:
    return {row.pk for row in rows}


def _has_files(post: Post, files: Iterable[UploadedFile | DraftFile]) -> bool:
    """True if all of these files are attached to the post."""
    attached = [attachment.stored_file for attachment in post.attachments.select_related("stored_file")]
    return all(any(_is_same_file(file, stored) for stored in attached) for file in files)


def _is_same_file(file: UploadedFile | DraftFile, stored: StoredFile) -> bool:
    if isinstance(file, DraftFile):
        return file.stored_file_id == stored.pk
    if clean_name(file.name or "") != stored.name:
        return False
    return stored.is_picture or sha256_of(file) == stored.sha256  # the check has changed the bytes of a picture
