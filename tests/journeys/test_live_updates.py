"""New posts are announced while a topic is open, and a board is marked as read."""

import pytest
from playwright.sync_api import expect

from forum.actions.post import post_reply
from tests.factories import MemberFactory, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BETWEEN_QUESTIONS = 45_000  # milliseconds: how often an open topic asks whether more has come


def test_a_post_written_while_a_topic_is_open_is_announced_and_shown(visitor):
    reader, topic = MemberFactory(), make_topic(title="Rooms let again")
    visitor.force_sign_in(reader)
    if visitor.device.scripts:
        visitor.page.clock.install()
    page = visitor.open(topic.get_absolute_url())
    post_reply(topic=topic, author=topic.author, body="A second family moved in.")
    if visitor.device.scripts:
        page.clock.run_for(BETWEEN_QUESTIONS)
        assert "A second family moved in." not in visitor.text()
        visitor.follow("Show 1 new post")
    else:
        page.reload()
        assert "1 new since you last read" in visitor.text()
        visitor.follow("First unread")
    assert visitor.page.url.endswith("#post-2")
    expect(page.get_by_text("A second family moved in.")).to_be_visible()


def test_a_board_is_marked_read_with_one_button(visitor):
    reader, topic = MemberFactory(), make_topic(replies=2)
    visitor.force_sign_in(reader)
    page = visitor.open("/forum/")
    row = page.locator("li.board", has_text=topic.board.name)
    assert "1 new" in row.inner_text()
    visitor.follow(topic.board.name)
    assert "3 new" in visitor.text()
    visitor.press("Mark all of this board as read")
    said = page.get_by_role("status").first.inner_text()
    assert said.split() == f"You have no new posts on “{topic.board.name}” now. Undo".split()
    assert page.get_by_role("button", name="Mark all of this board as read").count() == 0
    visitor.open("/forum/")
    assert "Nothing new" in row.inner_text()
