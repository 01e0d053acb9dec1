"""Rules about ground checks: each is asked for every person, and for checks in every state that it depends on."""

import datetime as dt

import pytest
from django.utils import timezone

from forum.models import GroundCheck, Topic
from forum.rules.ground_checks import (
    can_answer_ground,
    can_delete_ground,
    can_draft_from_ground,
    can_end_ground,
    can_propose_ground,
    can_sign_ground,
)
from ratsite.network.enums import Marking
from tests.forum.rules.place import WRITERS, but

pytestmark = pytest.mark.django_db

KEEPERS = {"author", "keeper", "coordinator"}


def check(place, days: int = 1, topic: Topic | None = None, **fields) -> GroundCheck:
    closes_on = timezone.localdate() + dt.timedelta(days=days)
    if "published_at" in fields:
        fields["ended_at"] = fields["published_at"]
    return GroundCheck(topic=topic or place.the_topic(), closes_on=closes_on, **fields)


def unpublished(place) -> Topic:
    return but(place.the_topic(), published_at=None)


def test_writers_with_an_agency_answer_until_the_last_day_has_passed(place):
    assert place.those(lambda who: can_answer_ground(who, check(place, days=0))) == WRITERS
    assert place.those(lambda who: can_answer_ground(who, check(place, days=-1))) == set()
    assert place.those(lambda who: can_answer_ground(who, check(place, topic=unpublished(place)))) == set()
    assert can_answer_ground(but(place.person("writer"), agency=None), check(place)) is False


def test_a_check_is_ended_by_those_who_may_start_one_until_it_is_published(place):
    assert place.those(lambda who: can_propose_ground(who, place.the_topic())) == KEEPERS
    assert place.those(lambda who: can_end_ground(who, check(place))) == KEEPERS
    assert place.those(lambda who: can_end_ground(who, check(place, published_at=timezone.now()))) == set()
    assert place.those(lambda who: can_delete_ground(who, check(place))) == KEEPERS
    assert place.those(lambda who: can_delete_ground(who, check(place, published_at=timezone.now()))) == {"keeper"}


def test_moderators_of_the_board_with_an_agency_sign_once_it_has_a_result(place):
    ended = {"ended_at": timezone.now()}
    assert place.those(lambda who: can_sign_ground(who, check(place, **ended))) == {"keeper"}
    for days in (1, -1):
        assert place.those(lambda who, days=days: can_sign_ground(who, check(place, days=days))) == set()
    assert place.those(lambda who: can_sign_ground(who, check(place, topic=unpublished(place), **ended))) == set()
    assert can_sign_ground(but(place.person("keeper"), agency=None), check(place, **ended)) is False


def test_published_ground_is_drafted_where_all_members_read_it(place):
    def those(**fields) -> set[str]:
        given = {"published_at": timezone.now(), "topic": place.the_topic(marking=Marking.GREEN), **fields}
        return place.those(lambda who: can_draft_from_ground(who, check(place, days=-1, **given)))

    assert those() == KEEPERS
    assert those(published_at=None) == set()
    assert those(topic=Topic.objects.select_related("board").get(pk=place.closed)) == set()
    place.board(ceiling=Marking.AMBER_STRICT)
    assert those(topic=place.the_topic(marking=Marking.AMBER_STRICT)) == set()
