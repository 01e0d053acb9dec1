"""PAGES: one page of every kind, which tests/journeys/test_pages.py checks for accessibility, size and layout."""

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
PAGE_OF_POSTS = 20  # posts that one page of a topic shows at most
PHONE = "0121 496 0123"


@dataclass(frozen=True)
class PageCase:
    """One page: its address, and what the visitor does there before it is checked.

    - path: the address. Names in braces are keys of `PageData.addresses`.
    - role: who opens it, a key of `PageData.people`; "" for a visitor who is not signed in.
    - fill: {name of a field: text to type}.
    - check: {name of a field: value of the choice to tick}.
    - press: the name of the button to press after that; "" for none.
    - status: the expected status of the first response.
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


APPLICANT = {
    "first_name": "Ada",
    "last_name": "Okafor",
    "email": "ada@lock.example",
    "job_title": "Lettings officer",
    "duties": "I visit.",
}
PAGES = {
    "home": PageCase("/"),
    "history": PageCase("/history/"),
    "part": PageCase("{part}"),
    "timeline": PageCase("/history/timeline/"),
    "news-list": PageCase("/news/"),
    "news": PageCase("{news}"),
    "events": PageCase("/events/"),
    "event": PageCase("{event}"),
    "get-help": PageCase("/get-help/"),
    "why": PageCase("/why/"),
    "join": PageCase("/join/"),
    "apply": PageCase("/join/apply/"),
    "apply-errors": PageCase("/join/apply/", press="Continue", fill={"duties": "Ring 07700 900123."}),
    "apply-agency": PageCase("/join/apply/", press="Continue", fill=APPLICANT),
    "application-asked": PageCase("{application_asked}"),
    "application-rejected": PageCase("{application_rejected}", press="Send my appeal"),
    "contact": PageCase("/contact/"),
    "contact-errors": PageCase("/contact/", press="Send my message", fill={"email": "nobody"}),
    "complaints": PageCase("/complaints/"),
    "accessibility": PageCase("/accessibility/"),
    "privacy": PageCase("/privacy/"),
    "cookies": PageCase("/cookies/"),
    "terms": PageCase("/terms/"),
    "search": PageCase("/search/"),
    "search-found": PageCase("/search/?q=network"),
    "search-nothing": PageCase("/search/?q=zyzzyva"),
    "members-search": PageCase("/search/", "member"),
    "members-search-found": PageCase("/search/?q=van+payslip&tab=forum&order=newest", "member"),
    "members-search-all": PageCase("/search/?q=first", "member"),
    "members-search-library": PageCase("/search/?q=marmalade&tab=library&kind=guidance&since=2020-01-01", "member"),
    "members-search-nothing": PageCase("/search/?q=zyzzyva", "member"),
    "members-search-errors": PageCase("/search/?q=van&board=nowhere", "member"),
    "members-search-filters-open": PageCase("/search/?q=van&who=men&has_file=on", "member", press="Apply"),
    "saved-searches": PageCase("/search/saved/", "newcomer"),
    "save-search-errors": PageCase("/search/saved/add/?q=van", "member", press="Save the search", fill={"name": ""}),
    "delete-saved-search": PageCase("{saved_search}delete/", "newcomer"),
    "sign-in": PageCase("/account/login/"),
    "sign-in-errors": PageCase("/account/login/", press="Sign in", fill={"login": "a@b.example", "password": "wrong"}),
    "forgotten-password": PageCase("/account/password/reset/"),
    "nowhere": PageCase("/nowhere/", status=404),
    "component-sheet": PageCase("/styleguide/"),
    "open-resources": PageCase("/library/"),
    "open-resource": PageCase("{open_resource}"),
    "catch-up": PageCase("/catch-up/", "member"),
    "caught-up": PageCase("/catch-up/", "coordinator", press="I have caught up"),
    "boards": PageCase("/forum/", "member"),
    "board": PageCase("{board}", "member"),
    "topic": PageCase("{topic}", "member"),
    "long-topic": PageCase("{long_topic}", "member"),
    "new-topic-errors": PageCase("{board}new/", "member", press="Start the topic"),
    "new-topic-similar": PageCase(
        "{board}new/",
        "member",
        press="Preview",
        fill={"title": "Rooms let once more", "body": "Seen again."},
    ),
    "new-question": PageCase("{board}new/?kind=question", "member"),
    "new-trend-errors": PageCase("{board}new/?kind=trend", "member", press="Publish the note"),
    "new-case": PageCase("/library/suggest/case-learning/", "member", press="Send to the curators"),
    "trend-note": PageCase("{trend_note}", "member"),
    "trend": PageCase("{trend}", "member"),
    "trends": PageCase("/trends/", "member"),
    "reply-preview": PageCase("{reply}", "member", press="Preview", fill={"body": "Yes, **twice**.\n\n> And you?"}),
    "reply-errors": PageCase("{reply}", "member", press="Post reply", fill={"body": ""}),
    "reply-stopped": PageCase(
        "{reply}", "member", press="Post reply", fill={"body": "Her name is Ada Brown. Ring 07700 900123, b@c.example."}
    ),
    "reply-stopped-about-children": PageCase(
        "{reply_children}", "member", press="Post reply", fill={"body": "NHS number 943 476 5919."}
    ),
    "reply-quote": PageCase("{reply}{quote}", "member"),
    "mention": PageCase("{mention}", "member"),
    "post-linked-to": PageCase("{topic}#post-3", "member"),
    "post-edit": PageCase("{own_post}edit/", "newcomer"),
    "post-history": PageCase("{own_post}history/", "member"),
    "noted-post": PageCase("{own_topic}", "moderator"),
    "content-note-errors": PageCase("{noted_post}note/", "moderator", press="Change the content note"),
    "files": PageCase("{files}", "member"),
    "file-edit": PageCase("{filed_post}edit/", "coordinator"),
    "own-files": PageCase("{files}", "coordinator"),
    "own-posts": PageCase("{own_topic}", "newcomer"),
    "draft-saved": PageCase("{reply}", "curator", press="Save draft", fill={"body": "From the desk,"}),
    "drafts": PageCase("/drafts/", "newcomer"),
    "drafts-none": PageCase("/drafts/", "coordinator"),
    "held-post": PageCase("{held}", "newcomer"),
    "notifications": PageCase("/notifications/", "member"),
    "notifications-none": PageCase("/notifications/", "coordinator"),
    "mails": PageCase("/notifications/mail/", "member"),
    "mail-choices-errors": PageCase(
        "/notifications/choices/", "member", press="Save my choices", fill={"ceiling": "0"}
    ),
    "following": PageCase("/following/", "member"),
    "following-errors": PageCase("/following/", "coordinator", press="Follow the word"),
    "stop-mail": PageCase("{stop}"),
    "stopped-mail": PageCase("{stop}", press="Stop these emails"),
    "review-queue": PageCase("/review/", "moderator"),
    "review-queue-not-mine": PageCase("/review/?show=not-mine", "moderator"),
    "review-queue-kind": PageCase("/review/?show=open&kind=flags", "moderator"),
    "review-queue-none": PageCase("/review/?show=mine&kind=edits", "moderator"),
    "review-history": PageCase("/review/history/", "moderator"),
    "review-item": PageCase("{review_item}", "moderator"),
    "review-item-claimed": PageCase("{review_claimed}", "moderator"),
    "review-item-claimed-errors": PageCase("{review_claimed}", "moderator", press="Decide"),
    "review-item-first": PageCase("{review_first}", "moderator"),
    "find-out-errors": PageCase("{who}", "moderator", press="Record reason and show author"),
    "found-out": PageCase(
        "{who}",
        "moderator",
        press="Record reason and show author",
        fill={"reason": "Somebody may be in danger"},
    ),
    "unnamed-preview": PageCase("{reply}", "newcomer", press="Preview"),
    "review-item-gone": PageCase("/review/posts/999999/", "moderator", status=404),
    "review-recuse-errors": PageCase("{review_item}recuse/", "moderator", press="Leave it to the other moderators"),
    "review-change-preview": PageCase(
        "{review_item}change/", "moderator", press="Preview", fill={"body": "Less.", "reason": "A road"}
    ),
    "review-change-stopped": PageCase(
        "{review_item}change/", "moderator", press="Approve with these changes", fill={"body": "Ring 07700 900123."}
    ),
    "review-ask-errors": PageCase("{review_item}ask/", "moderator", press="Send question"),
    "post-asked": PageCase("{topic}", "newcomer"),
    "post-answer-errors": PageCase("{asked_post}answer/", "newcomer", press="Send answer"),
    "post-history-reworded": PageCase("{reworded_post}history/", "newcomer"),
    "post-flag-errors": PageCase("{flag}", "member", press="Report post"),
    "flags": PageCase("/forum/flags/", "member"),
    "flags-none": PageCase("/forum/flags/", "coordinator"),
    "review-item-flagged": PageCase("{review_flag}", "moderator"),
    "review-item-flagged-errors": PageCase("{review_flag}", "moderator", press="Decide"),
    "taken-down": PageCase("{own_topic}", "member"),
    "review-item-explained": PageCase("{explanation}", "moderator"),
    "review-item-errors": PageCase("{review_item}", "moderator", press="Decide"),
    "topic-marking-errors": PageCase("{files_work}marking/", "coordinator", press="Show me the effect"),
    "topic-marking-follows": PageCase(
        "{files_work}marking/",
        "coordinator",
        press="Show me the effect",
        fill={"reason": "A visit is planned"},
        check={"marking": "amber_strict"},
    ),
    "topic-act": PageCase("{files_work}act/", "coordinator"),
    "board-ceiling": PageCase(
        "{board_settings}",
        "coordinator",
        press="Save the settings",
        check={"marking": "clear", "ceiling": "clear"},
    ),
    "staff-boards": PageCase("/review/boards/", "coordinator"),
    "board-add-errors": PageCase("/review/boards/add/", "coordinator", press="Show me who could read it"),
    "board-add-numbers": PageCase(
        "/review/boards/add/",
        "coordinator",
        press="Show me who could read it",
        fill={"name": "Night work", "aim": "To compare nights."},
        check={"audience": "members"},
    ),
    "board-settings": PageCase("{board_settings}", "coordinator"),
    "board-settings-errors": PageCase("{board_settings}", "coordinator", press="Save the settings", fill={"name": ""}),
    "board-audience-errors": PageCase("{board_settings}audience/", "coordinator", press="Show me who could read it"),
    "board-audience-numbers": PageCase(
        "{board_settings}audience/",
        "coordinator",
        press="Show me who could read it",
        fill={"reason": "It grew too open"},
        check={"audience": "{circle}"},
    ),
    "board-moderators": PageCase("{board_settings}moderators/", "coordinator"),
    "board-archive": PageCase("{board_settings}state/", "coordinator"),
    "board-looked-after": PageCase("{board}", "coordinator"),
    "library": PageCase("/library/", "member"),
    "library-search": PageCase("/library/?q=canarymembersresource", "member"),
    "resource": PageCase("{resource}", "member"),
    "resource-form-errors": PageCase("/library/add/", "curator", press="Add the resource"),
    "resource-form-identifies": PageCase(
        "{resource}edit/", "curator", fill={"summary": f"Ring {PHONE} first."}, press="Save the changes"
    ),
    "resource-held": PageCase("{held_resource}", "curator"),
    "resource-hand-over-errors": PageCase("{resource}hand-over/", "curator", press="Give the resource to the agency"),
    "coverage": PageCase("/library/coverage/", "member"),
    "page-of-text": PageCase("{page_text}?q=marmalade", "member"),
    "hidden-data": PageCase("{resource}versions/1/hidden/", "curator"),
    "due-list": PageCase("/library/curate/", "curator"),
    "own-resource-drafts": PageCase("/library/drafts/", "curator"),
    "reading-list": PageCase("{reading_list}", "member"),
    "tombstone": PageCase("{tombstone}", "member", status=410),
    "suggestion": PageCase("{suggestion}", "curator"),
    "suggestion-errors": PageCase("{suggestion}", "curator", press="Send the answer"),
    "law": PageCase("{law}", "curator"),
    "law-errors": PageCase("{law}", "curator", press="Save the changes", fill={"name": ""}),
    "review-item-resource": PageCase("{second_review}", "moderator"),
    "review-item-agency-text": PageCase("{held_agency_text}", "coordinator"),
    "account-email": PageCase("/account/email/", "member"),
    "account-password": PageCase("/account/password/change/", "member"),
    "account-second-step": PageCase("/account/2fa/", "member"),
    "account-passkeys": PageCase("/account/2fa/webauthn/", "member"),
    "account-devices": PageCase("/account/sessions/", "member"),
    "account-sign-ins": PageCase("/me/sign-ins/", "member"),
    "guides": PageCase("/guide/", "member"),
    "guide-member": PageCase("/guide/member/", "member"),
    "guide-moderator": PageCase("/guide/moderator/", "member"),
    "support": PageCase("/support/", "member"),
    "feeds": PageCase("/me/feeds/", "member"),
    "feeds-turned-on": PageCase("/me/feeds/", "member", press="Turn the forum feed on"),
    "own-data": PageCase("/me/data/", "member"),
    "own-data-being-made": PageCase("/me/data/", "moderator", press="Make my copy"),
    "erasures": PageCase("/review/people/erasures/", "coordinator"),
    "address-erase-errors": PageCase("/review/people/erasures/address/", "coordinator", press="Delete the data now"),
    "person-erase-errors": PageCase("{person}erase/", "coordinator", press="See what this deletes"),
    "retention": PageCase("/review/retention/", "coordinator"),
    "retention-report": PageCase("/review/retention/report/", "coordinator"),
    "topic-fate-errors": PageCase("{due}", "moderator", press="Save the decision"),
    "board-time-errors": PageCase("{due_board}", "moderator", press="Save", fill={"months": "1"}),
    "sign-out": PageCase("/account/logout/", "member"),
    "people": PageCase("/review/people/", "coordinator"),
    "terms-in-force": PageCase("/join/terms/"),
    "terms-accept": PageCase("/me/terms/", "member"),
    "terms-accept-errors": PageCase("/me/terms/", "member", press="Accept the terms"),
    "terms-list": PageCase("/review/people/terms/", "coordinator"),
    "editors-start": PageCase("/cms/", "editor"),
    "coordinators-start": PageCase("/cms/", "coordinator"),
    "records": PageCase("/review/records/", "coordinator"),
    "messages": PageCase("/review/records/messages/", "coordinator"),
    "message": PageCase("{message}", "coordinator"),
    "complaint-errors": PageCase("/review/records/complaints/add/", "coordinator", press="Save complaint"),
    "terms-new-errors": PageCase(
        "/review/people/terms/new/", "coordinator", press="See the changes", fill={"summary": ""}
    ),
    "terms-new-preview": PageCase(
        "/review/people/terms/new/",
        "coordinator",
        press="See the changes",
        fill={"text": "### All new", "summary": "Everything. Agreed in March."},
    ),
    "application-review": PageCase("{application_review}", "coordinator"),
    "application-review-errors": PageCase("{application_review}", "coordinator", press="Decide"),
    "invited": PageCase("/review/people/invited/", "coordinator"),
    "invite": PageCase("/people/invite/", "member"),
    "invite-errors": PageCase("/people/invite/", "member", press="Send the invitation"),
    "how-joining-goes": PageCase("/agencies/joining/", "member"),
    "person": PageCase("{person}", "coordinator"),
    "joining": PageCase(
        "{joining}", "coordinator", press="Save", check={"state": "approved"}, fill={"reason": "We met them in May."}
    ),
    "first-approval": PageCase("{first_approval}", "coordinator"),
    "first-approval-errors": PageCase("{first_approval}", "coordinator", press="End the first approval"),
    "person-errors": PageCase("/review/people/add/", "coordinator", press="Add the person"),
}


class PageData:
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
        self._add_moderated_posts()
        self.addresses = {**self._public_pages(), **self._world_addresses(), **self._add_topics(), **self._add_files()}
        self.addresses |= {**self._add_board(), **self._add_applications(), **self._add_due_topic()}
        self._add_notification()

    def _add_moderated_posts(self) -> None:
        """Add replies with a content note or taken down, and held ones with a claim or the first of two approvals."""
        world, moderator = self.world, self.people["moderator"]
        edit_reply(world)
        note = {"note": "describes violence", "reason": "It is hard to read"}
        note_post(post_id=world.posts["edited"].pk, moderator=moderator, **note)
        take_down_reply(world)
        claim(queue="posts", item_id=world.posts["agency held"].pk, person=world.people["other_moderator"])
        Board.objects.filter(pk=world.boards["protected"].pk).update(needs_two_approvals=True)
        approve_post(post_id=world.posts["role held"].pk, moderator=moderator)

    def _public_pages(self) -> dict[str, str]:
        return {
            "part": HistoryPage.objects.get(number=2).get_url(),
            "news": NewsPage.objects.exclude(picture=None).first().get_url(),
            "event": EventPage.objects.order_by("-starts_at").first().get_url(),
        }

    def _world_addresses(self) -> dict[str, str]:
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
            "explanation": self._review("posts", world.posts["reply_held"]),
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

    def _add_topics(self) -> dict[str, str]:
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

    def _add_files(self) -> dict[str, str]:
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

    def _add_board(self) -> dict[str, str]:
        """Create a board with a moderator, a topic above its ceiling, and a circle that could be its audience."""
        board, circle = BoardFactory(), self.world.boards["circle"].circle
        circle.people.add(self.people["coordinator"])
        board.moderators.add(self.people["moderator"])
        make_topic(board, marking=Marking.AMBER_STRICT)
        Board.objects.filter(pk=board.pk).update(ceiling=Marking.GREEN)
        return {"board_settings": reverse("staff_boards:board", args=[board.slug]), "circle": str(circle.pk)}

    def _add_due_topic(self) -> dict[str, str]:
        """Create a topic without a reply for two years, on a board that asks for a decision after one."""
        topic = make_topic(title="Rooms above a shop")
        Board.objects.filter(pk=topic.board_id).update(retention_months=12)
        Topic.objects.filter(pk=topic.pk).update(last_post_at=timezone.now() - dt.timedelta(days=730))
        return {
            "due": reverse("retention:topic_fate", args=[topic.pk]),
            "due_board": reverse("retention:board_time", args=[topic.board.slug]),
        }

    def _add_applications(self) -> dict[str, str]:
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

    def _add_notification(self) -> None:
        """Let the member follow a form of exploitation, and notify them of a question to their remit."""
        member, question = self.people["member"], self.world.topics["agency"]
        follow(person=member, about=About.FORM, level=Level.DIGEST, target=ExploitationForm.objects.first())
        reasons, post = {member.pk: Reason(Level.DIGEST, "question", "Housing")}, self.world.posts["agency"]
        notify(source=POST_SOURCE, item_id=post.pk, group=group_of(question.pk), verb="topic", people=reasons)

    def show(self, visitor: Visitor, case: PageCase) -> None:
        """Open the page as its role, and do there what the case says."""
        if case.role and not visitor.context.cookies():
            visitor.force_sign_in(self.people[case.role], with_second_step=case.role in STEWARDS)
        visitor.allow_status(case.status)
        answer = visitor.page.goto(case.path.format(**self.addresses))
        assert answer.status == case.status
        for name, text in case.fill.items():
            visitor.page.locator(f"[name={name}]").first.fill(text)
        for name, value in case.check.items():
            visitor.page.locator(f"[name={name}][value='{value.format(**self.addresses)}']").check()
        if case.press == "Preview" and visitor.page.locator("[data-preview-place]").count():
            visitor.press(case.press)
            visitor.page.locator("#preview-head").wait_for()  # a script inserts the preview above the form
        elif case.press:
            # Every other button loads a page. Without waiting, the old page would be checked.
            with visitor.page.expect_navigation():
                visitor.press(case.press)
