"""What the site may store about the author besides what every furnished world has, for tests of copies and erasures."""

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
from ratsite.lib.bounces import Report
from ratsite.moderation.models import Claim, FirstApproval, Recusal
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import AgencySecondReview, Area, Remit
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.deliver import message_id_of
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.pages.actions.receive_message import receive_message
from ratsite.pages.models import PublishedContact
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
from tests.world.house import CLOSED, EMAIL, FILED, JOB, MODERATOR, NAME, OTHERS, PUBLISHED, SURNAME, TOLD, House
from tests.world.people import pre_moderate


def fill_every_list(house: House) -> None:
    """Add rows until the author's personal data copy has rows in every list, and text in every field.

    The author writes in a topic of its own: a reply in another one would delete the draft there.
    """
    author, moderator, topic = house.people["author"], house.people["moderator"], house.topics["members"]
    _apply_and_appeal(house)
    _let_others_write(house)
    edit_reply(house)
    _rename(house)
    _reject(house)
    leave_post(post_id=house.posts["members"].pk, moderator=moderator, reason=OTHERS)
    take_down_reply(house)
    _write_without_name(house)
    _dismiss_question(house)
    _explain_word(author)
    _speak_for_agency(house)
    save_post(post_id=house.posts["members"].pk, person=author)
    thank(post_id=house.posts["mentioning"].pk, person=author)
    own = Withdrawal.objects.filter(post__author=author)
    own.update(content_note=f"{CLOSED} note", spoken_for=f"{CLOSED} reason")
    _read_and_choose(house)
    _record_reasons(author, moderator, topic)
    decide_about(moderator, author=author)
    _complain(house)
    sanction = pre_moderate(house, author, reason=TOLD, answer=f"{CLOSED} appeal", note=TOLD, message=TOLD)
    decider = MemberFactory(first_name=MODERATOR, roles=["Coordinators"])
    decide_appeal(sanction_id=sanction.pk, steward=decider, lifts=True, answer=TOLD)
    _moderate(house)
    _send_mails(author)
    _comment_on_page(author)
    _sign_in(author)
    _fill_account(author)


def _apply_and_appeal(house: House) -> None:
    """Add the author's application from before they were a member, and another applicant's, who names the author."""
    author, coordinator = house.people["author"], house.people["coordinator"]
    User.objects.filter(pk=author.pk).update(state=MemberState.LEFT, is_active=False)  # members cannot apply
    words = ("duties", "statement", "agency_does", "agency_cannot", "agency_name", "referee_agency")
    application = make_application(
        **{name: f"{CLOSED} {name}" for name in words},
        first_name=NAME,
        last_name=SURNAME,
        email=EMAIL,
        job_title=JOB,
        token=token_for(EMAIL, house.people["outsider"], memo=f"{OTHERS} {author} memo"),
    )
    ask_applicant(application_id=application.pk, coordinator=coordinator, question=f"{TOLD} question")
    answer_question(application_id=application.pk, answer=f"{CLOSED} answer")
    reject_application(application_id=application.pk, coordinator=coordinator, reason=TOLD)
    appeal_refusal(application_id=application.pk, text=f"{CLOSED} appeal", spoken_for=f"{CLOSED} spoken")
    User.objects.filter(pk=author.pk).update(state=MemberState.APPROVED, is_active=True)
    make_application(
        email="another@lock.example",
        referee_name=str(author),
        referee_email=EMAIL,
        statement=f"{OTHERS} {author} knows me",
    )


def _let_others_write(house: House) -> None:
    """Let the outsider mention the author in an edited reply, and quote them in a reply and a draft."""
    author, other, topic = house.people["author"], house.people["outsider"], house.topics["members"]
    call = f"{OTHERS} ask @{author}, and @{author}!"
    mentioning = house.posts["mentioning"] = post_reply(topic=topic, author=other, body=call)
    _make_older(mentioning)
    edit_post(post_id=mentioning.pk, editor=other, body=f"{call} Soon.", reason=OTHERS)
    quoted = quote(house.posts["members"].pk, writer=other, board=topic.board, marking=topic.marking).text
    house.posts["quoting"] = post_reply(topic=topic, author=other, body=f"{quoted}\n\n{OTHERS} agrees")
    fields = {"body": [f"{quoted}\n\n{OTHERS} draft, @{author}"]}
    save_draft(person=other, place=reply_place(topic), fields=fields, sequence=0, topic=topic)
    flag = flag_post(post_id=mentioning.pk, reporter=author, reason="other", text=f"{CLOSED} flag")
    Flag.objects.filter(pk=flag.pk).update(changed_at=timezone.now())
    leave_post(post_id=mentioning.pk, moderator=house.people["moderator"], reason=TOLD)


def _explain_word(author: User) -> None:
    """Add the author's meaning of a word to the glossary, which other people read."""
    entry, remit = SynonymSet.objects.earliest("pk"), author.agency.main_remit
    Meaning.objects.create(
        entry=entry, remit=remit, text=f"As {author} says it", changed_by=author, changed_at=timezone.now()
    )


def _dismiss_question(house: House) -> None:
    """Let the author dismiss another person's question."""
    author = house.people["author"]
    author.agency.remits.add(author.agency.main_remit)
    asked = [author.agency.main_remit]
    topic = make_topic(house.boards["members"], house.people["outsider"], kind="question", asked_remits=asked)
    dismiss_question(topic_id=topic.pk, person=author)


def _speak_for_agency(house: House) -> None:
    """Add a signal, a vote and a briefing of the author's agency on a trend note that the author closed.

    Polls and briefings are written in general words, so an erasure leaves them.
    """
    author, today = house.people["author"], timezone.localdate()
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
    signer = house.people["moderator"].with_second_step()
    sign_briefing(briefing_id=briefing.pk, signer=signer, seen=briefing.changed_at)
    use_briefing(briefing_id=briefing.pk, person=author)
    another = add_briefing(author=author, **source, **texts)
    ask_to_sign(briefing_id=another.pk, author=author)
    sign_briefing(briefing_id=another.pk, signer=signer, seen=another.changed_at)
    take_back_briefing(briefing_id=another.pk, steward=signer, reason=TOLD)
    waiting = add_briefing(author=author, **source, **texts)
    ask_to_sign(briefing_id=waiting.pk, author=author)
    send_back_briefing(briefing_id=waiting.pk, signer=signer, reason=TOLD, seen=waiting.changed_at)


def _make_older(post: Post) -> None:
    """Make it two hours older, so that an edit of it makes a revision that readers see."""
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - dt.timedelta(hours=2))


def edit_reply(house: House) -> None:
    """Add a reply with an earlier version."""
    author, topic = house.people["author"], house.topics["agency"]
    said = {"content_note": f"{PUBLISHED} note", "reply_to": house.posts["agency"].pk}
    post = house.posts["edited"] = post_reply(topic=topic, author=author, body=f"{PUBLISHED} reply", **said)
    _make_older(post)
    edit_post(post_id=post.pk, editor=author, body=f"{PUBLISHED} changed", reason=f"{PUBLISHED} why")


def _rename(house: House) -> None:
    """Change the title of the author's topic; the earlier one is in a revision and an event."""
    author, post, topic = house.people["author"], house.posts["members"], house.topics["members"]
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
    TopicEvent.objects.create(about=topic, topic=topic, reason=TOLD, **event, **made)


def _reject(house: House) -> None:
    """Add a reply and an edit that a moderator rejected, both with a phone number that the author spoke for."""
    author, topic, moderator = house.people["author"], house.topics["agency"], house.people["moderator"]
    given = {"body": f"{CLOSED} held 07700 900123", "spoken_for": f"{CLOSED} spoken"}
    reject_post(post_id=post_reply(topic=topic, author=author, **given).pk, moderator=moderator, reason=TOLD)
    post = post_reply(topic=topic, author=author, body=f"{PUBLISHED} stays")
    edit_post(post_id=post.pk, editor=author, **given)
    reject_edit(revision_id=Revision.objects.pending().get(post=post).pk, moderator=moderator, reason=TOLD)


def take_down_reply(house: House) -> None:
    """Add a flagged reply that a moderator took down: the author gets it back as a draft."""
    post = post_reply(topic=house.topics["agency"], author=house.people["author"], body=f"{CLOSED} flagged")
    flag_post(post_id=post.pk, reporter=house.people["outsider"], reason="other", text=f"{OTHERS} flag")
    take_down(post_id=post.pk, moderator=house.people["moderator"], reason=TOLD)


def _write_without_name(house: House) -> None:
    """Add a question by role, and replies by role and as the agency, whose author a moderator looked up."""
    author, topic, moderator = house.people["author"], house.topics["agency"], house.people["moderator"]
    texts = {"title": f"{PUBLISHED} quiet", "body": f"{PUBLISHED} quiet"}
    policing = Remit.objects.filter(slug="policing")
    make_topic(topic.board, author, voice="role", kind="question", asked_remits=policing, asked_from=topic, **texts)
    for voice in ("role", "agency"):
        post = post_reply(topic=topic, author=author, body=f"{PUBLISHED} {voice}", voice=voice)
        reveal_author(post_id=post.pk, moderator=moderator, reason=TOLD, submission=uuid.uuid4())


def _read_and_choose(house: House) -> None:
    author, board = house.people["author"], house.boards["members"]
    catch_up(reader=author, boards=[board], until=timezone.now())
    post = author.posts.first()
    fields = {"body": [f"{CLOSED} change"], "reason": [f"{CLOSED} reason"]}
    save_draft(person=author, place=edit_place(post), fields=fields, sequence=0, post=post)
    mark_topic_read(topic=make_topic(replies=1), reader=author, number=1, is_first=True)
    choose_mail(person=author, ceiling=9)
    for kind in FeedKind:
        make_token(person=author, kind=kind)
    card = make_resource(author, title="A card of theirs", upload=SimpleUploadedFile(f"{FILED}-2.txt", b"Ask first."))
    record_opening(version=card.current, reader=author)
    follow_resource(person=author, resource=card)
    earlier = {"earlier_number": 1, "earlier_on": timezone.localdate() - dt.timedelta(days=9)}
    ResourceOpening.objects.filter(person=author).update(version_number=2, has_read_changes=True, **earlier)


def _record_reasons(author: User, moderator: User, topic: Topic) -> None:
    """Add reasons that the author gave, and rows of other people that name the author."""
    now = timezone.now()
    given = {"person": author, "agency": author.agency, "created_at": now}
    DownloadReason.objects.create(post=topic.posts.get(number=1), reason=f"{TOLD} need, {author}", **given)
    TopicPrint.objects.create(
        topic=topic, person=author, agency=author.agency, newest_number=topic.last_number, printed_at=now
    )
    ResourceDownload.objects.create(resource=make_resource(), reason=f"{TOLD} night, {author}", **given)
    used = make_resource()
    FileDownload.objects.create(
        resource=used, file=used.current.files.get(), person=author, agency=author.agency, downloaded_at=now
    )
    listed = ReadingList.objects.create(
        owner=author, title=f"{CLOSED} list", about=f"{CLOSED} course", readers=ListReaders.OWNER, made_at=now
    )
    listed.items.create(resource=used, note=f"{CLOSED} first", position=1)
    in_circle = {"readers": ListReaders.CIRCLE, "circle": CircleFactory()}
    shared = ReadingList.objects.create(owner=author, title=f"{CLOSED} circle", made_at=now, **in_circle)
    ReadingList.objects.filter(pk=shared.pk).update(taken_down_at=now, taken_down_why=f"{TOLD} list")
    theirs = ReadingList.objects.create(owner=moderator, title="Induction", readers=ListReaders.MEMBERS, made_at=now)
    settled = {"outcome": ListReportOutcome.TAKEN_DOWN, "settled_at": now, "settled_by": moderator}
    said = {"reason": ListReportReason.OTHER, "created_at": now, "answer": f"{TOLD} report", **settled}
    ReadingListReport.objects.create(reading_list=theirs, reporter=author, text=f"{CLOSED} report", **said)
    ReadingListReport.objects.create(reading_list=shared, reporter=moderator, text=f"{OTHERS} report", **said)
    ResourceCheck.objects.create(
        resource=used,
        outcome=CheckOutcome.STILL_RIGHT,
        checked_by=author,
        checked_at=now,
        reason=f"{TOLD} rang the numbers, {author}",
        next_due_on=now.date(),
    )
    OutdatedReport.objects.create(resource=used, person=author, text=f"{TOLD} old, {author}", created_at=now)
    Suggestion.objects.create(
        title=f"{TOLD} card by {author}",
        why=f"{TOLD} asked for",
        suggested_by=author,
        suggested_at=now,
        state=SuggestionState.DECLINED,
        answer=f"{TOLD} too old",
        answered_at=now,
    )
    save_search(actor=author, name=f"{CLOSED} cards", search=LibraryQuery.read(QueryDict("q=cards")), is_alert=True)
    FieldNote.objects.create(
        resource=used,
        spoken_by=author,
        agency=author.agency,
        kind=NoteKind.SNAG,
        is_by_role=True,
        text=f"{CLOSED} at our desk",
        asked_at=now,
        outcome=SecondReviewOutcome.SENT_BACK,
        decided_by=moderator,
        decided_at=now,
        reason=f"{TOLD} shorter",
    )
    AccessRequest.objects.create(
        file=make_resource().current.files.get(),
        asked_by=author,
        agency=author.agency,
        reason=f"{CLOSED} course",
        asked_at=now,
        state=RequestState.DECLINED,
        answer=f"{TOLD} not now",
        decided_by=moderator,
        decided_at=now,
        ends_at=now,
    )
    decided = {
        "spoken_by": author,
        "asked_at": now,
        "decided_by": moderator,
        "decided_at": now,
        "reason": f"{OTHERS} {author} asked",
    }
    numbers, card, asked = f"{TOLD} numbers, {author}", f"{TOLD} card, {author}", f"{OTHERS} ask {author}"
    version = make_resource().current
    ResourceVersion.objects.filter(pk=version.pk).update(
        created_by=author,
        note="A side for children",
        justification=numbers,
        **dict.fromkeys(CASE_ANSWERS, f"{TOLD} nobody, says {author}"),
    )
    told = f"{TOLD} right again, {author}"
    PublicationReview.objects.create(version=version, outcome=SecondReviewOutcome.APPROVED, why_back=told, **decided)
    HiddenPart.objects.create(
        stored_file=version.files.get().stored_file,
        kind=HiddenKind.COMMENT,
        place="page 1",
        text=f"{OTHERS} comment",
        reason=f"{TOLD} agreed, {author}",
        cleared_by=author,
        cleared_at=now,
    )
    ResourceChange.objects.create(
        resource=version.resource,
        changed_by=author,
        changed_at=now,
        fields={"title": ["Card", "Card for desks"]},
        reason=f"{TOLD} who wrote it, {author}",
    )
    for target in ({"agency": AgencyFactory()}, {"circle": CircleFactory()}):
        AccessChange.objects.create(**target, why=f"{TOLD} in, {author}", added={}, removed={}, **decided)
    AgencySecondReview.objects.create(
        agency=AgencyFactory(),
        field="what_we_do",
        text=asked,
        spoken_for=card,
        outcome=SecondReviewOutcome.SENT_BACK,
        **decided,
    )
    resource = make_resource(spoken_for=f"{OTHERS} {author} says so")
    StoredFile.objects.filter(resource_file__version=resource.current).update(refusal=f"{OTHERS} {author} guesses")
    Topic.objects.filter(pk=topic.pk).update(lock_reason=f"{OTHERS} {author} asked")
    User.objects.filter(pk=moderator.pk).update(state_reason=f"{OTHERS} {author} vouches for them")
    receive_message(kind="contact", text=f"{OTHERS} {author} told me")
    Application.objects.exclude(email=EMAIL).update(spoken_for=f"{OTHERS} {author} says so")


def _complain(house: House) -> None:
    """Add the author's complaint with its answer, and a note about another person that names the author."""
    author, coordinator = house.people["author"], house.people["coordinator"]
    complaint = enter_complaint(
        coordinator=coordinator,
        received_at=timezone.now(),
        channel=Channel.FORM,
        subject=ComplaintSubject.OTHER,
        summary=f"{TOLD} said {author}",
        message=receive_message(kind="complaint", text=f"{CLOSED} complaint", name=str(author), email=EMAIL),
    )
    answer_complaint(
        complaint_id=complaint.pk,
        coordinator=coordinator,
        outcome=Answer.UPHELD,
        answer=f"{TOLD} {author}",
        lesson=f"{OTHERS} {author}",
    )
    other, moderator = house.people["outsider"], house.people["moderator"]
    note_about(person_id=other.pk, author=moderator, text=f"{OTHERS} met {author}", submission=uuid.uuid4())


def _moderate(house: House) -> None:
    """Add what the author wrote as a moderator, and a legal hold that has ended."""
    author, now = house.people["author"], timezone.now()
    author.groups.add(*house.people["moderator"].groups.all())
    house.boards["members"].moderators.add(author)
    about = {"queue": "posts", "item_id": 1, "person": author}
    Claim.objects.create(**about, until=now)
    Recusal.objects.create(**about, reason=f"{CLOSED} reason", created_at=now)
    approved = {"agency": author.agency, "reason": f"{CLOSED} approval", "content_hash": "1"}
    FirstApproval.objects.create(**about, **approved, created_at=now)
    hold = {"placed_by": house.people["coordinator"], "placed_at": now, "ended_at": now}
    LegalHold.objects.create(person=author, reason="An inquiry", **hold)


def _send_mails(author: User) -> None:
    """Add a bounced email, a message of the author's, and an email to another person that names the author."""
    bounced = send_mail(to=EMAIL, subject="Hello", text=f"{CLOSED} mail")
    record_bounce(Report(message_id=message_id_of(bounced), recipient=EMAIL, is_final=True))
    text = f"{author} ({EMAIL}) has left"
    send_mail(to="desk@network.example", subject="A member", text=text, headers={"Reply-To": EMAIL})
    receive_message(kind="contact", text=f"{CLOSED} message", name=str(author), email=EMAIL)


def _comment_on_page(author: User) -> None:
    page = Page.objects.filter(depth=2).first()
    Page.objects.filter(pk=page.pk).update(owner=author)
    checked = {"source_url": "https://council.example", "checked_on": timezone.localdate(), "checked_by": author}
    PublishedContact.objects.create(kind="domain", value="council.example", body="A council", **checked)
    comment = Comment.objects.create(page=page, user=author, text=f"{CLOSED} remark", contentpath="title")
    CommentReply.objects.create(comment=comment, user=author, text=f"{CLOSED} answer")
    PageSubscription.objects.create(page=page, user=author, comment_notifications=True)
    UserProfile.get_for_user(author)


def _sign_in(author: User) -> None:
    """Add a session, then an authenticator app, which would otherwise be needed to sign in."""
    client = Client(HTTP_USER_AGENT=f"{CLOSED} browser")
    client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    assert UserSession.objects.filter(user=author).exists()
    TOTP.activate(author, TOTP_SECRET)


def _fill_account(author: User) -> None:
    now, terms = timezone.now(), TermsOfReference.objects.current()
    moments = ["held_until", "silenced_until", "suspended_until", "address_failed_at", "approved_at", "readmitted_at"]
    User.objects.filter(pk=author.pk).update(
        state_reason=f"{CLOSED} state",
        is_agency_lead=True,
        shows_email=True,
        reminded=3,
        terms_by=timezone.localdate(),
        terms_reminded=3,
        former_names=[f"{CLOSED} former"],
        **dict.fromkeys(moments, now),
    )
    had = {"since": author.date_joined - dt.timedelta(days=9), "until": author.date_joined - dt.timedelta(days=8)}
    FormerAddress.objects.create(person=author, email=f"{CLOSED}@former.example", **had)
    Acceptance.objects.get_or_create(person=author, terms=terms, defaults={"accepted_at": now})
    author.refresh_from_db()
