"""Leaving a line between the posts. For the other actions, inside their transactions."""

import datetime as dt
from typing import cast

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from forum.enums import EventKind
from forum.models import Topic, TopicEvent
from ratsite.accounts.models import User

CAME_FROM = "in what came from "  # stands before the title of a topic that was merged into a stricter one
DETAIL_LENGTH = cast(int, TopicEvent._meta.get_field("detail").max_length)


def tell_readers(
    topic: Topic,
    kind: EventKind,
    *,
    actor: User | None,
    shown_as: str = "",
    detail: str = "",
    reason: str = "",
    other: Topic | None = None,
    about: Topic | None = None,
    after: int | None = None,
    at: dt.datetime | None = None,
) -> TopicEvent:
    """Say in the topic what was done; it stands below the newest post, or below the one that `after` names.

    Everybody who reads the topic reads it: nothing goes in that only some of them may know. `other`: a topic that is
    named to those alone who can read it. `about`: the topic whose title the detail gives.
    `shown_as`: in place of the actor's name; then the actor is not kept.
    """
    return TopicEvent.objects.create(
        topic=topic,
        kind=kind,
        actor=None if shown_as else actor,
        shown_as=shown_as,
        after_number=topic.last_number if after is None else after,
        detail=Truncator(detail).chars(DETAIL_LENGTH),
        reason=reason,
        other=other,
        about=about,
        created_at=at or timezone.now(),
    )


def titles_told(topic: Topic) -> QuerySet[TopicEvent]:
    """Lines that give a title of this topic. Of before it was known whose they are: those that stand in it."""
    return TopicEvent.objects.filter(Q(about=topic) | Q(topic=topic, kind=EventKind.RENAMED, about=None))


def without_title(event: TopicEvent, instead: str) -> str:
    """The detail of such a line with another title in its place."""
    if event.kind == EventKind.MERGED:
        return instead + event.detail.rpartition("”")[2]
    head, came, _ = event.detail.partition(CAME_FROM)
    return head + came + instead if came else instead


def known(topic: Topic, actor: User) -> User | None:
    """None for who began the topic without their name: they do not give it by what they do there afterwards."""
    return None if topic.shown_as and topic.author_id == actor.pk else actor


def tell_as_known(topic: Topic, kind: EventKind, *, actor: User, detail: str, reason: str) -> TopicEvent:
    """The same line, of somebody who may have begun the topic: named as they are there."""
    shown_as = "" if known(topic, actor) else topic.shown_as
    return tell_readers(topic, kind, actor=actor, shown_as=shown_as, detail=detail, reason=reason)
