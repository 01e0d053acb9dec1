"""Who may choose which agency looks after a resource, and its deputy."""

import pytest

from library.enums import ResourceKind
from library.rules.owners import (
    can_choose_deputy,
    can_hand_over,
    can_see_who_handed_over,
    can_take_back,
    can_take_over,
    has_no_curator,
)
from tests.factories import AgencyFactory, CircleFactory, MemberFactory
from tests.library.rules.rows import curator_of

pytestmark = pytest.mark.django_db


def test_a_curator_with_an_agency_takes_a_resource_over(published, curator):
    assert can_take_over(curator, published)
    assert not can_take_over(curator_of(None), published)
    assert not can_take_over(MemberFactory(), published)


def test_curators_of_the_owner_and_the_deputy_hand_it_over_and_choose_the_deputy(published):
    for rule in (can_hand_over, can_choose_deputy):
        people = (curator_of(published.agency), curator_of(published.deputy), curator_of(AgencyFactory()))
        assert [rule(person, published) for person in people] == [True, True, False]
        assert not rule(MemberFactory(agency=published.agency), published)
        assert not rule(curator_of(None), published)


def test_any_curator_hands_over_a_resource_that_nobody_else_can_hand_over(published):
    published.handed_over_by = AgencyFactory()
    other = curator_of(AgencyFactory())
    assert (can_hand_over(other, published), has_no_curator(published)) == (True, True)
    assert not can_hand_over(curator_of(None), published)
    assert not can_hand_over(MemberFactory(agency=published.agency), published)
    for agency in (published.agency, published.deputy, published.handed_over_by):
        curator = curator_of(agency)
        assert (can_hand_over(other, published), has_no_curator(published)) == (False, False)
        curator.groups.clear()
    curator_of(published.agency)
    published.circle = CircleFactory()
    assert has_no_curator(published)


def test_the_agency_that_handed_it_over_takes_it_back_while_the_owner_has_no_curator(published):
    published.handed_over_by = AgencyFactory()
    giver, deputy = curator_of(published.handed_over_by), curator_of(published.deputy)
    people = (giver, deputy, curator_of(AgencyFactory()), curator_of(None))
    assert not has_no_curator(published)
    assert [can_take_back(person, published) for person in people] == [True, False, False, False]
    assert [can_hand_over(person, published) for person in people] == [True, True, False, False]
    owner = curator_of(published.agency)
    assert [can_take_back(person, published) for person in (giver, owner)] == [False, False]
    assert not can_hand_over(giver, published)
    published.circle = CircleFactory()  # which the owner's curator cannot read
    assert can_take_back(giver, published)
    published.handed_over_by = None
    assert not can_take_back(curator_of(None), published)


def test_case_learning_is_not_handed_over(published):
    published.kind = ResourceKind.CASE
    curator = curator_of(published.agency)
    assert (can_hand_over(curator, published), can_choose_deputy(curator, published)) == (False, True)


def test_any_curator_chooses_the_deputy_of_a_resource_without_an_owner(published):
    published.agency = None
    for person in (curator_of(AgencyFactory()), curator_of(None)):
        assert (can_choose_deputy(person, published), can_hand_over(person, published)) == (True, False)
    assert not can_choose_deputy(MemberFactory(), published)
    published.agency, published.deputy = AgencyFactory(), None
    assert not can_choose_deputy(curator_of(None), published)
    assert not can_hand_over(curator_of(None), published)


def test_curators_of_both_agencies_see_who_handed_a_resource_over():
    before, after = AgencyFactory(), AgencyFactory()
    pks = [before.pk, after.pk, None]
    people = (curator_of(before), curator_of(after), curator_of(AgencyFactory()), curator_of(None))
    assert [can_see_who_handed_over(person, pks) for person in people] == [True, True, False, False]
    assert not can_see_who_handed_over(MemberFactory(agency=before), pks)
