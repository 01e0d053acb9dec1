"""The list of trends."""

import re

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
    assert [row.pk for row in sign_in(member).get(LIST).context["rows"]] == [shown.pk]


def test_archived_trend_notes_are_not_listed(member, sign_in):
    topic = make_trend_note(BoardFactory(), MemberFactory())
    Topic.objects.filter(pk=topic.pk).update(is_archived=True)
    page = sign_in(member).get(LIST)
    assert page.context["rows"] == ()
    assert "There are no trend notes yet." in page.content.decode()


def test_a_row_says_the_state_and_the_month_before_the_areas(member, sign_in):
    make_trend_note(BoardFactory(), MemberFactory())
    columns = re.findall(r'role="columnheader"[^>]*>([^<]+)<', sign_in(member).get(LIST).content.decode())
    assert columns == ["Trend", "State", "This month", "Areas", "Twelve months"]
