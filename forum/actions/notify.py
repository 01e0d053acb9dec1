from collections.abc import Collection

from forum.actions.move_read_marks import read_by_person
from forum.enums import ACTS, ENDING_ASKS, POST_SOURCE, AskState
from forum.models import Ask, Post, Topic, TopicEvent
from forum.queries.recipients import (
    act_group_of,
    ask_group_of,
    group_of,
    mentioned_in,
    subscribers_of,
    wanting_topic,
    who_may_be_notified,
    without_readers,
)
from forum.rules.posts import QUIET
from ratsite.accounts.models import User
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level, Skip


def notify_of_post(post_id: int) -> int:
    """Notify the people who want news of this live post or are mentioned in it; return how many. Safe to run twice."""
    post = _live_post(post_id)
    if post is None:
        return 0
    # First, so that a person who is mentioned gets that as the reason.
    count = _notify(post, "mention", mentioned_in(post))
    if post.number == 1:
        return count + _notify(post, "topic", without_readers(post, wanting_topic(post)))
    return count + _notify(post, "reply", without_readers(post, subscribers_of(post.topic)))


def notify_of_mentions(post_id: int) -> int:
    """Notify the people mentioned in an edit of this live post.

    Returns how many people were notified who had not been notified of the post before.
    """
    post = _live_post(post_id)
    return _notify(post, "mention", mentioned_in(post)) if post else 0


def _live_post(post_id: int) -> Post | None:
    return Post.objects.live().select_related("topic__board__circle", "author").filter(pk=post_id).first()


def _notify(post: Post, verb: str, people: dict[int, Reason]) -> int:
    return notify(
        source=POST_SOURCE,
        item_id=post.pk,
        group=group_of(post.topic_id),
        position=post.number or 0,
        verb=verb,
        people=who_may_be_notified(post, people),
        mail_after=QUIET,
    )


def notify_of_act(event_id: int, actor_id: int, *, is_stricter: bool, had_read: Collection[int] = ()) -> int:
    """Notify people, on the site only, that a topic's "may act" has changed; return how many were notified.

    No email is sent. Safe to run twice. had_read: after a merge into a topic with a stricter "may act", the ids of the
    merged topic's readers. Then only these people are notified, because nothing changed for the other topic's readers.
    """
    event = TopicEvent.objects.select_related("topic__board__circle").filter(pk=event_id).first()
    if event is None or event.topic.published_at is None:
        return 0
    topic = event.topic
    people = {pk: Reason(Level.DIGEST, "read") for pk in had_read} or _concerned(topic, is_stricter=is_stricter)
    readers = User.objects.readers_of(topic.board.circle).filter(pk__in=people).exclude(pk=actor_id)
    return notify(
        source=ACTS,
        item_id=event.pk,
        group=act_group_of(topic.pk),
        position=topic.last_number,
        verb="act",
        people={pk: people[pk] for pk in readers.values_list("pk", flat=True)},
        no_mail=Skip.SITE,
    )


def _concerned(topic: Topic, *, is_stricter: bool) -> dict[int, Reason]:
    """Return the people to notify of a change of the topic's "may act", by id: its followers and its author.

    is_stricter: True if "may act" became stricter; then the people who have read the topic are among them.
    """
    people = {pk: reason for pk, reason in subscribers_of(topic).items() if reason.level.notifies}
    if is_stricter:  # whatever their level: they may be about to act on what they read under a less strict "may act"
        people = {pk: Reason(Level.DIGEST, "read") for pk in read_by_person(topic)} | people
    people.setdefault(topic.author_id, Reason(Level.DIGEST, "posted"))
    return people


def notify_asker(ask_id: int, source: str) -> int:
    """Notify the asker that their question ends soon, or that a remit answered "Not for us".

    source: ENDING_ASKS or DECLINED_ASKS. Returns how many people were notified: 0 or 1. An asker who cannot read the
    topic any more is not notified.
    """
    asks = Ask.objects.open() if source == ENDING_ASKS else Ask.objects.filter(state=AskState.DECLINED)
    ask = asks.select_related("topic__board__circle").filter(pk=ask_id).first()
    if ask is None or ask.topic.published_at is None:
        return 0
    askers = User.objects.readers_of(ask.topic.board.circle).filter(pk=ask.asked_by_id)
    return notify(
        source=source,
        item_id=ask.pk,
        group=ask_group_of(ask.topic_id),
        verb=source,
        people={pk: Reason(Level.DIGEST, "asked") for pk in askers.values_list("pk", flat=True)},
    )
