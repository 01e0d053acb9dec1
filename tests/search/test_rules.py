"""Who may save a search, explain a word to a remit, and edit the words and chosen results of the search."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from ratsite.accounts.enums import MemberState
from ratsite.network.models import Remit
from ratsite.search.models import SavedSearch
from ratsite.search.rules import MOST_SAVED, can_edit_synonyms, can_explain_for, can_save_search
from tests.factories import AgencyFactory, MemberFactory

pytestmark = pytest.mark.django_db


def soon() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=1)


def test_a_member_saves_searches_until_the_list_is_full(member):
    rows = [SavedSearch(owner=member, name=f"Number {number}", query="q=x") for number in range(MOST_SAVED)]
    SavedSearch.objects.bulk_create(rows[1:])
    assert can_save_search(member)
    rows[0].save()
    assert not can_save_search(member)
    assert can_save_search(MemberFactory())


def test_visitors_and_former_members_save_no_search():
    assert not can_save_search(AnonymousUser())
    assert not can_save_search(MemberFactory(state=MemberState.LEFT))


def test_members_explain_a_word_to_the_remits_of_their_agency_and_curators_and_editors_to_all():
    housing, health = (Remit.objects.get(slug=slug) for slug in ("housing", "health"))
    agency = AgencyFactory()
    agency.remits.add(housing)
    member = MemberFactory(agency=agency)
    assert (can_explain_for(member, housing), can_explain_for(member, health)) == (True, False)
    assert not can_explain_for(MemberFactory(agency=None), housing)
    for role in ("Curators", "Editors"):
        assert can_explain_for(MemberFactory(agency=None, roles=[role]), health)
    for sanction in ("silenced_until", "held_until"):
        assert not can_explain_for(MemberFactory(agency=agency, **{sanction: soon()}), housing)


def test_curators_and_editors_edit_the_words_unless_they_are_silenced():
    for role in ("Curators", "Editors"):
        assert can_edit_synonyms(MemberFactory(roles=[role]))
        assert not can_edit_synonyms(MemberFactory(roles=[role], silenced_until=soon()))
    assert not can_edit_synonyms(MemberFactory(roles=["Moderators", "Coordinators"]))
    assert not can_edit_synonyms(MemberFactory())
    assert not can_edit_synonyms(AnonymousUser())
