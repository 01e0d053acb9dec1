"""A moderator asks the author of a held post a question before deciding."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions.approve import approve_post, reject_post
from forum.actions.ask_author import answer_moderators, ask_author
from forum.actions.edit import edit_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Board, ModeratorQuestion, Post, Topic
from ratsite.accounts.actions.leave import leave
from ratsite.network.models import Agency
from ratsite.notifications.models import Mail
from ratsite.review.queries.queue import queue_of
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.review.pages import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    topic = make_topic(BoardFactory(holds_replies=True))
    return post_reply(topic=topic, author=MemberFactory(), body="I waited.")


def test_a_question_that_comes_after_the_decision_is_shown_to_the_moderator_again(post, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    approve_post(post_id=post.pk, moderator=MemberFactory(roles=["Moderators"]))
    answer = client.post(reverse("staff_posts:post_ask", args=[post.pk]), {"text": "Which road do you mean?"})
    assert (answer.status_code, "Which road do you mean?" in flat(answer.content)) == (404, True)


def item_url(post: Post) -> str:
    return reverse("review:item", args=["posts", post.pk])


def answer_url(post: Post) -> str:
    return reverse("forum:post_answer", args=[post.pk])


def clocks(moderator) -> list[str]:
    return [case.item.clock for case in queue_of(moderator).cases]


def test_a_question_and_its_answer_go_to_and_fro_and_the_post_stays_held(post, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    address = reverse("staff_posts:post_ask", args=[post.pk])
    assert "Write your question first" in flat(client.post(address, {"text": ""}).content)
    client.post(address, {"text": "Which road do you mean?"})
    assert "Question sent." in flat(client.get("/review/").content)
    assert "You can still decide." in flat(client.get(item_url(post)).content)

    client = sign_in(post.author)
    html = flat(client.get(post.topic.get_absolute_url()).content)
    assert "Which road do you mean?" in html
    assert str(moderator) not in html
    assert "Write your answer first" in flat(client.post(answer_url(post), {"answer": " "}).content)
    client.post(answer_url(post), {"answer": "None: it is the name of a firm."})
    html = flat(client.get(post.topic.get_absolute_url()).content)
    assert ("The moderators have your answer" in html, "Which road do you mean?" in html) == (True, False)
    assert client.get(answer_url(post)).status_code == 404
    again = flat(client.post(answer_url(post), {"answer": "None: it is the name of a firm."}, follow=True).content)
    assert "The moderators have your answer" in again  # it was sent twice
    assert client.post(answer_url(post), {"answer": "Another"}).status_code == 404

    client = sign_in(moderator, with_second_step=True)
    assert "The author has answered" in flat(client.get("/review/").content)
    html = flat(client.get(item_url(post)).content)
    assert "Question to the author: “Which road do you mean?”" in html
    assert "Their answer: “None: it is the name of a firm.”" in html
    post.refresh_from_db()
    assert post.is_held


def test_an_author_who_answered_two_questions_alike_may_send_the_second_answer_twice(post, moderator, sign_in):
    client = sign_in(post.author)
    for words in ("Is it one firm?", "Is it a public road?"):
        ask_author(post_id=post.pk, moderator=moderator, text=words)
        client.post(answer_url(post), {"answer": "Yes"})
    again = client.post(answer_url(post), {"answer": "Yes"}, follow=True)
    assert "The moderators have your answer" in flat(again.content)


def test_an_answer_that_comes_too_late_is_not_taken_for_an_earlier_one_that_said_the_same(post, moderator, sign_in):
    for words in ("Is it one firm?", "Is it a public road?"):
        ask_author(post_id=post.pk, moderator=moderator, text=words)
        if not post.questions.exclude(answer="").exists():
            answer_moderators(post_id=post.pk, author=post.author, answer="Yes, it is")
    approve_post(post_id=post.pk, moderator=moderator)
    assert answer_moderators(post_id=post.pk, author=post.author, answer="Yes, it is") is False
    answer = sign_in(post.author).post(answer_url(post), {"answer": "Yes, it is"})
    assert (answer.status_code, 'in <a href="/drafts/">your drafts' in flat(answer.content)) == (404, True)


def test_the_email_says_that_a_question_waits_and_does_not_quote_it(post, moderator):
    ask_author(post_id=post.pk, moderator=moderator, text="zyzzyva?")
    mail = Mail.objects.get()
    assert mail.to == post.author.email
    for word in ("zyzzyva", post.source, post.topic.title, str(moderator)):
        assert word not in mail.subject + mail.text


def test_the_clock_pauses_meanwhile_and_the_age_does_not(post, moderator, clock):
    clock.set("2026-11-23", "09:00")
    Post.objects.update(created_at=clock.now)
    clock.forward(hours=10)
    ask_author(post_id=post.pk, moderator=moderator, text="Which road?")
    clock.forward(hours=100)
    assert clocks(moderator) == ["deadline paused until the author answers"]
    assert [case.item.age for case in queue_of(moderator).cases] == ["waiting for 4 days"]
    answer_moderators(post_id=post.pk, author=post.author, answer="None")
    clock.forward(hours=8)
    assert clocks(moderator) == ["due in 30 hours"]


def test_an_author_who_does_not_answer_holds_nothing_up_for_longer_than_a_week(post, moderator, clock, sign_in):
    Post.objects.update(created_at=clock.now)
    ask_author(post_id=post.pk, moderator=moderator, text="Which road?")
    clock.forward(days=7)
    assert clocks(moderator) == ["due in 2 days"]
    assert sign_in(post.author).get(answer_url(post)).status_code == 404
    assert answer_moderators(post_id=post.pk, author=post.author, answer="None") is False
    html = flat(sign_in(moderator, with_second_step=True).get(item_url(post)).content)
    assert "No answer" in html
    assert ask_author(post_id=post.pk, moderator=moderator, text="And now?") is True
    assert ModeratorQuestion.objects.open().get().text == "And now?"


def test_one_question_at_a_time(post, moderator):
    other = MemberFactory(roles=["Moderators"])
    assert ask_author(post_id=post.pk, moderator=moderator, text="Which road?") is True
    assert ask_author(post_id=post.pk, moderator=other, text="Which firm?") is False
    assert answer_moderators(post_id=post.pk, author=post.author, answer="None") is True
    assert answer_moderators(post_id=post.pk, author=post.author, answer="Twice") is False
    assert ModeratorQuestion.objects.get().answer == "None"


def test_changing_the_post_is_an_answer(post, moderator):
    ask_author(post_id=post.pk, moderator=moderator, text="Which road?")
    edit_post(post_id=post.pk, editor=post.author, body="No road.")
    assert not ModeratorQuestion.objects.open().exists()
    assert [case.item.asked_by for case in queue_of(moderator).cases] == [None]


@pytest.mark.parametrize("end", ["approve", "reject", "withdraw"])
def test_a_decision_and_a_withdrawal_end_it(post, moderator, end, sign_in):
    ask_author(post_id=post.pk, moderator=moderator, text="Which road?")
    if end == "approve":
        approve_post(post_id=post.pk, moderator=moderator)
    elif end == "reject":
        reject_post(post_id=post.pk, moderator=moderator, reason="It names a road")
    else:
        withdraw_post(post_id=post.pk, author=post.author)
    assert ModeratorQuestion.objects.get().ended_at is not None
    client = sign_in(post.author)
    assert client.get(answer_url(post)).status_code == 404
    assert "Which road?" not in flat(client.get(post.topic.get_absolute_url()).content)
    assert ask_author(post_id=post.pk, moderator=moderator, text="Which firm?") is False


def test_only_a_moderator_who_may_decide_asks_and_only_the_author_answers(post, moderator, sign_in):
    colleague = MemberFactory(agency=post.author.agency, roles=["Moderators"])
    with pytest.raises(PermissionDenied):
        ask_author(post_id=post.pk, moderator=colleague, text="Which road?")
    ask_author(post_id=post.pk, moderator=moderator, text="Which road?")
    with pytest.raises(PermissionDenied):
        answer_moderators(post_id=post.pk, author=colleague, answer="None")
    missing = sign_in(colleague).get(reverse("forum:post_answer", args=[999_999]))
    refused = sign_in(colleague).get(answer_url(post))
    assert (refused.status_code, refused.content) == (404, missing.content)


def test_a_decision_about_a_page_from_before_the_answer_is_not_made(post, moderator, sign_in):
    ask_author(post_id=post.pk, moderator=moderator, text="Which road?")
    client = sign_in(moderator, with_second_step=True)
    seen = opened(client, item_url(post))
    answer_moderators(post_id=post.pk, author=post.author, answer="It is her road.")
    response = client.post(item_url(post), {"choice": "approve", "shown_hash": seen})
    assert (response.status_code, "It is her road." in flat(response.content)) == (409, True)


def test_a_topic_that_went_to_a_circle_meanwhile_takes_no_answer_and_shows_no_title(post, moderator, sign_in):
    ask_author(post_id=post.pk, moderator=moderator, text="Which road?")
    Board.objects.filter(pk=post.topic.board_id).update(circle=CircleFactory())
    Topic.objects.filter(pk=post.topic_id).update(title="For the circle alone")
    client = sign_in(post.author)
    pages = [client.get(answer_url(post)), client.post(answer_url(post), {"answer": "None"})]
    assert [(page.status_code, "For the circle" in flat(page.content)) for page in pages] == [(404, False)] * 2
    with pytest.raises(PermissionDenied):
        answer_moderators(post_id=post.pk, author=post.author, answer="None")


def test_an_author_who_has_left_is_not_asked_and_the_deadline_runs_again(post, moderator, clock, sign_in):
    Post.objects.update(created_at=clock.now)
    ask_author(post_id=post.pk, moderator=moderator, text="Which road?")
    client = sign_in(moderator, with_second_step=True)
    assert "No longer a member" not in flat(client.get(item_url(post)).content)
    leave(person=post.author)
    assert clocks(moderator) == ["due in 2 days"]
    html = flat(client.get(item_url(post)).content)
    assert "No longer a member" in html
    assert ["Ask the author" in html, "With the author" in html] == [False, False]
    assert client.get(reverse("staff_posts:post_ask", args=[post.pk])).status_code == 403
    ModeratorQuestion.objects.update(ended_at=clock.now)
    with pytest.raises(PermissionDenied):
        ask_author(post_id=post.pk, moderator=moderator, text="And now?")


def test_that_the_author_of_a_post_without_a_name_has_left_is_not_shown(post, moderator, sign_in):
    Post.objects.update(voice=Voice.AGENCY)
    leave(person=post.author)
    Mail.objects.all().delete()
    html = flat(sign_in(moderator, with_second_step=True).get(item_url(post)).content)
    assert ["No longer a member" in html, "Ask the author" in html] == [False, True]
    assert ask_author(post_id=post.pk, moderator=moderator, text="Which road?") is True
    assert not Mail.objects.exists()


@pytest.mark.parametrize("way", ["leaves", "agency leaves"])
def test_an_author_who_can_no_longer_sign_in_gets_no_email_about_a_decision(post, moderator, way):
    if way == "leaves":
        leave(person=post.author)
    else:
        Agency.objects.filter(pk=post.author.agency_id).update(is_active=False)
    Mail.objects.all().delete()
    assert reject_post(post_id=post.pk, moderator=moderator, reason="It names a road.") is True
    assert not Mail.objects.exists()
