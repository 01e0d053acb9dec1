"""A furnished house for the access table and the canary crawl: each private thing once, each kind of person once.

Every private thing carries a word of its own in every text it has. CANARIES says who may read which.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from forum.actions.add_content_note import note_post
from forum.actions.approve_reworded import approve_reworded
from forum.actions.ask_author import answer_moderators, ask_author
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post
from forum.actions.follow import follow
from forum.actions.post import post_reply, start_topic
from forum.actions.reveal_author import reveal_author
from forum.actions.save_draft import reply_place, save_draft
from forum.actions.withdraw import withdraw_post
from forum.enums import POST_SOURCE, About
from forum.models import Attachment, Board, Draft, Post, Revision, Topic
from forum.queries.recipients import group_of
from forum.rules import QUIET
from library.actions.edit_resource import add_file, change_resource
from library.enums import Audience
from library.models import Resource, ResourceFile, ResourceSecondReview
from ratsite.accounts.actions.invite import invite
from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import Application, Invitation, User
from ratsite.feeds.actions import make_token
from ratsite.feeds.enums import FeedKind
from ratsite.files.models import FileText
from ratsite.files.quarantine import end_quarantine
from ratsite.network.actions import settle_notes
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, AgencySecondReview
from ratsite.notifications.actions.notify import Reason, tell
from ratsite.notifications.enums import Level
from ratsite.privacy.copy_task import make_copy
from ratsite.privacy.models import DataCopy
from ratsite.records.actions.assess_risks import assess_risks
from ratsite.records.actions.record_breach import enter_breach
from ratsite.records.actions.record_complaint import enter_complaint
from ratsite.records.enums import Channel, ComplaintSubject, Harm, HowMany
from ratsite.records.models import Entry, RiskAssessment
from ratsite.sanctions.actions.sanction import appeal, impose
from ratsite.sanctions.actions.write_note import note_about, write_to
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from ratsite.search.actions import save_search
from ratsite.search.addresses import Address
from ratsite.search.models import SavedSearch
from tests.accounts.applicants import make_application, token_for
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_resource

MEMBERS = {"outsider", "insider", "lead", "curator", "editor", "coordinator", "moderator", "other_moderator", "author"}
EVERYBODY = MEMBERS | {"anonymous", "pending", "lapsed", "suspended", "left", "gone_agency"}
STEWARDS = {"curator", "editor", "coordinator", "moderator", "other_moderator"}
LOOKERS = {"curator", "moderator", "other_moderator"}
IN_CIRCLE = {"insider", "author", "moderator"}


@dataclass
class House:
    people: dict[str, User] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    revisions: dict[str, Revision] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    second_reviews: dict[str, ResourceSecondReview] = field(default_factory=dict)
    agency_second_review: AgencySecondReview | None = None
    files: dict[str, ResourceFile] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    saved: dict[str, SavedSearch] = field(default_factory=dict)
    colleague: User | None = None
    records: list[Entry | RiskAssessment] = field(default_factory=list)
    protected: dict[str, User] = field(default_factory=dict)  # who wrote without their name
    applications: dict[str, Application] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    sanction: Sanction | None = None
    copy: DataCopy | None = None  # the author's
    private: dict[str, str] = field(default_factory=dict)  # addresses of feeds and calendars
    # canary word -> the names of the people who may meet it anywhere
    canaries: dict[str, set[str]] = field(default_factory=dict)


def furnish() -> House:
    """Half a second's work: tests take the fixture `house`, which is furnished once for their module."""
    house = House()
    _people(house)
    _circle_board(house)
    _members_board(house)
    _attachments(house, house.topics["circle"].pk)  # last: by now the author is no newcomer, whose posts would wait
    _protected(house)
    _library(house)
    _saved_search(house)
    _applications(house)
    _told(house)
    _sanctioned(house)
    _private_addresses(house)
    _records(house)
    _copy(house)
    return house


def _records(house: House) -> None:
    coordinator, now = house.people["coordinator"], timezone.now()
    house.records = [
        enter_complaint(
            coordinator=coordinator,
            received_at=now,
            channel=Channel.MAIL,
            subject=ComplaintSubject.OTHER,
            summary="CANARYCOMPLAINT",
        ),
        enter_breach(
            coordinator=coordinator,
            known_at=now,
            what="CANARYBREACH",
            whose="CANARYBREACH",
            how_many=HowMany.ONE,
            harm=Harm.LIKELY,
        ),
        assess_risks(coordinator=coordinator, about="CANARYRISK", risks=[]),
    ]
    house.canaries |= dict.fromkeys(("CANARYCOMPLAINT", "CANARYBREACH", "CANARYRISK"), {"coordinator"})


def _people(house: House) -> None:
    people = house.people
    people["outsider"] = MemberFactory()
    people["insider"] = MemberFactory()
    people["author"] = MemberFactory(agency=AgencyFactory(what_we_cannot_do="CANARYLIMITS we cannot."))
    people["lead"] = MemberFactory(is_agency_lead=True)
    # Listed by role alone, and has never written: known by name to the lead and to the coordinator.
    house.colleague = MemberFactory(
        agency=people["lead"].agency,
        first_name="CANARYCOLLEAGUE",
        email="canarycolleague@agency.example",
        listed_as=Listing.ROLE,
        shows_email=True,
    )
    house.canaries["CANARYCOLLEAGUE"] = {"lead", "coordinator"}
    people["curator"] = MemberFactory(roles=["Curators"])
    people["editor"] = MemberFactory(roles=["Editors"])
    people["coordinator"] = MemberFactory(roles=["Coordinators"])
    people["moderator"] = MemberFactory(roles=["Moderators"])
    people["other_moderator"] = MemberFactory(roles=["Moderators"])
    people["pending"] = MemberFactory(state=MemberState.PENDING)
    people["lapsed"] = MemberFactory(state=MemberState.LAPSED)
    people["suspended"] = MemberFactory(state=MemberState.SUSPENDED)
    people["left"] = MemberFactory(state=MemberState.LEFT)
    people["gone_agency"] = MemberFactory(agency=AgencyFactory(is_active=False))
    house.canaries["CANARYLIMITS"] = MEMBERS


def _circle_board(house: House) -> None:
    circle = CircleFactory(name="CANARYCIRCLE", purpose="CANARYCIRCLE")
    circle.people.add(*(house.people[name] for name in IN_CIRCLE))
    # Whoever edits circles in the CMS reads their names.
    house.canaries["CANARYCIRCLE"] = IN_CIRCLE | {"coordinator"}
    board = BoardFactory(
        name="CANARYCIRCLEBOARD", slug="canarycircleboard", aim="CANARYCIRCLEBOARD", circle=circle, ceiling=Marking.RED
    )
    house.boards["circle"] = board
    house.canaries["CANARYCIRCLEBOARD"] = IN_CIRCLE
    post = start_topic(
        board=board,
        author=house.people["author"],
        title="CANARYCIRCLETOPIC",
        body="CANARYCIRCLEPOST",
        marking="red",
        may_act="no",
    )
    note_post(post_id=post.pk, moderator=house.people["moderator"], note="CANARYNOTE", reason="CANARYNOTEWHY")
    house.posts["circle"], house.topics["circle"] = post, post.topic
    house.canaries |= {"CANARYNOTE": IN_CIRCLE, "CANARYNOTEWHY": IN_CIRCLE}
    house.canaries |= {"CANARYCIRCLETOPIC": IN_CIRCLE, "CANARYCIRCLEPOST": IN_CIRCLE}
    _held(house, "circle_held", board, "CANARYHELDINCIRCLE", {"author", "moderator"})


def _attachments(house: House, topic_id: int) -> None:
    """A file that the circle reads, and one that is not checked yet: its name is its author's alone."""
    author = house.people["author"]
    for name, word, readers in (
        ("circle", "CANARYENCLOSED", IN_CIRCLE),
        ("unchecked", "CANARYUNCHECKED", {"author"}),
    ):
        upload = SimpleUploadedFile(f"{word}.txt", f"{word}INSIDE".encode())
        topic = Topic.objects.select_related("board").get(pk=topic_id)
        post = post_reply(topic=topic, author=author, body=f"{word}BODY", files=[upload])
        house.attachments[name] = post.attachments.get()
        house.canaries |= {word: readers, f"{word}BODY": readers}
    end_quarantine(file_id=str(house.attachments["circle"].stored_file_id))
    house.canaries["CANARYENCLOSEDINSIDE"] = IN_CIRCLE


def _members_board(house: House) -> None:
    board = BoardFactory(name="CANARYBOARD", slug="canaryboard", aim="CANARYBOARD")
    board.moderators.add(house.people["moderator"])
    house.boards["members"] = board
    post = start_topic(
        board=board,
        author=house.people["author"],
        title="CANARYTOPIC",
        body="CANARYPOST",
        marking="green",
        may_act="check",
    )
    house.posts["members"], house.topics["members"] = post, post.topic
    house.canaries |= {"CANARYBOARD": MEMBERS, "CANARYTOPIC": MEMBERS, "CANARYPOST": MEMBERS}
    _held(house, "members_held", board, "CANARYHELD", {"author", "moderator"})
    reply = _reply_held(house, Topic.objects.select_related("board").get(pk=post.topic_id))
    house.posts["reply_held"] = reply
    _asked(house, reply)
    house.canaries["CANARYREPLYHELD"] = {"author", "moderator"}
    _edits(house)
    flag_post(post_id=post.pk, reporter=house.people["outsider"], reason="other", text="CANARYFLAG")
    house.canaries["CANARYFLAG"] = {"outsider", "moderator"}
    _reworded(house, topic=Topic.objects.select_related("board").get(pk=post.topic_id))
    _draft(house)  # after the last reply: each throws away what was begun there


def _protected(house: House) -> None:
    """Three who wrote without their names, in every way, and are no members any more: no directory names them now.

    Their names, roles and agencies are for the coordinator's desk; no room of the forum tells them to anybody.
    """
    unlisted = AgencyFactory(name="CANARYUNNAMED", slug="unnamed", what_we_cannot_do="CANARYUNNAMEDLIMITS")
    unlisted.remits.add(unlisted.main_remit)
    house.protected = {
        "agency": MemberFactory(
            pk=700000001,
            first_name="CANARYFIRST",
            last_name="CANARYLAST",
            email="canaryaddress@agency.example",
            job_title="CANARYTITLE",
        ),
        "role": MemberFactory(
            pk=700000002, first_name="CANARYMASKED", agency=unlisted, job_title="Navigator", is_agency_lead=True
        ),
        "behalf": MemberFactory(pk=700000003, first_name="CANARYFORANOTHER", agency=unlisted, roles=["Moderators"]),
    }
    board = house.boards["protected"] = BoardFactory(name="Protected", slug="protected")
    for voice, person in house.protected.items():
        asked = {"kind": "question", "asked_remits": [unlisted.main_remit]}
        first = start_topic(
            board=board,
            author=person,
            title="Held back",
            body="Why?",
            marking="green",
            may_act="no",
            voice=voice,
            **asked,
        )
        house.posts[f"begun as {voice}"], house.topics[voice] = first, first.topic
        for name in (
            ("members", "agency") if voice != "behalf" else ("agency",)
        ):  # named moderators look after the other
            topic = Topic.objects.select_related("board").get(pk=house.topics[name].pk)
            post = house.posts[f"{voice} in {name}"] = post_reply(
                topic=topic, author=person, body="Because.", voice=voice
            )
            Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - QUIET - QUIET)
            edit_post(post_id=post.pk, editor=person, body="As I said.", reason="Clearer")
        flag_post(post_id=post.pk, reporter=house.people["outsider"], reason="other", text="")
        Board.objects.filter(pk=board.pk).update(holds_replies=True)
        topic.board.refresh_from_db()
        house.posts[f"{voice} held"] = post_reply(topic=topic, author=person, body="Waits.", voice=voice)
        Board.objects.filter(pk=board.pk).update(holds_replies=False)
        gone = post_reply(topic=topic, author=person, body="Gone.", voice=voice)
        withdraw_post(post_id=gone.pk, author=person)
        User.objects.filter(pk=person.pk).update(state=MemberState.LEFT, is_active=False)
        person.groups.clear()
    Agency.objects.filter(pk=unlisted.pk).update(is_active=False)
    reveal_author(
        post_id=house.posts["agency in members"].pk,
        moderator=house.people["moderator"],
        reason="CANARYREVEALED",
        submission=uuid.uuid4(),
    )
    house.canaries["CANARYREVEALED"] = {"moderator", "coordinator"}  # in the log
    words = ("FIRST", "LAST", "TITLE", "MASKED", "UNNAMED", "FORANOTHER")
    house.canaries |= {f"CANARY{word}": {"coordinator"} for word in words}
    house.canaries |= dict.fromkeys(("canaryaddress", "700000001", "700000002", "700000003"), {"coordinator"})


def _asked(house: House, post: Post) -> None:
    """Asked and answered, and asked again: for its author and the moderators of its board."""
    author, moderator = house.people["author"], house.people["moderator"]
    ask_author(post_id=post.pk, moderator=moderator, text="CANARYASKED")
    answer_moderators(post_id=post.pk, author=author, answer="CANARYANSWERED")
    ask_author(post_id=post.pk, moderator=moderator, text="CANARYASKEDAGAIN")
    # Answered questions the author no longer meets: what they said stands with the moderators.
    house.canaries |= {"CANARYASKED": {"moderator"}, "CANARYANSWERED": {"moderator"}}
    house.canaries["CANARYASKEDAGAIN"] = {"author", "moderator"}


def _reworded(house: House, topic: Topic) -> None:
    """What a moderator took out of it is its author's alone; what is left, everybody's."""
    Board.objects.filter(pk=topic.board_id).update(holds_newcomers=True)
    topic.board.refresh_from_db()
    post = post_reply(topic=topic, author=house.people["author"], body="CANARYSENT")
    Board.objects.filter(pk=topic.board_id).update(holds_newcomers=False)
    approve_reworded(
        post_id=post.pk, moderator=house.people["moderator"], body="CANARYREWORDED", reason="CANARYREWORDWHY"
    )
    house.posts["reworded"] = post
    house.canaries |= {
        "CANARYREWORDED": MEMBERS,
        "CANARYSENT": {"author"},
        "CANARYREWORDWHY": {"author", "moderator", "coordinator"},
    }


def _held(house: House, name: str, board: Board, word: str, readers: set[str]) -> None:
    """A whole topic that waits: for others it must not exist."""
    Board.objects.filter(pk=board.pk).update(holds_newcomers=True)
    board.refresh_from_db()
    post = start_topic(
        board=board,
        author=house.people["author"],
        title=f"{word}TITLE",
        body=f"{word}BODY",
        marking=board.marking,
        may_act="check",
    )
    Board.objects.filter(pk=board.pk).update(holds_newcomers=False)
    house.posts[name], house.topics[name] = post, post.topic
    house.canaries |= {f"{word}TITLE": readers, f"{word}BODY": readers}


def _edits(house: House) -> None:
    """An edit that waits, and a post that was taken back: its words are for nobody any more."""
    author, topic = house.people["author"], house.topics["members"]
    board = Board.objects.filter(pk=topic.board_id)
    board.update(holds_newcomers=True)
    edit_post(post_id=house.posts["members"].pk, editor=author, body="CANARYPOST CANARYEDIT", reason="CANARYWHY")
    board.update(holds_newcomers=False)
    house.revisions["members"] = Revision.objects.pending().get()
    house.canaries |= {"CANARYEDIT": {"author", "moderator"}, "CANARYWHY": {"author", "moderator"}}
    gone = post_reply(topic=topic, author=author, body="CANARYGONE")
    withdraw_post(post_id=gone.pk, author=author)
    house.posts["withdrawn"] = gone


def _draft(house: House) -> None:
    author, topic = house.people["author"], house.topics["members"]
    fields = {"body": ["CANARYDRAFT"]}
    save_draft(person=author, place=reply_place(topic), fields=fields, sequence=0, topic=topic)
    house.drafts["author"] = Draft.objects.get(person=author)
    house.canaries["CANARYDRAFT"] = {"author"}


def _reply_held(house: House, topic: Topic) -> Post:
    Board.objects.filter(pk=topic.board_id).update(holds_newcomers=True)
    upload = SimpleUploadedFile("CANARYHELDFILE.txt", b"CANARYHELDFILEINSIDE")
    reply = post_reply(
        topic=topic,
        author=house.people["author"],
        body="CANARYREPLYHELD 07700 900123",
        files=[upload],
        spoken_for="CANARYSPOKEN",
    )
    house.canaries["CANARYSPOKEN"] = {"moderator"}
    house.attachments["held"] = reply.attachments.get()
    end_quarantine(file_id=str(house.attachments["held"].stored_file_id))
    house.canaries |= dict.fromkeys(("CANARYHELDFILE", "CANARYHELDFILEINSIDE"), {"author", "moderator"})
    Board.objects.filter(pk=topic.board_id).update(holds_newcomers=False)
    return reply


def _library(house: House) -> None:
    curator = house.people["curator"]
    circle = house.boards["circle"].circle
    for name, audience, readers in (
        ("public", Audience.PUBLIC, EVERYBODY),
        ("members", Audience.MEMBERS, MEMBERS),
        ("circle", Audience.CIRCLE, IN_CIRCLE),
    ):
        word = f"CANARY{name.upper()}"
        resource = make_resource(
            curator,
            title=f"{word}RESOURCE",
            summary=f"{word}SUMMARY",
            creators=f"{word}MAKER",
            origin=f"{word}ORIGIN",
            audience=audience,
            circle=circle if audience == Audience.CIRCLE else None,
            marking=Marking.CLEAR if audience == Audience.PUBLIC else Marking.GREEN,
            upload=SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT".encode()),
        )
        Resource.objects.filter(pk=resource.pk).update(review_due_on="2020-01-01")  # the curator's queue holds it
        house.resources[name], house.files[name] = resource, resource.files.get()
        house.canaries |= {
            f"{word}{part}": readers for part in ("RESOURCE", "SUMMARY", "MAKER", "ORIGIN", "FILE", "TEXT")
        }
        _page_inside(house, name, word, readers)
    for name, given, readers in (
        ("all", {}, LOOKERS),
        ("circle", {"audience": Audience.CIRCLE, "circle": circle}, {"moderator"}),
    ):
        circle.people.add(curator)  # and no more, afterwards
        _second_reviews(house, name, given, readers)
        circle.people.remove(curator)
    _held_notes(house)


def _second_reviews(house: House, name: str, given: dict, readers: set[str]) -> None:
    """A resource whose words wait for somebody else than its curator, and a file of it that does."""
    word, curator = f"CANARYLOOK{name.upper()}", house.people["curator"]
    resource = make_resource(curator, title=f"{word}TITLE", **given)
    spoken_for = f"{word}WHY"
    change_resource(
        resource_id=resource.pk, curator=curator, summary=f"{word}WORDS 0121 496 0123", spoken_for=spoken_for
    )
    upload = SimpleUploadedFile(f"{word}FILE.txt", f"{word}TEXT 0121 496 0123".encode())
    file = add_file(resource_id=resource.pk, upload=upload, curator=curator, spoken_for=spoken_for)
    end_quarantine(file_id=str(file.stored_file_id))
    house.second_reviews[name], house.second_reviews[f"{name} file"] = resource.second_reviews.all()
    house.canaries |= {f"{word}{part}": readers for part in ("TITLE", "WORDS", "WHY", "FILE", "TEXT")}


def _held_notes(house: House) -> None:
    """What a coordinator has spoken for in an agency's notes."""
    coordinator = house.people["coordinator"]
    settle_notes(
        agency=house.people["author"].agency,
        writer=coordinator,
        changed=["what_we_do"],
        held={"what_we_do": "CANARYNOTESWORDS 0121 496 0123"},
        spoken_for="CANARYNOTESWHY",
    )
    house.agency_second_review = AgencySecondReview.objects.get()
    house.canaries |= {"CANARYNOTESWORDS": {"coordinator"}, "CANARYNOTESWHY": {"coordinator"}}


def _page_inside(house: House, name: str, word: str, readers: set[str]) -> None:
    """A word that only the search's own copy of a file's text holds: it reaches readers through a quotation alone."""
    page = FileText(stored_file=house.files[name].stored_file, page=12, text=f"marmalade {word}PAGE and so on")
    page.save()
    house.canaries[f"{word}PAGE"] = readers


def _saved_search(house: House) -> None:
    """What somebody looks for, known to them alone."""
    house.saved["author"] = save_search(
        actor=house.people["author"], name="CANARYSAVED", address=Address((("q", "CANARYSAVED"),))
    )
    house.canaries["CANARYSAVED"] = {"author"}


def _applications(house: House) -> None:
    """What strangers wrote to be let in is for coordinators; their names and agency also stand on their own page."""
    words = {
        "statement": "CANARYSTATEMENT",
        "duties": "CANARYDUTIES",
        "referee_name": "CANARYREFEREE",
        "referee_agency": "CANARYREFEREEAGENCY",
        "agency_cannot": "CANARYAGENCYLIMIT",
        "agency_does": "CANARYAGENCYDOES",
        "job_title": "CANARYJOB",
    }
    house.applications["waiting"] = make_application(**words)
    house.canaries |= dict.fromkeys(words.values(), {"coordinator"})
    author = house.people["author"]
    house.invitations["author"] = invite(inviter=author, email="canaryinvited@lock.example", memo="CANARYMEMO")
    house.canaries["CANARYMEMO"] = {"author"}
    token, email = token_for("used@lock.example", author, memo="CANARYUSEDMEMO"), "used@lock.example"
    house.applications["invited"] = make_application(email=email, token=token)
    house.canaries["CANARYUSEDMEMO"] = {"author", "coordinator"}
    unproved = {name: f"{word}UNPROVED" for name, word in words.items()}
    house.applications["unproved"] = make_application(proved=False, email="unproved@lock.example", **unproved)


def _sanctioned(house: House) -> None:
    """Somebody in the circle is pre-moderated, and answers; stewards write about them and to them."""
    person, until = house.people["insider"], timezone.now() + dt.timedelta(days=7)
    house.sanction = impose(
        person_id=person.pk,
        kind=SanctionKind.PRE_MODERATE,
        ends_at=until,
        reason="CANARYSANCTION",
        steward=house.people["moderator"],
    )
    appeal(sanction_id=house.sanction.pk, text="CANARYAPPEAL")
    author = house.people["coordinator"]
    note_about(person_id=person.pk, author=author, text="CANARYSTEWARDNOTE", submission=uuid.uuid4())
    write_to(person_id=person.pk, author=author, text="CANARYMESSAGE", submission=uuid.uuid4())
    stewards = {"moderator", "other_moderator", "coordinator"}
    house.canaries |= dict.fromkeys(("CANARYSANCTION", "CANARYMESSAGE"), stewards | {"insider"})
    house.canaries |= dict.fromkeys(("CANARYAPPEAL", "CANARYSTEWARDNOTE"), stewards)


def _copy(house: House) -> None:
    """Everything of the author's in one file; the notification about it is not news here."""
    house.copy = DataCopy.objects.create(person=house.people["author"], asked_at=timezone.now())
    make_copy(copy_id=house.copy.pk)
    house.copy.refresh_from_db()


def _told(house: House) -> None:
    """Everybody was told of every post and follows every place, as if they had been allowed to once."""
    people = [person.pk for name, person in house.people.items()]
    for post in house.posts.values():
        reasons = dict.fromkeys(people, Reason(Level.AT_ONCE, "chosen"))
        group = group_of(post.topic_id)
        tell(source=POST_SOURCE, item_id=post.pk, group=group, verb="reply", people=reasons, position=post.number or 1)
    for person in house.people.values():
        for topic in house.topics.values():
            follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
        for board in house.boards.values():
            follow(person=person, about=About.BOARD, level=Level.DIGEST, target=board)


def _private_addresses(house: House) -> None:
    """What the feed reader of somebody in the circle asks, and of somebody who is suspended now."""
    for name in ("insider", "suspended"):
        person = house.people[name]
        state, person.state, person.is_active = person.state, MemberState.APPROVED, True
        person.save()
        for kind in FeedKind:
            house.private[f"{name} {kind}"] = reverse(f"private:{kind}", args=[make_token(person=person, kind=kind)])
        person.state = state
        person.save()
