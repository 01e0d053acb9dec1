"""The decisions taken in the review queue, as far as this moderator may see them."""

import pytest

from forum.actions.approve import approve_edit, approve_post, reject_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, leave_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Post, Revision
from ratsite.audit.actions import record
from ratsite.files.models import StoredFile
from ratsite.review.queries.history import MUCH_FOR_A_DAY
from tests.factories import BoardFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return BoardFactory(name="Rooms", holds_replies=True)


def held(board: Board, title: str) -> Post:
    return post_reply(topic=make_topic(board, title=title), author=MemberFactory(), body="I waited.")


def history_lines(client, query: str = "") -> list[tuple[str, str, str]]:
    lines = client.get(f"/review/history/{query}").context["lines"]
    return [(line.what.title, line.outcome, line.reason) for line in lines]


def test_each_decision_is_there_with_its_reason_newest_first(board, moderator, sign_in):
    approve_post(post_id=held(board, "One").pk, moderator=moderator)
    reject_post(post_id=held(board, "Two").pk, moderator=moderator, reason="It names a road")
    stands = make_topic(title="Three").posts.get()
    flag_post(post_id=stands.pk, reporter=MemberFactory(), reason="off_aim", text="zyzzyva")
    leave_post(post_id=stands.pk, moderator=moderator, reason="It is on the aim")
    Board.objects.filter(pk=stands.topic.board_id).update(holds_topics=True)
    edit_post(post_id=stands.pk, editor=stands.author, body="Changed.")
    approve_edit(revision_id=Revision.objects.pending().get().pk, moderator=moderator)
    client = sign_in(moderator, with_second_step=True)
    assert history_lines(client) == [
        ("Three", "Edit approved", ""),
        ("Three", "Left as it is", "It is on the aim"),
        ("Two", "Rejected", "It names a road"),
        ("One", "Approved", ""),
    ]
    html = flat(client.get("/review/history/").content)
    assert (str(moderator) in html, "Rooms" in html) == (True, True)
    assert ("zyzzyva" in html, "I waited." in html) == (False, False)


def test_decisions_of_another_board_are_not_listed(board, moderator, sign_in):
    post = held(board, "Theirs")
    other = MemberFactory(roles=["Moderators"])
    approve_post(post_id=post.pk, moderator=other)
    board.moderators.add(other)
    assert history_lines(sign_in(moderator, with_second_step=True)) == []
    assert history_lines(sign_in(other, with_second_step=True)) == [("Theirs", "Approved", "")]


def test_a_post_withdrawn_since_shows_only_its_title(board, moderator, sign_in):
    post = held(board, "Gone")
    approve_post(post_id=post.pk, moderator=moderator)
    withdraw_post(post_id=post.pk, author=post.author)
    html = flat(sign_in(moderator, with_second_step=True).get("/review/history/").content)
    assert ("Gone" in html, "I waited." in html) == (True, False)


def test_entries_about_other_kinds_of_things_do_no_harm(board, moderator, sign_in):
    make_resource()
    record(StoredFile.objects.get(), "forum.post.approve", actor=moderator)  # its key is no number
    approve_post(post_id=held(board, "One").pk, moderator=moderator)
    assert history_lines(sign_in(moderator, with_second_step=True)) == [("One", "Approved", "")]


def test_a_page_has_an_earlier_one_as_long_as_there_is_more(board, moderator, sign_in):
    topic = make_topic(board)
    for number in range(27):
        post = post_reply(topic=topic, author=MemberFactory(), body=f"Number {number}")
        approve_post(post_id=post.pk, moderator=moderator)
    client = sign_in(moderator, with_second_step=True)
    earlier = client.get("/review/history/").context["earlier"]
    assert [len(history_lines(client, query)) for query in ("", f"?before={earlier}", "?before=x")] == [25, 2, 25]
    assert client.get(f"/review/history/?before={earlier}").context["earlier"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_costs_the_same_for_one_and_three(board, moderator, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        approve_post(post_id=held(board, "One").pk, moderator=moderator)
    client = sign_in(moderator, with_second_step=True)
    client.get("/review/history/")
    with django_assert_num_queries(5):  # session, person, roles, entries, their posts
        client.get("/review/history/")


def test_a_moderator_who_has_decided_much_in_a_day_reads_that_the_rest_can_wait(board, moderator, sign_in, clock):
    clock.set("2026-11-24", "23:00")
    reject_post(post_id=held(board, "Rooms").pk, moderator=moderator, reason="Too short.")
    clock.set("2026-11-25", "09:00")
    client = sign_in(moderator, with_second_step=True)
    for _ in range(MUCH_FOR_A_DAY - 1):
        reject_post(post_id=held(board, "Rooms").pk, moderator=moderator, reason="Too short.")
    assert "since midnight" not in flat(client.get("/review/").content)
    reject_post(post_id=held(board, "Rooms").pk, moderator=moderator, reason="Too short.")
    assert f"You have decided {MUCH_FOR_A_DAY} items since midnight" in flat(client.get("/review/").content)
