"""Notifications of what happened to questions that you asked."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from forum.enums import DECLINED_ASKS, ENDING_ASKS
from forum.models import Ask
from forum.queries.recipients import SAYS
from ratsite.lib.addresses import address
from ratsite.network.enums import Marking
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source


class AskSource(Source):
    """Notification source: something happened to a question that the person asked. The item is an ask.

    name: ENDING_ASKS or DECLINED_ASKS. happened: what happened, as a text for any number of asks, such as "your
    question ends soon".
    """

    reasons = {"asked": gettext_lazy("You asked this question")}

    def __init__(self, name: str, happened: Promise) -> None:
        self.name, self.verbs = name, {name: happened}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        asks = Ask.objects.visible_to(person).filter(pk__in=item_ids, asked_by=person)
        return {ask.pk: _ask_line(ask) for ask in asks.select_related("topic", "remit")}


ASK_SOURCES = (
    AskSource(
        ENDING_ASKS,
        ngettext_lazy("your question ends soon", "%(count)d of your questions end soon", "count"),
    ),
    AskSource(
        DECLINED_ASKS,
        ngettext_lazy(
            "a remit that you asked said “Not for us”", "%(count)d remits that you asked said “Not for us”", "count"
        ),
    ),
)


def _ask_line(ask: Ask) -> Line:
    return Line(
        title=ask.topic.title,
        url=ask.topic.get_absolute_url(),
        link=address("forum:topic_by_number", ask.topic_id),
        remit=ask.remit.name,
        says=SAYS.get(Marking(ask.topic.marking), Says.NOTHING),
    )
