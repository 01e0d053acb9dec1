"""A moderator pins, locks, renames, archives and slows down a topic; an event between the posts records each change."""

import datetime as dt
import uuid
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import resolve, reverse
from wagtail.models import ModelLogEntry

from forum.actions.change_topic import archive_topic, pin_topic, rename_topic, set_topic_lock, slow_topic
from forum.actions.manage_boards import name_moderators
from forum.actions.post import post_reply
from forum.models import Board, Draft, Post, Topic
from forum.queries.topic_page import url_of
from forum.urls import discussion
from ratsite.notifications.models import Notification
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import text_of

pytestmark = pytest.mark.django_db
REASON = "It went round in circles."
VERBS = ("pin", "lock", "rename", "archive", "slow")


@pytest.fixture
def topic() -> Topic:
    return make_topic(BoardFactory())


@pytest.fixture
def steward(sign_in, moderator):
    return sign_in(moderator, with_second_step=True)


def url(verb: str, topic: Topic) -> str:
    return reverse(f"forum:topic_{verb}", args=[topic.pk])


def does(verb: str, topic: Topic, moderator, *, back: bool = False) -> bool:
    about = {"topic_id": topic.pk, "moderator": moderator}
    return {
        "pin": lambda: pin_topic(**about, is_pinned=not back),
        "lock": lambda: set_topic_lock(**about, is_locked=not back, reason=REASON),
        "rename": lambda: rename_topic(
            **about, title="Rooms let again" if back else "Doors that change", reason=REASON
        ),
        "archive": lambda: archive_topic(**about, is_archived=not back, reason=REASON),
        "slow": lambda: slow_topic(**about, minutes=0 if back else 60),
    }[verb]()


def test_a_title_that_another_gave_meanwhile_is_not_replaced_unseen(topic, moderator, steward):
    shown = steward.get(url("rename", topic)).context["form"]["shown"].value()
    rename_topic(topic_id=topic.pk, moderator=moderator, title="Doors that change", reason=REASON)
    mine = {"title": "Doors that close", "reason": REASON}
    page = steward.post(url("rename", topic), {**mine, "shown": shown})
    assert "Its title is “Doors that change” now." in text_of(page)
    topic.refresh_from_db()
    assert topic.title == "Doors that change"
    steward.post(url("rename", topic), {**mine, "shown": page.context["form"]["shown"].value()})
    topic.refresh_from_db()
    assert topic.title == "Doors that close"


@pytest.mark.parametrize("verb", VERBS)
def test_each_change_is_made_once_undone_once_recorded_in_the_topic_and_logged(topic, moderator, verb):
    done = [does(verb, topic, moderator), does(verb, topic, moderator)]
    undone = [does(verb, topic, moderator, back=True), does(verb, topic, moderator, back=True)]
    assert (done, undone) == ([True, False], [True, False])
    assert topic.events.count() == 2
    assert ModelLogEntry.objects.filter(action__startswith="forum.topic.").count() == 2
    assert not [entry for entry in ModelLogEntry.objects.all() if "Rooms" in str(entry.data) + entry.label]


@pytest.mark.parametrize("verb", VERBS)
def test_rights_are_asked_again_under_the_lock(topic, moderator, verb):
    board = topic.board
    coordinator = MemberFactory(roles=["Coordinators"])
    other = MemberFactory(roles=["Moderators"])
    name_moderators(
        board_id=board.pk, steward=coordinator, version=board.version, moderators=[other], reason="As agreed"
    )
    for person in (moderator, topic.author):
        with pytest.raises(PermissionDenied):
            does(verb, topic, person)
    assert not topic.events.exists()
    assert does(verb, topic, coordinator)  # looks after every board that they can read


@pytest.mark.parametrize("page", ["manage", *VERBS])
def test_a_person_who_does_not_moderate_the_board_may_not_manage_its_topics(topic, moderator, sign_in, page):
    topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    for person in (topic.author, moderator):
        client = sign_in(person, with_second_step=True)
        assert client.post(url(page, topic), {"reason": REASON, "title": "x", "minutes": 60}).status_code == 403
        assert "Manage this topic" not in text_of(client.get(topic.get_absolute_url()))
    topic.refresh_from_db()
    assert (topic.is_pinned, topic.is_locked, topic.is_archived, topic.slow_minutes) == (False, False, False, 0)


def test_a_steward_without_the_second_step_is_asked_for_it(topic, moderator, sign_in):
    client = sign_in(moderator)
    assert client.get(url("lock", topic))["Location"] == (
        f"{reverse('mfa_reauthenticate')}?{urlencode({'next': url('lock', topic)})}"
    )
    refused = client.post(url("lock", topic), {"reason": REASON})
    assert REASON in text_of(refused, status=403)
    topic.refresh_from_db()
    assert not topic.is_locked


SENT = {"rename": {"title": "Doors that change"}, "slow": {"minutes": 60}, "lock": {}, "archive": {}}


@pytest.mark.parametrize("verb", SENT)
def test_a_typed_reason_is_shown_again_if_another_moderator_was_first(topic, steward, verb):
    does(verb, topic, MemberFactory(roles=["Moderators"]))
    refused = text_of(steward.post(url(verb, topic), SENT[verb] | {"reason": "Typed for a minute"}), status=409)
    assert "You or another person have already done this, so nothing was changed now." in refused
    assert "Typed for a minute" in refused


def test_the_entry_leads_to_all_of_it(topic, steward):
    assert url("manage", topic) in text_of(steward.get(topic.get_absolute_url()))
    html = text_of(steward.get(url("manage", topic)))
    assert [verb for verb in VERBS if url(verb, topic) not in html] == []


def test_a_topic_that_nobody_else_can_see_yet_is_managed_by_nobody(steward, moderator):
    post = make_held(moderator)
    assert steward.get(url("manage", post.topic)).status_code == 403
    with pytest.raises(PermissionDenied):
        pin_topic(topic_id=post.topic_id, moderator=moderator, is_pinned=True)


def make_held(author) -> Post:
    from forum.actions.post import start_topic

    board = BoardFactory(holds_topics=True)
    return start_topic(board=board, author=author, title="T", body="B", marking="green", may_act="check")


def test_a_pinned_topic_is_first(topic, steward):
    make_topic(topic.board, title="Newer")
    steward.post(url("pin", topic), {"pin": "1"})
    page = steward.get(topic.board.get_absolute_url()).context["page"]
    assert ([t.pk for t in page.pinned], [t.title for t in page.topics]) == ([topic.pk], ["Newer"])
    steward.post(url("pin", topic), {"unpin": "1"})
    assert steward.get(topic.board.get_absolute_url()).context["page"].pinned == []


def test_a_locked_topic_says_why_and_shows_the_typed_text_again(topic, steward, member, sign_in):
    assert "Tell readers of the topic why" in text_of(steward.post(url("lock", topic), {"reason": " "}))
    steward.post(url("lock", topic), {"reason": REASON})
    client = sign_in(member)
    page = text_of(client.get(topic.get_absolute_url()))
    assert f"you can read it, but not reply. The moderator’s reason: {REASON}" in page
    assert "closed this topic to replies: It went round in circles." in page
    assert "<textarea" not in page
    answer = client.post(reverse("forum:topic_reply", args=[topic.pk]), {"body": "Typed for an hour"})
    assert REASON in text_of(answer, status=403)
    assert "Typed for an hour" in text_of(answer, status=403)
    assert Draft.objects.get(person=member).fields["body"] == ["Typed for an hour"]
    set_topic_lock(topic_id=topic.pk, moderator=MemberFactory(roles=["Moderators"]), is_locked=False, reason="Calm")
    topic.refresh_from_db()
    assert post_reply(topic=topic, author=member, body="Now").is_live
    assert topic.lock_reason == ""


def test_an_old_address_leads_to_the_renamed_topic(topic, steward, member, sign_in):
    before = topic.get_absolute_url()
    steward.post(url("rename", topic), {"title": "Doors that change", "reason": REASON})
    topic.refresh_from_db()
    client = sign_in(member)
    assert client.get(before)["Location"] == topic.get_absolute_url() == f"/forum/topics/{topic.pk}/doors-that-change/"
    assert "renamed this topic. Before, it was “Rooms let again”" in text_of(client.get(topic.get_absolute_url()))
    assert topic.get_absolute_url() in text_of(client.get("/search/?q=doors"))


def test_a_title_that_said_too_much_is_shown_to_nobody_any_more(topic, steward, moderator, member, sign_in):
    steward.post(url("rename", topic), {"title": "Maria in the flat", "reason": REASON})
    steward.post(url("rename", topic), {"title": "Doors", "reason": REASON})
    topic.refresh_from_db()
    assert "Maria" in text_of(sign_in(member).get(topic.get_absolute_url()))  # and this process has drawn it
    rename_topic(topic_id=topic.pk, moderator=moderator, title="Open doors", reason=REASON, hides_old=True)
    topic.refresh_from_db()
    page = text_of(sign_in(member).get(topic.get_absolute_url()))
    assert page.count("renamed this topic. Before, it was under a title that we no longer show") == 3
    assert "Maria" not in page
    assert "Rooms let again" not in page


def test_a_new_title_is_checked_like_every_new_text(topic, steward, moderator):
    html = text_of(steward.post(url("rename", topic), {"title": "Ring 07700 900123", "reason": REASON}))
    assert "It may identify someone (phone number)" in html
    assert 'value="Ring 07700 900123"' in html
    with pytest.raises(PermissionDenied):
        rename_topic(topic_id=topic.pk, moderator=moderator, title="Ring 07700 900123", reason=REASON)
    assert not topic.events.exists()


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}"])
def test_a_title_and_a_reason_are_text(topic, steward, payload):
    for title in (payload, "Plain"):
        steward.post(url("rename", topic), {"title": title, "reason": REASON})
    steward.post(url("lock", topic), {"reason": payload})
    topic.refresh_from_db()
    for page in (topic.get_absolute_url(), url("manage", topic), url("lock", topic)):
        html = text_of(steward.get(page))
        assert ("<script>alert" in html, "<img src=x" in html, ">49<" in html) == (False, False, False)


def test_no_title_takes_the_address_of_another_page_of_the_topic():
    routes = [pattern.pattern._route for pattern in discussion[0]]
    taken = {route.split("/")[2] for route in routes if route.startswith("topics/<int:topic_id>/")} - {"<slug:slug>"}
    assert {"manage", "print", "reply"} <= taken
    for name in taken:
        topic = make_topic(title=f"{name.capitalize()}!")
        assert resolve(topic.get_absolute_url()).view_name == "forum:topic"


def test_an_archived_topic_is_in_no_list_and_is_found(topic, steward, moderator, member, sign_in):
    newer = make_topic(topic.board, title="Newer")
    steward.post(url("archive", newer), {"reason": REASON})
    client = sign_in(member)
    board = Board.objects.get(pk=topic.board_id)
    assert board.latest_topic == topic
    assert "Newer" not in text_of(client.get(board.get_absolute_url()))
    assert "Newer" not in text_of(client.get("/catch-up/"))
    assert "Newer" not in text_of(client.get("/forum/"))
    found = text_of(client.get("/search/?q=newer"))
    assert (newer.get_absolute_url() in found, "Archived" in found) == (True, True)
    page = text_of(client.get(newer.get_absolute_url()))
    assert "This topic is archived: you can read it, but not reply" in page
    assert client.post(reverse("forum:topic_reply", args=[newer.pk]), {"body": "x"}).status_code == 403
    steward = sign_in(moderator, with_second_step=True)
    steward.post(url("archive", newer), {"restore": "1", "reason": "Asked for"})
    assert "Newer" in text_of(client.get(board.get_absolute_url()))
    assert Board.objects.get(pk=topic.board_id).latest_topic == newer


def test_an_archived_pin_is_not_shown_and_comes_back_pinned(topic, steward, moderator):
    pin_topic(topic_id=topic.pk, moderator=moderator, is_pinned=True)
    archive_topic(topic_id=topic.pk, moderator=moderator, is_archived=True, reason=REASON)
    assert steward.get(topic.board.get_absolute_url()).context["page"].pinned == []
    archive_topic(topic_id=topic.pk, moderator=moderator, is_archived=False, reason=REASON)
    assert steward.get(topic.board.get_absolute_url()).context["page"].pinned == [topic]


def test_slow_mode_lets_each_person_reply_once_an_hour(topic, moderator, member, sign_in, clock):
    slow_topic(topic_id=topic.pk, moderator=moderator, minutes=60)
    client, reply = sign_in(member), reverse("forum:topic_reply", args=[topic.pk])
    assert client.post(reply, {"body": "First"}).status_code == 302
    clock.now += dt.timedelta(minutes=20)
    assert "You can reply again at 10:00." in text_of(client.get(topic.get_absolute_url()))
    assert "You can write now" in text_of(client.get(reply))
    html = text_of(client.post(reply, {"body": "Second"}))
    assert "one reply per person every hour. You can reply again at 10:00. Your text is saved as a draft." in html
    assert "Second</textarea>" in html
    assert Draft.objects.get(person=member).fields["body"] == ["Second"]
    topic.refresh_from_db()
    with pytest.raises(PermissionDenied):
        post_reply(topic=topic, author=member, body="Second")
    assert post_reply(topic=topic, author=MemberFactory(), body="Another person").is_live
    clock.now += dt.timedelta(minutes=40)
    assert client.post(reply, {"body": "Second"}).status_code == 302
    assert topic.posts.live().count() == 4


def test_a_reply_that_is_sent_twice_leads_to_the_first_one_in_slow_mode(topic, moderator, member, sign_in):
    slow_topic(topic_id=topic.pk, moderator=moderator, minutes=60)
    client, reply = sign_in(member), reverse("forum:topic_reply", args=[topic.pk])
    first = {"body": "First", "submission": str(uuid.uuid4())}
    answers = [client.post(reply, sent) for sent in (first, first, {**first, "submission": str(uuid.uuid4())})]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert {answer["Location"] for answer in answers} == {url_of(topic.posts.get(author=member))}
    assert not Draft.objects.exists()
    assert client.post(reply, {"body": "Second"}).status_code == 200


def test_the_same_words_in_reply_to_another_post_are_saved_in_slow_mode(topic, moderator, member, sign_in):
    slow_topic(topic_id=topic.pk, moderator=moderator, minutes=60)
    client, reply = sign_in(member), reverse("forum:topic_reply", args=[topic.pk])
    sent = {"body": "Thank you.", "submission": str(uuid.uuid4()), "reply_to": ""}
    assert client.post(reply, sent).status_code == 302
    again = client.post(reply, sent | {"submission": str(uuid.uuid4()), "reply_to": topic.posts.first().pk})
    assert again.status_code == 200
    assert "You can reply again at" in text_of(again)


def test_slow_mode_takes_none_but_its_own_choices(topic, steward):
    assert "Choose one of these" in text_of(steward.post(url("slow", topic), {"minutes": "7"}))
    steward.post(url("slow", topic), {"minutes": "60"})
    topic.refresh_from_db()
    assert topic.slow_minutes == 60


def test_these_changes_notify_nobody(topic, moderator, happen):
    for verb in VERBS:
        happen(does, verb, topic, moderator)
    assert not Notification.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_to_manage_a_topic_costs_the_same_for_one_and_three(
    moderator, steward, django_assert_num_queries, count
):
    topic = make_topic(replies=count)
    for number in range(count):
        rename_topic(topic_id=topic.pk, moderator=moderator, title=f"Title {number}", reason=REASON)
    with django_assert_num_queries(7):  # session, person, roles, topic, board, what holds it, whose reasons they read
        steward.get(url("manage", topic))


def test_a_moderator_says_why_they_rename_a_topic_also_one_that_they_began_by_role(topic, steward, moderator):
    refused = text_of(steward.post(url("rename", topic), {"title": "Doors"}))
    assert "Tell readers of the topic why" in refused
    assert 'value="Doors"' in refused
    steward.post(url("rename", topic), {"title": "Doors", "reason": REASON})
    topic.refresh_from_db()
    assert REASON in text_of(steward.get(topic.get_absolute_url()))
    assert ModelLogEntry.objects.get(action="forum.topic.rename").data["reason"] == REASON
    own = make_topic(author=moderator, voice="role")
    assert "Tell readers of the topic why" in text_of(steward.post(url("rename", own), {"title": "Doors"}))
    with pytest.raises(ValueError, match="needs a reason"):
        rename_topic(topic_id=own.pk, moderator=moderator, title="Other doors", reason="")
