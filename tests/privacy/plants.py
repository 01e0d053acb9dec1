"""A person whose every word is a canary, among others whose words are canaries of another kind.

Each begins with letters of its own, so that a compressed index cannot hide one behind another.
"""

import uuid
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment, CommentReply, Page, PageSubscription
from wagtail.users.models import UserProfile

from forum.actions.add_content_note import note_post
from forum.actions.approve import reject_edit, reject_post
from forum.actions.ask_author import answer_moderators, ask_author
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, leave_post, take_down
from forum.actions.follow import follow
from forum.actions.mark_read import catch_up, mark_topic_read
from forum.actions.post import post_reply
from forum.actions.reveal_author import reveal_author
from forum.actions.save_draft import edit_place, reply_place, save_draft
from forum.actions.withdraw import withdraw_post
from forum.enums import About, EventKind, RevisionState
from forum.models import Board, DownloadReason, Post, Revision, Topic, TopicEvent
from forum.text.quotes import quote
from library.models import ResourceDownload, ResourceSecondReview
from ratsite.accounts.actions.apply import answer_question
from ratsite.accounts.actions.apply import appeal as appeal_refusal
from ratsite.accounts.actions.decide_application import ask_applicant, reject_application
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.actions.note_bounce import note_bounce
from ratsite.accounts.models import Acceptance, TermsOfReference, User
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.bounces import Report
from ratsite.moderation.models import Claim, FirstApproval, Recusal
from ratsite.network.enums import ReviewOutcome
from ratsite.network.models import AgencySecondReview, Remit
from ratsite.notifications.actions.choose_mail import choose_mail
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.notifications.delivery import message_id_of
from ratsite.notifications.enums import Level
from ratsite.pages.actions.receive_message import receive_message
from ratsite.privacy.models import LegalHold
from ratsite.records.actions.assess_risks import assess_risks
from ratsite.records.actions.record_breach import enter_breach
from ratsite.records.actions.record_complaint import answer_complaint, enter_complaint
from ratsite.records.enums import Answer, Channel, ComplaintSubject, Harm, HowMany, IllegalContent, RiskLevel
from ratsite.sanctions.actions.sanction import appeal, decide_appeal, impose
from ratsite.sanctions.actions.write_note import note_about, write_to
from ratsite.sanctions.enums import SanctionKind
from ratsite.search.actions import save_search
from ratsite.search.addresses import Address
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
)

NAME, SURNAME, EMAIL = "Qwanyard", "Xelopardi", "vuntigrel@agency.example"
JOB, AGENCY = "Wofferwarden", "Jublinhouse Trust"
PUBLISHED = "zimblewords"  # in what others read
QUOTED = "nibblewords"  # the same, and in a post of somebody else
CLOSED = "yokkertext"  # in what waits, came back or was taken back, in drafts, searches and words to moderators
FILED, CLOSED_FILE = "uppelfile", "ibbenfile"  # the same of files
TOLD = "hoggreason"  # a moderator's words to the person
OTHERS = "eggeldorp"  # in everything that is somebody else's
MODERATOR = "Arrenmod"  # whose name is nobody's to export

OWN = [NAME, SURNAME, EMAIL, JOB, PUBLISHED, QUOTED, CLOSED, FILED, CLOSED_FILE, TOLD]
IDENTITY = [NAME, SURNAME, EMAIL, CLOSED, CLOSED_FILE]


@dataclass
class Planted:
    person: User
    other: User
    moderator: User
    topic: Topic
    opening: Post
    mentioning: Post
    quoting: Post
    unnamed: Topic  # where they wrote without their name


def plant() -> Planted:
    """Through the site's own actions, as all of it comes about."""
    moderator = MemberFactory(first_name=MODERATOR, roles=["Moderators", "Coordinators"])
    other = MemberFactory(first_name="Egon")
    _applied(moderator, other)
    agency = AgencyFactory(name=AGENCY)
    person = MemberFactory(first_name=NAME, last_name=SURNAME, email=EMAIL, job_title=JOB, agency=agency)
    board = BoardFactory()
    topic = make_topic(
        board, person, title=f"{PUBLISHED} title", body=f"{QUOTED} opening", kind="question",
        asked_remits=Remit.objects.filter(slug="policing"),
    )  # fmt: skip
    opening = topic.posts.get()
    mentioning, quoting = _words_of_others(topic, person, other, opening)
    unnamed = make_topic(board, other)
    planted = Planted(person, other, moderator, topic, opening, mentioning, quoting, unnamed)
    _posts(topic, person, moderator)
    _held(topic, person, moderator)
    _without_a_name(unnamed, person, moderator)
    _flags(topic, person, other, moderator)
    _own_lists(topic, person)
    _files(topic, person)
    _about_others(person, other, moderator, topic)
    _sanctioned(person, moderator)
    _roles(board, person, moderator)
    _mail(person)
    _editor(person)
    _session(person)
    _account(person)
    return planted


def _words_of_others(topic: Topic, person: User, other: User, opening: Post) -> tuple[Post, Post]:
    """They call the person by name, and quote them: live, changed, waiting, and in a draft."""
    called = f"{OTHERS} ask @{person}, and @{person}!"
    mentioning = post_reply(topic=topic, author=other, body=called)
    Post.objects.filter(pk=mentioning.pk).update(published_at=timezone.now() - timezone.timedelta(hours=2))
    edit_post(post_id=mentioning.pk, editor=other, body=f"{called} Soon.", reason=OTHERS)
    quoted = quote(opening.pk, writer=other, board=topic.board, marking=topic.marking).text
    quoting = post_reply(topic=topic, author=other, body=f"{quoted}\n\n{OTHERS} agrees")
    fields = {"body": [f"{quoted}\n\n{OTHERS} draft, @{person}"]}
    save_draft(person=other, place=reply_place(topic), fields=fields, sequence=0, topic=topic)
    flag_post(post_id=mentioning.pk, reporter=person, reason="other", text=f"{CLOSED} flag")
    leave_post(post_id=mentioning.pk, moderator=MemberFactory(roles=["Moderators"]), reason=TOLD)
    return mentioning, quoting


def _applied(moderator: User, other: User) -> None:
    """Before they had an account: asked, refused, appealed. And somebody else who names them."""
    words = ("duties", "statement", "agency_does", "agency_cannot", "agency_name", "referee_agency")
    own = {name: f"{CLOSED} {name}" for name in words}
    token = token_for(EMAIL, other, memo=f"{OTHERS} {NAME} {SURNAME} memo")
    application = make_application(
        first_name=NAME, last_name=SURNAME, email=EMAIL, job_title=JOB, token=token, **own,
    )  # fmt: skip
    ask_applicant(application_id=application.pk, coordinator=moderator, question=f"{TOLD} question")
    answer_question(application_id=application.pk, answer=f"{CLOSED} answer")
    reject_application(application_id=application.pk, coordinator=moderator, reason=TOLD)
    appeal_refusal(application_id=application.pk, words=f"{CLOSED} appeal", spoken_for=f"{CLOSED} spoken")
    make_application(
        email="another@lock.example", referee_name=f"{NAME} {SURNAME}", referee_email=EMAIL,
        statement=f"{OTHERS} {NAME} {SURNAME} knows me",
    )  # fmt: skip


def _without_a_name(topic: Topic, person: User, moderator: User) -> None:
    """By their role, which a moderator looks behind; as their agency; and one that a moderator asks about."""
    make_topic(topic.board, person, title=f"{PUBLISHED} quiet", body=f"{PUBLISHED} quiet", voice="role")
    for voice in ("role", "agency"):
        post = post_reply(topic=topic, author=person, body=f"{PUBLISHED} {voice}", voice=voice)
        reveal_author(post_id=post.pk, moderator=moderator, reason=TOLD, submission=uuid.uuid4())
    asked = post_reply(topic=topic, author=person, body=f"{CLOSED} 07700 900123", spoken_for=f"{CLOSED} spoken")
    ask_author(post_id=asked.pk, moderator=moderator, text=TOLD)
    answer_moderators(post_id=asked.pk, author=person, answer=f"{CLOSED} answer")


def _about_others(person: User, other: User, moderator: User, topic: Topic) -> None:
    """What they are named in, and what they said in passing."""
    invite(inviter=person, email="friend@lock.example", memo=f"{CLOSED} memo")
    note_about(person_id=other.pk, author=moderator, text=f"{OTHERS} met {person}", submission=uuid.uuid4())
    Topic.objects.filter(pk=topic.pk).update(lock_reason=f"{OTHERS} {person} asked")
    DownloadReason.objects.create(
        post=topic.posts.get(number=1), person=person, agency=person.agency, reason=f"{TOLD} need, {person}",
        created_at=timezone.now(),
    )  # fmt: skip
    ResourceDownload.objects.create(
        resource=make_resource(), person=person, agency=person.agency, reason=f"{TOLD} night, {person}",
        created_at=timezone.now(),
    )  # fmt: skip
    ResourceSecondReview.objects.create(
        resource=make_resource(), spoken_for=f"{TOLD} numbers, {person}", spoken_by=person, asked_at=timezone.now(),
        outcome=ReviewOutcome.OPENED, decided_by=moderator, decided_at=timezone.now(),
        reason=f"{OTHERS} {person} asked",
    )  # fmt: skip
    AgencySecondReview.objects.create(
        agency=AgencyFactory(), field="what_we_do", words=f"{OTHERS} ask {person}", spoken_by=person,
        spoken_for=f"{TOLD} card, {person}", asked_at=timezone.now(), outcome=ReviewOutcome.SENT_BACK,
        decided_by=moderator, decided_at=timezone.now(), reason=f"{OTHERS} {person} asked",
    )  # fmt: skip
    resource = make_resource(other, spoken_for=f"{OTHERS} {person} says so")
    StoredFile.objects.filter(resource_file__resource=resource).update(refusal=f"{OTHERS} {person} guesses")
    message = receive_message(kind="complaint", text=f"{CLOSED} complaint", name=str(person), email=person.email)
    complaint = enter_complaint(
        coordinator=moderator, received_at=timezone.now(), channel=Channel.FORM, subject=ComplaintSubject.OTHER,
        summary=f"{TOLD} said {person}", message=message,
    )  # fmt: skip
    answer_complaint(
        complaint_id=complaint.pk, coordinator=moderator, outcome=Answer.UPHELD, answer=f"{TOLD} {person}",
        lesson=f"{OTHERS} {person}",
    )  # fmt: skip
    enter_breach(
        coordinator=moderator, known_at=timezone.now(), what=f"{OTHERS} {EMAIL}", whose=f"{person}",
        how_many=HowMany.ONE, harm=Harm.LIKELY,
    )  # fmt: skip
    assess_risks(
        coordinator=moderator, about=f"{OTHERS} {person}", risks=[(IllegalContent.FRAUD, RiskLevel.LOW, str(person))]
    )


def _sanctioned(person: User, moderator: User) -> None:
    """They appeal, and somebody else lifts it. Stewards keep a note, and write to them."""
    end = timezone.now() + timezone.timedelta(days=7)
    sanction = impose(person_id=person.pk, kind=SanctionKind.PRE_MODERATE, ends_at=end, reason=TOLD, steward=moderator)
    appeal(sanction_id=sanction.pk, text=f"{CLOSED} appeal")
    decider = MemberFactory(first_name=MODERATOR, roles=["Coordinators"])
    decide_appeal(sanction_id=sanction.pk, steward=decider, lifts=True, answer=TOLD)
    note_about(person_id=person.pk, author=moderator, text=TOLD, submission=uuid.uuid4())
    write_to(person_id=person.pk, author=moderator, text=TOLD, submission=uuid.uuid4())


def _posts(topic: Topic, person: User, moderator: User) -> None:
    first = topic.posts.order_by("pk").first()
    said = {"body": f"{PUBLISHED} reply", "content_note": f"{PUBLISHED} note", "reply_to": first.pk}
    live = post_reply(topic=topic, author=person, **said)
    Post.objects.filter(pk=live.pk).update(published_at=timezone.now() - timezone.timedelta(hours=2))
    edit_post(post_id=live.pk, editor=person, body=f"{PUBLISHED} changed", reason=f"{PUBLISHED} why")
    Revision.objects.create(
        post=live, source=live.source, title=f"{PUBLISHED} {person}", state=RevisionState.APPLIED,
        created_at=timezone.now(),
    )  # fmt: skip
    TopicEvent.objects.create(
        about=topic,
        topic=topic,
        kind=EventKind.RENAMED,
        actor=person,
        after_number=1,
        detail=f"“{PUBLISHED} before”",
        reason=TOLD,
        created_at=timezone.now(),
    )
    note_post(post_id=live.pk, moderator=moderator, note="hard to read", reason=TOLD)
    _waiting_edit(live, person)
    gone = post_reply(topic=topic, author=person, body=f"{CLOSED} withdrawn")
    withdraw_post(post_id=gone.pk, author=person)


def _waiting_edit(live: Post, person: User, words: str = "edit") -> Revision:
    """A change that a moderator must look at, because it holds a number that its author speaks for."""
    edit_post(post_id=live.pk, editor=person, body=f"{CLOSED} {words} 07700 900123", spoken_for=f"{CLOSED} spoken")
    return Revision.objects.pending().get(post=live)


def _held(topic: Topic, person: User, moderator: User) -> None:
    """A reply that waits, one that came back, a change that came back, and a whole topic that waits."""
    words = f"{CLOSED} held 07700 900123"
    post_reply(topic=topic, author=person, body=words, spoken_for=f"{CLOSED} spoken")
    back = post_reply(topic=topic, author=person, body=words, spoken_for=f"{CLOSED} spoken")
    reject_post(post_id=back.pk, moderator=moderator, reason=TOLD)
    live = post_reply(topic=topic, author=person, body=f"{PUBLISHED} stays")
    reject_edit(revision_id=_waiting_edit(live, person).pk, moderator=moderator, reason=TOLD)
    Board.objects.filter(pk=topic.board_id).update(holds_topics=True)
    make_topic(Board.objects.get(pk=topic.board_id), person, title=f"{CLOSED} title", body=f"{CLOSED} body",
               kind="case", learned=f"{CLOSED} learned")  # fmt: skip
    Board.objects.filter(pk=topic.board_id).update(holds_topics=False)


def _flags(topic: Topic, person: User, other: User, moderator: User) -> None:
    """On posts of theirs: one stays, one is taken down and comes back to them as a draft."""
    for act, reason in ((leave_post, OTHERS), (take_down, TOLD)):
        post = post_reply(topic=topic, author=person, body=f"{PUBLISHED if act is leave_post else CLOSED} flagged")
        flag_post(post_id=post.pk, reporter=other, reason="other", text=f"{OTHERS} flag")
        act(post_id=post.pk, moderator=moderator, reason=reason)


def _own_lists(topic: Topic, person: User) -> None:
    elsewhere = make_topic(topic.board, title="Somewhere else")
    fields = {"body": [f"{CLOSED} draft"]}
    save_draft(person=person, place=reply_place(elsewhere), fields=fields, sequence=0, topic=elsewhere)
    post = person.posts.first()
    fields = {"body": [f"{CLOSED} change"], "reason": [f"{CLOSED} reason"]}
    save_draft(person=person, place=edit_place(post), fields=fields, sequence=0, post=post)
    save_search(actor=person, name=f"{CLOSED} search", address=Address((("q", CLOSED),)))
    follow(person=person, about=About.TOPIC, level=Level.DIGEST, target=elsewhere)
    catch_up(reader=person, boards=[topic.board], until=timezone.now())
    apart = make_topic(replies=1)
    mark_topic_read(topic=apart, reader=person, number=1, is_first=True)
    choose_mail(person=person, ceiling=9)
    for kind in FeedKind:
        make_token(person=person, kind=kind)
    make_resource(person, title="A card of theirs", upload=SimpleUploadedFile(f"{FILED}-2.txt", b"Ask first."))


def _files(topic: Topic, person: User) -> None:
    for name, spoken_for, phone in ((FILED, "", ""), (CLOSED_FILE, f"{CLOSED} spoken", " 07700 900123")):
        upload = SimpleUploadedFile(f"{name}.txt", f"{name} inside".encode())
        post = post_reply(
            topic=topic, author=person, body=f"See the file{phone}", files=[upload], spoken_for=spoken_for
        )
        end_quarantine(file_id=str(post.attachments.get().stored_file_id))


def _roles(board: Board, person: User, moderator: User) -> None:
    CircleFactory(name="Planning").people.add(person)
    person.groups.add(*moderator.groups.filter(name="Moderators"))
    board.moderators.add(person)
    about, when = {"queue": "posts", "item_id": 1, "person": person}, timezone.now()
    Claim.objects.create(**about, until=when)
    Recusal.objects.create(**about, reason=f"{CLOSED} reason", created_at=when)
    FirstApproval.objects.create(**about, content_hash="1", created_at=when)
    now = timezone.now()
    LegalHold.objects.create(person=person, reason="An inquiry", placed_by=moderator, placed_at=now, ended_at=now)


def _mail(person: User) -> None:
    """One that left and came back, one that waits for them, and one for somebody else that tells of them."""
    back = send_mail(to=person.email, subject="Hello", text=f"{CLOSED} mail")
    note_bounce(Report(message_id=message_id_of(back), recipient=person.email, is_final=True))
    words = f"{person} ({person.email}) has left"
    send_mail(to="desk@network.example", subject="A member", text=words, headers={"Reply-To": person.email})
    receive_message(kind="contact", text=f"{CLOSED} message", name=str(person), email=person.email)


def _editor(person: User) -> None:
    page = Page.objects.filter(depth=2).first()
    Page.objects.filter(pk=page.pk).update(owner=person)
    comment = Comment.objects.create(page=page, user=person, text=f"{CLOSED} remark", contentpath="title")
    CommentReply.objects.create(comment=comment, user=person, text=f"{CLOSED} answer")
    PageSubscription.objects.create(page=page, user=person, comment_notifications=True)
    UserProfile.get_for_user(person)


def _account(person: User) -> None:
    """What stands in their own row beside who they are."""
    now = timezone.now()
    moments = "held_until silenced_until suspended_until address_failed_at approved_at readmitted_at"
    untils = dict.fromkeys(moments.split(), now)
    User.objects.filter(pk=person.pk).update(
        state_reason=f"{CLOSED} state", is_agency_lead=True, shows_email=True, reminded=3, **untils
    )
    User.objects.filter(pk=person.pk).update(terms_by=timezone.localdate(), terms_reminded=3)
    Acceptance.objects.get_or_create(
        person=person, terms=TermsOfReference.objects.current(), defaults={"accepted_at": now}
    )
    person.refresh_from_db()


def _session(person: User) -> None:
    client = Client(HTTP_USER_AGENT=f"{CLOSED} browser")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert UserSession.objects.filter(user=person).exists()
    TOTP.activate(person, TOTP_SECRET)  # from now on they would be asked for it
