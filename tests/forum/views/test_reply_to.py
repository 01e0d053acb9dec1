"""A reply says which post it answers, and links to it."""

import pytest
from django.urls import reverse

from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Draft, Post, Topic
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    return make_topic(BoardFactory(), MemberFactory(first_name="Ann", last_name="Bee"), replies=2)


@pytest.fixture
def second(topic) -> Post:
    return topic.posts.get(number=2)


@pytest.fixture
def client_of(sign_in, member):
    return sign_in(member)


def form_of(topic: Topic, query: str = "") -> str:
    return reverse("forum:topic_reply", args=[topic.pk]) + query


def ticked(post: Post) -> str:
    return f'<input type="checkbox" name="reply_to" value="{post.pk}" checked>'


def line(post: Post, number: int) -> str:
    return f'<a href="{post.get_absolute_url()}">In reply to #{number}</a>'


def read(client, topic: Topic) -> str:
    return flat(client.get(topic.get_absolute_url()).content)


def test_a_post_s_reply_button_opens_a_form_that_names_it(client_of, topic, second):
    assert f'href="../reply/?to={second.pk}"' in read(client_of, topic)
    page = flat(client_of.get(form_of(topic, f"?to={second.pk}")).content)
    assert ticked(second) in page
    assert "Reply to post 2 (Ann Bee)" in page


def test_a_reply_leads_back_to_the_post_that_it_answers(client_of, topic, second):
    client_of.post(form_of(topic), {"body": "Which street?", "reply_to": second.pk})
    assert line(second, 2) in read(client_of, topic)


def test_a_reply_without_the_tick_answers_the_topic(client_of, topic, second):
    client_of.post(form_of(topic), {"body": "Which street?"})
    assert "In reply to" not in read(client_of, topic)


def test_a_preview_and_a_draft_keep_the_tick(client_of, topic, second, member):
    page = client_of.post(form_of(topic), {"body": "Which street?", "reply_to": second.pk, "preview": "1"})
    assert ticked(second) in flat(page.content)
    assert Draft.objects.get(person=member).fields["reply_to"] == [str(second.pk)]
    assert ticked(second) in read(client_of, topic)


@pytest.mark.parametrize("to", ["", "0", "x", "-1", "9" * 18, "9" * 40, "½"])
def test_a_number_that_makes_no_sense_answers_nothing(client_of, topic, to):
    assert 'name="reply_to"' not in flat(client_of.get(form_of(topic, f"?to={to}")).content)
    client_of.post(form_of(topic), {"body": "Which street?", "reply_to": to})
    assert Post.objects.get(source="Which street?").reply_to is None


def test_a_reply_does_not_refer_to_a_post_of_another_topic(client_of, topic):
    """One of the two posts may be read by this person, the other one may not."""
    for other in (make_topic(title="Another"), make_topic(BoardFactory(circle=CircleFactory()))):
        post = other.posts.get()
        assert 'name="reply_to"' not in flat(client_of.get(form_of(topic, f"?to={post.pk}")).content)
        client_of.post(form_of(topic), {"body": f"About {post.pk}", "reply_to": post.pk})
        assert Post.objects.get(source=f"About {post.pk}").reply_to is None


def test_a_reply_to_a_held_post_says_nothing_about_it(client_of, member):
    topic = make_topic()
    Topic.objects.filter(pk=topic.pk).update(board=BoardFactory(holds_newcomers=True))
    topic.refresh_from_db()
    held = post_reply(topic=topic, author=MemberFactory(), body="It waits.")
    assert held.is_held
    assert 'name="reply_to"' not in flat(client_of.get(form_of(topic, f"?to={held.pk}")).content)


def test_a_post_that_was_withdrawn_meanwhile_stops_no_reply(client_of, topic, second):
    withdraw_post(post_id=second.pk, author=second.author)
    client_of.post(form_of(topic), {"body": "Which street?", "reply_to": second.pk})
    assert Post.objects.get(source="Which street?").reply_to is None


def test_a_reply_says_what_it_answered_when_that_is_withdrawn_and_leads_nowhere(client_of, topic, second):
    client_of.post(form_of(topic), {"body": "Which street?", "reply_to": second.pk})
    withdraw_post(post_id=second.pk, author=second.author)
    page = read(client_of, topic)
    assert "<span>In reply to #2</span>" in page
    assert f'href="{second.get_absolute_url()}"' not in page


def test_a_reply_in_another_topic_no_longer_says_what_it_answered(client_of, topic, second):
    """The answered post was moved to a topic that fewer people can read."""
    client_of.post(form_of(topic), {"body": "Which street?", "reply_to": second.pk})
    elsewhere = make_topic(BoardFactory(circle=CircleFactory()))
    Post.objects.filter(pk=second.pk).update(topic=elsewhere, number=2)
    assert "In reply to" not in read(client_of, topic)


def test_the_form_names_by_role_an_author_who_wrote_by_role(client_of, topic):
    MemberFactory.create_batch(2, job_title="Housing officer")  # others have the same role
    author = MemberFactory(first_name="Dana", last_name="Okafor", job_title="Housing officer")
    post = post_reply(topic=topic, author=author, body="In confidence.", voice="role")
    page = flat(client_of.get(form_of(topic, f"?to={post.pk}")).content)
    assert f"Reply to post {post.number} (Housing officer)" in page
    assert "Okafor" not in page


@pytest.mark.parametrize("replies", [1, 6])
def test_a_page_of_replies_costs_the_same(client_of, topic, second, replies, django_assert_num_queries):
    for _ in range(replies):
        post_reply(topic=topic, author=second.author, body="Yes.", reply_to=second.pk)
    read(client_of, topic)  # which marks it read
    with django_assert_num_queries(10):
        read(client_of, topic)
