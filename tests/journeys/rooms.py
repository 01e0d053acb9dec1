"""A list of pages, one of every kind, that are checked for accessibility and size."""

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
from forum.actions.follow import follow
from forum.actions.post import post_reply
from forum.enums import POST_SOURCE, About
from forum.models import Board, Topic
from forum.queries.recipients import group_of
from library.models import LegalInstrument
from ratsite.accounts.actions.decide_application import approve_application, ask_applicant, reject_application
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.enums import PEOPLE_TO_APPROVE, MemberState
from ratsite.files.quarantine import end_quarantine
from ratsite.moderation.actions.claim import claim
from ratsite.moderation.models import FirstApproval
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, Area, ExploitationForm
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level
from ratsite.notifications.unsubscribe import stop_url
from ratsite.pages.models import EventPage, HistoryPage, NewsPage
from tests.accounts.applicants import make_application, token_for
from tests.factories import BoardFactory, MemberFactory, make_topic, make_trend_note
from tests.journeys.visitor import Visitor
from tests.world import STEWARDS, World
from tests.world.author import edit_reply, take_down_reply

PARAGRAPH = "The van is the same each time, and nobody but the driver speaks. Nobody there has seen a payslip. "
PAGE_OF_POSTS = 20  # the most that one page of a topic shows
PHONE = "0121 496 0123"


@dataclass(frozen=True)
class Room:
    """A page: its address, and what its visitor does there. Names in braces are keys of `Furniture.addresses`.

    role: who opens it, a key of `Furniture.people`; "" for a visitor who is not signed in.
    """

    path: str
    role: str = ""
    press: str = ""
    fill: dict[str, str] = field(default_factory=dict)
    check: dict[str, str] = field(default_factory=dict)
    status: int = 200

    @property
    def is_first_view(self) -> bool:
        return not self.press


YOU = {
    "first_name": "Ada",
    "last_name": "Okafor",
    "email": "ada@lock.example",
    "job_title": "Lettings officer",
    "duties": "I visit.",
}
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
    "apply-errors": Room("/join/apply/", press="Continue", fill={"duties": "Ring 07700 900123."}),
    "apply-agency": Room("/join/apply/", press="Continue", fill=YOU),
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
    "members-search-library": Room("/search/?q=marmalade&tab=library&kind=guidance&since=2020-01-01", "member"),
    "members-search-nothing": Room("/search/?q=zyzzyva", "member"),
    "members-search-errors": Room("/search/?q=van&board=nowhere", "member"),
    "members-search-filters-open": Room("/search/?q=van&who=men&has_file=on", "member", press="Apply"),
    "saved-searches": Room("/search/saved/", "newcomer"),
    "save-search-errors": Room("/search/saved/add/?q=van", "member", press="Save the search", fill={"name": ""}),
    "delete-saved-search": Room("{saved_search}delete/", "newcomer"),
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
    "new-case": Room("/library/suggest/case-learning/", "member", press="Send to the curators"),
    "trend-note": Room("{trend_note}", "member"),
    "trend": Room("{trend}", "member"),
    "trends": Room("/trends/", "member"),
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
    "post-linked-to": Room("{topic}#post-3", "member"),
    "post-edit": Room("{own_post}edit/", "newcomer"),
    "post-history": Room("{own_post}history/", "member"),
    "noted-post": Room("{own_topic}", "moderator"),
    "content-note-errors": Room("{noted_post}note/", "moderator", press="Change the content note"),
    "files": Room("{files}", "member"),
    "file-edit": Room("{filed_post}edit/", "coordinator"),
    "own-files": Room("{files}", "coordinator"),
    "own-posts": Room("{own_topic}", "newcomer"),
    "draft-saved": Room("{reply}", "curator", press="Save draft", fill={"body": "From the desk,"}),
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
    "review-ask-errors": Room("{review_item}ask/", "moderator", press="Send question"),
    "post-asked": Room("{topic}", "newcomer"),
    "post-answer-errors": Room("{asked_post}answer/", "newcomer", press="Send answer"),
    "post-history-reworded": Room("{reworded_post}history/", "newcomer"),
    "post-flag-errors": Room("{flag}", "member", press="Report post"),
    "flags": Room("/forum/flags/", "member"),
    "flags-none": Room("/forum/flags/", "coordinator"),
    "review-item-flagged": Room("{review_flag}", "moderator"),
    "review-item-flagged-errors": Room("{review_flag}", "moderator", press="Decide"),
    "taken-down": Room("{own_topic}", "member"),
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
    "library-search": Room("/library/?q=canarymembersresource", "member"),
    "resource": Room("{resource}", "member"),
    "resource-form-errors": Room("/library/add/", "curator", press="Add the resource"),
    "resource-form-identifies": Room(
        "{resource}edit/", "curator", fill={"summary": f"Ring {PHONE} first."}, press="Save the changes"
    ),
    "resource-held": Room("{held_resource}", "curator"),
    "resource-hand-over-errors": Room("{resource}hand-over/", "curator", press="Hand the resource over"),
    "coverage": Room("/library/coverage/", "member"),
    "page-of-text": Room("{page_text}?q=marmalade", "member"),
    "hidden-data": Room("{resource}versions/1/hidden/", "curator"),
    "due-list": Room("/library/curate/", "curator"),
    "own-resource-drafts": Room("/library/drafts/", "curator"),
    "reading-list": Room("{reading_list}", "member"),
    "tombstone": Room("{tombstone}", "member", status=410),
    "suggestion": Room("{suggestion}", "curator"),
    "suggestion-errors": Room("{suggestion}", "curator", press="Send the answer"),
    "law": Room("{law}", "curator"),
    "law-errors": Room("{law}", "curator", press="Save the changes", fill={"name": ""}),
    "review-item-resource": Room("{second_review}", "moderator"),
    "review-item-agency-text": Room("{held_agency_text}", "coordinator"),
    "account-email": Room("/account/email/", "member"),
    "account-password": Room("/account/password/change/", "member"),
    "account-second-step": Room("/account/2fa/", "member"),
    "account-passkeys": Room("/account/2fa/webauthn/", "member"),
    "account-devices": Room("/account/sessions/", "member"),
    "account-sign-ins": Room("/me/sign-ins/", "member"),
    "guides": Room("/guide/", "member"),
    "guide-member": Room("/guide/member/", "member"),
    "guide-moderator": Room("/guide/moderator/", "member"),
    "support": Room("/support/", "member"),
    "feeds": Room("/me/feeds/", "member"),
    "feeds-turned-on": Room("/me/feeds/", "member", press="Turn the forum feed on"),
    "own-data": Room("/me/data/", "member"),
    "own-data-being-made": Room("/me/data/", "moderator", press="Make my copy"),
    "erasures": Room("/review/people/erasures/", "coordinator"),
    "address-erase-errors": Room("/review/people/erasures/address/", "coordinator", press="Delete the data now"),
    "person-erase-errors": Room("{person}erase/", "coordinator", press="Delete their data now"),
    "retention": Room("/review/retention/", "coordinator"),
    "retention-report": Room("/review/retention/report/", "coordinator"),
    "topic-fate-errors": Room("{due}", "moderator", press="Save the decision"),
    "board-time-errors": Room("{due_board}", "moderator", press="Save", fill={"months": "1"}),
    "sign-out": Room("/account/logout/", "member"),
    "people": Room("/review/people/", "coordinator"),
    "terms-in-force": Room("/join/terms/"),
    "terms-accept": Room("/me/terms/", "member"),
    "terms-accept-errors": Room("/me/terms/", "member", press="Accept the terms"),
    "terms-list": Room("/review/people/terms/", "coordinator"),
    "editors-start": Room("/cms/", "editor"),
    "coordinators-start": Room("/cms/", "coordinator"),
    "records": Room("/review/records/", "coordinator"),
    "messages": Room("/review/records/messages/", "coordinator"),
    "message": Room("{message}", "coordinator"),
    "complaint-errors": Room("/review/records/complaints/add/", "coordinator", press="Save complaint"),
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
    "joining": Room(
        "{joining}", "coordinator", press="Save", check={"state": "approved"}, fill={"reason": "We met them in May."}
    ),
    "first-approval": Room("{first_approval}", "coordinator"),
    "first-approval-errors": Room("{first_approval}", "coordinator", press="Refuse the first approval"),
    "person-errors": Room("/review/people/add/", "coordinator", press="Add the person"),
}


class Furniture:
    """The shared test data with what only browser tests need: long texts, pictures, and pages in every state."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people = {
            "member": world.people["outsider"],
            "newcomer": world.people["author"],
            "moderator": world.people["moderator"],
            "curator": world.people["curator"],
            "editor": world.people["editor"],
            # A second coordinator, whose lists of notifications, drafts and flags are empty.
            "coordinator": MemberFactory(roles=["Coordinators"]),
        }
        self._moderate()
        self.addresses = {**self._pages(), **self._house(), **self._topics(), **self._files()}
        self.addresses |= {**self._board(), **self._applications(), **self._due()}
        self._notify()

    def _moderate(self) -> None:
        """Create replies by the author that moderators changed, and held replies that are claimed or half approved."""
        world, moderator = self.world, self.people["moderator"]
        edit_reply(world)
        note = {"note": "describes violence", "reason": "It is hard to read"}
        note_post(post_id=world.posts["edited"].pk, moderator=moderator, **note)
        take_down_reply(world)
        claim(queue="posts", item_id=world.posts["agency held"].pk, person=world.people["other_moderator"])
        Board.objects.filter(pk=world.boards["protected"].pk).update(wants_two=True)
        approve_post(post_id=world.posts["role held"].pk, moderator=moderator)

    def _pages(self) -> dict[str, str]:
        return {
            "part": HistoryPage.objects.get(number=2).get_url(),
            "news": NewsPage.objects.exclude(picture=None).first().get_url(),
            "event": EventPage.objects.order_by("-starts_at").first().get_url(),
        }

    def _house(self) -> dict[str, str]:
        """Return the addresses of pages about the shared test data."""
        world, topic = self.world, self.world.topics["members"]
        return {
            "board": world.boards["members"].get_absolute_url(),
            "topic": topic.get_absolute_url(),
            "reply": reverse("forum:topic_reply", args=[topic.pk]),
            "quote": f"?quote={world.posts['reworded'].pk}",
            "message": reverse("records:message", args=[world.message.pk]),
            "own_topic": world.topics["agency"].get_absolute_url(),
            "own_post": world.posts["edited"].get_absolute_url(),
            "noted_post": world.posts["edited"].get_absolute_url(),
            "reworded_post": world.posts["reworded"].get_absolute_url(),
            "held": world.topics["members_held"].get_absolute_url(),
            "asked_post": world.posts["reply_held"].get_absolute_url(),
            "flag": reverse("forum:post_flag", args=[world.posts["members"].pk]),
            "who": reverse("staff_posts:post_who", args=[world.posts["agency in members"].pk]),
            "review_item": self._review("posts", world.posts["members_held"]),
            "review_claimed": self._review("posts", world.posts["agency held"]),
            "review_first": self._review("posts", world.posts["role held"]),
            "spoken_for": self._review("posts", world.posts["reply_held"]),
            "review_flag": self._review("flags", world.posts["members"]),
            "second_review": self._review("publications", world.publications["all"]),
            "held_agency_text": self._review("agency-texts", world.agency_second_review),
            "resource": world.resources["members"].get_absolute_url(),
            "page_text": reverse("library:page_text", args=[world.files["members"].pk, 12]),
            "reading_list": world.lists["members"].get_absolute_url(),
            "tombstone": world.resources["tombstone"].get_absolute_url(),
            "suggestion": reverse("library:suggestion", args=[world.suggestions["own"].pk]),
            "law": reverse("library:instrument_edit", args=[LegalInstrument.objects.first().pk]),
            "open_resource": world.resources["public"].get_absolute_url(),
            "held_resource": world.publications["all"].version.resource.get_absolute_url(),
            "saved_search": world.saved_searches["author"].get_absolute_url(),
            "application_review": reverse("applications:application", args=[world.applications["invited"].pk]),
            "person": reverse("staff_people:person", args=[self.people["member"].pk]),
            "stop": stop_url(self.people["member"]).removeprefix(settings.SITE_URL),
        }

    def _review(self, queue: str, item) -> str:
        return reverse("review:item", args=[queue, item.pk])

    def _topics(self) -> dict[str, str]:
        """Create a page full of long posts, a trend note, a mention, and a topic about children."""
        board, member, author = self.world.boards["members"], self.people["member"], MemberFactory()
        long = make_topic(board, author, title="Four people, one van", body=PARAGRAPH * 8, replies=PAGE_OF_POSTS - 1)
        mention = make_topic(board, title="Who knows the court?", body=f"Perhaps @{member}?\n\n> Not @{member}.")
        areas = Area.objects.filter(slug__in=["walsall", "dudley"])
        areas.update(front_door_name="The front door", front_door_phone="0121 496 0999")
        member.agency.areas.set(areas)
        trend_note = make_trend_note(board, author)
        children = AffectedGroup.objects.filter(slug="children")
        about_children = make_topic(board, title="Seen outside school", affected=children)
        return {
            "long_topic": long.get_absolute_url(),
            "trend_note": trend_note.get_absolute_url(),
            "trend": reverse("trends:trend", args=[trend_note.pk]),
            "mention": mention.get_absolute_url(),
            "reply_children": reverse("forum:topic_reply", args=[about_children.pk]),
        }

    def _files(self) -> dict[str, str]:
        """Create a document, a picture, and a refused file, which only its author sees."""
        author, picture = self.people["coordinator"], io.BytesIO()
        topic = make_topic(self.world.boards["members"], author, title="Two papers")
        Image.new("RGB", (800, 600), "teal").save(picture, "PNG")
        files = [
            SimpleUploadedFile("what to ask.txt", b"Ask first."),
            SimpleUploadedFile("the yard.png", picture.getvalue()),
            SimpleUploadedFile("broken.pdf", b"%PDF-1.7 broken"),
        ]
        post = post_reply(topic=topic, author=author, body="Both are ours.", files=files)
        for attachment in post.attachments.all():
            end_quarantine(file_id=str(attachment.stored_file_id))
        work = reverse("forum:topic_manage", args=[topic.pk])
        return {"files": topic.get_absolute_url(), "filed_post": post.get_absolute_url(), "files_work": work}

    def _board(self) -> dict[str, str]:
        """Create a board with a moderator, a topic above its ceiling, and a circle that could be its audience."""
        board, circle = BoardFactory(), self.world.boards["circle"].circle
        circle.people.add(self.people["coordinator"])
        board.moderators.add(self.people["moderator"])
        make_topic(board, marking=Marking.AMBER_STRICT)
        Board.objects.filter(pk=board.pk).update(ceiling=Marking.GREEN)
        return {"board_settings": reverse("staff_boards:board", args=[board.slug]), "circle": str(circle.pk)}

    def _due(self) -> dict[str, str]:
        """Create a topic without a reply for two years, on a board that asks for a decision after one."""
        topic = make_topic(title="Rooms above a shop")
        Board.objects.filter(pk=topic.board_id).update(retention_months=12)
        Topic.objects.filter(pk=topic.pk).update(last_post_at=timezone.now() - dt.timedelta(days=730))
        return {
            "due": reverse("retention:topic_fate", args=[topic.pk]),
            "due_board": reverse("retention:board_time", args=[topic.board.slug]),
        }

    def _applications(self) -> dict[str, str]:
        """Create applications that wait for an answer, are rejected, and came by invitation, and an open invitation."""
        coordinator, member = self.people["coordinator"], self.people["member"]
        invite(inviter=member, email="open@lock.example", memo="They know the hostels.")
        asked = make_application(email="asked@lock.example")
        ask_applicant(application_id=asked.pk, coordinator=coordinator, question="Whom do you visit?")
        rejected = make_application(email="rejected@lock.example")
        reject_application(application_id=rejected.pk, coordinator=coordinator, reason="It is outside the region.")
        came = make_application(email="came@lock.example", token=token_for("came@lock.example", member))
        approve_application(application_id=came.pk, coordinator=coordinator, agency=member.agency)
        joiner, first = MemberFactory(state=MemberState.PENDING), self.world.people["coordinator"]
        self.world.boards["circle"].circle.people.add(joiner)
        approved = {"agency": joiner.agency, "reason": "Rae joins our night shift.", "remit": first.agency.main_remit}
        approval = FirstApproval.objects.create(
            queue=PEOPLE_TO_APPROVE, item_id=joiner.pk, person=first, created_at=timezone.now(), **approved
        )
        return {
            "joining": reverse("staff_people:person", args=[joiner.pk]),
            "first_approval": reverse("staff_access:first_approval", args=[approval.pk]),
            "application_asked": asked.get_absolute_url(),
            "application_rejected": rejected.get_absolute_url(),
        }

    def _notify(self) -> None:
        """Let the member follow a form of exploitation, and notify them of a question to their remit."""
        member, question = self.people["member"], self.world.topics["agency"]
        follow(person=member, about=About.FORM, level=Level.DIGEST, target=ExploitationForm.objects.first())
        reasons, post = {member.pk: Reason(Level.DIGEST, "question", "Housing")}, self.world.posts["agency"]
        notify(source=POST_SOURCE, item_id=post.pk, group=group_of(question.pk), verb="topic", people=reasons)

    def show(self, visitor: Visitor, room: Room) -> None:
        """Open the room's page for the visitor, and do there what the room says."""
        if room.role and not visitor.context.cookies():
            visitor.arrive_signed_in(self.people[room.role], with_second_step=room.role in STEWARDS)
        visitor.may_be_refused(room.status)
        answer = visitor.page.goto(room.path.format(**self.addresses))
        assert answer.status == room.status
        for name, text in room.fill.items():
            visitor.page.locator(f"[name={name}]").first.fill(text)
        for name, value in room.check.items():
            visitor.page.locator(f"[name={name}][value='{value.format(**self.addresses)}']").check()
        if room.press == "Preview" and visitor.page.locator("[data-preview-place]").count():
            visitor.press(room.press)
            visitor.page.locator("#preview-head").wait_for()  # put above the form by a script
        elif room.press:
            # Every other press here loads a page. Without waiting, the old page would be checked.
            with visitor.page.expect_navigation():
                visitor.press(room.press)
