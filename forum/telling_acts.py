"""That others may act on a topic, or may not any more: for its followers and, where it is stricter, its readers."""

from collections.abc import Collection, Iterable

from forum.actions.carrying import read_by_person
from forum.enums import ACTS, EventKind
from forum.models import Topic, TopicEvent
from forum.paging import url_of_number
from forum.telling import act_group_of, wanting_reply_to
from ratsite.accounts.models import User
from ratsite.notifications.actions.telling import Reason, tell
from ratsite.notifications.enums import Level, Says
from ratsite.notifications.registry import Line


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


class ActSource:
    """Such changes, for the page of notifications; no mail speaks of them."""

    name = ACTS
    ends_with_group: set[str] = set()
    verbs = {"act": ("whether you may act on it has changed", "changes of whether you may act on it")}
    reasons = {"chosen": "You follow this topic", "posted": "You wrote in this topic", "read": "You have read it"}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        topics = Topic.objects.visible_to(person)
        events = TopicEvent.objects.filter(pk__in=item_ids, kind=EventKind.ACTED, topic__in=topics)
        return {event.pk: _line(event) for event in events.select_related("topic", "actor")}

    def stop(self, person, group: str) -> bool:
        """There is no mail to stop."""
        return False


def _line(event: TopicEvent) -> Line:
    url = url_of_number(event.topic, event.topic.last_number)
    return Line(
        title=event.topic.title,
        url=url,
        link=url,
        who=event.shown_as or str(event.actor),
        remit="",
        words=event.detail,
        says=Says.NOTHING,
    )
