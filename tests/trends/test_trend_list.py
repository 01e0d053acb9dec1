"""The list of trends."""

import pytest
from django.urls import reverse

from forum.models import Topic
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic, make_trend_note

pytestmark = pytest.mark.django_db
LIST = reverse("trends:trend_list")


def test_list_shows_the_trend_notes_that_the_reader_can_read(member, sign_in):
    circle, author = CircleFactory(), MemberFactory()
    circle.people.add(author)
    shown = make_trend_note(BoardFactory(), author)
    make_trend_note(BoardFactory(circle=circle), author)
    make_topic(title="An ordinary talk")
    assert [topic.pk for topic in sign_in(member).get(LIST).context["trends"]] == [shown.pk]


def test_archived_trend_notes_are_not_listed(member, sign_in):
    topic = make_trend_note(BoardFactory(), MemberFactory())
    Topic.objects.filter(pk=topic.pk).update(is_archived=True)
    page = sign_in(member).get(LIST)
    assert list(page.context["trends"]) == []
    assert "There are no trend notes yet." in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(member, sign_in, django_assert_num_queries, count):
    board, author = BoardFactory(), MemberFactory()
    for _ in range(count):
        make_trend_note(board, author)
    client = sign_in(member)
    client.get(LIST)
    with django_assert_num_queries(5):  # session, person, count, topics, areas
        client.get(LIST)
