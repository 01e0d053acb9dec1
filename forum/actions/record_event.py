"""Record an event: a line between a topic's posts that says what happened.

Other actions call these functions in their transactions.
"""

import datetime as dt
from typing import cast

from django.utils import timezone
from django.utils.text import Truncator

from forum.enums import EventKind
from forum.models import Post, Topic, TopicEvent
from ratsite.accounts.models import User

DETAIL_LENGTH = cast(int, TopicEvent._meta.get_field("detail").max_length)


def record_event(
    topic: Topic,
    kind: EventKind,
    *,
    actor: User | None,
    shown_as: str = "",
    detail: str = "",
    reason: str = "",
    other: Topic | None = None,
    about: Topic | None = None,
    title: str = "",
    post: Post | None = None,
    after: int | None = None,
    at: dt.datetime | None = None,
) -> TopicEvent:
    """Record an event in the topic, shown below its newest post or below the post with the number `after`.

    All readers of the topic see the event, so it must contain nothing that only some people may know.

    - shown_as: shown instead of the actor's name; the actor is then not stored.
    - detail: text that the sentence of this kind of event contains; it is cut to DETAIL_LENGTH.
    - other: a topic that the event names only to people who can read that topic.
    - about: the topic whose title the event quotes.
    - title: that title, which is shown in place of TITLE in `detail`.
    - post: a post that the event names only to people who can read it.
    - at: the time of the event; None means now.
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
        title=title,
        post=post,
        created_at=at or timezone.now(),
    )


def actor_unless_anonymous(topic: Topic, actor: User) -> User | None:
    """Return the actor; None if they began this topic without their name, which their later acts must not reveal."""
    return None if topic.shown_as and topic.author_id == actor.pk else actor


def record_event_as_known(topic: Topic, kind: EventKind, *, actor: User, detail: str, reason: str) -> TopicEvent:
    """Record an event. If the actor began this topic without their name, the event does not name them either."""
    shown_as = "" if actor_unless_anonymous(topic, actor) else topic.shown_as
    return record_event(topic, kind, actor=actor, shown_as=shown_as, detail=detail, reason=reason)
