"""Shared test data of the forum: boards for a circle, for all members, and for posts without a name."""

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
from tests.world.world import (
    IN_CIRCLE,
    MEMBERS,
    OTHERS,
    PRIVATE,
    PRIVATE_FILE,
    PUBLISHED,
    PUBLISHED_FILE,
    QUOTED,
    REASON,
    World,
)


def add_circle_board(world: World) -> None:
    circle = CircleFactory(name="CANARYCIRCLE", purpose="CANARYCIRCLE")
    circle.people.add(*(world.people[name] for name in IN_CIRCLE))
    world.canaries["CANARYCIRCLE"] = IN_CIRCLE | {"coordinator"}  # coordinators change who is in it
    board = BoardFactory(
        name="CANARYCIRCLEBOARD", slug="canarycircleboard", aim="CANARYCIRCLEBOARD", circle=circle, ceiling=Marking.RED
    )
    world.boards["circle"] = board
    body = f"CANARYCIRCLEPOST {PUBLISHED}"
    post = _start_topic(world, "circle", board=board, title="CANARYCIRCLETOPIC", body=body, marking="red", may_act="no")
    why = f"CANARYNOTEWHY {REASON}"
    note_post(post_id=post.pk, moderator=world.people["moderator"], note="CANARYNOTE", reason=why)
    words = ("CANARYCIRCLEBOARD", "CANARYCIRCLETOPIC", "CANARYCIRCLEPOST", "CANARYNOTE", "CANARYNOTEWHY")
    world.canaries |= dict.fromkeys(words, IN_CIRCLE)
    _add_ground_check_and_poll(world, post.topic)
    _add_trend_note(world, board)
    _add_held_topic(world, "circle_held", board, "CANARYHELDINCIRCLE")


def _add_trend_note(world: World, board: Board) -> None:
    """Add a trend note on the circle's board, with a moderator's reading line and closing line."""
    moderator = world.people["moderator"].with_second_step()
    month = timezone.localdate().replace(day=1)
    facts = {"areas": Area.objects.all()[:1], "first_month": month, "last_month": month, "confidence": "seen"}
    texts = {"title": "CANARYTREND", "body": "CANARYTREND", "marking": board.marking, "may_act": "check"}
    trend = world.trend = start_topic(board=board, author=moderator, kind="trend", trend=facts, **texts).topic
    write_reading_line(topic_id=trend.pk, moderator=moderator, text="CANARYREADING")
    close_with_line(topic_id=trend.pk, person=moderator, line="CANARYCLOSING")
    world.canaries |= dict.fromkeys(("CANARYTREND", "CANARYREADING", "CANARYCLOSING"), IN_CIRCLE)
    _add_ended_ground_check(world, trend)


def _add_ended_ground_check(world: World, topic: Topic) -> None:
    """Add an ended ground check. Its stored result contains a member's comment, which the circle can read."""
    now, remit = timezone.now(), world.people["author"].agency.main_remit
    world.ended_ground = GroundCheck.objects.create(
        topic=topic,
        proposed_by=world.people["moderator"],
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
    world.canaries |= dict.fromkeys(("CANARYENDEDGROUND", "CANARYLINE"), IN_CIRCLE)


def _add_ground_check_and_poll(world: World, topic: Topic) -> None:
    """Add a ground check and a secret poll in the circle's topic, with an answer and a vote of the author.

    The circle can read the statement, the question and the options. Only the author can read their own comment.
    """
    until = timezone.localdate() + dt.timedelta(weeks=1)
    check = world.ground = propose_ground_check(
        topic_id=topic.pk, proposer=world.people["moderator"], statements=["CANARYGROUND"], closes_on=until
    )
    answers = {check.statements.get().pk: ("disagree", f"CANARYSTANCE {PRIVATE}")}
    answer_ground_check(check_id=check.pk, person=world.people["author"], answers=answers)
    poll = world.poll = start_poll(
        topic_id=topic.pk,
        starter=world.people["moderator"],
        question="CANARYPOLL",
        options=["CANARYOPTION", "Later"],
        by="person",
        is_named=False,
        closes_on=until,
    )
    vote(poll_id=poll.pk, person=world.people["author"], option_id=poll.options.first().pk)
    world.canaries |= {"CANARYGROUND": IN_CIRCLE, "CANARYSTANCE": {"author"}}
    world.canaries |= dict.fromkeys(("CANARYPOLL", "CANARYOPTION"), IN_CIRCLE)


def add_members_board(world: World) -> None:
    """Add a topic for all members, with held, withdrawn, flagged and reworded posts, a held edit, and a draft."""
    author, board = world.people["author"], BoardFactory(name="CANARYBOARD", slug="canaryboard", aim="CANARYBOARD")
    board.moderators.add(world.people["moderator"])
    world.boards["members"] = board
    texts = {"title": f"CANARYTOPIC {PUBLISHED}", "body": f"CANARYPOST {QUOTED}"}
    post = _start_topic(world, "members", board=board, **texts)
    world.canaries |= {"CANARYBOARD": MEMBERS, "CANARYTOPIC": MEMBERS, "CANARYPOST": MEMBERS}
    _add_held_topic(world, "members_held", board, "CANARYHELD")
    _add_held_reply(world)
    _add_held_edit(world)
    world.posts["withdrawn"] = post_reply(topic=_topic(world, "members"), author=author, body=f"CANARYGONE {PRIVATE}")
    withdraw_post(post_id=world.posts["withdrawn"].pk, author=author)
    # Listed by role and has never written, so that only the writer and coordinators know the name.
    thanking = MemberFactory(first_name="CANARYTHANKING", email="thanking@agency.example", listed_as=Listing.ROLE)
    thank(post_id=post.pk, person=thanking)
    world.canaries["CANARYTHANKING"] = {"author", "coordinator"}
    words = f"CANARYFLAG {OTHERS}"
    flag_post(post_id=post.pk, reporter=world.people["outsider"], reason="other", text=words)
    world.canaries["CANARYFLAG"] = {"outsider", "moderator"}
    _add_reworded_reply(world)
    Draft.objects.filter(person=author).delete()  # made by the withdrawal
    fields = {"body": [f"CANARYDRAFT {PRIVATE}"], "voice": ["agency"]}
    save_draft(person=author, place=reply_place(post.topic), fields=fields, sequence=0, topic=post.topic)
    draft = world.drafts["author"] = Draft.objects.get(person=author)
    upload = SimpleUploadedFile(f"CANARYWAITING-{PRIVATE_FILE}.txt", f"CANARYWAITINGINSIDE {PRIVATE_FILE}".encode())
    save_files(draft_id=draft.pk, person=author, uploads=[upload])
    end_quarantine(file_id=str(draft.files.get().stored_file_id))
    stale = {"seen": Seen(), "fields": {"body": [f"CANARYVERSION {PRIVATE}"]}, "form": uuid.uuid4()}
    kept = save_typed(person=author, place=reply_place(post.topic), topic_id=post.topic_id, **stale)
    world.drafts["version"] = kept.draft
    words = ("CANARYDRAFT", "CANARYWAITING", "CANARYWAITINGINSIDE", "CANARYVERSION")
    world.canaries |= dict.fromkeys(words, {"author"})


def _start_topic(world: World, name: str, **fields) -> Post:
    """Start a topic, by the author unless the fields say otherwise, and return its opening post."""
    given = {"author": world.people["author"], "marking": "green", "may_act": "check"}
    post = world.posts[name] = start_topic(**given | fields)
    world.topics[name] = post.topic
    return post


def _topic(world: World, name: str) -> Topic:
    """Return the topic as stored now, with its board."""
    return Topic.objects.select_related("board").get(pk=world.topics[name].pk)


def _hold(board_id: int, **held: bool) -> None:
    Board.objects.filter(pk=board_id).update(**held)


def _add_held_topic(world: World, name: str, board: Board, word: str) -> None:
    """Add a held topic, which only its author and the board's moderators can read."""
    _hold(board.pk, holds_newcomers=True)
    board.refresh_from_db()
    texts = {"title": f"{word}TITLE {PRIVATE}", "body": f"{word}BODY {PRIVATE}"}
    _start_topic(world, name, board=board, marking=board.marking, **texts)
    _hold(board.pk, holds_newcomers=False)
    world.canaries |= dict.fromkeys((f"{word}TITLE", f"{word}BODY"), {"author", "moderator"})


def _add_held_reply(world: World) -> None:
    """Add a held reply with a file. Moderators asked its author twice; the author has answered once."""
    author, moderator = world.people["author"], world.people["moderator"]
    topic = _topic(world, "members")
    _hold(topic.board_id, holds_newcomers=True)
    upload = SimpleUploadedFile(f"CANARYHELDFILE-{PRIVATE_FILE}.txt", f"CANARYHELDFILEINSIDE {PRIVATE_FILE}".encode())
    reply = world.posts["reply_held"] = post_reply(
        topic=topic,
        author=author,
        body=f"CANARYREPLYHELD {PRIVATE} 07700 900123",
        files=[upload],
        explanation=f"CANARYSPOKEN {PRIVATE}",
    )
    _hold(topic.board_id, holds_newcomers=False)
    world.attachments["held"] = reply.attachments.get()
    end_quarantine(file_id=str(world.attachments["held"].stored_file_id))
    words = ("CANARYREPLYHELD", "CANARYHELDFILE", "CANARYHELDFILEINSIDE", "CANARYASKEDAGAIN")
    world.canaries |= dict.fromkeys(words, {"author", "moderator"})
    ask_author(post_id=reply.pk, moderator=moderator, text=f"CANARYASKED {REASON}")
    answer_moderators(post_id=reply.pk, author=author, answer=f"CANARYANSWERED {PRIVATE}")
    ask_author(post_id=reply.pk, moderator=moderator, text=f"CANARYASKEDAGAIN {REASON}")
    # The page of the author shows only the question that is still open.
    world.canaries |= dict.fromkeys(("CANARYSPOKEN", "CANARYASKED", "CANARYANSWERED"), {"moderator"})


def _add_held_edit(world: World) -> None:
    board_id, post_id = world.boards["members"].pk, world.posts["members"].pk
    _hold(board_id, holds_newcomers=True)
    body, why = f"CANARYPOST {QUOTED} CANARYEDIT {PRIVATE}", f"CANARYWHY {PRIVATE}"
    edit_post(post_id=post_id, editor=world.people["author"], body=body, reason=why)
    _hold(board_id, holds_newcomers=False)
    world.revisions["members"] = Revision.objects.pending().get()
    world.canaries |= dict.fromkeys(("CANARYEDIT", "CANARYWHY"), {"author", "moderator"})


def _add_reworded_reply(world: World) -> None:
    """Add a reply that a moderator approved with changes. Only its author can read the original text."""
    topic = _topic(world, "members")
    _hold(topic.board_id, holds_newcomers=True)
    topic.board.refresh_from_db()
    post = world.posts["reworded"] = post_reply(
        topic=topic, author=world.people["author"], body=f"CANARYSENT {PRIVATE}"
    )
    _hold(topic.board_id, holds_newcomers=False)
    moderator, why = world.people["moderator"], f"CANARYREWORDWHY {REASON}"
    approve_reworded(post_id=post.pk, moderator=moderator, body="CANARYREWORDED", reason=why)
    world.canaries |= {
        "CANARYREWORDED": MEMBERS,
        "CANARYSENT": {"author"},
        "CANARYREWORDWHY": {"author", "moderator", "coordinator"},
    }


def attach_files(world: World) -> None:
    """Add a file that the circle can read, and a file in quarantine, which only its author can see."""
    for name, word, readers in (("circle", "CANARYENCLOSED", IN_CIRCLE), ("unchecked", "CANARYUNCHECKED", {"author"})):
        upload = SimpleUploadedFile(f"{word}-{PUBLISHED_FILE}.txt", f"{word}INSIDE {PUBLISHED_FILE}".encode())
        author, body = world.people["author"], f"{word}BODY"
        post = post_reply(topic=_topic(world, "circle"), author=author, body=body, files=[upload])
        world.attachments[name] = post.attachments.get()
        world.canaries |= {word: readers, f"{word}BODY": readers}
    end_quarantine(file_id=str(world.attachments["circle"].stored_file_id))
    world.canaries["CANARYENCLOSEDINSIDE"] = IN_CIRCLE


def add_unnamed_posts(world: World) -> None:
    """Add three former members: one wrote as their agency, one by role and one on behalf of an agency.

    The forum shows nobody their names, job titles and agencies. Only coordinators see them, in the list of people.
    """
    unlisted = AgencyFactory(name="CANARYUNNAMED", slug="unnamed", what_we_cannot_do="CANARYUNNAMEDLIMITS")
    unlisted.remits.add(unlisted.main_remit)
    world.unnamed_writers = {
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
    world.boards["protected"] = BoardFactory(name="Protected", slug="protected")
    for voice, person in world.unnamed_writers.items():
        _add_posts_in_voice(world, voice, person, unlisted)
    Agency.objects.filter(pk=unlisted.pk).update(is_active=False)
    reveal_author(
        post_id=world.posts["agency in members"].pk,
        moderator=world.people["moderator"],
        reason="CANARYREVEALED",
        submission=uuid.uuid4(),
    )
    world.canaries["CANARYREVEALED"] = {"moderator", "coordinator"}  # in the log
    words = ("FIRST", "LAST", "TITLE", "MASKED", "UNNAMED", "FORANOTHER")
    world.canaries |= {f"CANARY{word}": {"coordinator"} for word in words}
    world.canaries |= dict.fromkeys(("canaryaddress", "700000001", "700000002", "700000003"), {"coordinator"})


def _add_posts_in_voice(world: World, voice: str, person: User, asked: Agency) -> None:
    """Add a question, edited replies, a held reply and a withdrawn reply in this voice. Then the person leaves."""
    board = world.boards["protected"]
    given = {"author": person, "voice": voice, "kind": "question", "asked_remits": [asked.main_remit]}
    _start_topic(world, voice, board=board, title="Held back", body="Why?", may_act="no", **given)
    # Only a board's moderators write on behalf of an agency, and the members' board names its moderators.
    for name in ("agency",) if voice == "behalf" else ("members", "agency"):
        topic = _topic(world, name)
        post = world.posts[f"{voice} in {name}"] = post_reply(topic=topic, author=person, body="Because.", voice=voice)
        Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - QUIET - QUIET)
        edit_post(post_id=post.pk, editor=person, body="As I said.", reason="Clearer")
    flag_post(post_id=post.pk, reporter=world.people["outsider"], reason="other", text="")
    _hold(board.pk, holds_replies=True)
    topic.board.refresh_from_db()
    world.posts[f"{voice} held"] = post_reply(topic=topic, author=person, body="Waits.", voice=voice)
    _hold(board.pk, holds_replies=False)
    gone = post_reply(topic=topic, author=person, body="Gone.", voice=voice)
    withdraw_post(post_id=gone.pk, author=person)
    User.objects.filter(pk=person.pk).update(state=MemberState.LEFT, is_active=False)
    person.groups.clear()


def notify_everybody(world: World) -> None:
    """Give everybody a notification of every post and a subscription to every topic and board.

    That includes those that they may not read: a test that nothing leaks needs data that could leak.
    """
    people = [person.pk for person in world.people.values()]
    for post in world.posts.values():
        reasons = dict.fromkeys(people, Reason(Level.AT_ONCE, "chosen"))
        group = group_of(post.topic_id)
        notify(
            source=POST_SOURCE, item_id=post.pk, group=group, verb="reply", people=reasons, position=post.number or 1
        )
    for person in world.people.values():
        for topic in world.topics.values():
            follow(person=person, about=About.TOPIC, level=Level.AT_ONCE, target=topic)
        for board in world.boards.values():
            follow(person=person, about=About.BOARD, level=Level.DIGEST, target=board)
