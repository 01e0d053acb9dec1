"""Thanks for a post: only the giver and the post's author see them, and they are never counted."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum.actions.anonymise import anonymise_topic
from forum.actions.thank import take_back_thanks, thank
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Post, Thanks, Topic
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Mail, Notification
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
DAY = dt.timedelta(days=1)
TOLD = reverse("notifications:notification_list")


@pytest.fixture
def sam():
    return MemberFactory(first_name="Sam", last_name="Thanker", agency=AgencyFactory())


@pytest.fixture
def post(member) -> Post:
    return make_topic(author=member, body="A handy thing.", replies=1).posts.order_by("number").first()


def given(post: Post) -> str:
    return reverse("thanks:post_thank", args=[post.pk])


def taken_back(post: Post) -> str:
    return reverse("thanks:post_unthank", args=[post.pk])


def page_of(client, post: Post) -> str:
    return flat(client.get(post.topic.get_absolute_url()).content)


def test_the_writer_sees_who_thanks_them_on_the_post_and_among_their_notifications(post, sam, sign_in):
    answer = sign_in(sam).post(given(post))
    assert answer.url == f"{post.topic.get_absolute_url()}#post-1"
    writer = sign_in(post.author)
    told = flat(writer.get(TOLD).content)
    assert ("Thanks for your post" in told, "Sam Thanker" in told) == (True, True)
    said = f"Sam Thanker ({sam.agency.main_remit.name.lower()}) thanks you for this post"
    assert said in page_of(writer, post)


def test_nobody_else_sees_the_thanks(post, sam, moderator, sign_in):
    others = (MemberFactory(), moderator)
    before = [page_of(sign_in(one), post).count("Thank") for one in others]
    thank(post_id=post.pk, person=sam)
    for other, count in zip(others, before, strict=True):
        client = sign_in(other)
        html = page_of(client, post)
        assert ("Sam Thanker" in html, html.count("Thank"), "thanks you" in html) == (False, count, False)
        assert "Sam Thanker" not in flat(client.get(TOLD).content)


def test_the_one_who_thanks_can_take_it_back_and_then_nothing_is_left(post, sam, sign_in):
    client = sign_in(sam)
    assert (f'formaction="{given(post)}"' in page_of(client, post)) is True
    html = flat(client.post(given(post), follow=True).content)
    assert ("Only the writer can see your thanks" in html, f'formaction="{taken_back(post)}"' in html) == (True, True)
    client.post(taken_back(post))
    client.post(taken_back(post))
    assert (Thanks.objects.count(), Notification.objects.count()) == (0, 0)
    assert f'formaction="{given(post)}"' in page_of(client, post)
    assert "Sam Thanker" not in page_of(sign_in(post.author), post)


def test_thanks_are_given_once(post, sam):
    assert [thank(post_id=post.pk, person=sam) for _ in range(2)] == [True, False]
    assert (Thanks.objects.count(), Notification.objects.count()) == (1, 1)


def test_two_people_are_two_lines_and_no_number(post, sam, sign_in):
    for person in (sam, MemberFactory(first_name="Jo", last_name="Other")):
        thank(post_id=post.pk, person=person)
    writer = sign_in(post.author)
    told = flat(writer.get(TOLD).content)
    assert ("Sam Thanker" in told, "Jo Other" in told, "2 thanks" in told) == (True, True, False)
    html = page_of(writer, post)
    assert (html.count("thanks you for this post"), "2 thank" in html) == (2, False)


def test_nobody_removes_another_person_s_thanks(post, sam):
    thank(post_id=post.pk, person=sam)
    assert take_back_thanks(post_id=post.pk, person=MemberFactory()) is False
    assert Thanks.objects.count() == 1


def test_nobody_thanks_themselves(post, sign_in):
    client = sign_in(post.author)
    assert given(post) not in page_of(client, post)
    assert client.post(given(post)).status_code == 403


def test_a_person_who_may_not_write_may_not_thank(post, sam, moderator, sign_in):
    steward = moderator.with_second_step()
    impose(person_id=sam.pk, kind=SanctionKind.SILENCE, ends_at=timezone.now() + DAY, reason="Why.", steward=steward)
    client = sign_in(sam)
    assert given(post) not in page_of(client, post)
    assert client.post(given(post)).status_code == 403
    assert Thanks.objects.count() == 0


@pytest.mark.parametrize("address", [given, taken_back])
def test_a_post_that_one_may_not_read_looks_like_none(sam, sign_in, address):
    stranger, circle = MemberFactory(), CircleFactory()
    circle.people.add(stranger)
    hidden = make_topic(BoardFactory(circle=circle), stranger).posts.get()
    client = sign_in(sam)
    refused, never = client.post(address(hidden)), client.post(address(Post(pk=99_999_999)))
    assert (refused.status_code, refused.content) == (404, never.content)
    with pytest.raises(PermissionDenied):
        thank(post_id=hidden.pk, person=sam)


def test_a_writer_who_left_the_circle_is_not_shown_the_thanks(sam, member, sign_in):
    circle = CircleFactory()
    circle.people.add(member, sam)
    post = make_topic(BoardFactory(circle=circle), member, title="Title for few").posts.get()
    thank(post_id=post.pk, person=sam)
    circle.people.remove(member)
    told = flat(sign_in(member).get(TOLD).content)
    assert ("Sam Thanker" in told, "Title for few" in told) == (False, False)


def test_thanks_for_a_withdrawn_post_are_not_shown(post, sam, sign_in):
    thank(post_id=post.pk, person=sam)
    withdraw_post(post_id=post.pk, author=post.author)
    assert "Sam Thanker" not in text_of(sign_in(post.author).get(TOLD))


def test_the_writer_of_a_post_without_a_name_is_thanked_unnamed(sam, member, sign_in):
    post = make_topic(author=member, voice=Voice.ROLE).posts.get()
    html = flat(sign_in(sam).post(given(post), follow=True).content)
    assert str(member) not in html
    assert "Sam Thanker" in page_of(sign_in(member), post)


def test_opening_the_topic_marks_the_thanks_as_read(post, sam, sign_in):
    thank(post_id=post.pk, person=sam)
    page_of(sign_in(post.author), post)
    assert Notification.objects.unread().count() == 0


def test_no_email_is_sent_about_thanks(post, sam, clock):
    thank(post_id=post.pk, person=sam)
    clock.forward(days=2)
    queue_due_emails()
    assert Mail.objects.count() == 0


def test_anonymising_the_topic_removes_the_thanks(post, sam):
    thank(post_id=post.pk, person=sam)
    Topic.objects.filter(pk=post.topic_id).update(is_anonymised=True)
    anonymise_topic(post.topic_id)
    assert Thanks.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_thanks_cost_the_topic_one_query(post, count, sign_in, django_assert_num_queries):
    client = sign_in(post.author)
    for _ in range(count):
        thank(post_id=post.pk, person=MemberFactory())
    address = post.topic.get_absolute_url()
    client.get(address)
    with django_assert_num_queries(11):  # the ten of any topic, and its thanks
        client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_notifications_cost_the_same_for_one_and_for_three(post, count, sign_in, django_assert_num_queries):
    client = sign_in(post.author)
    for _ in range(count):
        thank(post_id=post.pk, person=MemberFactory())
    client.get(TOLD)
    with django_assert_num_queries(7):
        client.get(TOLD)
