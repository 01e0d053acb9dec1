"""The forum of the furnished world: a board of a circle, one of all members, and one with posts without names."""

import datetime as dt
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forum.actions.add_content_note import note_post
from forum.actions.approve_reworded import approve_reworded
from forum.actions.ask_author import answer_moderators, ask_author
from forum.actions.close_with_line import close_with_line
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post
from forum.actions.follow import follow
from forum.actions.post import post_reply, start_topic
from forum.actions.reveal_author import reveal_author
from forum.actions.run_ground_check import answer_ground_check, propose_ground_check
from forum.actions.run_poll import start_poll, vote
from forum.actions.save_draft import Seen, reply_place, save_typed
from forum.actions.save_draft_files import save_files
from forum.actions.thank import thank
from forum.actions.withdraw import withdraw_post
from forum.actions.write_reading_line import write_reading_line
from forum.enums import POST_SOURCE, About
from forum.models import Board, Draft, GroundCheck, Post, Revision, Topic
from forum.queries.recipients import group_of
from forum.rules.posts import QUIET
from ratsite.accounts.enums import Listing, MemberState
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.common_ground import Band, Verdict
from ratsite.network.enums import Marking
from ratsite.network.models import Agency, Area
from ratsite.notifications.actions.notify import Reason, notify
from ratsite.notifications.enums import Level
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, save_draft
from tests.world.house import CLOSED, CLOSED_FILE, FILED, IN_CIRCLE, MEMBERS, OTHERS, PUBLISHED, QUOTED, TOLD, House


def open_circle_board(house: House) -> None:
    circle = CircleFactory(name="CANARYCIRCLE", purpose="CANARYCIRCLE")
    circle.people.add(*(house.people[name] for name in IN_CIRCLE))
    house.canaries["CANARYCIRCLE"] = IN_CIRCLE | {"coordinator"}  # coordinators change who is in it
    board = BoardFactory(
        name="CANARYCIRCLEBOARD", slug="canarycircleboard", aim="CANARYCIRCLEBOARD", circle=circle, ceiling=Marking.RED
    )
    house.boards["circle"] = board
    body = f"CANARYCIRCLEPOST {PUBLISHED}"
    post = _start_topic(house, "circle", board=board, title="CANARYCIRCLETOPIC", body=body, marking="red", may_act="no")
    why = f"CANARYNOTEWHY {TOLD}"
    note_post(post_id=post.pk, moderator=house.people["moderator"], note="CANARYNOTE", reason=why)
    words = ("CANARYCIRCLEBOARD", "CANARYCIRCLETOPIC", "CANARYCIRCLEPOST", "CANARYNOTE", "CANARYNOTEWHY")
    house.canaries |= dict.fromkeys(words, IN_CIRCLE)
    _check_ground(house, post.topic)
    _note_trend(house, board)
    _hold_topic(house, "circle_held", board, "CANARYHELDINCIRCLE")


def _note_trend(house: House, board: Board) -> None:
    """Add a trend note of the circle, with a moderator's reading line and a closing line."""
    moderator = house.people["moderator"].with_second_step()
    month = timezone.localdate().replace(day=1)
    facts = {"areas": Area.objects.all()[:1], "first_month": month, "last_month": month, "confidence": "seen"}
    texts = {"title": "CANARYTREND", "body": "CANARYTREND", "marking": board.marking, "may_act": "check"}
    trend = house.trend = start_topic(board=board, author=moderator, kind="trend", trend=facts, **texts).topic
    write_reading_line(topic_id=trend.pk, moderator=moderator, text="CANARYREADING")
    close_with_line(topic_id=trend.pk, person=moderator, line="CANARYCLOSING")
    house.canaries |= dict.fromkeys(("CANARYTREND", "CANARYREADING", "CANARYCLOSING"), IN_CIRCLE)
    _end_ground(house, trend)


def _end_ground(house: House, topic: Topic) -> None:
    """Add a ground check that has ended. Its stored result has a member's own statement, which the circle reads."""
    now, remit = timezone.now(), house.people["author"].agency.main_remit
    house.ended_ground = GroundCheck.objects.create(
        topic=topic,
        proposed_by=house.people["moderator"],
        created_at=now,
        closes_on=timezone.localdate(),
        ended_at=now,
        result=[
            {
                "text": "CANARYENDEDGROUND",
                "verdict": Verdict.FEW,
                "bands": {str(remit.pk): Band.AGREE},
                "others": None,
                "comments": [(remit.pk, ["CANARYLINE"])],
            }
        ],
    )
    house.canaries |= dict.fromkeys(("CANARYENDEDGROUND", "CANARYLINE"), IN_CIRCLE)


def _check_ground(house: House, topic: Topic) -> None:
    """Add statements that the circle reads, and the author's own one; nobody ever sees who wrote or answered what."""
    until = timezone.localdate() + dt.timedelta(weeks=1)
    check = house.ground = propose_ground_check(
        topic_id=topic.pk, proposer=house.people["moderator"], statements=["CANARYGROUND"], closes_on=until
    )
    answers = {check.statements.get().pk: ("disagree", f"CANARYSTANCE {CLOSED}")}
    answer_ground_check(check_id=check.pk, person=house.people["author"], answers=answers)
    poll = house.poll = start_poll(
        topic_id=topic.pk,
        starter=house.people["moderator"],
        question="CANARYPOLL",
        options=["CANARYOPTION", "Later"],
        by="person",
        is_named=False,
        closes_on=until,
    )
    vote(poll_id=poll.pk, person=house.people["author"], option_id=poll.options.first().pk)
    house.canaries |= {"CANARYGROUND": IN_CIRCLE, "CANARYSTANCE": {"author"}}
    house.canaries |= dict.fromkeys(("CANARYPOLL", "CANARYOPTION"), IN_CIRCLE)


def open_members_board(house: House) -> None:
    """Add a topic with replies and an edit in every state that moderators decide about, and a held topic."""
    author, board = house.people["author"], BoardFactory(name="CANARYBOARD", slug="canaryboard", aim="CANARYBOARD")
    board.moderators.add(house.people["moderator"])
    house.boards["members"] = board
    texts = {"title": f"CANARYTOPIC {PUBLISHED}", "body": f"CANARYPOST {QUOTED}"}
    post = _start_topic(house, "members", board=board, **texts)
    house.canaries |= {"CANARYBOARD": MEMBERS, "CANARYTOPIC": MEMBERS, "CANARYPOST": MEMBERS}
    _hold_topic(house, "members_held", board, "CANARYHELD")
    _hold_reply(house)
    _hold_edit(house)
    house.posts["withdrawn"] = post_reply(topic=_topic(house, "members"), author=author, body=f"CANARYGONE {CLOSED}")
    withdraw_post(post_id=house.posts["withdrawn"].pk, author=author)
    # Listed by role and has never written, so that only the writer and coordinators know the name.
    thanking = MemberFactory(first_name="CANARYTHANKING", email="thanking@agency.example", listed_as=Listing.ROLE)
    thank(post_id=post.pk, person=thanking)
    house.canaries["CANARYTHANKING"] = {"author", "coordinator"}
    words = f"CANARYFLAG {OTHERS}"
    flag_post(post_id=post.pk, reporter=house.people["outsider"], reason="other", text=words)
    house.canaries["CANARYFLAG"] = {"outsider", "moderator"}
    _reword_reply(house)
    Draft.objects.filter(person=author).delete()  # what withdrawing gave back
    fields = {"body": [f"CANARYDRAFT {CLOSED}"], "voice": ["agency"]}
    save_draft(person=author, place=reply_place(post.topic), fields=fields, sequence=0, topic=post.topic)
    draft = house.drafts["author"] = Draft.objects.get(person=author)
    upload = SimpleUploadedFile(f"CANARYWAITING-{CLOSED_FILE}.txt", f"CANARYWAITINGINSIDE {CLOSED_FILE}".encode())
    save_files(draft_id=draft.pk, person=author, uploads=[upload])
    end_quarantine(file_id=str(draft.files.get().stored_file_id))
    stale = {"seen": Seen(), "fields": {"body": [f"CANARYVERSION {CLOSED}"]}, "form": uuid.uuid4()}
    kept = save_typed(person=author, place=reply_place(post.topic), topic_id=post.topic_id, **stale)
    house.drafts["version"] = kept.draft
    words = ("CANARYDRAFT", "CANARYWAITING", "CANARYWAITINGINSIDE", "CANARYVERSION")
    house.canaries |= dict.fromkeys(words, {"author"})


def _start_topic(house: House, name: str, **fields) -> Post:
    """Start a topic, by the author unless the fields say otherwise, and return its opening post."""
    given = {"author": house.people["author"], "marking": "green", "may_act": "check"}
    post = house.posts[name] = start_topic(**given | fields)
    house.topics[name] = post.topic
    return post


def _topic(house: House, name: str) -> Topic:
    """Return the topic as stored now, with its board."""
    return Topic.objects.select_related("board").get(pk=house.topics[name].pk)


def _hold(board_id: int, **held: bool) -> None:
    Board.objects.filter(pk=board_id).update(**held)


def _hold_topic(house: House, name: str, board: Board, word: str) -> None:
    """Add a held topic. For everyone but its author and moderators it does not exist."""
    _hold(board.pk, holds_newcomers=True)
    board.refresh_from_db()
    texts = {"title": f"{word}TITLE {CLOSED}", "body": f"{word}BODY {CLOSED}"}
    _start_topic(house, name, board=board, marking=board.marking, **texts)
    _hold(board.pk, holds_newcomers=False)
    house.canaries |= dict.fromkeys((f"{word}TITLE", f"{word}BODY"), {"author", "moderator"})


def _hold_reply(house: House) -> None:
    """Add a held reply with a file. Its author has answered one question of the moderators, but not the next."""
    author, moderator = house.people["author"], house.people["moderator"]
    topic = _topic(house, "members")
    _hold(topic.board_id, holds_newcomers=True)
    upload = SimpleUploadedFile(f"CANARYHELDFILE-{CLOSED_FILE}.txt", f"CANARYHELDFILEINSIDE {CLOSED_FILE}".encode())
    reply = house.posts["reply_held"] = post_reply(
        topic=topic,
        author=author,
        body=f"CANARYREPLYHELD {CLOSED} 07700 900123",
        files=[upload],
        spoken_for=f"CANARYSPOKEN {CLOSED}",
    )
    _hold(topic.board_id, holds_newcomers=False)
    house.attachments["held"] = reply.attachments.get()
    end_quarantine(file_id=str(house.attachments["held"].stored_file_id))
    words = ("CANARYREPLYHELD", "CANARYHELDFILE", "CANARYHELDFILEINSIDE", "CANARYASKEDAGAIN")
    house.canaries |= dict.fromkeys(words, {"author", "moderator"})
    ask_author(post_id=reply.pk, moderator=moderator, text=f"CANARYASKED {TOLD}")
    answer_moderators(post_id=reply.pk, author=author, answer=f"CANARYANSWERED {CLOSED}")
    ask_author(post_id=reply.pk, moderator=moderator, text=f"CANARYASKEDAGAIN {TOLD}")
    # Only moderators go on seeing a question that was answered.
    house.canaries |= dict.fromkeys(("CANARYSPOKEN", "CANARYASKED", "CANARYANSWERED"), {"moderator"})


def _hold_edit(house: House) -> None:
    board_id, post_id = house.boards["members"].pk, house.posts["members"].pk
    _hold(board_id, holds_newcomers=True)
    body, why = f"CANARYPOST {QUOTED} CANARYEDIT {CLOSED}", f"CANARYWHY {CLOSED}"
    edit_post(post_id=post_id, editor=house.people["author"], body=body, reason=why)
    _hold(board_id, holds_newcomers=False)
    house.revisions["members"] = Revision.objects.pending().get()
    house.canaries |= dict.fromkeys(("CANARYEDIT", "CANARYWHY"), {"author", "moderator"})


def _reword_reply(house: House) -> None:
    """Add a reply that a moderator approved with changes: only its author still sees the first text."""
    topic = _topic(house, "members")
    _hold(topic.board_id, holds_newcomers=True)
    topic.board.refresh_from_db()
    post = house.posts["reworded"] = post_reply(topic=topic, author=house.people["author"], body=f"CANARYSENT {CLOSED}")
    _hold(topic.board_id, holds_newcomers=False)
    moderator, why = house.people["moderator"], f"CANARYREWORDWHY {TOLD}"
    approve_reworded(post_id=post.pk, moderator=moderator, body="CANARYREWORDED", reason=why)
    house.canaries |= {
        "CANARYREWORDED": MEMBERS,
        "CANARYSENT": {"author"},
        "CANARYREWORDWHY": {"author", "moderator", "coordinator"},
    }


def attach_files(house: House) -> None:
    """Add a file that the circle can read, and one that is not checked yet, which only its author sees."""
    for name, word, readers in (("circle", "CANARYENCLOSED", IN_CIRCLE), ("unchecked", "CANARYUNCHECKED", {"author"})):
        upload = SimpleUploadedFile(f"{word}-{FILED}.txt", f"{word}INSIDE {FILED}".encode())
        author, body = house.people["author"], f"{word}BODY"
        post = post_reply(topic=_topic(house, "circle"), author=author, body=body, files=[upload])
        house.attachments[name] = post.attachments.get()
        house.canaries |= {word: readers, f"{word}BODY": readers}
    end_quarantine(file_id=str(house.attachments["circle"].stored_file_id))
    house.canaries["CANARYENCLOSEDINSIDE"] = IN_CIRCLE


def write_without_names(house: House) -> None:
    """Add three former members who wrote as their agency, by role or on behalf of an agency.

    The forum shows nobody their names, roles and agencies, and the directory no longer lists them. Coordinators still
    see them in the list of people.
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
    house.boards["protected"] = BoardFactory(name="Protected", slug="protected")
    for voice, person in house.protected.items():
        _write_as(house, voice, person, unlisted)
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


def _write_as(house: House, voice: str, person: User, asked: Agency) -> None:
    """Add a question, edited replies, a held reply and a withdrawn one; then the person leaves."""
    board = house.boards["protected"]
    given = {"author": person, "voice": voice, "kind": "question", "asked_remits": [asked.main_remit]}
    _start_topic(house, voice, board=board, title="Held back", body="Why?", may_act="no", **given)
    # Only a board's moderators write on behalf of an agency, and the members' board names its moderators.
    for name in ("agency",) if voice == "behalf" else ("members", "agency"):
        topic = _topic(house, name)
        post = house.posts[f"{voice} in {name}"] = post_reply(topic=topic, author=person, body="Because.", voice=voice)
        Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - QUIET - QUIET)
        edit_post(post_id=post.pk, editor=person, body="As I said.", reason="Clearer")
    flag_post(post_id=post.pk, reporter=house.people["outsider"], reason="other", text="")
    _hold(board.pk, holds_replies=True)
    topic.board.refresh_from_db()
    house.posts[f"{voice} held"] = post_reply(topic=topic, author=person, body="Waits.", voice=voice)
    _hold(board.pk, holds_replies=False)
    gone = post_reply(topic=topic, author=person, body="Gone.", voice=voice)
    withdraw_post(post_id=gone.pk, author=person)
    User.objects.filter(pk=person.pk).update(state=MemberState.LEFT, is_active=False)
    person.groups.clear()


def notify_everybody(house: House) -> None:
    """Notify everyone of every post, and let everyone follow every topic and board, even those they may not read.

    The canary tests need data that could leak.
    """
    people = [person.pk for person in house.people.values()]
    for post in house.posts.values():
        reasons = dict.fromkeys(people, Reason(Level.AT_ONCE, "chosen"))
        group = group_of(post.topic_id)
        notify(
            source=POST_SOURCE, item_id=post.pk, group=group, verb="reply", people=reasons, position=post.number or 1
        )
    for person in house.people.values():
        for topic in house.topics.values():
            follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
        for board in house.boards.values():
            follow(person=person, about=About.BOARD, level=Level.DIGEST, target=board)
