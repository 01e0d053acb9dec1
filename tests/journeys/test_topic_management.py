"""A moderator locks, moves, splits and merges topics, each with a preview, with and without scripts."""

import pytest

from forum.actions.post import post_reply
from forum.models import Topic
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def keeper():
    return MemberFactory(roles=["Moderators"])


def status_text(visitor) -> str:
    return visitor.page.get_by_role("status").first.inner_text()


def main_text(visitor) -> str:
    return visitor.page.locator("main").inner_text()


def open_management_page(visitor, topic: Topic, what: str) -> None:
    visitor.open(topic.get_absolute_url())
    visitor.open_section("Change or add to this topic")
    visitor.follow("Manage this topic")
    assert visitor.heading() == "Manage this topic"
    assert visitor.fits_screen()
    visitor.click(visitor.page.locator("main").get_by_role("link", name=what, exact=True))


def test_a_topic_is_locked_and_its_readers_read_why(visit, visitor, keeper):
    topic = make_topic(BoardFactory(), replies=1)
    visitor.force_sign_in(keeper, with_second_step=True)
    open_management_page(visitor, topic, "Lock")
    visitor.press("Lock the topic")
    assert visitor.page.title().startswith("Error: ")
    visitor.page.get_by_label("Why").fill("It went round in circles")
    visitor.press("Lock the topic")
    assert status_text(visitor) == "The topic is locked."
    reader = visit(visitor.device)
    reader.force_sign_in(MemberFactory())
    reader.open(topic.get_absolute_url())
    assert "you can read it, but not reply. The moderator’s reason: It went round in circles" in main_text(reader)
    assert reader.page.locator("textarea").count() == 0


def test_a_topic_is_moved_after_its_new_readers_were_shown(visit, visitor):
    circle, keeper = CircleFactory(), MemberFactory(roles=["Moderators"])
    circle.people.add(keeper)
    topic, inside = make_topic(BoardFactory()), BoardFactory(circle=circle)
    visitor.force_sign_in(keeper, with_second_step=True)
    open_management_page(visitor, topic, "Move")
    visitor.page.get_by_label(f"{inside.name}, for the circle “{circle.name}”").check()
    visitor.page.get_by_label("Why").fill("It is about planning")
    visitor.press("Show me who could read it")
    assert "After this, 1 person in 1 agency will be able to read it. Nobody will gain access." in main_text(visitor)
    assert Topic.objects.get(pk=topic.pk).board == topic.board
    visitor.press("Move the topic")
    assert status_text(visitor) == "The topic has been moved to its new board."
    assert "moved this topic here from another board" in main_text(visitor)
    reader = visit(visitor.device)
    reader.allow_status(404)
    reader.force_sign_in(topic.author)
    reader.open(topic.get_absolute_url())
    assert reader.heading() == "There is nothing at this address"


def test_posts_of_two_pages_are_split_off_and_merged_again(visitor, keeper):
    topic = make_topic(BoardFactory(), replies=24, title="The long one")
    visitor.force_sign_in(keeper, with_second_step=True)
    open_management_page(visitor, topic, "Split, or park a side issue")
    visitor.page.get_by_label("#3, ").check()
    visitor.page.get_by_label("Title").fill("Doors that change")
    visitor.press("Page 2")
    assert visitor.page.get_by_label("Title").input_value() == "Doors that change"
    visitor.page.get_by_label("#22, ").check()
    visitor.page.get_by_label("Why").fill("A question of its own")
    visitor.press("Show me who could read it")
    assert visitor.heading() == "Move 2 posts to “Doors that change”?"
    visitor.press("Split the topic")
    assert visitor.heading() == "Doors that change"
    new = Topic.objects.get(pk=visitor.path().split("/")[3])
    assert [post.number for post in new.posts.order_by("number")] == [1, 2]
    visitor.follow("The long one")
    assert visitor.heading() == "The long one"
    assert "moved 2 posts to another topic, Doors that change" in main_text(visitor)

    open_management_page(visitor, new, "Merge")
    visitor.page.get_by_label("Into which topic").fill(f"{visitor.site}{topic.get_absolute_url()}")
    visitor.page.get_by_label("Why").fill("It is the same after all")
    visitor.press("Show me who could read it")
    visitor.press("Merge the topics")
    assert "The topics have been merged." in status_text(visitor)
    assert visitor.heading() == "The long one"
    visitor.open(new.get_absolute_url())
    assert visitor.heading() == "The long one"


def test_a_topic_is_marked_more_strictly_by_its_author_and_is_no_longer_quoted(visit, visitor):
    topic, there = (
        make_topic(BoardFactory(), title="Rooms let again"),
        make_topic(BoardFactory(), title="Elsewhere", body="Is it so?"),
    )
    body = f"> [x](/forum/posts/{topic.posts.get().pk}/) wrote:\n>\n> It began in autumn.\n\nWe saw it too."
    post_reply(topic=there, author=there.author, body=body)
    visitor.force_sign_in(topic.author)
    visitor.open(topic.get_absolute_url())
    visitor.open_section("Change or add to this topic")
    visitor.follow("Change the marking")
    visitor.press("Show me the effect")
    assert visitor.page.title().startswith("Error: ")
    visitor.page.get_by_label("Keep it inside your own agency").check()
    visitor.page.get_by_label("Why").fill("A visit is planned")
    visitor.press("Show me the effect")
    assert visitor.fits_screen()
    assert "In other topics, quotes of it are no longer shown." in main_text(visitor)
    visitor.press("Change the marking")
    assert status_text(visitor) == "The marking of the topic has been changed."
    assert "marked this topic “Keep it inside your own agency”" in main_text(visitor)
    reader = visit(visitor.device)
    reader.force_sign_in(MemberFactory())
    reader.open(there.get_absolute_url())
    assert "This quote cannot be shown here." in main_text(reader)
    assert "It began in autumn." not in main_text(reader)
