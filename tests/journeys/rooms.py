"""One of every kind of page: what the checks of accessibility and of weight walk through."""

import datetime as dt
import io
from dataclasses import dataclass, field

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from forum.actions.add_content_note import note_post
from forum.actions.approve import approve_post
from forum.actions.approve_reworded import approve_reworded
from forum.actions.ask_author import ask_author
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, take_down
from forum.actions.follow import follow
from forum.actions.notify import tell_of_post
from forum.actions.post import post_reply
from forum.actions.save_draft import reply_place, save_draft
from forum.actions.withdraw import withdraw_post
from forum.enums import POST_SOURCE, About
from forum.models import Board, Post, Topic
from library.actions.edit_resource import change_resource
from library.enums import Audience
from ratsite.accounts.actions.decide_application import approve_application, ask_applicant, reject_application
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.moderation.actions.claim import claim
from ratsite.network.actions import settle_notes
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Remit
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level
from ratsite.notifications.unsubscribe import stop_url
from ratsite.pages.models import EventPage, HistoryPage, NewsPage
from ratsite.search.actions import save_search
from ratsite.search.addresses import Address
from tests.accounts.applicants import make_application, token_for
from tests.factories import (
    AgencyFactory,
    BoardFactory,
    CircleFactory,
    MemberFactory,
    make_resource,
    make_topic,
    make_trend_note,
)
from tests.journeys.visitor import Visitor

PARAGRAPH = "The van is the same each time, and nobody but the driver speaks. Nobody there has seen a payslip. "
POSTS = 20  # the most that one page of a topic shows
PHONE = "0121 496 0123"
ROLES = {"moderator": ["Moderators"], "curator": ["Curators"], "coordinator": ["Coordinators"]}


@dataclass(frozen=True)
class Room:
    """An address (names in braces are the furniture's), who opens it ("" is a stranger), and what they then do."""

    path: str
    role: str = ""
    press: str = ""
    fill: dict[str, str] = field(default_factory=dict)
    check: dict[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def is_first_view(self) -> bool:
        return not self.press


ROOMS = {
    "home": Room("/"),
    "history": Room("/history/"),
    "part": Room("{part}"),
    "timeline": Room("/history/timeline/"),
    "news-list": Room("/news/"),
    "news": Room("{news}"),
    "events": Room("/events/"),
    "event": Room("{event}"),
    "get-help": Room("/get-help/"),
    "why": Room("/why/"),
    "join": Room("/join/"),
    "apply": Room("/join/apply/"),
    "apply-errors": Room("/join/apply/", press="Send my application", fill={"statement": "Ring 07700 900123."}),
    "application-asked": Room("{application_asked}"),
    "application-rejected": Room("{application_rejected}", press="Send my appeal"),
    "contact": Room("/contact/"),
    "contact-errors": Room("/contact/", press="Send my message", fill={"email": "nobody"}),
    "complaints": Room("/complaints/"),
    "accessibility": Room("/accessibility/"),
    "privacy": Room("/privacy/"),
    "cookies": Room("/cookies/"),
    "terms": Room("/terms/"),
    "search": Room("/search/"),
    "search-found": Room("/search/?q=network"),
    "search-nothing": Room("/search/?q=zyzzyva"),
    "members-search": Room("/search/", "member"),
    "members-search-found": Room("/search/?q=van+payslip&tab=forum&order=newest", "member"),
    "members-search-all": Room("/search/?q=first", "member"),
    "members-search-library": Room("/search/?q=today&tab=library&kind=guidance&since=2020-01-01", "member"),
    "members-search-nothing": Room("/search/?q=zyzzyva", "member"),
    "members-search-errors": Room("/search/?q=van&board=nowhere", "member"),
    "members-search-filters-open": Room("/search/?q=van&who=men&has_file=on", "member", press="Apply"),
    "saved-searches": Room("/search/saved/", "member"),
    "save-search-errors": Room("/search/saved/add/?q=van", "member", press="Save the search", fill={"name": ""}),
    "delete-saved-search": Room("{saved_search}delete/", "member"),
    "sign-in": Room("/account/login/"),
    "sign-in-errors": Room("/account/login/", press="Sign in", fill={"login": "a@b.example", "password": "wrong"}),
    "forgotten-password": Room("/account/password/reset/"),
    "nowhere": Room("/nowhere/", status=404),
    "component-sheet": Room("/styleguide/"),
    "open-resources": Room("/library/"),
    "open-resource": Room("{open_resource}"),
    "catch-up": Room("/catch-up/", "member"),
    "caught-up": Room("/catch-up/", "coordinator", press="I have caught up"),
    "boards": Room("/forum/", "member"),
    "board": Room("{board}", "member"),
    "topic": Room("{topic}", "member"),
    "long-topic": Room("{long_topic}", "member"),
    "new-topic-errors": Room("{board}new/", "member", press="Start the topic"),
    "new-topic-similar": Room(
        "{board}new/",
        "member",
        press="Preview",
        fill={"title": "Rooms let once more", "body": "Seen again."},
    ),
    "new-question": Room("{board}new/?kind=question", "member"),
    "new-trend-errors": Room("{board}new/?kind=trend", "member", press="Publish the note"),
    "new-case": Room("{board}new/?kind=case", "member"),
    "trend-note": Room("{trend_note}", "member"),
    "reply-preview": Room("{reply}", "member", press="Preview", fill={"body": "Yes, **twice**.\n\n> And you?"}),
    "reply-errors": Room("{reply}", "member", press="Post reply", fill={"body": ""}),
    "reply-stopped": Room(
        "{reply}", "member", press="Post reply", fill={"body": "Her name is Ada Brown. Ring 07700 900123, b@c.example."}
    ),
    "reply-stopped-about-children": Room(
        "{reply_children}", "member", press="Post reply", fill={"body": "NHS number 943 476 5919."}
    ),
    "reply-quote": Room("{reply}{quote}", "member"),
    "mention": Room("{mention}", "member"),
    "post-linked-to": Room("{topic}#post-2", "member"),
    "post-edit": Room("{own_post}edit/", "curator"),
    "post-history": Room("{own_post}history/", "member"),
    "noted-post": Room("{noted}", "moderator"),
    "content-note-errors": Room("{noted_post}note/", "moderator", press="Change the content note"),
    "files": Room("{files}", "member"),
    "file-edit": Room("{filed_post}edit/", "coordinator"),
    "own-files": Room("{files}", "coordinator"),
    "own-post": Room("{own_topic}", "curator"),
    "draft-kept": Room("{reply}", "curator", press="Save draft", fill={"body": "From the desk,"}),
    "drafts": Room("/drafts/", "newcomer"),
    "drafts-none": Room("/drafts/", "coordinator"),
    "held-post": Room("{held}", "newcomer"),
    "notifications": Room("/notifications/", "member"),
    "notifications-none": Room("/notifications/", "coordinator"),
    "mails": Room("/notifications/mail/", "member"),
    "mail-choices-errors": Room("/notifications/choices/", "member", press="Save my choices", fill={"ceiling": "0"}),
    "following": Room("/following/", "member"),
    "following-errors": Room("/following/", "coordinator", press="Follow the word"),
    "stop-mail": Room("{stop}"),
    "stopped-mail": Room("{stop}", press="Stop these emails"),
    "review-queue": Room("/review/", "moderator"),
    "review-queue-not-mine": Room("/review/?show=not-mine", "moderator"),
    "review-queue-kind": Room("/review/?show=open&kind=flags", "moderator"),
    "review-queue-none": Room("/review/?show=mine&kind=edits", "moderator"),
    "review-history": Room("/review/history/", "moderator"),
    "review-item": Room("{review_item}", "moderator"),
    "review-item-claimed": Room("{review_claimed}", "moderator"),
    "review-item-claimed-errors": Room("{review_claimed}", "moderator", press="Decide"),
    "review-item-first": Room("{review_first}", "moderator"),
    "find-out-errors": Room("{who}", "moderator", press="Record reason and show author"),
    "found-out": Room(
        "{who}",
        "moderator",
        press="Record reason and show author",
        fill={"reason": "Somebody may be in danger"},
    ),
    "unnamed-preview": Room("{reply}", "newcomer", press="Preview"),
    "review-item-gone": Room("/review/posts/999999/", "moderator", status=404),
    "review-recuse-errors": Room("{review_item}recuse/", "moderator", press="Leave it to the other moderators"),
    "review-change-preview": Room(
        "{review_item}change/", "moderator", press="Preview", fill={"body": "Less.", "reason": "A road"}
    ),
    "review-change-stopped": Room(
        "{review_item}change/", "moderator", press="Approve with these changes", fill={"body": "Ring 07700 900123."}
    ),
    "review-ask-errors": Room("{review_item}ask/", "moderator", press="Ask"),
    "post-asked": Room("{asked}", "newcomer"),
    "post-answer-errors": Room("{asked_post}answer/", "newcomer", press="Send answer"),
    "post-history-reworded": Room("{reworded_post}history/", "newcomer"),
    "post-flag-errors": Room("{flag}", "member", press="Report post"),
    "flags": Room("/forum/flags/", "member"),
    "flags-none": Room("/forum/flags/", "coordinator"),
    "review-item-flagged": Room("{review_flag}", "moderator"),
    "review-item-flagged-errors": Room("{review_flag}", "moderator", press="Decide"),
    "taken-down": Room("{taken_down}", "member"),
    "own-taken-down": Room("{taken_down}", "curator"),
    "review-item-spoken-for": Room("{spoken_for}", "moderator"),
    "review-item-errors": Room("{review_item}", "moderator", press="Decide"),
    "topic-marking-errors": Room("{files_work}marking/", "coordinator", press="Show me the effect"),
    "topic-marking-follows": Room(
        "{files_work}marking/",
        "coordinator",
        press="Show me the effect",
        fill={"reason": "A visit is planned"},
        check={"marking": "amber_strict"},
    ),
    "topic-act": Room("{files_work}act/", "coordinator"),
    "board-ceiling": Room(
        "{board_settings}",
        "coordinator",
        press="Save the settings",
        check={"marking": "clear", "ceiling": "clear"},
    ),
    "boards-desk": Room("/review/boards/", "coordinator"),
    "board-add-errors": Room("/review/boards/add/", "coordinator", press="Show me who could read it"),
    "board-add-numbers": Room(
        "/review/boards/add/",
        "coordinator",
        press="Show me who could read it",
        fill={"name": "Night work", "aim": "To compare nights."},
        check={"audience": "members"},
    ),
    "board-settings": Room("{board_settings}", "coordinator"),
    "board-settings-errors": Room("{board_settings}", "coordinator", press="Save the settings", fill={"name": ""}),
    "board-audience-errors": Room("{board_settings}audience/", "coordinator", press="Show me who could read it"),
    "board-audience-numbers": Room(
        "{board_settings}audience/",
        "coordinator",
        press="Show me who could read it",
        fill={"reason": "It grew too open"},
        check={"audience": "{circle}"},
    ),
    "board-moderators": Room("{board_settings}moderators/", "coordinator"),
    "board-archive": Room("{board_settings}state/", "coordinator"),
    "board-looked-after": Room("{board}", "coordinator"),
    "library": Room("/library/", "member"),
    "library-search": Room("/library/?q=questions", "member"),
    "resource": Room("{resource}", "member"),
    "resource-form-errors": Room("/library/add/", "curator", press="Add the resource"),
    "resource-form-identifies": Room(
        "{resource}edit/", "curator", fill={"summary": f"Ring {PHONE} first."}, press="Save the changes"
    ),
    "resource-held": Room("{held_resource}", "curator"),
    "review-item-resource": Room("{second_review}", "moderator"),
    "review-item-notes": Room("{held_notes}", "coordinator"),
    "account-email": Room("/account/email/", "member"),
    "account-password": Room("/account/password/change/", "member"),
    "account-second-step": Room("/account/2fa/", "member"),
    "account-passkeys": Room("/account/2fa/webauthn/", "member"),
    "account-devices": Room("/account/sessions/", "member"),
    "guides": Room("/guide/", "member"),
    "guide-member": Room("/guide/member/", "member"),
    "guide-moderator": Room("/guide/moderator/", "member"),
    "support": Room("/support/", "member"),
    "feeds": Room("/me/feeds/", "member"),
    "feeds-turned-on": Room("/me/feeds/", "member", press="Turn the feed on"),
    "own-data": Room("/me/data/", "member"),
    "own-data-being-made": Room("/me/data/", "moderator", press="Make my copy"),
    "erasures": Room("/review/people/erasures/", "coordinator"),
    "address-erase-errors": Room("/review/people/erasures/address/", "coordinator", press="Delete the data now"),
    "person-erase-errors": Room("{person}erase/", "coordinator", press="Delete their data now"),
    "retention": Room("/review/retention/", "coordinator"),
    "retention-report": Room("/review/retention/report/", "coordinator"),
    "topic-fate-errors": Room("{due}", "moderator", press="Decide"),
    "board-time-errors": Room("{due_board}", "moderator", press="Save", fill={"months": "1"}),
    "sign-out": Room("/account/logout/", "member"),
    "people": Room("/review/people/", "coordinator"),
    "terms-in-force": Room("/join/terms/"),
    "terms-accept": Room("/me/terms/", "member"),
    "terms-accept-errors": Room("/me/terms/", "member", press="Accept"),
    "terms-list": Room("/review/people/terms/", "coordinator"),
    "terms-new-errors": Room("/review/people/terms/new/", "coordinator", press="See the changes", fill={"summary": ""}),
    "terms-new-preview": Room(
        "/review/people/terms/new/",
        "coordinator",
        press="See the changes",
        fill={"text": "### All new", "summary": "Everything. Agreed in March."},
    ),
    "application-review": Room("{application_review}", "coordinator"),
    "application-review-errors": Room("{application_review}", "coordinator", press="Decide"),
    "invited": Room("/review/people/invited/", "coordinator"),
    "invite": Room("/people/invite/", "member"),
    "invite-errors": Room("/people/invite/", "member", press="Send the invitation"),
    "how-joining-goes": Room("/agencies/joining/", "member"),
    "person": Room("{person}", "coordinator"),
    "person-errors": Room("/review/people/add/", "coordinator", press="Add the person"),
}


class Furniture:
    """The people and things that the rooms need, made once for a module."""

    def __init__(self) -> None:
        self.people: dict[str, User] = {"member": MemberFactory(), "newcomer": MemberFactory()}
        self.people |= {role: MemberFactory(roles=groups) for role, groups in ROLES.items()}
        self.addresses = {**self._pages(), **self._forum(), **self._desk(), **self._library()}
        self.addresses |= {**self._joining(), **self._due()}
        saved = save_search(actor=self.people["member"], name="Vans", address=Address((("q", "van"),)))
        self.addresses["saved_search"] = saved.get_absolute_url()
        self._told()
        self.addresses["person"] = reverse("desk:person", args=[self.people["member"].pk])

    def _pages(self) -> dict[str, str]:
        return {
            "part": HistoryPage.objects.get(number=2).get_url(),
            "news": NewsPage.objects.exclude(picture=None).first().get_url(),
            "event": EventPage.objects.order_by("-starts_at").first().get_url(),
        }

    def _forum(self) -> dict[str, str]:
        board, author = BoardFactory(), MemberFactory()
        topic = make_topic(board, author, body=PARAGRAPH * 3, replies=2)
        long = make_topic(board, author, title="Four people, one van", body=PARAGRAPH * 8, replies=POSTS - 1)
        save_draft(
            person=self.people["newcomer"],
            place=reply_place(topic),
            fields={"body": [PARAGRAPH * 4], "voice": ["agency"]},
            sequence=0,
            topic=topic,
        )
        own = self._changed_topic(board)
        held = make_topic(BoardFactory(holds_newcomers=True), self.people["newcomer"], title="A first note")
        return {
            "board": board.get_absolute_url(),
            "topic": topic.get_absolute_url(),
            "long_topic": long.get_absolute_url(),
            "reply": reverse("forum:topic_reply", args=[topic.pk]),
            **self._noted(board),
            **self._files(board),
            "mention": self._mention(board).get_absolute_url(),
            "quote": f"?quote={topic.posts.get(number=2).pk}",
            "own_topic": own.get_absolute_url(),
            "own_post": own.posts.get(number=1).get_absolute_url(),
            "trend_note": make_trend_note(board, author).get_absolute_url(),
            "held": held.get_absolute_url(),
            **self._queue(),
            "reply_children": self._about_children(board),
            "spoken_for": self._spoken_for(topic),
            **self._flagged(board),
            "who": reverse("posts_desk:post_who", args=[self._without_a_name(board).pk]),
            "review_item": reverse("review:item", args=["posts", held.posts.get().pk]),
        }

    def _desk(self) -> dict[str, str]:
        """A board with a topic above its ceiling and a moderator of its own, and a circle that it could go to."""
        board, circle = BoardFactory(), CircleFactory()
        circle.people.add(self.people["coordinator"])
        board.moderators.add(self.people["moderator"])
        make_topic(board, marking=Marking.AMBER_STRICT)
        Board.objects.filter(pk=board.pk).update(ceiling=Marking.GREEN)
        return {"board_settings": reverse("boards_desk:board", args=[board.slug]), "circle": str(circle.pk)}

    def _queue(self) -> dict[str, str]:
        """Held posts that somebody else looks at, that one of two has approved, whose author is asked; one changed."""
        moderator, newcomer = self.people["moderator"], self.people["newcomer"]
        topic = make_topic(BoardFactory(holds_replies=True), title="Waiting")
        claimed, asked, reworded = (post_reply(topic=topic, author=newcomer, body=PARAGRAPH) for _ in range(3))
        claim(queue="posts", item_id=claimed.pk, person=MemberFactory(roles=["Moderators"]))
        ask_author(post_id=asked.pk, moderator=moderator, text="Which yard do you mean?")
        approve_reworded(post_id=reworded.pk, moderator=moderator, body="The van is the same.", reason="Too close")
        two = make_topic(BoardFactory(holds_replies=True, wants_two=True), title="Waiting for two")
        first = post_reply(topic=two, author=newcomer, body=PARAGRAPH)
        approve_post(post_id=first.pk, moderator=moderator)
        return {
            "review_claimed": reverse("review:item", args=["posts", claimed.pk]),
            "review_first": reverse("review:item", args=["posts", first.pk]),
            "asked": topic.get_absolute_url(),
            "asked_post": asked.get_absolute_url(),
            "reworded_post": reworded.get_absolute_url(),
        }

    def _without_a_name(self, board: Board) -> Post:
        topic = make_topic(board, title="As their agency")
        return post_reply(topic=topic, author=MemberFactory(), body=PARAGRAPH, voice="agency")

    def _due(self) -> dict[str, str]:
        """A topic that nobody has answered for two years, on a board that asks after one."""
        topic = make_topic(title="Rooms above a shop")
        Board.objects.filter(pk=topic.board_id).update(retention_months=12)
        Topic.objects.filter(pk=topic.pk).update(last_post_at=timezone.now() - dt.timedelta(days=730))
        return {
            "due": reverse("retention:topic_fate", args=[topic.pk]),
            "due_board": reverse("retention:board_time", args=[topic.board.slug]),
        }

    def _about_children(self, board: Board) -> str:
        """Where a reply goes about whom only the front door should hear."""
        areas = Area.objects.filter(slug__in=["walsall", "dudley"])
        areas.update(front_door_name="The front door", front_door_phone="0121 496 0999")
        self.people["member"].agency.areas.set(areas)
        topic = make_topic(board, title="Seen outside school", affected=AffectedGroup.objects.filter(slug="children"))
        return reverse("forum:topic_reply", args=[topic.pk])

    def _flagged(self, board: Board) -> dict[str, str]:
        """A post that a reader told of, and another that was taken down, with their word settled."""
        topic, reader = make_topic(board, title="Told of"), self.people["member"]
        told, gone = (post_reply(topic=topic, author=self.people["curator"], body=PARAGRAPH) for _ in range(2))
        for post in (told, gone):
            flag_post(post_id=post.pk, reporter=reader, reason="other", text="It names the road.")
        take_down(post_id=gone.pk, moderator=self.people["moderator"], reason="It names the road.")
        return {
            "flag": reverse("forum:post_flag", args=[told.pk]),
            "review_flag": reverse("review:item", args=["flags", told.pk]),
            "taken_down": topic.get_absolute_url(),
        }

    def _spoken_for(self, topic: Topic) -> str:
        """What its author says is nobody's, for a moderator."""
        words = "Their desk is 07700 900123, any day."
        post = post_reply(topic=topic, author=MemberFactory(), body=words, spoken_for="it is on their poster")
        return reverse("review:item", args=["posts", post.pk])

    def _noted(self, board: Board) -> dict[str, str]:
        """Asked, answered, and folded by a moderator: every kind of event stands between the posts."""
        author, moderator = MemberFactory(), self.people["moderator"]
        remits = Remit.objects.filter(slug="housing")
        topic = make_topic(board, author, title="What was said", kind="question", asked_remits=remits)
        post = post_reply(topic=topic, author=MemberFactory(), body=PARAGRAPH)
        note_post(post_id=post.pk, moderator=moderator, note="describes violence", reason="It is hard to read")
        return {"noted": topic.get_absolute_url(), "noted_post": post.get_absolute_url()}

    def _files(self, board: Board) -> dict[str, str]:
        """A document, a picture, and a file that was refused, which its author alone sees."""
        author = self.people["coordinator"]
        topic, picture = make_topic(board, author, title="Two papers"), io.BytesIO()
        Image.new("RGB", (800, 600), "teal").save(picture, "PNG")
        files = [
            SimpleUploadedFile("what to ask.txt", b"Ask first."),
            SimpleUploadedFile("the yard.png", picture.getvalue()),
            SimpleUploadedFile("broken.pdf", b"%PDF-1.7 broken"),
        ]
        post = post_reply(topic=topic, author=author, body="Both are ours.", files=files)
        for attachment in post.attachments.all():
            end_quarantine(file_id=str(attachment.stored_file_id))
        work = reverse("forum:topic_work", args=[topic.pk])
        return {"files": topic.get_absolute_url(), "filed_post": post.get_absolute_url(), "files_work": work}

    def _mention(self, board: Board) -> Topic:
        member = self.people["member"]
        return make_topic(board, title="Who knows the court?", body=f"Perhaps @{member}?\n\n> Not @{member}.")

    def _changed_topic(self, board: Board) -> Topic:
        """Its opening post was edited, and one of its replies taken back."""
        author = self.people["curator"]
        topic = make_topic(board, author, title="What was meant", body="The van came at six.", replies=2)
        Post.objects.filter(topic=topic).update(published_at=timezone.now() - dt.timedelta(hours=1))
        edit_post(post_id=topic.posts.get(number=1).pk, editor=author, body="It came at seven.", reason="Looked it up")
        withdraw_post(post_id=topic.posts.get(number=2).pk, author=author)
        return topic

    def _told(self) -> None:
        """The member follows a topic and a word, and was told of a reply and of what is gone by now."""
        member, topic = self.people["member"], make_topic(title="Rooms let again within a week", replies=2)
        follow(person=member, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
        follow(person=member, about=About.FORM, level=Level.DIGEST, target=ExploitationForm.objects.first())
        follow(person=member, about=About.BOARD, level=Level.DIGEST, target=topic.board)
        for post in topic.posts.all():
            tell_of_post(post.pk)
        reasons = {member.pk: Reason(Level.DIGEST, "question", "Housing")}
        tell(source=POST_SOURCE, item_id=999_999, group="topic-999999", verb="topic", people=reasons)
        self.addresses["stop"] = stop_url(member).removeprefix(settings.SITE_URL)

    def _joining(self) -> dict[str, str]:
        """Applications that wait, were asked about, refused, and approved after an invitation."""
        coordinator, member = self.people["coordinator"], self.people["member"]
        invite(inviter=member, email="open@lock.example", memo="They know the hostels.")
        asked = make_application(email="asked@lock.example")
        ask_applicant(application_id=asked.pk, coordinator=coordinator, question="Whom do you visit?")
        rejected = make_application(email="rejected@lock.example")
        reject_application(application_id=rejected.pk, coordinator=coordinator, reason="It is outside the region.")
        came = make_application(email="came@lock.example", token=token_for("came@lock.example", member))
        approve_application(application_id=came.pk, coordinator=coordinator, agency=member.agency)
        waiting = make_application(email="waits@lock.example", token=token_for("waits@lock.example", member))
        return {
            "application_asked": asked.get_absolute_url(),
            "application_rejected": rejected.get_absolute_url(),
            "application_review": reverse("applications:application", args=[waiting.pk]),
        }

    def _library(self) -> dict[str, str]:
        remits = list(Remit.objects.all()[:4])
        members = make_resource(title="Questions for a first meeting", remits=remits)
        public = make_resource(title="A card for reception desks", audience=Audience.PUBLIC, marking=Marking.CLEAR)
        held, curator = make_resource(title="Whom to ring at night"), MemberFactory(roles=["Curators"])
        change_resource(
            resource_id=held.pk, curator=curator, summary=f"The duty line is {PHONE}.", spoken_for="it is on their card"
        )
        return {
            "resource": members.get_absolute_url(),
            "open_resource": public.get_absolute_url(),
            "held_resource": held.get_absolute_url(),
            "held_notes": self._held_notes(),
            "second_review": reverse("review:item", args=["second-reviews", held.second_reviews.get().pk]),
        }

    def _held_notes(self) -> str:
        agency, writer = AgencyFactory(name="Night Shelter"), MemberFactory(roles=["Coordinators"])
        held = {"what_we_do": f"We house people. The desk is {PHONE}."}
        settle_notes(agency=agency, writer=writer, changed=held, held=held, spoken_for="it is on their card")
        return reverse("review:item", args=["agency-notes", agency.second_reviews.get().pk])

    def show(self, visitor: Visitor, room: Room) -> None:
        """Bring the visitor into the room, and do there what it says."""
        if room.role and not visitor.context.cookies():
            visitor.arrive_signed_in(self.people[room.role], with_second_step=room.role in ROLES)
        visitor.may_be_refused(room.status)
        answer = visitor.page.goto(room.path.format(**self.addresses))
        assert answer.status == room.status
        for name, text in room.fill.items():
            visitor.page.locator(f"[name={name}]").first.fill(text)
        for name, value in room.check.items():
            visitor.page.locator(f"[name={name}][value='{value.format(**self.addresses)}']").check()
        if room.press:
            # Every press here asks for a page; one that never came would be taken for the answer.
            with visitor.page.expect_navigation():
                visitor.press(room.press)
