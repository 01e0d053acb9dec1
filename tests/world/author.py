"""Rows about the author that only the tests of data copies and erasures need, of every kind that the site can store."""

import datetime as dt
import uuid

from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment, CommentReply, Page, PageSubscription
from wagtail.users.models import UserProfile

from forum.actions.approve import reject_edit, reject_post
from forum.actions.close_with_line import close_with_line
from forum.actions.dismiss_question import dismiss_question
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, leave_post, take_down
from forum.actions.mark_read import catch_up, mark_topic_read
from forum.actions.post import post_reply
from forum.actions.reveal_author import reveal_author
from forum.actions.run_poll import start_poll, vote
from forum.actions.save_draft import edit_place, reply_place
from forum.actions.save_post import save_post
from forum.actions.signal import record_reporting_agencies, signal
from forum.actions.thank import thank
from forum.enums import EventKind, RevisionState, SignalKind
from forum.models import DownloadReason, Flag, Post, Revision, Topic, TopicEvent, TopicPrint, Withdrawal
from forum.models.event import TITLE
from forum.text.quotes import quote
from library.actions.follow_resource import follow_resource
from library.actions.record_opening import record_opening
from library.enums import CheckOutcome, SuggestionState
from library.models import (
    CASE_ANSWERS,
    AccessRequest,
    FieldNote,
    FileDownload,
    ListReaders,
    ListReportOutcome,
    ListReportReason,
    NoteKind,
    OutdatedReport,
    PublicationReview,
    ReadingList,
    ReadingListReport,
    RequestState,
    ResourceChange,
    ResourceCheck,
    ResourceDownload,
    ResourceOpening,
    ResourceVersion,
    Suggestion,
)
from ratsite.accounts.actions.apply import answer_question
from ratsite.accounts.actions.apply import appeal as appeal_refusal
from ratsite.accounts.actions.decide_application import ask_applicant, reject_application
from ratsite.accounts.actions.record_bounce import record_bounce
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import Acceptance, Application, FormerAddress, TermsOfReference, User
from ratsite.circles.models import AccessChange
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.files.enums import HiddenKind
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.files.saved_uploads import save_upload
from ratsite.lib.bounces import Report
from ratsite.moderation.models import Claim, FirstApproval, Recusal
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import AgencySecondReview, Area, Remit
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.deliver import message_id_of
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.pages.actions.receive_message import receive_message
from ratsite.pages.models import ContactMessage, PublishedContact
from ratsite.privacy.models import LegalHold
from ratsite.records.actions.record_complaint import answer_complaint, enter_complaint
from ratsite.records.enums import Answer, Channel, ComplaintSubject
from ratsite.sanctions.actions.appeal import decide_appeal
from ratsite.sanctions.actions.write_note import note_about
from ratsite.search.actions.save_search import save_search
from ratsite.search.models import Meaning, SynonymSet
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.trends.actions.write_briefing import (
    TEXTS,
    add_briefing,
    ask_to_sign,
    send_back_briefing,
    sign_briefing,
    take_back_briefing,
    use_briefing,
)
from ratsite.trends.enums import BriefingKind
from tests.accounts.applicants import make_application, token_for
from tests.factories import (
    PASSWORD,
    TOTP_SECRET,
    AgencyFactory,
    BoardFactory,
    CircleFactory,
    MemberFactory,
    make_resource,
    make_topic,
    make_trend_note,
    save_draft,
)
from tests.world.decisions import decide_about
from tests.world.people import pre_moderate
from tests.world.world import (
    EMAIL,
    JOB,
    MODERATOR_NAME,
    NAME,
    OTHERS,
    PRIVATE,
    PRIVATE_FILE,
    PUBLISHED,
    PUBLISHED_FILE,
    REASON,
    SURNAME,
    World,
)


def fill_every_list(world: World) -> None:
    """Add rows, so that every list of the author's data copy has a row and every field has a value.

    The author replies in a topic that has no draft of theirs: a reply deletes the draft.
    """
    author, moderator, topic = world.people["author"], world.people["moderator"], world.topics["members"]
    _add_applications(world)
    _add_texts_about_author(world)
    edit_reply(world)
    _add_title_change(world)
    _add_rejected_texts(world)
    leave_post(post_id=world.posts["members"].pk, moderator=moderator, reason=OTHERS)
    take_down_reply(world)
    _add_unnamed_posts(world)
    _add_dismissal(world)
    _add_glossary_meaning(author)
    _add_agency_rows(world)
    save_post(post_id=world.posts["members"].pk, person=author)
    thank(post_id=world.posts["mentioning"].pk, person=author)
    own = Withdrawal.objects.filter(post__author=author)
    own.update(content_note=f"{PRIVATE} note", explanation=f"{PRIVATE} reason")
    _add_choices_and_read_marks(world)
    _add_reasons(author, moderator, topic)
    decide_about(moderator, author=author)
    _add_complaint(world)
    sanction = pre_moderate(world, author, reason=REASON, answer=f"{PRIVATE} appeal", note=REASON, message=REASON)
    decider = MemberFactory(first_name=MODERATOR_NAME, roles=["Coordinators"])
    decide_appeal(sanction_id=sanction.pk, steward=decider, lifts=True, answer=REASON)
    _add_moderation(world)
    _add_emails(author)
    _add_page_comments(author)
    _add_session_and_second_step(author)
    _fill_account_fields(author)


def _add_applications(world: World) -> None:
    """Add the author's rejected application with their appeal, and one that names the author as referee."""
    author, coordinator = world.people["author"], world.people["coordinator"]
    User.objects.filter(pk=author.pk).update(state=MemberState.LEFT, is_active=False)  # members cannot apply
    words = ("duties", "statement", "agency_does", "agency_cannot", "agency_name", "referee_agency")
    application = make_application(
        **{name: f"{PRIVATE} {name}" for name in words},
        first_name=NAME,
        last_name=SURNAME,
        email=EMAIL,
        job_title=JOB,
        token=token_for(EMAIL, world.people["outsider"], memo=f"{OTHERS} {author} memo"),
    )
    ask_applicant(application_id=application.pk, coordinator=coordinator, question=f"{REASON} question")
    answer_question(application_id=application.pk, answer=f"{PRIVATE} answer")
    reject_application(application_id=application.pk, coordinator=coordinator, reason=REASON)
    appeal_refusal(application_id=application.pk, text=f"{PRIVATE} appeal", explanation=f"{PRIVATE} spoken")
    User.objects.filter(pk=author.pk).update(state=MemberState.APPROVED, is_active=True)
    make_application(
        email="another@lock.example",
        referee_name=str(author),
        referee_email=EMAIL,
        statement=f"{OTHERS} {author} knows me",
    )


def _add_texts_about_author(world: World) -> None:
    """Add the outsider's edited reply that mentions the author, and a reply and a draft that quote the author.

    The author flags the first one.
    """
    author, other, topic = world.people["author"], world.people["outsider"], world.topics["members"]
    call = f"{OTHERS} ask @{author}, and @{author}!"
    mentioning = world.posts["mentioning"] = post_reply(topic=topic, author=other, body=call)
    _backdate(mentioning)
    edit_post(post_id=mentioning.pk, editor=other, body=f"{call} Soon.", reason=OTHERS)
    quoted = quote(world.posts["members"].pk, writer=other, board=topic.board, marking=topic.marking).text
    world.posts["quoting"] = post_reply(topic=topic, author=other, body=f"{quoted}\n\n{OTHERS} agrees")
    fields = {"body": [f"{quoted}\n\n{OTHERS} draft, @{author}"]}
    save_draft(person=other, place=reply_place(topic), fields=fields, sequence=0, topic=topic)
    flag = flag_post(post_id=mentioning.pk, reporter=author, reason="other", text=f"{PRIVATE} flag")
    Flag.objects.filter(pk=flag.pk).update(changed_at=timezone.now())
    leave_post(post_id=mentioning.pk, moderator=world.people["moderator"], reason=REASON)


def _add_glossary_meaning(author: User) -> None:
    """Add the author's explanation of a glossary entry, which other people can read."""
    entry, remit = SynonymSet.objects.earliest("pk"), author.agency.main_remit
    Meaning.objects.create(
        entry=entry, remit=remit, text=f"As {author} says it", changed_by=author, changed_at=timezone.now()
    )


def _add_dismissal(world: World) -> None:
    """Add a question of the outsider that the author has dismissed."""
    author = world.people["author"]
    author.agency.remits.add(author.agency.main_remit)
    asked = [author.agency.main_remit]
    topic = make_topic(world.boards["members"], world.people["outsider"], kind="question", asked_remits=asked)
    dismiss_question(topic_id=topic.pk, person=author)


def _add_agency_rows(world: World) -> None:
    """Add a signal, a poll with a vote and three briefings that the author gave on behalf of their agency.

    The texts of the poll and the briefings do not contain the author's words, because an erasure does not change them.
    """
    author, today = world.people["author"], timezone.localdate()
    trend = make_trend_note(BoardFactory(), author)
    seen = {"kind": SignalKind.SEEN, "frequency": "few", "confidence": "seen"}
    record_reporting_agencies()
    signal(topic_id=trend.pk, person=author, area=Area.objects.first(), month=today.replace(day=1), **seen)
    asked = {"question": "When do we meet?", "options": ["Now", "Later"], "by": "agency"}
    poll = start_poll(topic_id=trend.pk, starter=author, is_named=True, closes_on=today + dt.timedelta(days=7), **asked)
    vote(poll_id=poll.pk, person=author, option_id=poll.options.first().pk)
    close_with_line(topic_id=trend.pk, person=author, line=f"{PUBLISHED} ended, says {author}")
    texts = dict.fromkeys(TEXTS, "Look twice") | {"marking": Marking.GREEN}
    source = {"kind": BriefingKind.TREND, "topic": trend, "resource": make_resource()}
    briefing = add_briefing(author=author, **source, **texts)
    ask_to_sign(briefing_id=briefing.pk, author=author)
    signer = world.people["moderator"].with_second_step()
    sign_briefing(briefing_id=briefing.pk, signer=signer, seen=briefing.changed_at)
    use_briefing(briefing_id=briefing.pk, person=author)
    another = add_briefing(author=author, **source, **texts)
    ask_to_sign(briefing_id=another.pk, author=author)
    sign_briefing(briefing_id=another.pk, signer=signer, seen=another.changed_at)
    take_back_briefing(briefing_id=another.pk, steward=signer, reason=REASON)
    waiting = add_briefing(author=author, **source, **texts)
    ask_to_sign(briefing_id=waiting.pk, author=author)
    send_back_briefing(briefing_id=waiting.pk, signer=signer, reason=REASON, seen=waiting.changed_at)


def _backdate(post: Post) -> None:
    """Set the publication two hours back, so that an edit of the post adds a revision that readers can see."""
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - dt.timedelta(hours=2))


def edit_reply(world: World) -> None:
    """Add a published reply of the author and edit it."""
    author, topic = world.people["author"], world.topics["agency"]
    said = {"content_note": f"{PUBLISHED} note", "reply_to": world.posts["agency"].pk}
    post = world.posts["edited"] = post_reply(topic=topic, author=author, body=f"{PUBLISHED} reply", **said)
    _backdate(post)
    edit_post(post_id=post.pk, editor=author, body=f"{PUBLISHED} changed", reason=f"{PUBLISHED} why")


def _add_title_change(world: World) -> None:
    """Add a former title of the author's topic: as a revision of its first post, and in an event."""
    author, post, topic = world.people["author"], world.posts["members"], world.topics["members"]
    made = {"created_at": timezone.now()}
    title = f"{PUBLISHED} {author}"
    Revision.objects.create(post=post, source=post.source, title=title, state=RevisionState.APPLIED, **made)
    event = {
        "kind": EventKind.RENAMED,
        "actor": author,
        "after_number": 1,
        "detail": TITLE,
        "title": f"“{PUBLISHED} before”",
    }
    TopicEvent.objects.create(about=topic, topic=topic, reason=REASON, **event, **made)


def _add_rejected_texts(world: World) -> None:
    """Add a reply and an edit that a moderator rejected. Both contain a phone number and the author's justification."""
    author, topic, moderator = world.people["author"], world.topics["agency"], world.people["moderator"]
    given = {"body": f"{PRIVATE} held 07700 900123", "explanation": f"{PRIVATE} spoken"}
    reject_post(post_id=post_reply(topic=topic, author=author, **given).pk, moderator=moderator, reason=REASON)
    post = post_reply(topic=topic, author=author, body=f"{PUBLISHED} stays")
    edit_post(post_id=post.pk, editor=author, **given)
    reject_edit(revision_id=Revision.objects.pending().get(post=post).pk, moderator=moderator, reason=REASON)


def take_down_reply(world: World) -> None:
    """Add a reply of the author that was flagged and taken down, so that the author has its text as a draft."""
    post = post_reply(topic=world.topics["agency"], author=world.people["author"], body=f"{PRIVATE} flagged")
    flag_post(post_id=post.pk, reporter=world.people["outsider"], reason="other", text=f"{OTHERS} flag")
    take_down(post_id=post.pk, moderator=world.people["moderator"], reason=REASON)


def _add_unnamed_posts(world: World) -> None:
    """Add the author's posts without a name: a question by role, and replies by role and as their agency.

    A moderator has looked up who wrote the replies.
    """
    author, topic, moderator = world.people["author"], world.topics["agency"], world.people["moderator"]
    texts = {"title": f"{PUBLISHED} quiet", "body": f"{PUBLISHED} quiet"}
    policing = Remit.objects.filter(slug="policing")
    make_topic(topic.board, author, voice="role", kind="question", asked_remits=policing, asked_from=topic, **texts)
    for voice in ("role", "agency"):
        post = post_reply(topic=topic, author=author, body=f"{PUBLISHED} {voice}", voice=voice)
        reveal_author(post_id=post.pk, moderator=moderator, reason=REASON, submission=uuid.uuid4())


def _add_choices_and_read_marks(world: World) -> None:
    author, board = world.people["author"], world.boards["members"]
    catch_up(reader=author, boards=[board], until=timezone.now())
    post = author.posts.first()
    fields = {"body": [f"{PRIVATE} change"], "reason": [f"{PRIVATE} reason"]}
    save_draft(person=author, place=edit_place(post), fields=fields, sequence=0, post=post)
    mark_topic_read(topic=make_topic(replies=1), reader=author, number=1)
    choose_mail(person=author, ceiling=9)
    for kind in FeedKind:
        make_token(person=author, kind=kind)
    save_upload(upload=SimpleUploadedFile(f"{PRIVATE_FILE}-form.txt", f"{PRIVATE_FILE} form".encode()), person=author)
    card = make_resource(
        author, title="A card of theirs", upload=SimpleUploadedFile(f"{PUBLISHED_FILE}-2.txt", b"Ask first.")
    )
    record_opening(version=card.current, reader=author)
    follow_resource(person=author, resource=card)
    earlier = {"earlier_number": 1, "earlier_on": timezone.localdate() - dt.timedelta(days=9)}
    ResourceOpening.objects.filter(person=author).update(version_number=2, has_read_changes=True, **earlier)


def _add_reasons(author: User, moderator: User, topic: Topic) -> None:
    """Add library rows with reasons that the author gave, and rows of other people that name the author."""
    now = timezone.now()
    given = {"person": author, "agency": author.agency, "created_at": now}
    DownloadReason.objects.create(post=topic.posts.get(number=1), reason=f"{REASON} need, {author}", **given)
    TopicPrint.objects.create(
        topic=topic, person=author, agency=author.agency, newest_number=topic.last_number, printed_at=now
    )
    ResourceDownload.objects.create(resource=make_resource(), reason=f"{REASON} night, {author}", **given)
    used = make_resource()
    FileDownload.objects.create(
        resource=used, file=used.current.files.get(), person=author, agency=author.agency, downloaded_at=now
    )
    listed = ReadingList.objects.create(
        owner=author, title=f"{PRIVATE} list", about=f"{PRIVATE} course", readers=ListReaders.OWNER, made_at=now
    )
    listed.items.create(resource=used, note=f"{PRIVATE} first", position=1)
    in_circle = {"readers": ListReaders.CIRCLE, "circle": CircleFactory()}
    shared = ReadingList.objects.create(owner=author, title=f"{PRIVATE} circle", made_at=now, **in_circle)
    ReadingList.objects.filter(pk=shared.pk).update(taken_down_at=now, taken_down_why=f"{REASON} list")
    theirs = ReadingList.objects.create(owner=moderator, title="Induction", readers=ListReaders.MEMBERS, made_at=now)
    settled = {"outcome": ListReportOutcome.TAKEN_DOWN, "settled_at": now, "settled_by": moderator}
    said = {"reason": ListReportReason.OTHER, "created_at": now, "answer": f"{REASON} report", **settled}
    ReadingListReport.objects.create(reading_list=theirs, reporter=author, text=f"{PRIVATE} report", **said)
    ReadingListReport.objects.create(reading_list=shared, reporter=moderator, text=f"{OTHERS} report", **said)
    ResourceCheck.objects.create(
        resource=used,
        outcome=CheckOutcome.STILL_RIGHT,
        checked_by=author,
        checked_at=now,
        reason=f"{REASON} rang the numbers, {author}",
        next_due_on=now.date(),
    )
    OutdatedReport.objects.create(resource=used, person=author, text=f"{REASON} old, {author}", created_at=now)
    Suggestion.objects.create(
        title=f"{REASON} card by {author}",
        why=f"{REASON} asked for",
        suggested_by=author,
        suggested_at=now,
        state=SuggestionState.DECLINED,
        answer=f"{REASON} too old",
        answered_at=now,
    )
    save_search(actor=author, name=f"{PRIVATE} cards", search=LibraryQuery.read(QueryDict("q=cards")), is_alert=True)
    FieldNote.objects.create(
        resource=used,
        asked_by=author,
        agency=author.agency,
        kind=NoteKind.SNAG,
        is_by_role=True,
        text=f"{PRIVATE} at our desk",
        asked_at=now,
        outcome=SecondReviewOutcome.SENT_BACK,
        decided_by=moderator,
        decided_at=now,
        reason=f"{REASON} shorter",
    )
    AccessRequest.objects.create(
        file=make_resource().current.files.get(),
        asked_by=author,
        agency=author.agency,
        reason=f"{PRIVATE} course",
        asked_at=now,
        state=RequestState.DECLINED,
        answer=f"{REASON} not now",
        decided_by=moderator,
        decided_at=now,
        ends_at=now,
    )
    decided = {
        "asked_by": author,
        "asked_at": now,
        "decided_by": moderator,
        "decided_at": now,
        "reason": f"{OTHERS} {author} asked",
    }
    numbers, card, asked = f"{REASON} numbers, {author}", f"{REASON} card, {author}", f"{OTHERS} ask {author}"
    version = make_resource().current
    ResourceVersion.objects.filter(pk=version.pk).update(
        created_by=author,
        note="A side for children",
        justification=numbers,
        **dict.fromkeys(CASE_ANSWERS, f"{REASON} nobody, says {author}"),
    )
    told = f"{REASON} right again, {author}"
    PublicationReview.objects.create(version=version, outcome=SecondReviewOutcome.APPROVED, why_back=told, **decided)
    HiddenPart.objects.create(
        stored_file=version.files.get().stored_file,
        kind=HiddenKind.COMMENT,
        place="page 1",
        text=f"{OTHERS} comment",
        reason=f"{REASON} agreed, {author}",
        cleared_by=author,
        cleared_at=now,
    )
    ResourceChange.objects.create(
        resource=version.resource,
        changed_by=author,
        changed_at=now,
        fields={"title": ["Card", "Card for desks"]},
        reason=f"{REASON} who wrote it, {author}",
    )
    for target in ({"agency": AgencyFactory()}, {"circle": CircleFactory()}):
        AccessChange.objects.create(**target, why=f"{REASON} in, {author}", added={}, removed={}, **decided)
    AgencySecondReview.objects.create(
        agency=AgencyFactory(),
        field="what_we_do",
        text=asked,
        explanation=card,
        outcome=SecondReviewOutcome.SENT_BACK,
        **decided,
    )
    resource = make_resource(explanation=f"{OTHERS} {author} says so")
    StoredFile.objects.filter(resource_file__version=resource.current).update(refusal=f"{OTHERS} {author} guesses")
    Topic.objects.filter(pk=topic.pk).update(lock_reason=f"{OTHERS} {author} asked")
    User.objects.filter(pk=moderator.pk).update(state_reason=f"{OTHERS} {author} vouches for them")
    receive_message(kind="contact", text=f"{OTHERS} {author} told me")
    Application.objects.exclude(email=EMAIL).update(explanation=f"{OTHERS} {author} says so")


def _add_complaint(world: World) -> None:
    """Add the author's complaint with its answer, and a moderator's note about the outsider that names the author."""
    author, coordinator = world.people["author"], world.people["coordinator"]
    complaint = enter_complaint(
        coordinator=coordinator,
        received_at=timezone.now(),
        channel=Channel.FORM,
        subject=ComplaintSubject.OTHER,
        summary=f"{REASON} said {author}",
        message=receive_message(kind="complaint", text=f"{PRIVATE} complaint", name=str(author), email=EMAIL),
    )
    answer_complaint(
        complaint_id=complaint.pk,
        coordinator=coordinator,
        outcome=Answer.UPHELD,
        answer=f"{REASON} {author}",
        lesson=f"{OTHERS} {author}",
    )
    other, moderator = world.people["outsider"], world.people["moderator"]
    note_about(person_id=other.pk, author=moderator, text=f"{OTHERS} met {author}", submission=uuid.uuid4())


def _add_moderation(world: World) -> None:
    """Make the author a moderator with a claim, a recusal and a first approval. Add a legal hold that has ended."""
    author, now = world.people["author"], timezone.now()
    author.groups.add(*world.people["moderator"].groups.all())
    world.boards["members"].moderators.add(author)
    about = {"queue": "posts", "item_id": 1, "person": author}
    Claim.objects.create(**about, until=now)
    ContactMessage.objects.create(kind="contact", text="", removed_at=now, removed_by=author)
    Recusal.objects.create(**about, reason=f"{PRIVATE} reason", created_at=now)
    approved = {"agency": author.agency, "reason": f"{PRIVATE} approval", "content_hash": "1"}
    FirstApproval.objects.create(**about, **approved, created_at=now)
    hold = {"placed_by": world.people["coordinator"], "placed_at": now, "ended_at": now}
    LegalHold.objects.create(person=author, reason="An inquiry", **hold)


def _add_emails(author: User) -> None:
    """Add a bounced email to the author, an email to the contact desk that names them, and their contact message."""
    bounced = send_mail(to=EMAIL, subject="Hello", text=f"{PRIVATE} mail")
    record_bounce(Report(message_id=message_id_of(bounced), recipient=EMAIL, is_final=True))
    text = f"{author} ({EMAIL}) has left"
    send_mail(to="desk@network.example", subject="A member", text=text, headers={"Reply-To": EMAIL})
    receive_message(kind="contact", text=f"{PRIVATE} message", name=str(author), email=EMAIL)


def _add_page_comments(author: User) -> None:
    page = Page.objects.filter(depth=2).first()
    Page.objects.filter(pk=page.pk).update(owner=author)
    checked = {"source_url": "https://council.example", "checked_on": timezone.localdate(), "checked_by": author}
    PublishedContact.objects.create(kind="domain", value="council.example", body="A council", **checked)
    comment = Comment.objects.create(page=page, user=author, text=f"{PRIVATE} remark", contentpath="title")
    CommentReply.objects.create(comment=comment, user=author, text=f"{PRIVATE} answer")
    PageSubscription.objects.create(page=page, user=author, comment_notifications=True)
    UserProfile.get_for_user(author)


def _add_session_and_second_step(author: User) -> None:
    """Add a session, and then an authenticator app: with the app, signing in would ask for a code."""
    client = Client(HTTP_USER_AGENT=f"{PRIVATE} browser")
    client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    assert UserSession.objects.filter(user=author).exists()
    TOTP.activate(author, TOTP_SECRET)


def _fill_account_fields(author: User) -> None:
    now, terms = timezone.now(), TermsOfReference.objects.current()
    moments = ["held_until", "silenced_until", "excluded_until", "address_failed_at", "approved_at", "readmitted_at"]
    User.objects.filter(pk=author.pk).update(
        state_reason=f"{PRIVATE} state",
        is_agency_lead=True,
        shows_email=True,
        reminded=3,
        terms_by=timezone.localdate(),
        terms_reminded=3,
        former_names=[f"{PRIVATE} former"],
        **dict.fromkeys(moments, now),
    )
    had = {"since": author.date_joined - dt.timedelta(days=9), "until": author.date_joined - dt.timedelta(days=8)}
    FormerAddress.objects.create(person=author, email=f"{PRIVATE}@former.example", **had)
    Acceptance.objects.get_or_create(person=author, terms=terms, defaults={"accepted_at": now})
    author.refresh_from_db()
