"""A reader reports a post, a moderator decides, and the reader and the author are notified."""

import pytest

from forum.actions.post import post_reply
from tests.factories import BoardFactory, MemberFactory, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_post_that_a_reader_reports_is_taken_down_and_the_reader_is_notified_why(visit, visitor):
    author, moderator = MemberFactory(), MemberFactory(roles=["Moderators"])
    topic = make_topic(BoardFactory(), MemberFactory())
    post_reply(topic=topic, author=author, body="At the end of the road.")
    visitor.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    visitor.more_for_post(2)
    visitor.follow("Report post")
    visitor.press("Report post")
    assert visitor.page.title().startswith("Error: ")
    visitor.page.get_by_label("It identifies someone").check()
    visitor.press("Report post")
    assert "A moderator will look at the post." in visitor.page.get_by_role("status").first.inner_text()

    decider = visit(visitor.device)
    decider.force_sign_in(moderator, with_second_step=True)
    decider.open("/review/")
    decider.follow(topic.title)
    decider.page.get_by_label("Take it down: nobody can read it any more").check()
    decider.page.get_by_label("Reason").fill("Say the district, not the road.")
    decider.press("Decide")
    assert "Taken down." in decider.page.get_by_role("status").first.inner_text()

    visitor.open("/forum/flags/")
    assert "Say the district, not the road." in visitor.page.locator("main").inner_text()
    visitor.open(topic.get_absolute_url())
    words = visitor.page.locator("main").inner_text()
    assert "Post 2 was taken down by a moderator" in words
    assert "At the end of the road." not in words
