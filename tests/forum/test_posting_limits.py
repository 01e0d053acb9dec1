"""Nobody can flood a board: the limits hold for moderators too, people never notice them, and no text is lost."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from forum.actions.flag import flag_post
from forum.actions.post import post_reply
from forum.integrations.review_queue import FlaggedPosts
from forum.models import Draft, Flag, Post, Topic
from forum.posting_limits import FLAG_LIMITS, HOUR, MINUTE, POST_LIMITS, TOPIC_LIMITS
from ratsite.accounts.enums import Role
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("posting_limits")]
TOO_FAST = "You have posted many times in a short time"
MOST = {"topic": dict(TOPIC_LIMITS), "reply": dict(POST_LIMITS)}


@pytest.fixture(params=["topic", "reply"])
def what(request):
    return request.param


@pytest.fixture(params=[(), (Role.MODERATOR,)], ids=["member", "moderator"])
def writer(request, client):
    person = MemberFactory(roles=list(request.param))
    client.force_login(person)
    return person


@pytest.fixture
def board():
    return BoardFactory(holds_newcomers=False)


def send(client, what: str, board, number: int = 0):
    if what == "topic":
        form = {"title": f"What I saw on day {number}", "marking": "green", "may_act": "check", "voice": "name"}
        return client.post(reverse("forum:topic_new", args=[board.slug]), {**form, "body": f"Vans {number}."})
    topic = Topic.objects.filter(title="Vans").first() or make_topic(board, title="Vans")
    return client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": f"Vans {number}.", "voice": "name"})


def written(writer) -> int:
    return Post.objects.filter(author=writer).count()


def test_a_flood_stops_with_a_sentence_and_a_draft_and_ends_by_itself(client, clock, writer, board, what):
    most = MOST[what][MINUTE]
    answers = [send(client, what, board, number) for number in range(most + 15)]
    assert [answer.status_code for answer in answers] == [302] * most + [200] * 15
    page = flat(answers[most].content)
    assert f"{TOO_FAST}. You can post again at 09:02. Your text is saved as a draft." in page
    assert f"Vans {most}." in page
    assert Draft.objects.filter(person=writer, fields__body=[f"Vans {most}."]).count() == 1
    assert written(writer) == most
    clock.forward(seconds=61)
    assert send(client, what, board, 99).status_code == 302


def test_an_hour_has_a_limit_too(client, clock, writer, board, what):
    topic = make_topic(board, title="Vans")
    for number in range(MOST[what][HOUR]):
        at = clock.now - dt.timedelta(minutes=50, seconds=-number)
        if what == "topic":
            make_topic(board, writer, written_at=at)
        else:
            post_reply(topic=topic, author=writer, body="Vans.", written_at=at)
    assert TOO_FAST in flat(send(client, what, board).content)
    clock.forward(minutes=11)
    assert send(client, what, board).status_code == 302


def test_others_are_not_slowed_by_one_person_s_flood(client, clock, writer, board, what):
    for number in range(MOST[what][MINUTE] + 1):
        send(client, what, board, number)
    client.force_login(MemberFactory())
    assert send(client, what, board, 99).status_code == 302


def test_the_action_refuses_what_a_form_that_was_open_before_would_post(clock, writer, board, what):
    """The form checks the limits too, but two forms sent at once could both pass its check."""
    topic = make_topic(board)
    act = {
        "topic": lambda: make_topic(board, writer),
        "reply": lambda: post_reply(topic=topic, author=writer, body="Vans."),
    }[what]
    for _ in range(MOST[what][MINUTE]):
        act()
    with pytest.raises(PermissionDenied):
        act()


def test_a_flood_of_reports_stops_with_a_sentence_and_ends_by_itself(client, clock, writer, board):
    most = dict(FLAG_LIMITS)[MINUTE]
    posts = [make_topic(board).posts.get() for _ in range(most + 1)]

    def report(post):
        form = {"reason": "identifies", "text": "It names her."}
        return client.post(reverse("forum:post_flag", args=[post.pk]), form)

    assert [report(post).status_code for post in posts[:most]] == [302] * most
    refused = report(posts[most])
    assert "You have reported many posts in a short time. You can report again at 09:02." in flat(refused.content)
    assert "It names her." in flat(refused.content)
    with pytest.raises(PermissionDenied):
        flag_post(post_id=posts[most].pk, reporter=writer, reason="identifies")
    assert Flag.objects.filter(reporter=writer).count() == most
    clock.forward(seconds=61)
    assert report(posts[most]).status_code == 302


def test_reports_in_an_hour_have_a_limit_too(client, clock, writer, board):
    post = make_topic(board).posts.get()
    when = clock.now - dt.timedelta(minutes=50)
    about = {"reporter": writer, "reason": "identifies", "outcome": "left", "created_at": when, "settled_at": clock.now}
    Flag.objects.bulk_create(Flag(post=post, **about) for _ in range(dict(FLAG_LIMITS)[HOUR]))
    url = reverse("forum:post_flag", args=[post.pk])
    assert "You have reported many posts" in flat(client.post(url, {"reason": "identifies"}).content)
    clock.forward(minutes=11)
    assert client.post(url, {"reason": "identifies"}).status_code == 302


def test_a_report_can_be_changed_past_the_limit_but_not_again_at_once(client, clock, writer, board):
    posts = [make_topic(board).posts.get() for _ in range(dict(FLAG_LIMITS)[MINUTE])]
    for post in posts:
        flag_post(post_id=post.pk, reporter=writer, reason="identifies")
    url, first = reverse("forum:post_flag", args=[posts[0].pk]), Flag.objects.get(post=posts[0])

    def change(text: str):
        return client.post(url, {"reason": "identifies", "text": text})

    assert change("").status_code == 302  # pressed twice
    assert "You have just reported this post. You can change your report at 09:02." in flat(change("Soon.").content)
    with pytest.raises(PermissionDenied):
        flag_post(post_id=posts[0].pk, reporter=writer, reason="other", text="Soon.")
    Flag.objects.exclude(pk=first.pk).update(created_at=clock.now + dt.timedelta(seconds=60))
    clock.forward(seconds=61)
    assert change("She is in danger.").status_code == 302
    assert change("She is in danger now.").status_code == 200
    flag = Flag.objects.get(post=posts[0])
    assert (flag.text, flag.created_at, flag.changed_at) == ("She is in danger.", first.created_at, clock.now)


def test_a_changed_report_is_due_as_early_as_before(clock, writer, board):
    post = make_topic(board).posts.get()
    flag_post(post_id=post.pk, reporter=writer, reason="identifies")
    moderator = MemberFactory(roles=[Role.MODERATOR])
    due = FlaggedPosts().find(moderator, post.pk).due_at
    clock.forward(minutes=30)
    flag_post(post_id=post.pk, reporter=writer, reason="identifies", text="It names her.")
    assert FlaggedPosts().find(moderator, post.pk).due_at == due
