"""Change whether readers may act on a topic: who may change it, and who is notified."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.follow import follow
from forum.actions.mark_read import mark_topic_read
from forum.actions.set_may_act import change_may_act
from forum.enums import ACTS, About, MayAct
from forum.models import Board, Topic
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Mail, Notification
from ratsite.sanctions.enums import SanctionKind
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import text_of

pytestmark = pytest.mark.django_db
REASON = "There is a visit planned"


@pytest.fixture
def topic(db):
    return make_topic(may_act=MayAct.FREE)


def url(topic: Topic) -> str:
    return reverse("forum:topic_act", args=[topic.pk])


def change(topic: Topic, may_act: MayAct, actor) -> bool:
    return change_may_act(topic_id=topic.pk, actor=actor, may_act=may_act, reason=REASON)


def notified() -> set:
    return {row.person for row in Notification.objects.filter(source=ACTS)}


def test_its_author_can_say_that_nobody_may_act_any_longer(topic, sign_in):
    client = sign_in(topic.author)
    assert url(topic) in text_of(client.get(topic.get_absolute_url()))
    assert "Tell readers of the topic why" in text_of(client.post(url(topic), {"may_act": "no"}))
    assert "It may identify someone (phone number)" in text_of(
        client.post(url(topic), {"may_act": "no", "reason": "Ring 07700 900123"})
    )
    page = text_of(client.post(url(topic), {"may_act": "no", "reason": REASON}, follow=True))
    assert "Changed. We will notify people who follow the topic." in page
    assert "“Do not act: it could tip someone off”. Before, it was “Free to use”: There is a visit planned." in page
    again = client.post(url(topic), {"may_act": "no", "reason": REASON})
    assert "It was already like that" in text_of(again, status=409)
    assert ModelLogEntry.objects.get(action="forum.topic.act").data["after"] == "no"


def test_a_person_who_read_that_it_was_free_to_use_is_notified_on_the_site_and_not_by_email(happen, sign_in, clock):
    reader, deaf, elsewhere = MemberFactory.create_batch(3, approved_at=clock.now)
    clock.forward(hours=1)
    topic = make_topic(may_act=MayAct.FREE)
    for person in (reader, deaf):
        mark_topic_read(topic=topic, reader=person, number=1)
    follow(person=deaf, about=About.TOPIC, level=Level.OFF, target=topic)
    moderator = MemberFactory(roles=["Moderators"], approved_at=clock.now)
    happen(change, topic, MayAct.NO, moderator)
    assert notified() == {reader, deaf, topic.author}
    clock.forward(days=3)
    queue_due_emails()
    assert not Mail.objects.exclude(person=None).exists()
    client = sign_in(reader)
    page = text_of(client.get("/notifications/"))
    assert "You have read it" in page
    assert "Whether you may act on it has changed" in page
    assert "We show it on this site only, not by email." in text_of(client.get(reverse("notifications:mail_list")))
    client.get(topic.get_absolute_url())
    assert not Notification.objects.unread().filter(person=reader).exists()


def test_only_followers_are_notified_when_readers_may_do_more(happen):
    topic = make_topic(may_act=MayAct.NO)
    follower, reader = MemberFactory.create_batch(2)
    follow(person=follower, about=About.TOPIC, level=Level.DIGEST, target=topic)
    mark_topic_read(topic=topic, reader=reader, number=1)
    happen(change, topic, MayAct.CHECK, topic.author)
    assert notified() == {follower}


def test_nobody_is_notified_who_can_no_longer_read_it(happen, sign_in):
    circle = CircleFactory()
    topic = make_topic(BoardFactory(circle=circle), may_act=MayAct.FREE)
    gone, late = MemberFactory.create_batch(2)
    circle.people.add(gone, late)
    for person in (gone, late):
        mark_topic_read(topic=topic, reader=person, number=1)
    circle.people.remove(gone)
    happen(change, topic, MayAct.NO, topic.author)
    assert notified() == {late}
    circle.people.remove(late)
    page = text_of(sign_in(late).get("/notifications/"))
    assert topic.title not in page
    assert "Something that you can no longer read" in page


def test_an_author_without_their_name_stays_without_it(happen, sign_in):
    topic = make_topic(may_act=MayAct.FREE, voice="agency")
    reader = MemberFactory()
    mark_topic_read(topic=topic, reader=reader, number=1)
    happen(change, topic, MayAct.NO, topic.author)
    client = sign_in(reader)
    for address in ("/notifications/", topic.get_absolute_url()):
        page = text_of(client.get(address))
        assert topic.shown_as in page
        assert topic.author.last_name not in page
    assert ModelLogEntry.objects.get(action="forum.topic.act").user is None


def pre_moderated(topic: Topic, sanction) -> None:
    sanction(topic.author, SanctionKind.PRE_MODERATE)


def on_a_board_that_holds_replies(topic: Topic, sanction) -> None:
    Board.objects.update(holds_replies=True)


@pytest.mark.parametrize("limit", [pre_moderated, on_a_board_that_holds_replies])
def test_a_reason_that_a_moderator_has_not_read_is_in_the_log_and_not_in_the_topic(topic, sanction, sign_in, limit):
    limit(topic, sanction)
    client = sign_in(topic.author)
    assert "Readers of the topic will not see your reason" in text_of(client.get(url(topic)))
    assert client.post(url(topic), {"may_act": "no", "reason": REASON}).status_code == 302
    page = text_of(sign_in(MemberFactory()).get(topic.get_absolute_url()))
    assert ("Do not act: it could tip someone off" in page, REASON in page) == (True, False)
    assert ModelLogEntry.objects.get(action="forum.topic.act").data["reason"] == REASON


def test_others_change_nothing(topic, sign_in):
    reader, author = MemberFactory(), topic.author
    assert sign_in(reader).post(url(topic), {"may_act": "no", "reason": REASON}).status_code == 403
    set_member_state(
        person_id=author.pk,
        state=MemberState.LAPSED,
        coordinator=MemberFactory(roles=["Coordinators"]),
        reason="Left",
    )
    author.refresh_from_db()
    for person in (reader, author):
        with pytest.raises(PermissionDenied):
            change(topic, MayAct.NO, person)
