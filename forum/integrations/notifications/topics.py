"""Notifications of changes to a topic's “may act”."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy, ngettext_lazy

from forum.enums import ACTS, EventKind
from forum.models import Topic, TopicEvent
from forum.queries.topic_page import url_of_number
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source


class ActSource(Source):
    """Notification source: a topic's "may act" has changed.

    These notifications are only on the page, never in emails.
    """

    name = ACTS
    verbs = {
        "act": ngettext_lazy(
            "whether you may act on it has changed", "%(count)d changes to whether you may act on it", "count"
        )
    }
    reasons = {
        "chosen": gettext_lazy("You follow this topic"),
        "posted": gettext_lazy("You wrote in this topic"),
        "read": gettext_lazy("You have read it"),
    }

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        topics = Topic.objects.visible_to(person)
        events = TopicEvent.objects.filter(pk__in=item_ids, kind=EventKind.ACTED, topic__in=topics)
        return {event.pk: _act_line(event) for event in events.select_related("topic", "actor")}


def _act_line(event: TopicEvent) -> Line:
    url = url_of_number(event.topic, event.topic.last_number)
    return Line(
        title=event.topic.title,
        url=url,
        link=url,
        who=event.shown_as or str(event.actor),
        excerpt=event.text,
        says=Says.NOTHING,
    )
