"""Two people settle a question at once: the result is that of one after the other."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from forum.actions.answer_question import accept_answer
from forum.actions.decline_question import decline_question
from forum.actions.end_question import close_due_questions, close_own_question
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.models import Ask, Topic
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.threads import while_locked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def housing(copied):
    remit = Remit.objects.get(slug="housing")
    agency = AgencyFactory(main_remit=remit)
    agency.remits.add(remit)
    return remit, *MemberFactory.create_batch(2, agency=agency)


@pytest.fixture
def topic(housing) -> Topic:
    return make_topic(BoardFactory(), kind="question", asked_remits=[housing[0]])


def tick(topic: Topic, person, remit: Remit):
    return partial(post_reply, topic=topic, author=person, body="Ring us.", answers_for=[remit.pk])


def kinds(topic: Topic) -> list[str]:
    return list(topic.events.order_by("pk").values_list("kind", flat=True))


def test_one_of_two_ticked_replies_is_the_answer(topic, housing):
    remit, one, other = housing
    posts = while_locked(topic, tick(topic, one, remit), tick(topic, other, remit))
    assert Ask.objects.get(topic=topic).answer in posts
    assert (topic.posts.count(), kinds(topic)) == (3, ["asked", "answered"])


def test_an_answer_that_is_withdrawn_while_it_is_accepted_is_no_answer(topic, housing):
    remit, one, _other = housing
    for order in (1, -1):
        post = post_reply(topic=topic, author=one, body="Ring us.")
        acts = [
            partial(accept_answer, post_id=post.pk, asker=topic.author),
            partial(withdraw_post, post_id=post.pk, author=one),
        ][::order]
        found = while_locked(topic, *acts)
        ask = Ask.objects.get(topic=topic)
        assert (ask.state, ask.answer) == ("open", None)
        assert not [one for one in found if isinstance(one, Exception) and not isinstance(one, PermissionDenied)]


def test_not_for_us_and_a_tick_and_the_end_leave_one_state(topic, housing):
    remit, one, other = housing
    decline = partial(decline_question, topic_id=topic.pk, remit_id=remit.pk, person=other)
    close = partial(close_own_question, topic_id=topic.pk, asker=topic.author)
    while_locked(topic, tick(topic, one, remit), decline, close)
    ask = Ask.objects.get(topic=topic)
    assert (ask.state == "answered") == (ask.answer is not None)
    assert len(kinds(topic)) == 2
    close_due_questions()
    assert Ask.objects.get(topic=topic).state == ask.state
