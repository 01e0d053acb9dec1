"""Undo a withdrawal after something else has happened: what others did meanwhile stays."""

import pytest

from forum.actions.post import post_reply
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import AskState, EventKind
from tests.factories import MemberFactory
from tests.forum.actions.test_withdraw import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(member):
    return member


def test_an_answer_that_another_has_given_meanwhile_stays(author):
    opening, reply = answered(MemberFactory(), author)
    ask, colleague = opening.topic.asks.get(answer=reply), MemberFactory()
    colleague.agency.remits.add(ask.remit)
    withdraw_post(post_id=reply.pk, author=author)
    later = post_reply(topic=opening.topic, author=colleague, body="So do we.", answers_for=[ask.remit_id])
    undo_withdrawal(post_id=reply.pk, author=author)
    ask.refresh_from_db()
    assert ask.answer == later
    kinds = opening.topic.events.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [EventKind.ASKED, EventKind.ANSWERED, EventKind.REOPENED, EventKind.ANSWERED]


def test_a_question_whose_answer_was_withdrawn_too_is_open_when_it_is_back(author):
    opening, reply = answered(author)
    ask = opening.topic.asks.get(answer=reply)
    withdraw_post(post_id=opening.pk, author=author)
    withdraw_post(post_id=reply.pk, author=reply.author)
    undo_withdrawal(post_id=opening.pk, author=author)
    ask.refresh_from_db()
    assert (ask.state, ask.answer) == (AskState.OPEN, None)
