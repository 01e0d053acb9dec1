"""Who sees which row of the forum: `visible_to` of every model, for each kind of person."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.actions.post import post_reply
from forum.enums import PostState, RevisionState
from forum.models import (
    Ask,
    Attachment,
    BlamingPhrase,
    Board,
    DraftFile,
    Flag,
    GroundAnswer,
    GroundCheck,
    ModeratorQuestion,
    Poll,
    PollVote,
    Post,
    Quotation,
    ReportingMonth,
    Reveal,
    Revision,
    SavedPost,
    Signal,
    Thanks,
    Topic,
    Withdrawal,
)
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.files.models import StoredFile
from ratsite.network.models import Area, Remit
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic, save_draft

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
IN_CIRCLE = {"author", "insider", "colleague"}  # those who read the board
MEMBERS = {*IN_CIRCLE, "outsider", "moderator"}


@pytest.fixture
def people() -> dict[str, User]:
    """The people of this module, by name. The colleague works at the insider's agency, the leaver left the network."""
    insider = MemberFactory()
    return {
        "author": MemberFactory(),
        "insider": insider,
        "colleague": MemberFactory(agency=insider.agency),
        "outsider": MemberFactory(),
        "moderator": MemberFactory(roles=["Moderators"]),
        "leaver": MemberFactory(state=MemberState.LEFT),
        "visitor": AnonymousUser(),
    }


@pytest.fixture
def board(people) -> Board:
    """A board for a circle. The leaver is still named in the circle."""
    circle = CircleFactory()
    circle.people.add(*(people[name] for name in (*IN_CIRCLE, "leaver")))
    return BoardFactory(circle=circle)


@pytest.fixture
def topic(board, people) -> Topic:
    return make_topic(board, people["author"])


@pytest.fixture
def post(topic) -> Post:
    return topic.posts.get()


def hide(topic: Topic, state: str = PostState.HELD) -> None:
    """Make the topic one that is not published: its only post waits for a moderator, or was rejected."""
    fields = {"hold_reasons": ["flagged"]} if state == PostState.HELD else {"decision_reason": "It names a street."}
    topic.posts.update(state=state, number=None, published_at=None, **fields)
    unpublish(topic)


def unpublish(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(published_at=None, last_post_at=None, last_number=0)


def withdraw(post: Post, **fields) -> None:
    Post.objects.filter(pk=post.pk).update(state=PostState.WITHDRAWN, withdrawn_at=NOW, source="", html="", **fields)


# Boards, topics and posts


def test_a_board_for_a_circle_is_seen_by_the_circle_and_any_other_board_by_all_members(board, sees):
    assert sees(board) == IN_CIRCLE
    assert sees(BoardFactory()) == MEMBERS


@pytest.mark.parametrize("way", ["agencies", "remits"])
def test_an_agency_is_in_a_circle_by_name_or_by_one_of_its_remits(people, sees, way):
    circle, agency = CircleFactory(), people["insider"].agency
    agency.remits.add(Remit.objects.get(slug="health"))
    getattr(circle, way).add(agency if way == "agencies" else Remit.objects.get(slug="health"))
    assert sees(BoardFactory(circle=circle)) == {"insider", "colleague"}


def test_a_topic_and_its_live_posts_are_seen_by_the_readers_of_the_board(topic, post, sees):
    assert (sees(topic), sees(post)) == (IN_CIRCLE, IN_CIRCLE)


@pytest.mark.parametrize("state", [PostState.HELD, PostState.REJECTED])
def test_a_topic_that_is_not_published_is_seen_by_its_author_alone(topic, post, sees, state):
    hide(topic, state)
    assert (sees(topic), sees(post)) == ({"author"}, {"author"})


def test_an_author_who_left_the_circle_no_longer_sees_their_topic(topic, post, board, people, sees):
    board.circle.people.remove(people["author"])
    assert (sees(topic), sees(post)) == (IN_CIRCLE - {"author"}, IN_CIRCLE - {"author"})
    hide(topic)
    assert (sees(topic), sees(post)) == (set(), set())


def test_a_topic_whose_posts_were_all_withdrawn_is_not_seen_even_by_its_author(topic, post, board, people, sees):
    Board.objects.filter(pk=board.pk).update(holds_replies=True)
    waiting = post_reply(topic=Topic.objects.select_related("board").get(), author=people["insider"], body="Ask first.")
    withdraw(post)
    unpublish(topic)
    assert [sees(row) for row in (topic, post, waiting)] == [set()] * 3


def test_a_reply_that_waits_is_seen_by_its_author_and_no_moderator(topic, board, people, sees):
    board.circle.people.add(people["moderator"])
    Board.objects.filter(pk=board.pk).update(holds_replies=True)
    reply = post_reply(topic=Topic.objects.select_related("board").get(), author=people["insider"], body="Ask first.")
    assert reply.state == PostState.HELD
    assert sees(reply) == {"insider"}


def test_a_withdrawn_post_is_seen_by_its_author_alone(topic, post, sees, people):
    reply = post_reply(topic=topic, author=people["insider"], body="Ask first.")
    withdraw(reply)
    assert sees(reply) == {"insider"}


def test_live_and_withdrawn_posts_have_a_place_on_the_pages_of_a_published_topic(topic, post, people, sees):
    reply = post_reply(topic=topic, author=people["insider"], body="Ask first.")
    assert sees(reply, "on_pages_of") == IN_CIRCLE
    withdraw(reply)
    assert sees(reply, "on_pages_of") == IN_CIRCLE
    withdraw(reply, number=None)  # before it was published
    assert sees(reply, "on_pages_of") == set()
    assert sees(post, "on_pages_of") == IN_CIRCLE
    unpublish(topic)
    assert sees(post, "on_pages_of") == set()


def test_authors_find_their_posts_in_any_state_on_boards_that_they_can_read(topic, post, board, people, sees):
    assert (sees(post, "written_by"), sees(post, "withdrawn_by")) == ({"author"}, set())
    withdraw(post)
    unpublish(topic)
    assert (sees(post, "written_by"), sees(post, "withdrawn_by")) == ({"author"}, {"author"})
    withdraw(post, decision_reason="It names a street.")  # a moderator took it down
    assert (sees(post, "written_by"), sees(post, "withdrawn_by")) == ({"author"}, set())
    board.circle.people.remove(people["author"])
    assert sees(post, "written_by") == set()


def test_a_topic_whose_posts_were_all_withdrawn_leaves_a_notice_for_its_readers(topic, post, sees):
    other = make_topic()
    assert sees(topic, "withdrawn_for") == set()
    withdraw(post)
    unpublish(topic)
    assert sees(topic, "withdrawn_for") == IN_CIRCLE
    withdraw(post, number=None)
    assert sees(topic, "withdrawn_for") == set()
    withdraw(post, number=1)
    Topic.objects.filter(pk=topic.pk).update(merged_into=other)
    assert sees(topic, "withdrawn_for") == set()


# What is in a topic


def test_polls_ground_checks_and_questions_to_remits_are_seen_with_their_topic(topic, people, sees):
    author, today = people["author"], NOW.date()
    poll = Poll.objects.create(
        topic=topic, question="When?", by="person", is_named=False, started_by=author, created_at=NOW, closes_on=today
    )
    check = GroundCheck.objects.create(topic=topic, proposed_by=author, created_at=NOW, closes_on=today)
    ask = Ask.objects.create(topic=topic, remit=Remit.objects.first(), asked_by=author, asked_at=NOW, ends_on=today)
    assert [sees(row) for row in (poll, check, ask)] == [IN_CIRCLE] * 3
    hide(topic)
    assert [sees(row) for row in (poll, check, ask)] == [{"author"}] * 3


def test_an_answer_in_a_ground_check_is_seen_by_the_person_alone(topic, people, sees):
    insider = people["insider"]
    check = GroundCheck.objects.create(topic=topic, proposed_by=people["author"], created_at=NOW, closes_on=NOW.date())
    statement = check.statements.create(position=1, text="Landlords answer.")
    remit = insider.agency.main_remit
    answers = [
        GroundAnswer.objects.create(statement=statement, person=people[name], remit=remit, stance="agree")
        for name in ("insider", "leaver")
    ]
    assert [sees(answer) for answer in answers] == [{"insider"}, set()]


@pytest.mark.parametrize(
    ("is_named", "has_ended", "readers"),
    [(False, False, set()), (True, False, set()), (False, True, set()), (True, True, IN_CIRCLE)],
)
def test_votes_are_seen_by_others_after_the_end_of_a_poll_that_shows_who_voted(
    topic, people, sees, is_named, has_ended, readers
):
    poll = Poll.objects.create(
        topic=topic,
        question="When?",
        by="agency",
        is_named=is_named,
        started_by=people["author"],
        created_at=NOW,
        closes_on=NOW.date(),
        ended_at=NOW if has_ended else None,
    )
    option = poll.options.create(position=1, text="On Monday")
    own = PollVote.objects.create(poll=poll, option=option, person=people["insider"])
    of_agency = PollVote.objects.create(poll=poll, option=option, agency=people["insider"].agency)
    of_nobody_here = PollVote.objects.create(poll=poll, option=option, person=MemberFactory())
    alone = MemberFactory(agency=None)
    people["alone"] = alone
    assert sees(own) == {"insider"} | readers
    assert sees(of_agency) == {"insider", "colleague"} | readers
    assert sees(of_nobody_here) == readers


def test_signals_are_seen_by_their_agency_on_topics_that_the_member_can_see(topic, people, sees):
    insider = people["insider"]
    agency = insider.agency
    month = ReportingMonth.objects.create(agency=agency, month=dt.date(2026, 11, 1), remit=agency.main_remit)
    signal = Signal.objects.create(
        topic=topic,
        reporting=month,
        area=Area.objects.first(),
        person=insider,
        kind="not_seen",
        made_at=NOW,
        changed_at=NOW,
    )
    people["elsewhere"] = MemberFactory(agency=agency)  # not in the circle
    people["left"] = MemberFactory(agency=agency, state=MemberState.LEFT)
    people["alone"] = MemberFactory(agency=None)
    topic.board.circle.people.add(people["left"], people["alone"])
    assert sees(signal) == {"insider", "colleague"}


# What belongs to a post


def test_questions_and_look_ups_of_a_post_are_seen_by_its_author(post, board, people, sees):
    moderator = people["moderator"]
    board.circle.people.add(moderator)
    question = ModeratorQuestion.objects.create(post=post, asked_by=moderator, asked_at=NOW, text="Which street?")
    reveal = Reveal.objects.create(
        post=post, moderator=moderator, submission=uuid.uuid4(), reason="A legal order.", created_at=NOW
    )
    assert (sees(question), sees(reveal)) == ({"author"}, {"author"})
    board.circle.people.remove(people["author"])
    assert (sees(question), sees(reveal)) == (set(), {"author"})
    User.objects.filter(pk=people["author"].pk).update(state=MemberState.LEFT, is_active=False)
    people["author"] = User.objects.get(pk=people["author"].pk)
    assert (sees(question), sees(reveal)) == (set(), set())


def test_the_text_of_a_withdrawn_post_is_seen_by_its_author_alone(post, sees):
    withdrawal = Withdrawal.objects.create(post=post, state=PostState.LIVE, source="Ask.", created_at=NOW)
    assert sees(withdrawal) == {"author"}


@pytest.mark.parametrize("model", [SavedPost, Thanks])
def test_saved_posts_and_thanks_are_seen_by_the_person_while_they_can_read_the_post(post, people, board, sees, model):
    time = {"saved_at" if model is SavedPost else "thanked_at": NOW}
    row, leavers = (model.objects.create(person=people[name], post=post, **time) for name in ("insider", "leaver"))
    writer = {"author"} if model is Thanks else set()
    assert (sees(row), sees(leavers)) == ({"insider"} | writer, writer)
    board.circle.people.remove(people["insider"])
    assert sees(row) == writer
    hide(post.topic)
    assert sees(row) == set()


def test_a_report_of_a_post_is_seen_by_the_reporter_and_never_by_its_author(post, people, sees):
    of_insider, of_leaver = (
        Flag.objects.create(post=post, reporter=people[name], reason="other", created_at=NOW)
        for name in ("insider", "leaver")
    )
    assert (sees(of_insider), sees(of_leaver)) == ({"insider"}, set())


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        (RevisionState.APPLIED, IN_CIRCLE),
        (RevisionState.PENDING, {"author"}),
        (RevisionState.REJECTED, {"author"}),
        (RevisionState.SENT, {"author"}),
        (RevisionState.KEPT, set()),
    ],
)
def test_readers_see_the_applied_versions_of_a_live_post_and_its_author_all_but_those_of_a_legal_hold(
    post, board, people, sees, state, readers
):
    board.circle.people.add(people["moderator"])
    version = Revision.objects.create(
        post=post, source="Ask.", state=state, created_at=NOW, decision_reason="It names a street."
    )
    assert sees(version) == (readers | {"moderator"} if readers == IN_CIRCLE else readers)
    hide(post.topic)
    assert sees(version) == set()


def test_a_quotation_is_seen_by_the_readers_of_the_quoted_post(post, people, sees):
    elsewhere = make_topic(BoardFactory(), people["outsider"]).posts.get()
    quotation = Quotation.objects.create(post=elsewhere, quoted=post, text="Ask.")
    assert sees(quotation) == IN_CIRCLE
    unpublish(post.topic)
    assert sees(quotation) == set()


def stored(person: User, state: str = "clean") -> StoredFile:
    return StoredFile.objects.create(name="a.txt", size=5, uploaded_by=person, state=state, refusal="Ask again.")


@pytest.mark.parametrize(
    ("file", "fields", "readers"),
    [
        ("clean", {}, IN_CIRCLE),
        ("quarantined", {}, {"author"}),
        ("refused", {}, {"author"}),
        ("clean", {"waits": True}, {"author"}),
        ("clean", {"identifies": True}, {"author"}),
    ],
)
def test_readers_see_the_open_and_checked_files_of_a_post_and_its_author_all(
    post, people, board, sees, file, fields, readers
):
    attachment = Attachment.objects.create(post=post, stored_file=stored(people["author"], file), **fields)
    assert sees(attachment) == readers
    board.circle.people.remove(people["author"])
    assert sees(attachment) == readers - {"author"}


def test_nobody_sees_the_files_of_a_withdrawn_post(post, people, sees):
    reply = post_reply(topic=post.topic, author=people["insider"], body="Ask first.")
    attachment = Attachment.objects.create(post=reply, stored_file=stored(people["insider"]))
    assert sees(attachment) == IN_CIRCLE
    withdraw(reply)
    assert sees(attachment) == set()


def test_the_files_of_a_draft_are_seen_by_its_writer_for_thirty_days(topic, people, sees, clock):
    files = []
    for name in ("insider", "leaver"):
        draft = save_draft(person=people[name], place=f"reply:{topic.pk}", fields={"body": ["Ask."]}, topic=topic)
        files.append(DraftFile.objects.create(draft=draft, stored_file=stored(people[name]), sent_sha256="0"))
    assert [sees(file) for file in files] == [{"insider"}, set()]
    clock.forward(days=30)
    assert sees(files[0]) == {"insider"}
    clock.forward(minutes=1)
    assert sees(files[0]) == set()


# What belongs to no topic


@pytest.mark.parametrize(("state", "readers"), [("proposed", MEMBERS), ("accepted", MEMBERS), ("declined", set())])
def test_members_see_proposed_and_accepted_phrases(sees, state, readers):
    phrase = BlamingPhrase.objects.create(
        phrase="chose to", instead="was made to", why="It blames.", state=state, proposed_at=NOW
    )
    assert sees(phrase) == readers
