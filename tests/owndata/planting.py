"""A person whose every word is a canary, among others whose words are canaries of another kind.

Each begins with letters of its own, so that a compressed index cannot hide one behind another.
"""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Comment, CommentReply, Page, PageSubscription
from wagtail.users.models import UserProfile

from forum.actions.deciding import reject_edit, reject_post
from forum.actions.drafting import reply_place, save_draft
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.flagging import flag_post, leave_post, take_down
from forum.actions.following import follow
from forum.actions.noting import note_post
from forum.actions.posting import post_reply
from forum.actions.reading import catch_up, mark_topic_read
from forum.enums import About
from forum.models import Board, Post, Revision, Topic
from forum.quoting import quote
from ratsite.accounts.actions.bounces import note_bounce
from ratsite.accounts.models import User
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import Kind
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.bounces import Report
from ratsite.network.models import Remit
from ratsite.notifications.actions.choosing import choose_mail
from ratsite.notifications.actions.mail import send_mail
from ratsite.notifications.delivery import message_id_of
from ratsite.notifications.enums import Level
from ratsite.owndata.models import LegalHold
from ratsite.pages.actions.messages import receive_message
from ratsite.search.actions import save_search
from ratsite.search.addresses import Address
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


def plant() -> Planted:
    """Through the site's own actions, as all of it comes about."""
    agency = AgencyFactory(name=AGENCY)
    person = MemberFactory(first_name=NAME, last_name=SURNAME, email=EMAIL, job_title=JOB, agency=agency)
    moderator = MemberFactory(first_name=MODERATOR, roles=["Moderators", "Coordinators"])
    other = MemberFactory(first_name="Egon")
    board = BoardFactory()
    topic = make_topic(
        board, person, title=f"{PUBLISHED} title", body=f"{QUOTED} opening", kind="question",
        asked_remits=Remit.objects.filter(slug="policing"),
    )  # fmt: skip
    opening = topic.posts.get()
    planted = Planted(person, other, moderator, topic, opening, *_words_of_others(topic, person, other, opening))
    _posts(topic, person, moderator)
    _held(topic, person, moderator)
    _flags(topic, person, other, moderator)
    _own_lists(topic, person)
    _files(topic, person)
    _roles(board, person, moderator)
    _mail(person)
    _editor(person)
    _session(person)
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
    flag_post(post_id=mentioning.pk, reporter=person, reason="other", words=f"{CLOSED} flag")
    return mentioning, quoting


def _posts(topic: Topic, person: User, moderator: User) -> None:
    live = post_reply(topic=topic, author=person, body=f"{PUBLISHED} reply", content_note=f"{PUBLISHED} note")
    Post.objects.filter(pk=live.pk).update(published_at=timezone.now() - timezone.timedelta(hours=2))
    edit_post(post_id=live.pk, editor=person, body=f"{PUBLISHED} changed", reason=f"{PUBLISHED} why")
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
        flag_post(post_id=post.pk, reporter=other, reason="other", words=f"{OTHERS} flag")
        act(post_id=post.pk, moderator=moderator, reason=reason)


def _own_lists(topic: Topic, person: User) -> None:
    elsewhere = make_topic(topic.board, title="Somewhere else")
    fields = {"body": [f"{CLOSED} draft"]}
    save_draft(person=person, place=reply_place(elsewhere), fields=fields, sequence=0, topic=elsewhere)
    save_search(actor=person, name=f"{CLOSED} search", address=Address((("q", CLOSED),)))
    follow(person=person, about=About.TOPIC, level=Level.DIGEST, target=elsewhere)
    catch_up(reader=person, boards=[topic.board], until=timezone.now())
    apart = make_topic(replies=1)
    mark_topic_read(topic=apart, reader=person, number=1, is_first=True)
    choose_mail(person=person, ceiling=9)
    for kind in Kind:
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


def _session(person: User) -> None:
    client = Client(HTTP_USER_AGENT=f"{CLOSED} browser")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert UserSession.objects.filter(user=person).exists()
    TOTP.activate(person, TOTP_SECRET)  # from now on they would be asked for it
