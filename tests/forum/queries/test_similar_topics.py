"""Topics similar to the one that a person is about to start."""

import pytest
from django.urls import reverse

from forum.models import Board
from tests.factories import BoardFactory, CircleFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def similar(client, board: Board, title: str) -> list[str]:
    answer = client.get(reverse("forum:board_similar", args=[board.slug]), {"title": title})
    return [topic.title for topic in answer.context["topics"]] if answer.status_code == 200 else []


@pytest.fixture
def board(member):
    return BoardFactory()


def test_titles_that_share_most_words_come_first_and_the_newest_of_them(board, member, sign_in):
    for title in ("Keys in Dudley", "Lost keys in Walsall", "Keys lost", "A bus"):
        make_topic(board, member, title=title)
    assert similar(sign_in(member), board, "Lost key, Walsall") == ["Lost keys in Walsall", "Keys lost"]
    assert similar(sign_in(member), board, "keys") == ["Keys lost", "Lost keys in Walsall", "Keys in Dudley"]


def test_at_most_five(board, member, sign_in):
    for number in range(7):
        make_topic(board, member, title=f"Keys lost {number}")
    assert similar(sign_in(member), board, "Keys lost") == [f"Keys lost {number}" for number in (6, 5, 4, 3, 2)]


@pytest.mark.parametrize(
    "title", ["", "in the", "a b", '"', "\x00", "-", "*", "%", "x" * 10_000, "-keys' OR 1=1 --(", "🗝"]
)
def test_a_senseless_title_resembles_nothing_and_breaks_nothing(board, member, sign_in, title):
    make_topic(board, member, title="Buses in the night")
    assert similar(sign_in(member), board, title) == []


def test_nothing_that_one_may_not_read_is_like_anything(board, member, moderator, sign_in):
    make_topic(BoardFactory(circle=CircleFactory()), title="Lost keys behind a door")
    make_topic(BoardFactory(holds_newcomers=True), title="Lost keys that wait")
    make_topic(BoardFactory(holds_newcomers=True), member, title="Lost keys of mine that wait")
    for person in (member, moderator):
        client = sign_in(person)
        url = reverse("forum:board_similar", args=[board.slug])
        hidden, nothing = client.get(url, {"title": "Lost keys"}), client.get(url, {"title": "zyzzyva"})
        assert (hidden.status_code, hidden.content) == (204, nothing.content)
        assert dict(hidden.headers) == dict(nothing.headers)


def test_without_scripts_they_are_shown_with_the_preview(board, member, sign_in):
    make_topic(board, member, title="Lost keys in Walsall")
    url = reverse("forum:topic_new", args=[board.slug])
    form = {"title": "Lost keys", "body": "Text", "marking": "green", "may_act": "check"}
    assert "Lost keys in Walsall" in flat(sign_in(member).post(url, {**form, "preview": "1"}).content)
    assert "Lost keys in Walsall" not in flat(sign_in(member).post(url, {**form, "marking": "x"}).content)


@pytest.mark.parametrize("payload", ["<script>alert(1)</script> keys", '"><img src=x onerror=alert(1)> keys'])
def test_a_hostile_title_is_text(board, member, sign_in, payload):
    make_topic(board, member, title=payload)
    answer = sign_in(member).get(reverse("forum:board_similar", args=[board.slug]), {"title": payload})
    html = flat(answer.content)
    assert "keys</a>" in html
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_looking_costs_the_same_for_one_and_three(board, member, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        make_topic(board, member, title="Lost keys")
    client = sign_in(member)
    with django_assert_num_queries(4):  # session, person, board, topics
        assert len(similar(client, board, "Lost keys")) == count
