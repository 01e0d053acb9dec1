"""At the foot of a topic: the next unread topic of the list that the reader came from, and how many are left."""

import datetime as dt

import pytest
from django.utils import timezone

from forum.actions.mark_read import catch_up
from forum.models import Board, Topic
from forum.queries.unread import MOST_LEFT, left_for
from ratsite.catchup.queries.groups import catch_up_of
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def board() -> Board:
    return BoardFactory()


@pytest.fixture
def reader():
    return MemberFactory(approved_at=timezone.now() - dt.timedelta(days=1))


@pytest.fixture
def topics(board) -> list[Topic]:
    """Four topics, the newest last; the third is on another board."""
    boards = [board, board, BoardFactory(), board]
    return [make_topic(one, title=f"Topic {number}") for number, one in enumerate(boards, start=1)]


def foot(html: str) -> str:
    return html[html.index('<nav class="turn turn--next"') : html.index("<aside")]


def test_the_reading_list_comes_first_then_the_same_board_then_any(reader, topics):
    first, second, elsewhere, newest = topics
    assert left_for(reader, newest, [elsewhere.pk, first.pk]).next == elsewhere
    assert left_for(reader, newest, [newest.pk, first.pk]).next == first
    assert left_for(reader, newest, []).next == second
    assert left_for(reader, elsewhere, []).next == newest
    for topic in (first, second, newest):
        Topic.objects.filter(pk=topic.pk).update(published_at=None, last_number=0, last_post_at=None)
    assert left_for(reader, first, [second.pk]).next == elsewhere


def test_the_foot_says_what_is_next_and_how_many_are_left(reader, sign_in, topics):
    client = sign_in(reader)
    part = foot(flat(client.get(topics[0].get_absolute_url(), {"then": f"{topics[2].pk}-{topics[1].pk}"}).content))
    assert "3 left" in part
    assert f'href="{topics[2].unread_url}?then={topics[2].pk}-{topics[1].pk}"' in part
    assert "Topic 3" in part
    for topic in topics[1:]:
        part = foot(flat(client.get(topic.get_absolute_url()).content))
    assert "Nothing else is new" in part
    assert "Next unread" not in part


@pytest.mark.parametrize("then", ["", "x", "-1", "1-", "٣", "9" * 30, "1-" * 500, "<script>", "0"])
def test_a_reading_list_that_makes_no_sense_is_passed_over(reader, sign_in, topics, then):
    response = sign_in(reader).get(topics[0].get_absolute_url(), {"then": then})
    assert "Next unread" in foot(flat(response.content))
    assert b"<script>-" not in response.content


def test_a_topic_of_a_circle_or_a_muted_one_is_never_next(reader, topics):
    hidden = make_topic(BoardFactory(circle=CircleFactory()), title="Hidden")
    left = left_for(reader, topics[0], [hidden.pk])
    assert (left.next.title, left.count) == ("Topic 4", 3)


def test_one_query_finds_what_is_left_of_one_topic_and_of_many(reader, topics, django_assert_num_queries):
    catch_up(reader=reader, boards=Board.objects.all(), until=timezone.now())
    left_for(reader, topics[0], [])  # asks once which circles the reader is in
    for count in (0, 1, MOST_LEFT + 1):
        while Topic.objects.count() < len(topics) + count:
            make_topic(topics[0].board)
        with django_assert_num_queries(1):
            left = left_for(reader, topics[0], [])
        assert (left.count, left.has_more) == (min(count, MOST_LEFT), count > MOST_LEFT)


def test_the_reading_list_is_remembered_through_the_first_unread_post_and_a_reply(reader, sign_in, topics):
    client = sign_in(reader)
    response = client.get(topics[0].unread_url, {"then": "7-8"})
    assert response["Location"] == f"{topics[0].get_absolute_url()}?then=7-8#post-1"
    html = flat(client.get(response["Location"]).content)
    assert f'action="/forum/topics/{topics[0].pk}/reply/?then=7-8"' in html
    response = client.post(f"/forum/topics/{topics[0].pk}/reply/?then=7-8", {"body": "Here too."})
    assert response["Location"] == f"{topics[0].get_absolute_url()}?then=7-8#post-2"


def test_each_row_of_catch_up_leads_on_within_its_group(reader, topics):
    [rest] = catch_up_of(reader).groups
    ids = [row.topic_id for row in rest.rows]
    assert ids == [topic.pk for topic in reversed(topics)]
    assert [row.url.partition("?then=")[2] for row in rest.rows] == [
        "-".join(map(str, ids[place + 1 :] + ids[:place])) for place in range(len(ids))
    ]
