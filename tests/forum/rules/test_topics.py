"""Rules about topics: each is asked for every person, and for topics in every state that it depends on."""

import pytest
from django.utils import timezone

from forum.enums import PostState
from forum.rules.boards import (
    can_start_topic,
    why_no_topic,
)
from forum.rules.posts import (
    why_no_edit,
)
from forum.rules.questions import can_close_question, can_dismiss, can_manage_question, can_settle_question
from forum.rules.topics import (
    can_close_with_line,
    can_correct,
    can_explain_trend,
    can_manage_topic,
    can_mark,
    can_print,
    can_read_reasons,
    can_reply,
    can_signal,
    markings_for,
    must_wait_until,
    speaks_for_topic,
    why_no_reply,
    why_wait,
)
from ratsite.network.enums import Marking
from tests.forum.rules.place import HOUR, WRITERS, but

pytestmark = pytest.mark.django_db


def test_members_who_may_write_begin_topics_and_reply(place):
    assert place.those(lambda who: can_start_topic(who, place.board())) == WRITERS
    assert place.those(lambda who: can_reply(who, place.the_topic())) == WRITERS


@pytest.mark.parametrize("changed", [{"published_at": None}, {"is_locked": True}, {"is_archived": True}])
def test_nobody_replies_in_a_topic_that_takes_no_replies(place, changed):
    topic = but(place.the_topic(), **changed)
    assert place.those(lambda who: can_reply(who, topic)) == set()
    assert place.those(lambda who: not why_no_reply(who, topic)) == set()


def test_topics_are_worked_on_by_those_who_manage_the_board(place):
    topic = place.the_topic()
    assert place.those(lambda who: can_manage_topic(who, topic)) == {"keeper", "coordinator"}
    assert place.those(lambda who: speaks_for_topic(who, topic)) == {"author"}
    assert place.those(lambda who: can_mark(who, topic)) == {"author", "keeper", "coordinator"}
    assert place.those(lambda who: can_correct(who, topic)) == {"author", "keeper", "coordinator"}
    assert place.those(lambda who: can_manage_question(who, topic)) == {"keeper", "coordinator"}
    assert place.those(lambda who: can_close_question(who, topic)) == {"keeper", "coordinator"}
    assert place.those(lambda who: can_read_reasons(who, topic)) == {"keeper"}
    locked = place.the_topic(is_locked=True)
    assert place.those(lambda who: can_correct(who, locked)) == {"keeper", "coordinator"}
    hidden = but(place.the_topic(), published_at=None)
    for rule in (
        can_manage_topic,
        speaks_for_topic,
        can_mark,
        can_correct,
        can_manage_question,
        can_settle_question,
        can_dismiss,
        can_read_reasons,
    ):
        assert place.those(lambda who, rule=rule: rule(who, hidden)) == set()


def test_a_silenced_member_cannot_change_their_own_topic(place):
    topic = place.the_topic(author=place.people["silent"])
    assert place.those(lambda who: speaks_for_topic(who, topic)) == set()


def test_markings_open_by_another_moderator_and_close_by_the_author(place):
    place.board(ceiling=Marking.AMBER_STRICT)
    topic = place.the_topic(marking=Marking.GREEN)
    closer = [marking for marking in topic.board.markings() if marking.rank > Marking.GREEN.rank]
    others = [marking for marking in topic.board.markings() if marking != Marking.GREEN]
    assert closer
    assert others != closer
    assert markings_for(place.person("author"), topic) == closer
    assert markings_for(place.person("keeper"), topic) == others
    assert markings_for(place.person("writer"), topic) == []
    own = place.the_topic(author=place.people["keeper"])
    assert markings_for(place.person("keeper"), own) == closer


def test_each_refusal_has_a_message_of_its_own(place):
    board, topic, post = place.board(), place.the_topic(), place.post(2)
    assert why_no_topic(place.person("writer"), board) == ""
    assert why_no_reply(place.person("writer"), topic) == ""
    assert why_no_edit(place.person("writer"), post) == ""
    assert why_no_edit(place.person("author"), post) == "Only the author of a post can change it."
    assert "me/confirm" in why_no_topic(place.person("late"), board)
    assert (
        why_no_topic(place.person("left"), board)
        == "Your membership does not allow you to write. Ask the coordinator why."
    )
    assert why_no_topic(place.person("silent"), board) not in (
        "",
        "Your membership does not allow you to write. Ask the coordinator why.",
    )
    unpublished = why_no_reply(place.person("writer"), but(place.the_topic(), published_at=None))
    assert unpublished.startswith("You cannot reply here")
    withdrawn = why_no_edit(place.person("writer"), but(place.post(2), state=PostState.WITHDRAWN))
    assert withdrawn == "You withdrew this post, so you cannot change it."
    taken_down = but(place.post(2), state=PostState.WITHDRAWN, decision_reason="It names a road.")
    assert why_no_edit(place.person("writer"), taken_down) == (
        "A moderator took this post down, so you cannot change it. Your text is in your drafts. "
        "The moderator’s reason: It names a road."
    )
    assert why_no_edit(place.person("author"), taken_down) == "Only the author of a post can change it."


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"is_archived": True}, "This topic is archived: you can read it, but not reply."),
        ({"is_locked": True}, "This topic is locked: you can read it, but not reply."),
        (
            {"is_locked": True, "lock_reason": "Settled."},
            "This topic is locked: you can read it, but not reply. The moderator’s reason: Settled.",
        ),
    ],
)
def test_a_closed_topic_says_how_it_was_closed(place, changed, says):
    place.the_topic(**changed)
    assert why_no_reply(place.person("writer"), place.the_topic()) == says
    assert why_no_edit(place.person("writer"), place.post(2)) == says


def test_slow_mode_makes_the_same_writer_wait(place, clock):
    topic, writer, author = place.the_topic(), place.person("writer"), place.person("author")
    place.post(2, created_at=clock.now)
    assert must_wait_until(writer, topic) is None
    assert why_wait(writer, topic) == ""
    topic = place.the_topic(slow_minutes=60)
    assert must_wait_until(writer, topic) == clock.now + HOUR
    assert must_wait_until(place.person("asked"), topic) is None
    slow = "This topic is in slow mode: one reply per person every hour. You can reply again at"
    assert why_wait(writer, topic) == f"{slow} 10:00."
    place.post(1, created_at=clock.now - HOUR)
    assert must_wait_until(author, topic) is None
    place.post(2, created_at=clock.now + 15 * HOUR)
    assert why_wait(writer, topic) == f"{slow} 01:00 on 24 November."


def test_a_topic_that_is_not_closely_marked_is_printed(place):
    place.board(ceiling=Marking.AMBER_STRICT)
    assert can_print(place.person("writer"), place.the_topic(marking=Marking.GREEN))
    assert not can_print(place.person("writer"), but(place.the_topic(), published_at=None))
    assert not can_print(place.person("writer"), place.the_topic(marking=Marking.AMBER_STRICT))


def test_the_author_of_a_question_says_what_came_of_it_unless_they_are_pre_moderated(place):
    topic = place.the_topic()
    assert place.those(lambda who: can_close_with_line(who, topic)) == {"author"}
    held = but(place.person("author"), held_until=timezone.now() + HOUR)
    assert not can_close_with_line(held, topic)
    for changed in ({"kind": "discussion"}, {"is_archived": True}, {"published_at": None}):
        other = but(place.the_topic(), **changed)
        assert place.those(lambda who, other=other: can_close_with_line(who, other)) == set()


def test_a_trend_is_signalled_by_agencies_and_explained_by_those_who_manage_its_board(place):
    trend, question = but(place.the_topic(), kind="trend"), place.the_topic()
    assert place.those(lambda who: can_signal(who, trend)) == WRITERS
    assert place.those(lambda who: can_explain_trend(who, trend)) == {"keeper", "coordinator"}
    assert place.those(lambda who: can_close_with_line(who, trend)) == {"author", "keeper", "coordinator"}
    assert place.those(lambda who: can_signal(who, question) or can_explain_trend(who, question)) == set()
    assert not can_signal(but(place.person("writer"), agency=None), trend)
    assert place.those(lambda who: can_signal(who, but(place.the_topic(), kind="trend", is_locked=True))) == set()
