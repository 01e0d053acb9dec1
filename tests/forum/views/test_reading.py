"""What is new to a reader in a topic, and where links into it lead."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from forum.actions.mark_read import catch_up
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Board, Topic
from forum.queries.topic_page import POSTS_A_PAGE
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_an_address_without_the_title_leads_to_the_same_page_of_the_topic(member, sign_in):
    topic = make_topic(replies=2 * POSTS_A_PAGE)
    response = sign_in(member).get(f"/forum/topics/{topic.pk}/", {"page": "3"})
    assert response["Location"] == f"{topic.get_absolute_url()}?page=3"


@pytest.mark.parametrize("author", ["the reader", "somebody else"])
def test_a_post_withdrawn_after_one_has_caught_up_is_not_new(member, sign_in, author):
    topic = make_topic(replies=1)
    post = post_reply(topic=topic, author=member if author == "the reader" else topic.author, body="A second thought.")
    catch_up(reader=member, boards=Board.objects.all(), until=timezone.now())
    withdraw_post(post_id=post.pk, author=post.author)
    assert Topic.objects.with_reading(member).get().new_posts == 0
    assert "new to you" not in text_of(sign_in(member).get(topic.get_absolute_url()))


def test_the_address_of_a_withdrawn_post_leads_its_readers_to_the_notice_and_others_to_a_404(member, sign_in):
    circle = CircleFactory()
    circle.people.add(member)
    topic = make_topic(BoardFactory(circle=circle), replies=POSTS_A_PAGE)
    post = post_reply(topic=topic, author=topic.author, body="A second thought.")
    withdraw_post(post_id=post.pk, author=post.author)
    client = sign_in(member)
    response = client.get(post.get_absolute_url())
    assert response["Location"] == f"{topic.get_absolute_url()}?page=2#post-{post.number}"
    page = client.get(response["Location"])
    assert f'id="post-{post.number}"' in page.text
    assert f"Post {post.number} was withdrawn by its author" in text_of(page)
    outside = sign_in(MemberFactory())
    closed, missing = (outside.get(url) for url in (post.get_absolute_url(), "/forum/posts/999999/"))
    assert (closed.status_code, closed.content) == (404, missing.content)


def test_a_topic_whose_files_are_being_checked_does_not_wait_for_a_moderator(member, sign_in):
    board = BoardFactory()
    new = {"title": "Rent books", "body": "As attached.", "kind": "discussion", "marking": "green", "may_act": "check"}
    upload = SimpleUploadedFile("card.txt", b"Ask about today first.")
    client = sign_in(member)
    response = client.post(reverse("forum:topic_new", args=[board.slug]), {**new, "files": upload}, follow=True)
    html = flat(response.content)
    assert "Its files are being checked" in html
    assert "Waiting for a moderator" not in html
