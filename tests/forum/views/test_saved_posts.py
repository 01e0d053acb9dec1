"""Posts that a member saves for later: only they see the list, and only posts that they can still read."""

import pytest
from django.urls import reverse

from forum.actions.save_post import save_post
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Post, SavedPost
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LIST = reverse("saved:saved_list")


@pytest.fixture
def inside(member, sign_in):
    return sign_in(member)


def opening(board=None, **fields) -> Post:
    return make_topic(board or BoardFactory(), MemberFactory(), **fields).posts.get()


def save_url(post: Post) -> str:
    return reverse("saved:post_save", args=[post.pk])


def removed(post: Post) -> str:
    return reverse("saved:post_unsave", args=[post.pk])


def test_a_post_is_saved_once_and_the_page_of_its_topic_says_so(inside, member):
    post = opening(body="A handy thing.")
    topic = post.topic.get_absolute_url()
    assert f'formaction="{save_url(post)}"' in flat(inside.get(topic).content)
    for _ in range(2):
        html = flat(inside.post(save_url(post), follow=True).content)
    assert "Only you can see that." in html
    assert (f'formaction="{removed(post)}"' in html, f'formaction="{save_url(post)}"' in html) == (True, False)
    assert [*SavedPost.objects.values_list("person", "post")] == [(member.pk, post.pk)]
    assert "A handy thing." in flat(inside.get(LIST).content)


def test_the_button_belongs_to_a_form_on_the_page(inside):
    html = flat(inside.get(opening().topic.get_absolute_url()).content)
    assert 'form id="keep"' in html
    assert 'form="keep"' in html


def test_other_people_do_not_see_saved_posts(inside, member, sign_in):
    post = opening(body="A handy thing.")
    author = post.author
    before = sign_in(author).get(post.topic.get_absolute_url()).content
    save_post(post_id=post.pk, person=member)
    after = sign_in(author).get(post.topic.get_absolute_url()).content
    assert after.count(b'form="keep"') == before.count(b'form="keep"') > 0
    for other in (author, MemberFactory()):
        client = sign_in(other)
        assert "A handy thing." not in flat(client.get(LIST).content)
        assert f'formaction="{removed(post)}"' not in flat(client.get(post.topic.get_absolute_url()).content)


@pytest.mark.parametrize("source", ["list", ""])
def test_a_saved_post_can_be_removed_on_the_list_and_in_its_topic(inside, member, source):
    post = opening(body="A handy thing.")
    save_post(post_id=post.pk, person=member)
    response = inside.post(removed(post), {"from": source} if source else {})
    assert response.url == (LIST if source else f"{post.topic.get_absolute_url()}#post-1")
    assert "A handy thing." not in flat(inside.get(LIST).content)
    assert inside.post(removed(post), {"from": source} if source else {}).status_code == 302


def test_nobody_removes_another_person_s_saved_post(inside, member, sign_in):
    post = opening()
    save_post(post_id=post.pk, person=member)
    sign_in(MemberFactory()).post(removed(post))
    assert SavedPost.objects.count() == 1


def test_a_person_who_leaves_the_circle_no_longer_sees_the_post_that_they_saved(inside, member):
    circle = CircleFactory()
    circle.people.add(member)
    board = BoardFactory(circle=circle)
    post = make_topic(board, member, title="Title for few", body="Words for few.").posts.get()
    save_post(post_id=post.pk, person=member)
    assert "Words for few." in flat(inside.get(LIST).content)
    circle.people.remove(member)
    html = flat(inside.get(LIST).content)
    assert [word in html for word in ("Words for few.", "Title for few", circle.name)] == [False] * 3
    assert inside.post(removed(post)).url == LIST


def test_a_withdrawn_post_is_no_longer_in_the_list(inside, member):
    post = make_topic(BoardFactory(), member, body="A regretted thing.").posts.get()
    save_post(post_id=post.pk, person=member)
    withdraw_post(post_id=post.pk, author=member)
    assert "You have not saved any posts." in flat(inside.get(LIST).content)


def test_a_post_that_one_may_not_read_cannot_be_saved_and_looks_like_none(inside):
    circle = CircleFactory()
    stranger = MemberFactory()
    circle.people.add(stranger)
    hidden = make_topic(BoardFactory(circle=circle), stranger).posts.get()
    refused, never = inside.post(save_url(hidden)), inside.post(reverse("saved:post_save", args=[99999999]))
    assert (refused.status_code, refused.content) == (404, never.content)
    assert SavedPost.objects.count() == 0


def test_the_list_names_a_writer_only_as_the_post_does(inside, member):
    post = opening(voice=Voice.ROLE)
    save_post(post_id=post.pk, person=member)
    html = flat(inside.get(LIST).content)
    assert (post.author.last_name in html, post.author.email in html) == (False, False)


def test_a_closely_marked_post_makes_the_list_unprintable(inside, member):
    circle = CircleFactory()
    circle.people.add(member)
    board = BoardFactory(circle=circle, ceiling="red")
    save_post(post_id=make_topic(board, member, marking="red").posts.get().pk, person=member)
    assert "You cannot print this page." in flat(inside.get(LIST).content)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(inside, member, django_assert_num_queries, count):
    for _ in range(count):
        save_post(post_id=opening().pk, person=member)
    with django_assert_num_queries(4):  # session, person, how many, posts
        inside.get(LIST)


def test_a_topic_costs_one_query_more_for_a_reader_who_saved_a_post_of_it(inside, member, django_assert_num_queries):
    topic = make_topic(replies=2)
    for post in topic.posts.all():
        save_post(post_id=post.pk, person=member)
    inside.get(topic.get_absolute_url())
    with django_assert_num_queries(11):  # the ten of any topic, and which of its posts are kept
        inside.get(topic.get_absolute_url())
