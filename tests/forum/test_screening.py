"""Why a post, a title or a reason is held for a moderator, one reason at a time."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import screening
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import NEWCOMER_POSTS, PostState
from forum.models import Attachment, Board, Post, Topic
from forum.screening import is_read_first, screen
from ratsite.files.quarantine import end_quarantine
from ratsite.network.enums import Marking
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = pytest.mark.django_db
PHONE = "Ring 07700 900123."


def soon() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=1)


def new(topic: Topic, author=None, **fields) -> Post:
    """A reply that is not stored yet."""
    return Post(
        topic=topic, author=author or MemberFactory(), state=PostState.LIVE, **{"source": "Ask first."} | fields
    )


def first(board: Board, **fields) -> Post:
    """The first post of a topic that is not published yet; neither is stored."""
    return new(
        Topic(board=board, marking=fields.pop("marking", Marking.GREEN), title=fields.pop("title", "Keys")), **fields
    )


def reasons(post: Post, **found) -> list[str]:
    return list(screen(post, **found).hold_reasons)


def change_board(topic: Topic, **fields) -> Topic:
    Board.objects.filter(pk=topic.board_id).update(**fields)
    return Topic.objects.select_related("board").get(pk=topic.pk)


@pytest.fixture
def topic():
    return make_topic()


def test_a_post_without_a_reason_is_published(topic):
    decision = screen(new(topic))
    assert (decision.publishes, decision.hold_reasons) == (True, ())
    held = screen(new(topic, MemberFactory(held_until=soon())))
    assert (held.publishes, held.hold_reasons) == (False, ("sanction",))


def test_a_board_that_holds_newcomers_holds_their_first_three_posts(topic):
    known, newcomer = topic.author, MemberFactory()
    for number in range(2, NEWCOMER_POSTS + 1):
        assert len(screening._approved(known.pk)) == number - 1
        post_reply(topic=topic, author=known, body="More.")
    topic = change_board(topic, holds_newcomers=True)
    assert (reasons(new(topic, known)), reasons(new(topic, newcomer))) == ([], ["newcomer"])


def test_a_board_holds_topics_and_replies_each_by_its_own_setting():
    topics, replies = BoardFactory(holds_topics=True), BoardFactory(holds_replies=True)
    assert (reasons(first(topics)), reasons(first(replies))) == (["new_topic"], [])
    in_topics, in_replies = (
        Topic(board=board, published_at=timezone.now(), marking="green") for board in (topics, replies)
    )
    assert (reasons(new(in_topics, number=2)), reasons(new(in_replies, number=2))) == ([], ["reply"])
    assert (reasons(new(in_topics, number=1)), reasons(new(in_replies, number=1))) == (["new_topic"], [])


def test_a_new_topic_above_the_ceiling_of_its_board_is_held_and_a_reply_in_it_is_not():
    board = BoardFactory(ceiling=Marking.GREEN)
    assert reasons(first(board, marking=Marking.AMBER_STRICT)) == ["ceiling"]
    assert reasons(new(Topic(board=board, marking=Marking.AMBER_STRICT, published_at=timezone.now()))) == []


def test_what_may_identify_someone_is_held_wherever_it_is_written(topic):
    assert reasons(new(topic, source=PHONE)) == ["identifiers"]
    assert reasons(new(topic, content_note=PHONE)) == ["identifiers"]
    assert reasons(new(topic, explanation="It is on their poster")) == ["identifiers"]
    assert reasons(new(topic), quoted=["Ask first.", PHONE]) == ["identifiers"]
    assert reasons(new(topic), quoted=["Ask first."]) == []


def test_a_title_is_scanned_with_the_post_that_shows_it(topic):
    assert reasons(first(topic.board, title=PHONE)) == ["identifiers"]
    topic.title = PHONE
    assert (reasons(new(topic, number=1)), reasons(new(topic, number=2))) == (["identifiers"], [])


def test_each_reason_is_given_once_and_the_files_are_asked_last(topic):
    post = new(topic, MemberFactory(held_until=soon()), source=PHONE)
    assert reasons(post, quoted=[PHONE], found_in_files=["identifiers", "files"]) == [
        "sanction",
        "identifiers",
        "files",
    ]


def test_a_check_that_fails_holds_the_post_and_is_in_the_server_s_log(topic, monkeypatch, caplog):
    def fail(post):
        raise RuntimeError("no connection")

    monkeypatch.setattr(screening, "HANDLERS", (fail, lambda post: "reply"))
    assert reasons(new(topic)) == ["check_failed", "reply"]
    assert [(entry.levelname, entry.message) for entry in caplog.records] == [("ERROR", "a screening handler failed")]


# Stored posts, which are screened again


@pytest.fixture
def held(topic) -> Post:
    """A stored reply that is held."""
    return hold(topic)


def hold(topic: Topic, **fields) -> Post:
    board = topic.board
    Board.objects.filter(pk=board.pk).update(holds_replies=True)
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    post = post_reply(topic=topic, author=MemberFactory(), body="I waited.", **fields)
    Board.objects.filter(pk=board.pk).update(holds_replies=False)
    return again(post)


def again(post: Post) -> Post:
    return Post.objects.select_related("topic__board", "author__agency").get(pk=post.pk)


def test_a_held_post_whose_author_may_still_write_has_no_other_reason(held):
    assert reasons(held) == []


def test_a_held_post_whose_author_may_no_longer_write_stays_held(held):
    held.author.silenced_until = soon()
    assert reasons(held) == ["may_not_write"]
    held.state = PostState.LIVE
    assert reasons(held) == []


@pytest.mark.parametrize("closed_by", ["lock", "circle", "withdrawal"])
def test_a_held_reply_in_a_topic_that_closed_stays_held(held, topic, closed_by):
    if closed_by == "lock":
        Topic.objects.filter(pk=topic.pk).update(is_locked=True)
    elif closed_by == "circle":
        Board.objects.filter(pk=topic.board_id).update(circle=CircleFactory())
    else:
        withdraw_post(post_id=topic.posts.get(number=1).pk, author=topic.author)
    assert reasons(again(held)) == ["may_not_write"]


@pytest.fixture
def with_file(topic) -> Post:
    return hold(topic, files=[SimpleUploadedFile("card.txt", b"Ask first.")])


def test_a_stored_post_is_held_until_its_files_are_checked_unless_it_is_live(with_file):
    assert reasons(with_file) == ["files"]
    with_file.state = PostState.LIVE
    assert reasons(with_file) == []
    end_quarantine(file_id=str(with_file.attachments.get().stored_file_id))
    assert reasons(again(with_file)) == []


def test_a_stored_post_is_held_if_a_file_may_identify_someone(topic, with_file):
    other = hold(topic)
    end_quarantine(file_id=str(with_file.attachments.get().stored_file_id))
    Attachment.objects.update(identifies=True)
    assert (reasons(again(with_file)), reasons(again(other))) == (["identifiers"], [])


def test_a_post_without_files_asks_nothing_about_files(held):
    with CaptureQueriesContext(connection) as queries:
        screen(held)
    assert [query["sql"] for query in queries if "attachment" in query["sql"]] == []


# Titles, reasons and closing lines


def test_a_reason_is_screened_as_a_reply_and_a_title_as_a_new_topic(topic, member):
    assert (is_read_first(member, topic, "Clearer"), is_read_first(member, topic, "Clearer", is_title=True)) == (
        False,
    ) * 2
    replies = change_board(topic, holds_replies=True)
    assert (is_read_first(member, replies, "A"), is_read_first(member, replies, "A", is_title=True)) == (True, False)
    topics = change_board(topic, holds_replies=False, holds_topics=True)
    assert (is_read_first(member, topics, "A"), is_read_first(member, topics, "A", is_title=True)) == (False, True)


@pytest.mark.parametrize("is_title", [False, True])
def test_managers_are_exempt_from_the_rules_of_the_board_but_not_from_the_check_for_identifiers(topic, is_title):
    topic = change_board(topic, holds_replies=True, holds_topics=True, holds_newcomers=True)
    moderator = MemberFactory(roles=["Moderators"], held_until=soon())
    assert not is_read_first(moderator, topic, "Clearer", is_title=is_title)
    assert is_read_first(moderator, topic, PHONE, is_title=is_title)
    assert is_read_first(MemberFactory(roles=["Curators"]), topic, "Clearer", is_title=is_title)


def test_a_reason_in_a_topic_above_a_ceiling_that_was_lowered_is_not_held(topic, member):
    Topic.objects.filter(pk=topic.pk).update(marking=Marking.AMBER_STRICT)
    assert not is_read_first(member, change_board(topic, ceiling=Marking.GREEN), "Clearer", is_title=True)
