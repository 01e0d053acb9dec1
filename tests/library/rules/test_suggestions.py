"""Who may suggest a resource, and answer a suggestion."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from library.enums import SuggestionState
from library.models import Suggestion
from library.rules.suggestions import MOST_WAITING, can_answer_suggestion, can_suggest, has_too_many_suggestions
from tests.factories import AgencyFactory, MemberFactory
from tests.library.rules.rows import curator_of, silenced

pytestmark = pytest.mark.django_db


def test_members_suggest_resources_unless_they_are_silenced():
    assert (can_suggest(MemberFactory()), can_suggest(silenced()), can_suggest(AnonymousUser())) == (True, False, False)


def test_a_member_may_have_ten_suggestions_waiting(member):
    values = {"suggested_by": member, "suggested_at": timezone.now(), "title": "A card", "why": "It helps"}
    Suggestion.objects.bulk_create(Suggestion(**values) for _ in range(MOST_WAITING - 1))
    Suggestion.objects.create(**values | {"suggested_by": MemberFactory()})
    Suggestion.objects.create(**values, state=SuggestionState.TAKEN)
    assert not has_too_many_suggestions(member)
    Suggestion.objects.create(**values)
    assert has_too_many_suggestions(member)


def test_a_suggestion_is_answered_by_a_curator_of_another_agency(curator, member):
    suggestion = Suggestion(suggested_by=member, agency=member.agency)
    assert can_answer_suggestion(curator, suggestion)
    for user in (silenced("Curators"), MemberFactory(), curator_of(member.agency), curator_of(None)):
        assert not can_answer_suggestion(user, suggestion)
    assert not can_answer_suggestion(curator, Suggestion(suggested_by=curator, agency=AgencyFactory()))
    of_none = Suggestion(suggested_by=MemberFactory(agency=None))
    assert can_answer_suggestion(curator_of(None), of_none)
