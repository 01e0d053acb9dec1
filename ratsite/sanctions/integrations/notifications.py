from collections.abc import Iterable

from django.urls import reverse

from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line
from ratsite.sanctions.enums import MESSAGES
from ratsite.sanctions.models import Note

FROM = "the moderators"


class MessageSource:
    name = MESSAGES
    ends_with_group: set[str] = set()
    verbs = {"message": ("a message for you", "messages for you")}
    reasons = {"message": "The moderators wrote to you"}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        found = Note.objects.visible_to(person).filter(pk__in=item_ids).values_list("pk", flat=True)
        return {pk: _line(pk) for pk in found}

    def stop(self, person, group: str) -> bool:
        """Return False: emails about messages cannot be stopped by group, only with all email."""
        return False


def _line(pk: int) -> Line:
    """Return a notification line that says neither the text of the message nor who wrote it."""
    url = reverse("own_messages:message_list") + f"#message-{pk}"
    return Line(
        title="A message from the moderators", url=url, link=url, who=FROM, remit="", words="", says=Says.NOTHING
    )
