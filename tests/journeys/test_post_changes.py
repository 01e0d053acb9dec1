"""Posts are edited, withdrawn, folded behind a content note, and not quoted where more people can read."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forum.actions.post import post_reply
from forum.models import Post, Topic
from tests.factories import MemberFactory, make_topic
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def reader_of(topic: Topic, visitor: Visitor) -> Visitor:
    """A visitor who has just opened the topic."""
    visitor.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    return visitor


def test_a_reader_sees_what_was_changed_and_why_and_that_it_was_withdrawn(visit, visitor):
    topic, author = make_topic(), MemberFactory()
    post = post_reply(topic=topic, author=author, body="The van came at six.")
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() - dt.timedelta(hours=1))
    visitor.force_sign_in(author)
    visitor.open(topic.get_absolute_url())
    visitor.follow("Edit your post 2")
    visitor.page.get_by_label("Your post").fill("The van came at seven.")
    visitor.page.get_by_label("Why you change it").fill("I misread my notes")
    visitor.press("Change the post")
    assert "Your post has been changed." in visitor.text()

    reader = reader_of(topic, visit(visitor.device))
    assert "The van came at seven." in reader.text()
    reader.follow("what post 2 said before")
    assert reader.heading() == "What this post said before"
    assert "Why: I misread my notes" in reader.text()
    assert reader.page.locator(".diff del").all_inner_texts() == ["six."]
    assert reader.page.locator(".diff ins").all_inner_texts() == ["seven."]
    assert reader.fits_screen()

    visitor.open(topic.get_absolute_url())
    visitor.more_for_post(2)
    visitor.follow("Withdraw your post")
    assert visitor.heading() == "Withdraw this post"
    assert "1 other person has opened it, or marked it as read." in visitor.text()
    assert visitor.fits_screen()
    visitor.press("Withdraw the post")
    assert visitor.heading() == "Your post is withdrawn"
    assert visitor.fits_screen()
    reader.open(topic.get_absolute_url())
    assert "Post 2 was withdrawn by its author" in reader.text()
    assert "seven" not in reader.text()
    visitor.press("Undo: show the post again")
    assert "Your post has been restored." in visitor.text()
    reader.open(topic.get_absolute_url())
    assert "The van came at seven." in reader.text()


def test_a_post_with_a_content_note_stays_folded_until_its_reader_opens_it(visit, visitor):
    topic = make_topic()
    visitor.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    visitor.page.get_by_label("Your reply").fill("He was hit with a belt.")
    visitor.page.get_by_text("Content note, how you are named, files").click()
    visitor.page.get_by_label("Content note").fill("describes violence")
    visitor.press("Post reply")
    assert "Your post is published" in visitor.text()
    reader = reader_of(topic, visit(visitor.device))
    said = reader.page.get_by_text("He was hit with a belt.")
    assert not said.is_visible()
    reader.page.get_by_text("Content note: describes violence. Show the post").click()
    expect(said).to_be_visible()
    assert reader.page.get_by_role("link", name="There is support for you, too").is_visible()


def test_a_quote_from_a_more_closely_marked_topic_is_refused_with_the_reason_and_no_text_is_lost(visitor):
    close = make_topic(title="A visit is planned", body="It is the yard by the canal.", marking="amber_strict")
    visitor.force_sign_in(MemberFactory())
    page = visitor.open(close.get_absolute_url())
    visitor.follow("Quote post 1")
    field = page.get_by_label("Your reply")
    expect(field).not_to_have_value("")
    carried = f"{field.input_value()}We know it too."
    assert "It is the yard by the canal." in carried
    visitor.open(make_topic(title="Yards").get_absolute_url())
    field.fill(carried)
    visitor.press("Post reply")
    assert page.title().startswith("Error: ")
    assert "Post 1 in “A visit is planned” cannot be quoted here" in visitor.text()
    assert "it is marked “keep it inside your own agency”, and this topic is more open" in visitor.text()
    assert field.input_value() == carried
    assert visitor.fits_screen()
    assert not Post.objects.filter(source__contains="We know it too.").exists()
