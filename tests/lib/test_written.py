"""Subqueries that are put together once say the same as those that are put together each time."""

import pytest
from django.db.models import Exists, F, IntegerField, OuterRef, Subquery, Value

from forum.actions.reading import mark_topic_read
from forum.models import Post, Topic
from ratsite.lib import written
from ratsite.lib.written import Written, WrittenCount, WrittenExists
from tests.factories import BoardFactory, MemberFactory, make_topic

pytestmark = pytest.mark.django_db


def posts_of(topic, least):
    return Post.objects.filter(state="live", topic=topic, number__gte=least).order_by("number")


def newest(topic, state):
    return Post.objects.filter(topic=topic, state=state).order_by("-number").values("number")[:1]


@pytest.fixture(autouse=True)
def _nothing_kept():
    written._pieces.cache_clear()


def test_each_row_is_asked_with_its_own_columns_and_parameters():
    topics = [make_topic(replies=replies) for replies in (0, 1, 3)]
    for least in (1, 2, 5):
        found = Topic.objects.annotate(there=WrittenExists(posts_of, "pk", Value(least))).order_by("pk")
        plain = Topic.objects.annotate(there=Exists(posts_of(OuterRef("pk"), least))).order_by("pk")
        assert list(found.values_list("there", flat=True)) == list(plain.values_list("there", flat=True))
    found = Topic.objects.annotate(last=Written(newest, "pk", Value("live"), output_field=IntegerField()))
    plain = Topic.objects.annotate(last=Subquery(newest(OuterRef("pk"), "live")))
    assert list(found.order_by("pk").values_list("last", flat=True)) == [1, 2, 4]
    assert list(plain.order_by("pk").values_list("last", flat=True)) == [1, 2, 4]
    assert len(topics) == 3


def test_it_filters_is_turned_round_and_takes_annotations():
    empty, full = make_topic(), make_topic(replies=2)
    asked = WrittenExists(posts_of, "pk", "least")
    topics = Topic.objects.annotate(least=F("last_number") - 1 + 1).filter(pk__in=[empty.pk, full.pk])
    assert topics.filter(asked).count() == 2
    assert list(topics.filter(WrittenExists(posts_of, "pk", Value(2)))) == [full]
    assert list(topics.filter(~WrittenExists(posts_of, "pk", Value(2)))) == [empty]


def test_it_is_put_together_once():
    calls = []

    def rows(topic):
        calls.append(topic)
        return Post.objects.filter(topic=topic)

    for _ in range(3):
        list(Topic.objects.filter(WrittenExists(rows, "pk")))
    assert len(calls) == 1


def test_what_looks_like_sql_is_a_value():
    topic = make_topic()
    said = Written(newest, "pk", Value("live') OR 1=1 --%s"), output_field=IntegerField())
    assert Topic.objects.annotate(last=said).get(pk=topic.pk).last is None


def some_of(topic):
    return Post.objects.filter(topic=topic).order_by("number").values("pk")[:2]


def test_a_count_ends_where_the_rows_are_cut():
    topics = [make_topic(replies=replies) for replies in (0, 3)]
    found = Topic.objects.filter(pk__in=[topic.pk for topic in topics]).annotate(count=WrittenCount(some_of, "pk"))
    assert sorted(found.values_list("count", flat=True)) == [1, 2]


def test_a_column_is_that_of_its_own_row_in_a_subquery_too():
    reader = MemberFactory()
    read, unread = make_topic(), make_topic()
    mark_topic_read(topic=read, reader=reader, number=1)
    new = Topic.objects.unread_by(reader)
    assert list(Topic.objects.filter(pk__in=new.values("pk"))) == list(new) == [unread]
    assert list(Topic.objects.exclude(pk__in=new.values("pk"))) == [read]


def newer_there(topic, board):
    return Topic.objects.filter(board=board, pk__gt=topic)


def replies_of(author):
    return Post.objects.filter(author=author, number=2)


def test_a_column_is_that_of_its_own_row_where_the_same_table_is_asked():
    board = BoardFactory()
    older, _newest, _alone = make_topic(board), make_topic(board), make_topic()
    assert list(Topic.objects.filter(WrittenExists(newer_there, "pk", "board_id"))) == [older]
    assert list(Topic.objects.filter(Exists(newer_there(OuterRef("pk"), OuterRef("board_id"))))) == [older]
    answered = make_topic(replies=1)
    posts = Post.objects.filter(WrittenExists(replies_of, "author_id")).order_by("number")
    assert list(posts) == list(answered.posts.order_by("number"))
