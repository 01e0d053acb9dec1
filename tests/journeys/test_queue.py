"""Several people work on the review queue: who claims, who decides, and what the author sees."""

import pytest

from forum.actions.post import post_reply
from forum.models import Post
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.journeys.conftest import DESKTOP, WITHOUT_SCRIPTS
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENT, SAID = "The van came to Acacia Road at six.", "The van came at six."


def held(title: str, author=None) -> Post:
    topic = make_topic(BoardFactory(holds_replies=True), MemberFactory(), title=title)
    return post_reply(topic=topic, author=author or MemberFactory(), body=SENT)


def main_text(visitor: Visitor) -> str:
    return visitor.page.locator("main").inner_text()


def test_two_moderators_open_the_same_post_and_one_decides(visit):
    post = held("Seen by two")
    salma, joe = (MemberFactory(first_name=name, roles=["Moderators"]) for name in ("Salma", "Joe"))
    first, second = visit(DESKTOP), visit(WITHOUT_SCRIPTS)
    for visitor, person in ((first, salma), (second, joe)):
        visitor.force_sign_in(person, with_second_step=True)
        visitor.open("/review/")
        visitor.follow("Seen by two")
    first.press("I am looking at this")
    assert "Others can see that you are looking at this" in main_text(first)

    second.open("/review/")
    assert f"{salma} is looking at this" in main_text(second)
    second.follow("Seen by two")
    second.page.get_by_label("Approve: it will be published").check()
    second.press("Decide")
    assert "Tick the box to decide anyway" in main_text(second)

    first.page.get_by_label("Approve: it will be published").check()
    first.press("Decide")
    assert "Approved." in main_text(first)

    second.allow_status(404)
    second.page.get_by_label("Decide anyway").check()
    second.press("Decide")
    assert second.heading() == "This is not in your queue"
    second.follow("Back to the queue")
    assert "Seen by two" not in main_text(second)
    post.refresh_from_db()
    assert (post.is_live, post.decided_by) == (True, salma)


def test_a_moderator_cannot_decide_a_post_of_their_agency_and_recuses_themselves_from_another(visitor):
    moderator = MemberFactory(roles=["Moderators"])
    colleagues, known = f"From a colleague of {moderator}", f"About somebody whom {moderator} knows"
    held(colleagues, MemberFactory(agency=moderator.agency))
    held(known)
    visitor.force_sign_in(moderator, with_second_step=True)
    visitor.open("/review/")
    assert colleagues not in main_text(visitor)
    visitor.follow("Not mine to decide")
    visitor.follow(colleagues)
    assert "You or your agency wrote it" in main_text(visitor)
    assert visitor.page.get_by_role("button", name="Decide", exact=True).count() == 0

    visitor.open("/review/")
    visitor.follow(known)
    visitor.follow("Not mine to decide")
    visitor.press("Leave it to the other moderators")
    assert visitor.page.title().startswith("Error: ")
    visitor.page.get_by_label("Why it is not yours to decide").fill("I sat in the meeting about them.")
    visitor.press("Leave it to the other moderators")
    visitor.follow("Not mine to decide")
    assert "You left it to the other moderators" in main_text(visitor)


def test_a_post_is_changed_and_approved_and_its_author_sees_the_difference(visit, visitor):
    author, moderator = MemberFactory(), MemberFactory(roles=["Moderators"])
    title = f"One road too many, by {author}"
    post = held(title, author)
    visitor.force_sign_in(moderator, with_second_step=True)
    visitor.open("/review/")
    visitor.follow(title)
    visitor.follow("Change and approve")
    visitor.page.get_by_label("The post").fill(SAID)
    visitor.press("Approve with these changes")
    assert visitor.page.title().startswith("Error: ")
    visitor.page.get_by_label("Why you change it").fill("A road leads to a house.")
    visitor.press("Preview")
    assert SAID in visitor.page.locator("#preview").inner_text()
    visitor.press("Approve with these changes")
    assert "Published with your changes." in main_text(visitor)

    writer = visit(visitor.device)
    writer.force_sign_in(author)
    writer.open(f"{post.get_absolute_url()}history/")
    assert writer.page.locator("del").inner_text().strip() == "to Acacia Road"
    assert "A road leads to a house." in main_text(writer)

    reader = visit(visitor.device)
    reader.force_sign_in(MemberFactory())
    reader.open(post.topic.get_absolute_url())
    assert (SAID in main_text(reader), "Acacia" in main_text(reader)) == (True, False)
    assert f"{moderator} changed post 2 before others could read it" in main_text(reader)


def test_an_author_is_asked_and_answers(visit, visitor):
    author, moderator = MemberFactory(), MemberFactory(roles=["Moderators"])
    title = f"One question, by {author}"
    post = held(title, author)
    visitor.force_sign_in(moderator, with_second_step=True)
    visitor.open(f"/review/posts/{post.pk}/")
    visitor.follow("Ask the author")
    visitor.page.get_by_label("Your question").fill("Is that a street or a firm?")
    visitor.press("Send question")
    assert "Question sent." in main_text(visitor)

    writer = visit(visitor.device)
    writer.force_sign_in(author)
    writer.open(post.topic.get_absolute_url())
    assert "Is that a street or a firm?" in main_text(writer)
    writer.follow("Answer")
    writer.page.get_by_label("Your answer").fill("A firm.")
    writer.press("Send answer")
    assert "The moderators have your answer" in main_text(writer)

    visitor.open("/review/")
    assert "The author has answered" in main_text(visitor)
    visitor.follow(title)
    assert "Their answer: “A firm.”" in main_text(visitor)
