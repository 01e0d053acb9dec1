"""Rules about questions: each is asked for every person."""

import pytest

from forum.rules.questions import can_accept, can_close_question, can_decline, can_dismiss, can_settle_question
from tests.forum.rules.place import but

pytestmark = pytest.mark.django_db


def test_a_question_belongs_to_who_asked_and_to_the_remits_asked(place):
    topic, reply = place.the_topic(), place.post(2)
    ask = topic.asks.get()
    assert place.those(lambda who: can_settle_question(who, topic)) == {"author"}
    assert place.those(lambda who: can_accept(who, reply)) == {"author"}
    assert place.those(lambda who: can_accept(who, place.post(1))) == set()
    assert place.those(lambda who: can_accept(who, but(place.post(2), state="held"))) == set()
    assert place.those(lambda who: can_decline(who, ask)) == {"asked"}
    assert place.those(lambda who: can_dismiss(who, topic)) == {"asked"}
    other = place.the_topic(kind="discussion")
    for rule in (can_settle_question, can_dismiss, can_close_question):
        assert place.those(lambda who, rule=rule: rule(who, other)) == set()
    topic.asks.update(state="closed")
    assert place.those(lambda who: can_close_question(who, topic)) == set()
    ask.topic.published_at = None
    assert place.those(lambda who: can_decline(who, ask)) == set()
