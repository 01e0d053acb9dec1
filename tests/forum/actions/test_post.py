import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.actions.approve import approve_post, reject_post
from forum.actions.edit import edit_post
from forum.actions.post import post_reply, start_topic
from forum.actions.save_draft import Seen, edit_place, reply_place, topic_place
from forum.enums import NEWCOMER_POSTS, HoldReason, PostState, TopicKind
from forum.models import Board, Draft, Post, Topic
from forum.posting_limits import POST_LIMITS, TOPIC_LIMITS
from forum.screening import screen
from ratsite.notifications.models import Mail
from tests.factories import BoardFactory, MemberFactory, make_topic, save_draft

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def open_topic(board, author) -> Post:
    return start_topic(
        board=board, author=author, title="Keys", body="Are **yours** back?", marking="green", may_act="free"
    )


def test_a_topic_and_its_replies_are_numbered_from_one(member):
    topic = make_topic(author=member, replies=2)
    assert list(topic.posts.values_list("number", flat=True)) == [1, 2, 3]
    assert topic.last_number == 3


def test_a_board_counts_what_is_live(member):
    topic = make_topic(author=member, replies=2)
    board = Board.objects.get(pk=topic.board_id)
    assert (board.topic_count, board.post_count, board.latest_topic) == (1, 3, topic)


def test_the_reasons_for_holding_a_post_read_alike_for_author_and_moderators():
    assert [reason for reason in HoldReason if {"you", "your"} & set(reason.label.split())] == []


def test_source_and_html_are_set_together(member):
    post = open_topic(BoardFactory(), member)
    assert (post.source, post.html) == ("Are **yours** back?", "<p>Are <strong>yours</strong> back?</p>\n")


def test_a_post_keeps_its_author_s_agency_and_role_of_that_day(member):
    post = open_topic(BoardFactory(), member)
    then = member.agency
    member.agency, member.job_title = MemberFactory().agency, "Another role"
    member.save()
    post.refresh_from_db()
    assert (post.agency, post.job_title) == (then, "Officer")


def test_a_newcomer_s_first_three_posts_are_held_and_the_fourth_is_not(moderator):
    board, newcomer = BoardFactory(holds_newcomers=True), MemberFactory()
    for _ in range(NEWCOMER_POSTS):
        post = open_topic(board, newcomer)
        assert (post.state, post.hold_reasons) == (PostState.HELD, ["newcomer"])
        approve_post(post_id=post.pk, moderator=moderator)
    assert open_topic(board, newcomer).state == PostState.LIVE


def test_an_imported_older_post_is_not_the_board_s_latest(member):
    topic, older = make_topic(author=member), make_topic(author=member)
    board, earlier = Board.objects.get(pk=topic.board_id), timezone.now() - dt.timedelta(days=9)
    Topic.objects.filter(pk=older.pk).update(board=board, published_at=earlier, last_post_at=earlier)
    post_reply(topic=older, author=member, body="Long ago.", written_at=earlier + dt.timedelta(days=1))
    board.refresh_from_db()
    assert (board.latest_topic, board.post_count) == (topic, 2)


def test_rejected_posts_do_not_count_towards_being_known(moderator):
    board, newcomer = BoardFactory(holds_newcomers=True), MemberFactory()
    for _ in range(NEWCOMER_POSTS):
        reject_post(post_id=open_topic(board, newcomer).pk, moderator=moderator, reason="Off the aim")
    assert open_topic(board, newcomer).state == PostState.HELD


def test_a_held_topic_counts_nowhere_until_it_is_approved(member, moderator):
    board = BoardFactory(holds_newcomers=True)
    post = open_topic(board, member)
    board.refresh_from_db()
    assert (board.topic_count, board.post_count, board.latest_topic) == (0, 0, None)
    assert approve_post(post_id=post.pk, moderator=moderator) is True
    board.refresh_from_db()
    assert (board.topic_count, board.post_count, board.latest_topic_id) == (1, 1, post.topic_id)


def test_approval_gives_the_number_and_the_time_so_that_late_posts_are_new(member, moderator):
    topic = make_topic(replies=1)
    Board.objects.update(holds_newcomers=True)
    held = post_reply(topic=Topic.objects.select_related("board").get(), author=member, body="I wait.")
    Board.objects.update(holds_newcomers=False)
    post_reply(topic=Topic.objects.select_related("board").get(), author=topic.author, body="I do not.")
    approve_post(post_id=held.pk, moderator=moderator)
    held.refresh_from_db()
    assert held.number == 4
    assert held.published_at > held.created_at


def test_a_decision_is_made_once(member, moderator):
    post = open_topic(BoardFactory(holds_newcomers=True), member)
    assert approve_post(post_id=post.pk, moderator=moderator) is True
    assert approve_post(post_id=post.pk, moderator=moderator) is False
    assert reject_post(post_id=post.pk, moderator=moderator, reason="Late") is False
    post.refresh_from_db()
    assert (post.state, post.topic.last_number) == (PostState.LIVE, 1)


def test_the_author_is_notified_and_the_email_reveals_nothing(member, moderator):
    post = open_topic(BoardFactory(holds_newcomers=True), member)
    reject_post(post_id=post.pk, moderator=moderator, reason="It names a street")
    mail = Mail.objects.get()
    assert mail.to == member.email
    for secret in ("Keys", "yours", "It names a street", post.topic.board.name):
        assert secret not in mail.subject + mail.text


def test_a_check_that_breaks_holds_the_post(member, monkeypatch):
    def broken(post):
        raise RuntimeError("no connection")

    monkeypatch.setattr("forum.screening.HANDLERS", (broken,))
    post = open_topic(BoardFactory(), member)
    assert (post.state, post.hold_reasons) == (PostState.HELD, ["check_failed"])


def test_screening_only_reads(member, django_assert_num_queries):
    topic = make_topic(BoardFactory(holds_newcomers=True))
    assert topic.board.holds_newcomers
    with django_assert_num_queries(1) as asked:
        screen(Post(topic=topic, author=member))
    assert "ORDER BY" not in asked.captured_queries[0]["sql"]  # in order, it would walk through everybody's posts


def test_the_log_names_the_moderator_and_the_reason_and_no_text(member, moderator):
    from wagtail.models import ModelLogEntry

    post = open_topic(BoardFactory(holds_newcomers=True), member)
    reject_post(post_id=post.pk, moderator=moderator, reason="Off the aim")
    entry = ModelLogEntry.objects.get(action="forum.post.reject")
    assert (entry.user, entry.label, entry.data["reason"]) == (moderator, f"post {post.pk}", "Off the aim")


@pytest.mark.parametrize("state", ["live", "held"])
def test_the_database_refuses_a_post_without_what_its_state_needs(member, state):
    from django.db import IntegrityError, transaction

    topic = make_topic()
    post = Post(topic=topic, author=member, state=state, created_at=topic.created_at)
    post.set_body("x")
    with pytest.raises(IntegrityError), transaction.atomic():
        post.save()


def test_a_text_that_did_not_come_from_a_draft_leaves_the_draft(member):
    topic, board = make_topic(), BoardFactory()
    kept = {"body": ["Not ready"], "title": [""]}
    save_draft(person=member, place=reply_place(topic), fields=kept, sequence=0, topic=topic)
    save_draft(person=member, place=topic_place(board, TopicKind.DISCUSSION), fields=kept, sequence=0, board=board)
    post = post_reply(topic=topic, author=member, body="And then.")
    make_topic(board, member)
    save_draft(person=member, place=edit_place(post), fields=kept, sequence=0, post=post)
    edit_post(post_id=post.pk, editor=member, body="And later.")
    assert [draft.fields["body"] for draft in Draft.objects.all()] == [["Not ready"]] * 3


def test_the_same_reply_of_another_tab_is_the_first_one_also_in_slow_mode(member):
    topic = make_topic()
    Topic.objects.update(slow_minutes=60)
    first = post_reply(topic=topic, author=member, body="We do.", draft=Seen())
    assert post_reply(topic=topic, author=member, body="We do.", draft=Seen()) == first
    with pytest.raises(PermissionDenied):
        post_reply(topic=topic, author=member, body="We do not.", draft=Seen())


@pytest.mark.usefixtures("posting_limits")
def test_the_same_reply_of_another_tab_is_the_first_one_also_when_it_is_one_too_many(member):
    topic = make_topic()
    most = POST_LIMITS[0][1]
    posts = [post_reply(topic=topic, author=member, body=f"Reply {number}.", draft=Seen()) for number in range(most)]
    assert post_reply(topic=topic, author=member, body=f"Reply {most - 1}.", draft=Seen()) == posts[-1]
    with pytest.raises(PermissionDenied):
        post_reply(topic=topic, author=member, body="Another reply.", draft=Seen())


@pytest.mark.usefixtures("posting_limits")
def test_the_same_topic_of_another_device_is_the_first_one_also_when_it_is_one_too_many(member):
    board, most = BoardFactory(), TOPIC_LIMITS[0][1]
    fields = {"board": board, "author": member, "body": "Are yours back?", "marking": "green", "may_act": "free"}
    fields |= {"draft": Seen(sequence=1)}
    topics = [start_topic(title=f"Keys {number}", **fields) for number in range(most)]
    assert start_topic(title=f"Keys {most - 1}", **fields) == topics[-1]
    with pytest.raises(PermissionDenied):
        start_topic(title="Other keys", **fields)
