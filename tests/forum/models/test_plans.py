"""Which indexes SQLite's query plan uses for boards and topics. What is found is the same on both databases."""

import pytest
from django.db import connection
from django.utils import timezone

from forum import posting_limits
from forum.actions.post import post_reply
from forum.models import Board, Topic
from forum.queries.topic_list import with_row_details
from tests.factories import BoardFactory, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


# PostgreSQL's plan depends on the size of its tables: it reads the few rows of a test without these indexes.
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of PostgreSQL depends on table sizes")


def test_new_topics_of_a_board_are_counted_from_the_moment_of_catching_up(member):
    board = BoardFactory()
    pinned, _ = make_topic(board), make_topic(board)
    Topic.objects.filter(pk=pinned.pk).update(is_pinned=True)
    boards = Board.objects.visible_to(member).with_new(member)
    assert boards.get(pk=board.pk).new_topics == 2


@on_sqlite
def test_new_topics_of_a_board_are_looked_up_in_an_index(member):
    boards = Board.objects.visible_to(member).with_new(member)
    assert "topic_list (board_id=? AND is_pinned=? AND last_post_at>?)" in boards.explain()


def test_whether_own_posts_wait_in_a_topic_is_asked_of_own_posts_alone(member):
    held, other = make_topic(BoardFactory(holds_replies=True)), make_topic()
    post_reply(topic=held, author=member, body="It waits.")
    topics = Topic.objects.with_own(member).filter(pk__in=[held.pk, other.pk])
    assert {topic.pk: topic.has_own_waiting for topic in topics} == {held.pk: True, other.pk: False}


@on_sqlite
def test_own_posts_that_wait_are_looked_up_in_an_index(member):
    topics = Topic.objects.with_own(member).filter(pk__in=[1, 2])
    assert "post_by_author (author_id=? AND state=?)" in topics.explain()


@on_sqlite
@pytest.mark.parametrize(
    ("latest", "index"),
    [(posting_limits._latest_posts, "post_by_author_time"), (posting_limits._latest_topics, "topic_by_author_time")],
)
def test_how_much_a_person_has_posted_lately_is_not_asked_of_all_their_posts(member, latest, index):
    assert f"{index} (author_id=? AND created_at>?)" in latest.build(member.pk, timezone.now()).explain()


@on_sqlite
@pytest.mark.parametrize(
    ("chosen", "order", "index"),
    [
        ({"kind": "question"}, "-last_post_at", "topic_by_kind (kind=?)"),
        ({"board": 1, "kind": "question"}, "-last_post_at", "topic_list_by_kind (board_id=? AND kind=?)"),
        ({"board": 1}, "-created_at", "topic_list_newest (board_id=?)"),
    ],
)
def test_a_filtered_list_reads_an_index_in_its_order_and_sorts_nothing(member, chosen, order, index):
    topics = (
        with_row_details(Topic.objects.visible_to(member), member).listed().filter(**chosen).order_by(order, "-pk")[:31]
    )
    assert index in topics.explain()
    assert "USE TEMP B-TREE FOR ORDER BY" not in topics.explain()
