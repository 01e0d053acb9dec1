from collections.abc import Collection

from forum.actions.carry_read_marks import read_by_person
from forum.enums import ACTS, POSTS
from forum.models import Post, Topic, TopicEvent
from forum.queries.recipients import (
    act_group_of,
    allowed,
    called_by,
    group_of,
    wanting_reply,
    wanting_reply_to,
    wanting_topic,
    without_readers,
)
from forum.rules import QUIET
from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level


def tell_of_post(post_id: int) -> int:
    """Tell everybody who wants to hear of this live post; returns how many. Safe to run twice."""
    post = _live_post(post_id)
    if post is None:
        return 0
    called = _tell(post, "mention", called_by(post))  # first: to be called by name is the better reason
    wanting = wanting_topic(post) if post.number == 1 else wanting_reply(post)
    return called + _tell(post, "topic" if post.number == 1 else "reply", without_readers(post, wanting))


def tell_of_mentions(post_id: int) -> int:
    """Tell those whom a change of this live post calls by name; returns how many had not been told of it before."""
    post = _live_post(post_id)
    return _tell(post, "mention", called_by(post)) if post else 0


def _live_post(post_id: int) -> Post | None:
    return Post.objects.live().select_related("topic__board__circle", "author").filter(pk=post_id).first()


def _tell(post: Post, verb: str, people: dict[int, Reason]) -> int:
    return tell(
        source=POSTS,
        item_id=post.pk,
        group=group_of(post.topic_id),
        position=post.number or 0,
        verb=verb,
        people=allowed(post, people),
        mail_after=QUIET,
    )


def tell_of_act(event_id: int, actor_id: int, *, is_stricter: bool, had_read: Collection[int] = ()) -> int:
    """Tell in the site, not by mail; returns how many. Safe to run twice.

    had_read: of a topic that went into a stricter one, who had read it. To all others of that one it is nothing new.
    """
    event = TopicEvent.objects.select_related("topic__board__circle").filter(pk=event_id).first()
    if event is None or event.topic.published_at is None:
        return 0
    topic = event.topic
    people = {pk: Reason(Level.DIGEST, "read") for pk in had_read} or _concerned(topic, is_stricter=is_stricter)
    readers = User.objects.readers_of(topic.board.circle).filter(pk__in=people).exclude(pk=actor_id)
    return tell(
        source=ACTS,
        item_id=event.pk,
        group=act_group_of(topic.pk),
        position=topic.last_number,
        verb="act",
        people={pk: people[pk] for pk in readers.values_list("pk", flat=True)},
        by_mail=False,
    )


def _concerned(topic: Topic, *, is_stricter: bool) -> dict[int, Reason]:
    people = {pk: reason for pk, reason in wanting_reply_to(topic).items() if reason.level.is_told}
    if is_stricter:  # nobody leaves this out: who read that it is free to use may be about to use it
        people = {pk: Reason(Level.DIGEST, "read") for pk in read_by_person(topic)} | people
    people.setdefault(topic.author_id, Reason(Level.DIGEST, "posted"))
    return people
