"""What the author wrote as the one who decides about other people's things, for the tests of copies and erasures."""

from django.utils import timezone

from library.enums import CheckOutcome, CheckState, SuggestionState
from library.models import (
    AccessRequest,
    FieldNote,
    ListReaders,
    ListReportOutcome,
    ListReportReason,
    NoteKind,
    PublicationReview,
    ReadingList,
    ReadingListReport,
    RequestState,
    ResourceCheck,
    Suggestion,
)
from ratsite.accounts.models import User
from ratsite.circles.models import AccessChange
from ratsite.network.enums import ReviewOutcome
from ratsite.network.models import AgencySecondReview
from tests.factories import AgencyFactory, CircleFactory, make_resource
from tests.world.house import OTHERS, TOLD


def decide_about(other: User, *, author: User) -> None:
    """Let the author decide about something of the other person in every place where a decision takes words."""
    now, resource, said = timezone.now(), make_resource(), f"{TOLD} decision, {author}"
    asked = {"spoken_by": other, "asked_at": now}
    decided = {"decided_by": author, "decided_at": now}
    sent_back = {**asked, **decided, "outcome": ReviewOutcome.SENT_BACK, "reason": said}
    PublicationReview.objects.create(version=resource.current, **sent_back)
    FieldNote.objects.create(resource=resource, kind=NoteKind.SNAG, text=f"{OTHERS} note", **sent_back)
    ResourceCheck.objects.create(
        resource=resource,
        outcome=CheckOutcome.STILL_RIGHT,
        state=CheckState.REFUSED,
        checked_by=other,
        checked_at=now,
        reason=f"{OTHERS} check",
        answer=said,
        **decided,
    )
    Suggestion.objects.create(
        title=f"{OTHERS} card",
        why=f"{OTHERS} need",
        suggested_by=other,
        suggested_at=now,
        state=SuggestionState.KNOWN,
        resource=resource,
        answer=said,
        answered_by=author,
        answered_at=now,
    )
    AccessRequest.objects.create(
        file=resource.current.files.get(),
        asked_by=other,
        reason=f"{OTHERS} course",
        asked_at=now,
        state=RequestState.DECLINED,
        answer=said,
        **decided,
    )
    listed = ReadingList.objects.create(owner=other, title="Induction", readers=ListReaders.MEMBERS, made_at=now)
    ReadingListReport.objects.create(
        reading_list=listed,
        reporter=other,
        reason=ListReportReason.OTHER,
        text=f"{OTHERS} report",
        created_at=now,
        outcome=ListReportOutcome.TAKEN_DOWN,
        answer=said,
        settled_by=author,
        settled_at=now,
    )
    AgencySecondReview.objects.create(
        agency=AgencyFactory(), field="what_we_do", words=f"{OTHERS} work", spoken_for=f"{OTHERS} card", **sent_back
    )
    for target in ({"agency": AgencyFactory()}, {"circle": CircleFactory()}):
        AccessChange.objects.create(**target, why=f"{OTHERS} in", added={}, removed={}, **sent_back)
