"""Events that name a post: the link follows the post when it moves, and only people who can read the post see it."""

import pytest
from django.urls import reverse

from forum.actions.add_content_note import note_post
from forum.actions.answer_question import accept_answer
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import EventKind
from forum.models import Post, Topic, TopicEvent
from ratsite.network.models import Remit
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.forum.actions.test_merge_topic import merge
from tests.forum.actions.test_split_topic import split
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ACCEPTED = "said that {} answers the question"
NOTED = "put a content note on {}"
MOVED = "a post that has moved to another topic"
NAMES_A_POST = {
    EventKind.ACCEPTED: ACCEPTED,
    EventKind.NOTED: NOTED,
    EventKind.UNNOTED: "removed the content note from {}",
    EventKind.REWORDED: "changed {} before others could read it",
}


@pytest.fixture
def topic() -> Topic:
    """A question whose third post the person who asked has accepted."""
    topic = make_question(replies=2)
    accept_answer(post_id=post_of(topic, 3).pk, asker=topic.author)
    return topic


def make_question(**more) -> Topic:
    return make_topic(kind="question", asked_remits=Remit.objects.filter(slug="housing"), **more)


def post_of(topic: Topic, number: int) -> Post:
    return topic.posts.get(number=number)


def link(post: Post, words: str) -> str:
    return f'<a href="{reverse("forum:post", args=[post.pk])}">{words}</a>'


def read(client, topic: Topic) -> str:
    return flat(client.get(Topic.objects.get(pk=topic.pk).get_absolute_url()).content)


def test_an_event_leads_to_the_post_that_it_names(topic, member, sign_in):
    assert ACCEPTED.format(link(post_of(topic, 3), "post 3")) in read(sign_in(member), topic)


def test_after_a_merge_an_event_names_the_post_by_its_new_number(topic, moderator, member, sign_in):
    into, accepted = make_question(board=topic.board, replies=1), post_of(topic, 3)
    read(sign_in(member), topic)  # the line with the old number is cached
    note_post(post_id=accepted.pk, moderator=moderator, note="about a child", reason="A boy is in it")
    merge(topic, into, moderator)
    html = read(sign_in(member), into)
    assert ACCEPTED.format(link(accepted, "post 5")) in html
    assert NOTED.format(link(accepted, "post 5")) in html
    assert f"whose first post is now {link(post_of(into, 3), 'post 3')}" in html


def test_a_second_merge_moves_the_number_in_the_line_about_the_first(topic, moderator, member, sign_in):
    into, last = make_question(board=topic.board), make_question(board=topic.board, replies=1)
    first = post_of(topic, 1)
    merge(topic, into, moderator)
    merge(into, last, moderator)
    assert f"“{topic.title}”, whose first post is now {link(first, 'post 4')}" in read(sign_in(member), last)


def test_after_a_split_the_link_follows_the_post(topic, moderator, member, sign_in):
    accepted = post_of(topic, 3)
    split(topic, [accepted.pk], moderator)
    html = read(sign_in(member), topic)
    assert (ACCEPTED.format(link(accepted, MOVED)) in html, "post 3" in html) == (True, False)


@pytest.mark.parametrize("kind", NAMES_A_POST)
def test_a_reader_who_cannot_read_the_moved_post_gets_neither_link_nor_number(kind, topic, moderator, member, sign_in):
    circle, post = CircleFactory(), post_of(topic, 3)
    circle.people.add(moderator, insider := MemberFactory())
    TopicEvent.objects.all().delete()
    TopicEvent.objects.create(
        topic=topic, kind=kind, actor=moderator, post=post, after_number=2, created_at=topic.created_at
    )
    split(topic, [post.pk], moderator, board=BoardFactory(circle=circle))
    words, address = NAMES_A_POST[kind], f"/forum/posts/{post.pk}/"
    html = read(sign_in(insider), topic)
    assert words.format(link(post, MOVED)) in html
    html = read(sign_in(member), topic)
    assert (words.format("a post") in html, address in html, MOVED in html) == (True, False, False)


def test_the_line_about_a_merge_names_no_post_that_its_reader_cannot_read(topic, moderator, member, sign_in):
    into, circle = make_question(board=topic.board), CircleFactory()
    circle.people.add(moderator)
    post_reply(topic=topic, author=MemberFactory(), body="It stays.")
    first = post_of(topic, 1)
    merge(topic, into, moderator)
    split(into, [first.pk], moderator, board=BoardFactory(circle=circle))
    html = read(sign_in(member), into)
    assert (f"“{topic.title}”: " in html, "whose first post" in html, f"posts/{first.pk}/" in html) == (
        True,
        False,
        False,
    )


def test_an_event_names_no_post_that_was_withdrawn_except_to_its_author(topic, moderator, sign_in):
    post = post_reply(topic=topic, author=MemberFactory(), body="Seen.")
    note_post(post_id=post.pk, moderator=moderator, note="about a child", reason="A boy is in it")
    withdraw_post(post_id=post.pk, author=post.author)
    assert NOTED.format("a post: A boy") in read(sign_in(topic.author), topic)
    assert NOTED.format(link(post, "post 4")) in read(sign_in(post.author), topic)


@pytest.mark.parametrize("count", [1, 3])
def test_named_posts_cost_one_query_for_one_and_for_three(
    count, topic, moderator, member, sign_in, django_assert_num_queries
):
    for number in range(1, count + 1):
        note_post(post_id=post_of(topic, number).pk, moderator=moderator, note="about a child", reason="A boy")
    client = sign_in(member)
    read(client, topic)
    with django_assert_num_queries(13):
        client.get(topic.get_absolute_url())
