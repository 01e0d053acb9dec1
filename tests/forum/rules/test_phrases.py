"""Rules about phrases that sound like blame: each is asked for every person."""

import pytest

from forum.models import BlamingPhrase
from forum.rules.phrases import can_decide_phrase, can_manage_phrases, can_propose_phrase
from tests.forum.rules.place import WRITERS, but

pytestmark = pytest.mark.django_db


def test_writers_propose_phrases_and_moderators_keep_them(place):
    assert place.those(can_propose_phrase) == WRITERS
    assert place.those(can_manage_phrases) == {"keeper", "elsewhere"}


def test_a_moderator_decides_about_phrases_that_others_proposed(place):
    phrase = BlamingPhrase(phrase="let it happen", proposed_by_id=place.people["keeper"])
    assert place.those(lambda who: can_decide_phrase(who, phrase)) == {"elsewhere"}
    assert place.those(lambda who: can_decide_phrase(who, but(phrase, proposed_by_id=None))) == {"keeper", "elsewhere"}
