"""Decisions of the author about other people's posts, notes and requests, for the tests of data copies and erasures."""

import datetime as dt
import uuid

from django.utils import timezone

from forum.enums import FlagOutcome, FlagReason, RevisionState
from forum.models import Flag, ModeratorQuestion, Post, Reveal, Revision, TopicHold
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
from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.models import ApplicantQuestion, Application, User
from ratsite.circles.models import AccessChange
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import AgencySecondReview
from ratsite.sanctions.enums import AppealOutcome, SanctionKind
from ratsite.sanctions.models import Sanction
from tests.accounts.applicants import make_application
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.world.world import OTHERS, REASON


def decide_about(other: User, *, author: User) -> None:
    """Add one row of each model that stores the text of a decision, decided by the author."""
    now, resource, said = timezone.now(), make_resource(), f"{REASON} decision, {author}"
    asked = {"asked_by": other, "asked_at": now}
    decided = {"decided_by": author, "decided_at": now}
    sent_back = {**asked, **decided, "outcome": SecondReviewOutcome.SENT_BACK, "reason": said}
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
        decided_agency=author.agency,
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
        agency=AgencyFactory(), field="what_we_do", text=f"{OTHERS} work", explanation=f"{OTHERS} card", **sent_back
    )
    for target in ({"agency": AgencyFactory()}, {"circle": CircleFactory()}):
        AccessChange.objects.create(**target, why=f"{OTHERS} in", added={}, removed={}, **sent_back)
    _add_moderation(other, author, said)
    _decide_application(author, said)


def _add_moderation(other: User, author: User, said: str) -> None:
    now = timezone.now()
    topic = make_topic(author=other, title="Beds at night")
    post = topic.posts.get()
    decided = {"decided_by": author, "decided_at": now, "decision_reason": said}
    Post.objects.filter(pk=post.pk).update(**decided, noted_by=author, content_note=said[:80])
    Revision.objects.create(post=post, state=RevisionState.REJECTED, source=f"{OTHERS} edit", created_at=now, **decided)
    Flag.objects.create(
        post=post,
        reporter=MemberFactory(),
        reason=FlagReason.OTHER,
        text=f"{OTHERS} flag",
        created_at=now,
        outcome=FlagOutcome.LEFT,
        answer=said,
        settled_by=author,
        settled_at=now,
    )
    ModeratorQuestion.objects.create(post=post, asked_by=author, asked_at=now, text=said, ended_at=now)
    Reveal.objects.create(post=post, moderator=author, submission=uuid.uuid4(), reason=said, created_at=now)
    TopicHold.objects.create(topic=topic, reason=said, until=now, placed_by=author, placed_at=now, ended_at=now)
    Sanction.objects.create(
        person=MemberFactory(),
        kind=SanctionKind.SILENCE,
        reason=said,
        imposed_by=author,
        imposed_at=now,
        ends_at=now + dt.timedelta(days=1),
        closed_at=now,
        closed_by=author,
        closed_because=said,
        appeal=f"{OTHERS} appeal",
        appealed_at=now,
        appeal_outcome=AppealOutcome.UNCHANGED,
        appeal_answer=said,
        appeal_decided_at=now,
        appeal_decided_by=author,
    )


def _decide_application(author: User, said: str) -> None:
    now, application = timezone.now(), make_application(proved=False, email="decided@lock.example")
    ApplicantQuestion.objects.create(application=application, text=said, asked_by=author, asked_at=now)
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.REJECTED, proved_at=now, decided_by=author, decided_at=now, reason=said
    )
