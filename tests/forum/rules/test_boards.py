"""Rules about boards: each is asked for every person, and for boards in every state that it depends on."""

import pytest

from forum.enums import BoardState, Voice
from forum.models import Board
from forum.rules.boards import (
    can_bring_topics_to,
    can_give_board_to,
    can_manage_board,
    can_open_board_pages,
    can_see,
    can_speak,
    can_start_topic,
    may_all_read,
    why_no_topic,
)
from tests.factories import CircleFactory
from tests.forum.rules.place import IN_CIRCLE, MEMBERS

pytestmark = pytest.mark.django_db


def test_nobody_writes_on_an_archived_board(place):
    board = place.board(state=BoardState.ARCHIVED)
    assert place.those(lambda who: can_start_topic(who, board)) == set()
    assert place.those(lambda who: can_bring_topics_to(who, board)) == set()
    says = "This board is archived: you can read it, but not write on it."
    assert why_no_topic(place.person("writer"), board) == says


def test_a_circles_board_is_seen_by_its_people(place):
    board = Board.objects.get(topics=place.closed)
    assert place.those(lambda who: can_see(who, board)) == IN_CIRCLE
    assert place.those(lambda who: can_see(who, place.board())) >= MEMBERS


def test_voices_are_for_those_who_have_an_agency_or_keep_the_board(place):
    board, writer = place.board(), place.person("writer")
    assert [can_speak(writer, voice, board) for voice in (Voice.NAME, Voice.ROLE, Voice.AGENCY)] == [True] * 3
    assert can_speak(writer, "nobody", board) is False
    writer.agency = None
    assert can_speak(writer, Voice.AGENCY, board) is False
    assert place.those(lambda who: can_speak(who, Voice.BEHALF, board)) == {"keeper"}


def test_boards_are_managed_by_coordinators_and_their_moderators(place):
    assert place.those(can_open_board_pages) == {"keeper", "elsewhere", "coordinator"}
    assert place.those(lambda who: can_manage_board(who, place.board())) == {"keeper", "coordinator"}
    assert place.those(lambda who: can_bring_topics_to(who, place.board())) == {"keeper", "coordinator"}
    circle = Board.objects.get(topics=place.closed).circle
    assert place.those(lambda who: can_give_board_to(who, circle)) == IN_CIRCLE
    assert can_give_board_to(place.person("writer"), None)


def test_a_circle_reads_what_another_may_if_all_its_people_are_in_it(place):
    wide, narrow = CircleFactory(), CircleFactory()
    wide.people.add(place.people["author"], place.people["writer"])
    narrow.people.add(place.people["author"])
    answers = [(wide, narrow), (narrow, wide), (None, wide), (wide, None), (wide, wide), (None, None)]
    assert [may_all_read(own, there=there) for own, there in answers] == [True, False, True, False, True, True]
