from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line
from ratsite.sanctions.enums import MESSAGES
from ratsite.sanctions.models import Note


class MessageSource:
    name = MESSAGES
    ends_with_group: set[str] = set()
    verbs = {"message": ngettext_lazy("a message for you", "%(count)d messages for you", "count")}
    reasons = {"message": _("The moderators wrote to you")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        notes = Note.objects.visible_to(person).filter(pk__in=item_ids).values_list("pk", flat=True)
        return {pk: _line(pk) for pk in notes}

    def stop(self, person, group: str) -> bool:
        """Return False: a member can stop these emails only together with all other emails."""
        return False


def _line(pk: int) -> Line:
    """Return the line of a notification about a message.

    It tells neither the text of the message nor which moderator wrote it. pk: the number of the message.
    """
    url = reverse("own_messages:message_list") + f"#message-{pk}"
    title, who = gettext("A message from the moderators"), gettext("the moderators")
    return Line(title=title, url=url, link=url, who=who, says=Says.TITLE)
