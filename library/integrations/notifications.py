from collections.abc import Iterable

from library.enums import LOOKED
from library.models import SecondLook
from ratsite.accounts.models import User
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line


class LookSource:
    """Notifications about second reviews, for pages and emails."""

    name = LOOKED
    ends_with_group: set[str] = set()
    verbs = {
        "opened": ("looked at, and open to readers", "looked at, and open to readers"),
        "sent_back": ("looked at, and sent back", "looked at, and sent back"),
    }
    reasons = {"spoke": "You spoke for it"}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        found = SecondLook.objects.visible_to(person).filter(pk__in=item_ids, spoken_by=person)
        return {look.pk: _line(look) for look in found.select_related("resource")}

    def stop(self, person: User, group: str) -> bool:
        """Return False: it cannot be stopped by itself, only with all emails."""
        return False


def _line(look: SecondLook) -> Line:
    """Return the line for a second review. An email shows no text: it may be for few readers."""
    url = look.resource.get_absolute_url()
    return Line(
        title=look.resource.title,
        url=url,
        link=url,
        who="",
        remit="",
        words=look.reason,
        says=Says.NOTHING,
    )
