"""Who may make a library draft from a ground check, and when another one."""

import pytest
from django.utils import timezone

from forum.models import GroundCheck
from library.enums import SuggestionState
from library.models import Suggestion
from ratsite.related.models import GroundDraft
from ratsite.related.rules import can_make_library_draft
from tests.factories import MemberFactory, make_topic

pytestmark = pytest.mark.django_db


def test_the_person_who_began_the_topic_makes_a_draft_once_unless_it_was_refused():
    topic = make_topic()
    check = GroundCheck(topic=topic, published_at=timezone.now())
    assert can_make_library_draft(topic.author, check, None)
    assert not can_make_library_draft(MemberFactory(), check, None)
    refused = (SuggestionState.DECLINED, SuggestionState.WITHDRAWN)
    for state in SuggestionState:
        latest = GroundDraft(ground_check=check, suggestion=Suggestion(state=state))
        assert (state, can_make_library_draft(topic.author, check, latest)) == (state, state in refused)
        assert not can_make_library_draft(MemberFactory(), check, latest)
