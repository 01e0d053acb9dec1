"""Saying something: a new topic, a reply. The caller has asked can_start_topic or can_reply."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from forum.enums import PostState, TopicKind
from forum.models import Board, Post, Topic
from forum.rules import can_reply
from forum.screening import screen
from ratsite.accounts.models import User


@transaction.atomic
def start_topic(
    *,
    board: Board,
    author: User,
    title: str,
    body: str,
    marking: str,
    may_act: str,
    kind: str = TopicKind.DISCUSSION,
    forms=(),
    affected=(),
    written_at: dt.datetime | None = None,
) -> Post:
    """Open a topic with its first post, published or held; returns that post. written_at is for imports."""
    now = written_at or timezone.now()
    topic = Topic.objects.create(
        board=board, author=author, title=title, kind=kind, marking=marking, may_act=may_act, created_at=now
    )
    topic.forms.set(forms)
    topic.affected.set(affected)
    return _add_post(topic=topic, author=author, body=body, now=now)


@transaction.atomic
def post_reply(*, topic: Topic, author: User, body: str, written_at: dt.datetime | None = None) -> Post:
    """Publish a reply or put it in the review queue; returns it. written_at is for imports.

    Asks can_reply once more under the lock: the topic may have been closed while the person typed.
    """
    topic = Topic.objects.select_for_update(of=("self",)).select_related("board").get(pk=topic.pk)
    if not can_reply(author, topic):
        raise PermissionDenied
    return _add_post(topic=topic, author=author, body=body, now=written_at or timezone.now())


def _add_post(*, topic: Topic, author: User, body: str, now: dt.datetime) -> Post:
    post = Post(
        topic=topic,
        author=author,
        agency=author.agency,
        job_title=author.job_title,
        created_at=now,
        state=PostState.HELD,
    )
    post.set_body(body)
    decision = screen(post)
    post.hold_reasons = list(decision.hold_reasons)
    if decision.publishes:
        publish(post, at=now)
    else:
        post.save()
    return post


def publish(post: Post, *, at: dt.datetime) -> None:
    """Give the post its number and make it live; inside the caller's transaction, which holds post.topic locked."""
    topic = post.topic
    is_opening = topic.published_at is None
    topic.last_number += 1
    topic.published_at = topic.published_at or at
    topic.last_post_at, topic.last_author = at, post.author
    topic.save(update_fields=["last_number", "published_at", "last_post_at", "last_author"])
    post.number, post.state, post.published_at = topic.last_number, PostState.LIVE, at
    post.save()
    Board.objects.filter(pk=topic.board_id).update(
        post_count=F("post_count") + 1, topic_count=F("topic_count") + int(is_opening), latest_topic=topic
    )
