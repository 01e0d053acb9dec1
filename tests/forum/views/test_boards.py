"""A board's page: who can read it, the order of its topics, and the filter by kind."""

import datetime as dt

import pytest
from django.utils import timezone

from forum.actions.post import post_reply
from forum.models import Topic
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def titles(client, board, **chosen) -> list[str]:
    page = client.get(board.get_absolute_url(), chosen).context["page"]
    return [topic.title for topic in (*page.own_waiting, *page.pinned, *page.topics)]


@pytest.fixture
def board():
    board = BoardFactory()
    for title, kind in (("First", "discussion"), ("Second", "question"), ("Third", "discussion")):
        make_topic(board, title=title, kind=kind)
    first = board.topics.get(title="First")
    post_reply(topic=first, author=first.author, body="Again.")
    return board


def test_a_board_can_be_sorted_by_the_newest_topic(board, member, sign_in):
    client = sign_in(member)
    assert titles(client, board) == ["First", "Third", "Second"]
    assert titles(client, board, sort="newest") == ["Third", "Second", "First"]


def test_a_board_can_be_filtered_by_kind(board, member, sign_in):
    board.topics.filter(title="Second").update(is_pinned=True)
    client = sign_in(member)
    assert titles(client, board, kind="question") == ["Second"]
    assert titles(client, board, kind="discussion") == ["First", "Third"]
    assert titles(client, board, kind="discussion", sort="newest") == ["Third", "First"]
    assert "Remove this filter" in flat(client.get(board.get_absolute_url(), {"kind": "question"}).content)
    empty = flat(client.get(board.get_absolute_url(), {"kind": "trend"}).content)
    assert "No topic here matches your filters." in empty


@pytest.mark.parametrize("chosen", [{"kind": "nothing"}, {"kind": "\x00"}, {"sort": "title"}, {"sort": "-pk"}])
def test_an_unknown_kind_or_order_is_ignored(board, member, sign_in, chosen):
    assert titles(sign_in(member), board, **chosen) == ["First", "Third", "Second"]


@pytest.mark.parametrize("chosen", [{"sort": "newest"}, {"kind": "discussion"}])
def test_older_pages_keep_the_order_and_the_filter(member, sign_in, chosen, monkeypatch):
    monkeypatch.setattr("forum.queries.topic_list.TOPICS_A_PAGE", 2)
    board = BoardFactory()
    for number in range(3):
        make_topic(board, title=f"Topic {number}")
    moment = timezone.now() - dt.timedelta(days=1)
    Topic.objects.update(created_at=moment, last_post_at=moment)
    client = sign_in(member)
    first = client.get(board.get_absolute_url(), chosen).context["page"]
    assert [topic.title for topic in first.topics] == ["Topic 2", "Topic 1"]
    assert titles(client, board, **chosen, before=first.older_cursor) == ["Topic 0"]


def test_a_board_says_who_can_read_it(sign_in):
    circle, person = CircleFactory(), MemberFactory()
    circle.people.add(person)
    client = sign_in(person)
    assert "All members can read this board: 1 person in 1 agency" in flat(
        client.get(BoardFactory().get_absolute_url()).content
    )
    page = flat(client.get(BoardFactory(circle=circle).get_absolute_url()).content)
    assert f"Only members of the circle “{circle.name}” know that this board exists: 1 person in 1 agency" in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_filtered_board_costs_the_same_for_one_and_three(member, sign_in, count, django_assert_num_queries):
    board = BoardFactory()
    for _ in range(count):
        make_topic(board)
    client = sign_in(member)
    with django_assert_num_queries(5):  # session with the person, roles, board, readers, topics
        assert len(titles(client, board, kind="discussion", sort="newest")) == count
