"""A question can end without an answer: its asker or a moderator ends it, or its time runs out."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.answer_question import reopen_question, say_answered
from forum.actions.change_topic import archive_topic
from forum.actions.end_question import close_due_questions, close_own_question, close_question, extend_question
from forum.actions.notify import notify_of_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Ask, Board, Topic
from ratsite.catchup.queries.needs import needs_of
from ratsite.jobs.registry import jobs
from ratsite.network.enums import Marking
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Notification
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.forum.actions.test_answer_question import ask, events, states
from tests.markup import flat
from tests.membership_changes import silence

pytestmark = pytest.mark.django_db
REASON = "It was asked in March."


@pytest.fixture
def topic(asker, clock):
    return ask(author=asker, title="Do re-lets show up?")


def need(person) -> list[str]:
    return [row.title for row in needs_of(person).rows]


def notified(person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("verb", flat=True))


def test_the_asker_closes_and_opens_again(topic, asker, volunteer):
    assert close_own_question(topic_id=topic.pk, asker=asker)
    assert not close_own_question(topic_id=topic.pk, asker=asker)
    assert (states(topic), need(volunteer)) == ({"housing": "closed"}, [])
    assert reopen_question(topic_id=topic.pk, asker=asker)
    assert not reopen_question(topic_id=topic.pk, asker=asker)
    assert need(volunteer) == ["Do re-lets show up?"]
    assert events(topic) == ["asked", "ended", "reopened"]


@pytest.mark.parametrize("act", ["answered", "extend", "close", "reopen", "nonsense", ""])
def test_nobody_settles_the_question_of_another(topic, volunteer, moderator, sign_in, act):
    for person in (volunteer, moderator):
        client = sign_in(person, with_second_step=person == moderator)
        assert client.post(f"/forum/topics/{topic.pk}/question/", {"do": act}).status_code == 403
    assert states(topic) == {"housing": "open"}


def test_an_unknown_wish_is_a_bad_request(topic, asker, sign_in):
    assert sign_in(asker).post(f"/forum/topics/{topic.pk}/question/", {"do": "x"}).status_code == 400


def test_a_moderator_closes_with_a_reason_that_readers_and_the_log_have(topic, moderator, volunteer, sign_in):
    client, address = sign_in(moderator, with_second_step=True), f"/forum/topics/{topic.pk}/manage/question/"
    assert "Tell readers of the topic why" in flat(client.post(address, {"reason": ""}).content)
    assert states(topic) == {"housing": "open"}
    client.post(address, {"reason": REASON})
    client.post(address, {"reason": REASON})
    assert states(topic) == {"housing": "closed"}
    assert f"closed the question: {REASON[:-1]}" in flat(sign_in(volunteer).get(topic.get_absolute_url()).content)
    entry = ModelLogEntry.objects.get(action="forum.topic.close_question")
    assert (entry.user, entry.data["reason"]) == (moderator, REASON)


def test_a_moderator_is_not_asked_for_a_reason_to_close_a_question_that_is_answered(topic, asker, moderator, sign_in):
    client, address = sign_in(moderator, with_second_step=True), f"/forum/topics/{topic.pk}/manage/"
    assert "Close the question" in flat(client.get(address).content)
    say_answered(topic_id=topic.pk, asker=asker)
    assert "Close the question" not in flat(client.get(address).content)
    page = client.get(f"{address}question/", follow=True)
    assert page.redirect_chain[-1][0] == topic.get_absolute_url()
    assert "It was already like that" in flat(page.content)
    refused = client.post(f"{address}question/", {"reason": REASON})
    assert (refused.status_code, REASON in flat(refused.content)) == (409, True)
    assert states(topic) == {"housing": "answered"}


def test_no_member_and_no_moderator_without_the_second_step_closes(topic, asker, volunteer, sign_in):
    for person in (asker, volunteer):
        assert sign_in(person).post(f"/forum/topics/{topic.pk}/manage/question/", {"reason": REASON}).status_code == 403
        with pytest.raises(PermissionDenied):
            close_question(topic_id=topic.pk, moderator=person, reason=REASON)
    assert states(topic) == {"housing": "open"}


def test_a_reason_that_identifies_someone_is_refused(topic, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    client.post(f"/forum/topics/{topic.pk}/manage/question/", {"reason": "Ring 07700 900123"})
    with pytest.raises(PermissionDenied):
        close_question(topic_id=topic.pk, moderator=moderator, reason="Ring 07700 900123")
    assert states(topic) == {"housing": "open"}


def test_the_asker_is_asked_once_a_week_before_the_end_and_it_then_closes_by_itself(asker, volunteer, clock, happen):
    topic = ask(author=asker, answer_by=timezone.localdate() + dt.timedelta(days=3))
    clock.forward(days=3 + 42 - 8)
    happen(close_due_questions)
    assert (notified(asker), need(asker)) == ([], [])
    clock.forward(days=1)
    happen(close_due_questions)
    happen(close_due_questions)
    assert (notified(asker), need(asker)) == (["asks_ending"], [topic.title])
    clock.forward(days=7)  # its last day
    happen(close_due_questions)
    assert states(topic) == {"housing": "open"}
    clock.forward(days=1)
    happen(close_due_questions)
    assert (states(topic), need(volunteer)) == ({"housing": "closed"}, [])
    assert need(asker) == [topic.title]  # now to say what happened
    assert events(topic) == ["asked", "ended"]
    assert notified(asker) == ["asks_ending"]


def test_without_a_day_a_question_closes_six_weeks_after_it_was_asked(topic, clock, happen):
    clock.forward(days=42)
    happen(close_due_questions)
    assert states(topic) == {"housing": "open"}
    clock.forward(days=1)
    happen(close_due_questions)
    assert states(topic) == {"housing": "closed"}


def test_two_weeks_more_and_nobody_is_asked_a_second_time(topic, asker, clock, happen):
    assert not extend_question(topic_id=topic.pk, asker=asker)  # it does not end soon
    clock.forward(days=40)
    happen(close_due_questions)
    assert extend_question(topic_id=topic.pk, asker=asker)
    assert not extend_question(topic_id=topic.pk, asker=asker)
    assert need(asker) == []
    clock.forward(days=13)
    happen(close_due_questions)
    assert (states(topic), need(asker), notified(asker)) == ({"housing": "open"}, [], ["asks_ending"])
    clock.forward(days=2)
    happen(close_due_questions)
    assert states(topic) == {"housing": "closed"}


def test_an_asker_who_reopens_the_question_is_asked_again_before_it_ends(topic, asker, clock, happen):
    clock.forward(days=43)
    happen(close_due_questions)
    reopen_question(topic_id=topic.pk, asker=asker)
    clock.forward(days=8)
    happen(close_due_questions)
    assert (states(topic), need(asker)) == ({"housing": "open"}, [topic.title])


@pytest.mark.parametrize("where", ["withdrawn", "archived", "circle", "held"])
def test_nobody_is_asked_about_what_they_cannot_end(asker, moderator, clock, happen, where):
    board = BoardFactory(holds_topics=where == "held")
    topic = ask(author=asker, board=board)
    if where == "withdrawn":
        withdraw_post(post_id=topic.posts.get().pk, author=asker)
    elif where == "archived":
        archive_topic(topic_id=topic.pk, moderator=moderator, is_archived=True, reason="Old")
    elif where == "circle":
        board.circle = CircleFactory()
        board.save()
    clock.forward(days=36)
    happen(close_due_questions)
    assert (notified(asker), need(asker)) == ([], [])


def test_the_row_of_an_asker_has_three_buttons_that_end_it(topic, asker, clock, happen, sign_in):
    post_reply(topic=topic, author=MemberFactory(), body="I wonder, too.")
    clock.forward(days=36)
    happen(close_due_questions)
    client = sign_in(asker)
    html = flat(client.get("/catch-up/").content)
    assert "Was your question answered?" in html
    for label, value in (
        ("It was answered", "answered"),
        ("Keep it open for 2 weeks", "extend"),
        ("Close the question", "close"),
    ):
        assert f'name="do" value="{value}"' in html
        assert label in html
    assert html.count(topic.title) == 4  # the row's link, and its buttons for screen readers
    answer = client.post(f"/forum/topics/{topic.pk}/question/", {"do": "answered", "from": "catch-up"})
    assert (answer.url, need(asker), states(topic)) == ("/catch-up/", [], {"housing": "answered"})
    assert Notification.objects.unread().filter(person=asker).count() == 0


def test_every_row_under_needs_you_has_an_action(topic, asker, volunteer, clock, happen, moderator):
    reply = post_reply(topic=topic, author=asker, body=f"What does @{volunteer} say?")
    notify_of_post(reply.pk)
    volunteer.refresh_from_db()
    assert [len(row.actions) for row in needs_of(volunteer).rows] == [1, 2]


def test_who_may_not_write_is_offered_no_button_of_a_question_that_is_refused(
    topic, asker, volunteer, clock, happen, sign_in
):
    decline = reverse("forum:question_decline", args=[topic.pk, topic.asks.get().remit_id])
    buttons = ('button--small" href="#reply"', "Not for me</button>", f'action="{decline}"', "It was answered</button>")

    def offered(person) -> list[bool]:
        page = flat(sign_in(person).get(topic.get_absolute_url()).content)
        return [button in page for button in buttons]

    clock.forward(days=36)
    happen(close_due_questions)
    assert (offered(volunteer), offered(asker)) == ([True, True, True, False], [False, False, False, True])
    for person in (asker, volunteer):
        silence(person)
        person.refresh_from_db()
    assert (offered(volunteer), offered(asker)) == ([False, True, False, False], [False] * 4)
    assert [action.label for row in needs_of(volunteer).rows for action in row.actions] == ["Not for me"]
    assert needs_of(asker).rows == []


@pytest.mark.parametrize("closed", ["topic", "board"])
def test_an_answer_is_offered_only_where_the_topic_takes_replies(topic, volunteer, closed, sign_in):
    assert [action.label for action in needs_of(volunteer).rows[0].actions] == ["Answer", "Not for me"]
    if closed == "topic":
        Topic.objects.update(is_locked=True)
    else:
        Board.objects.update(state="archived")
    assert [action.label for action in needs_of(volunteer).rows[0].actions] == ["Not for me"]
    assert 'button--small" href="#reply"' not in flat(sign_in(volunteer).get(topic.get_absolute_url()).content)


def test_the_email_to_an_asker_says_no_more_than_its_marking_allows(asker, clock, happen):
    board = BoardFactory(ceiling=Marking.AMBER_STRICT)
    ask(author=asker, title="Do re-lets show up?", board=board, marking=Marking.AMBER_STRICT)
    clock.forward(days=36)
    happen(close_due_questions)
    mail.outbox.clear()
    clock.forward(days=3)
    happen(queue_due_emails)
    assert len(mail.outbox) == 1
    assert "re-lets" not in mail.outbox[0].subject + mail.outbox[0].body


def test_the_job_runs_every_day():
    assert jobs()["end old questions"].every == dt.timedelta(days=1)


@pytest.mark.parametrize("count", [1, 3])
def test_asking_askers_costs_the_same_for_a_topic_with_one_remit_and_three(count, asker, clock, happen):
    topic = ask(*["housing", "health", "policing"][:count], author=asker)
    clock.forward(days=36)
    happen(close_due_questions)
    assert len(need(asker)) == 1
    assert say_answered(topic_id=topic.pk, asker=asker)
    assert need(asker) == []


def test_an_asker_without_a_name_closes_without_it(asker, sign_in):
    MemberFactory.create_batch(2, job_title="Housing officer")  # others have the same role
    asker.job_title = "Housing officer"
    asker.save()
    topic = ask(author=asker, voice=Voice.ROLE)
    close_own_question(topic_id=topic.pk, asker=asker)
    html = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert "<strong>Housing officer</strong> closed the question" in html
    assert "Delroy" not in html


def test_a_discussion_has_no_question_to_end(asker, moderator, sign_in):
    topic = make_topic(author=asker)
    for path in ("question/", "question/dismiss/"):
        assert sign_in(asker).post(f"/forum/topics/{topic.pk}/{path}", {"do": "close"}).status_code == 403
    client = sign_in(moderator, with_second_step=True)
    assert client.get(f"/forum/topics/{topic.pk}/manage/question/").status_code == 403
    assert not Ask.objects.exists()
    assert Topic.objects.count() == 1
