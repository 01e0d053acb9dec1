"""Rules about polls: each is asked for every person, and for polls in every state that it depends on."""

import datetime as dt

import pytest
from django.utils import timezone

from forum.enums import PollBy
from forum.models import Poll
from forum.rules.polls import can_end_poll, can_start_poll, can_vote
from tests.forum.rules.place import WRITERS, but

pytestmark = pytest.mark.django_db

KEEPERS = {"author", "keeper", "coordinator"}


def poll(place, by: str = PollBy.PERSON, days: int = 1) -> Poll:
    today = timezone.localdate()
    return Poll(topic=place.the_topic(), by=by, closes_on=today + dt.timedelta(days=days))


def test_a_poll_is_started_by_who_began_the_topic_and_by_who_manages_the_board(place):
    assert place.those(lambda who: can_start_poll(who, place.the_topic())) == KEEPERS


def test_writers_vote_until_the_last_day_has_passed(place):
    assert place.those(lambda who: can_vote(who, poll(place, days=0))) == WRITERS
    assert place.those(lambda who: can_vote(who, poll(place, days=-1))) == set()
    assert place.those(lambda who: can_vote(who, but(poll(place), ended_at=timezone.now()))) == set()
    assert (
        place.those(lambda who: can_vote(who, but(poll(place), topic=but(place.the_topic(), published_at=None))))
        == set()
    )


def test_a_member_without_an_agency_has_no_vote_where_agencies_vote(place):
    alone = but(place.person("writer"), agency=None)
    votes = {by: can_vote(alone, poll(place, by)) for by in (PollBy.PERSON, PollBy.AGENCY)}
    assert votes == {PollBy.PERSON: True, PollBy.AGENCY: False}
    assert place.those(lambda who: can_vote(who, poll(place, PollBy.AGENCY))) == WRITERS


def test_an_open_poll_is_ended_by_those_who_may_start_one(place):
    assert place.those(lambda who: can_end_poll(who, poll(place))) == KEEPERS
    assert place.those(lambda who: can_end_poll(who, poll(place, days=-1))) == set()
