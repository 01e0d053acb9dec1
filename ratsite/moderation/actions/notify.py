from django.db.models import F

from ratsite.moderation.enums import AGENCY_NOTES
from ratsite.network.enums import ReviewOutcome
from ratsite.network.models import AgencySecondReview
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level


def tell_of_notes(notes_id: int) -> int:
    """Notify the author of an agency's held notes of another coordinator's decision; return how many were notified.

    Safe to run twice.
    """
    others = AgencySecondReview.objects.exclude(decided_by=None).exclude(decided_by=F("spoken_by"))
    notes = others.filter(pk=notes_id).select_related("spoken_by").first()
    if notes is None:
        return 0
    may_read = AgencySecondReview.objects.visible_to(notes.spoken_by.with_second_step())
    if not may_read.filter(pk=notes_id).exists():
        return 0
    is_decided = notes.outcome in (ReviewOutcome.OPENED, ReviewOutcome.SENT_BACK)
    return tell(
        source=AGENCY_NOTES,
        item_id=notes.pk,
        group=f"agency-{notes.agency_id}",
        verb=str(notes.outcome) if is_decided else "overtaken",
        people={notes.spoken_by_id: Reason(Level.DIGEST, "spoke")},
    )
