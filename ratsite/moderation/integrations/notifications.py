from collections.abc import Iterable

from ratsite.accounts.models import User
from ratsite.moderation.enums import AGENCY_NOTES
from ratsite.network.models import AgencySecondReview
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line


class NotesSource:
    name = AGENCY_NOTES
    ends_with_group: set[str] = set()
    verbs = {
        "opened": ("notes looked at, and open to members", "notes looked at, and open to members"),
        "sent_back": ("notes looked at, and sent back", "notes looked at, and sent back"),
        "overtaken": (
            "notes changed by somebody else before anybody had looked at yours",
            "notes changed by somebody else before anybody had looked at yours",
        ),
    }
    reasons = {"spoke": "You spoke for it"}

    def lines(self, person: User, item_ids: Iterable[int]) -> dict[int, Line]:
        found = AgencySecondReview.objects.visible_to(person).filter(pk__in=item_ids, spoken_by=person)
        return {notes.pk: _notes_line(notes) for notes in found.select_related("agency")}

    def stop(self, person: User, group: str) -> bool:
        """Return False: these emails cannot be stopped by group, only with all email."""
        return False


def _notes_line(notes: AgencySecondReview) -> Line:
    url = notes.agency.get_absolute_url()
    return Line(title=notes.agency.name, url=url, link=url, who="", remit="", words=notes.reason, says=Says.NOTHING)
