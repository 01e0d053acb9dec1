"""Who may check a resource, and when another agency must confirm the check."""

import pytest

from library.enums import ResourceKind, ResourceState
from library.models import ResourceCheck, ResourceVersion
from library.rules.checks import (
    can_check_resource,
    can_decide_check,
    check_needs_other_agency,
    expires_too_late,
    is_later_date,
    needs_check_for_later_date,
)
from tests.factories import AgencyFactory, MemberFactory
from tests.library.rules.rows import curator_of, in_days, in_state, silenced

pytestmark = pytest.mark.django_db


def test_curators_check_published_resources(curator, member):
    checked = [state for state in ResourceState if can_check_resource(curator, in_state(state))]
    assert checked == [ResourceState.PUBLISHED]
    assert not can_check_resource(member, in_state(ResourceState.PUBLISHED))


def test_the_owner_and_the_agency_that_handed_it_over_do_not_check_alone(published):
    published.handed_over_by = AgencyFactory()
    agencies = (published.agency, published.handed_over_by, AgencyFactory(), None)
    answers = [check_needs_other_agency(MemberFactory(agency=agency), published) for agency in agencies]
    assert answers == [True, True, False, False]
    assert not check_needs_other_agency(MemberFactory(agency=None), in_state(ResourceState.PUBLISHED))


def test_a_check_is_confirmed_by_a_curator_of_another_agency(curator):
    check = ResourceCheck(checked_by=MemberFactory(), agency=AgencyFactory())
    assert can_decide_check(curator, check)
    refused = (silenced("Curators"), MemberFactory(), curator_of(check.agency), curator_of(None))
    assert [can_decide_check(user, check) for user in refused] == [False] * 4
    assert not can_decide_check(curator, ResourceCheck(checked_by=curator, agency=AgencyFactory()))


def test_only_a_check_gives_a_published_resource_a_later_date():
    version, due = ResourceVersion(pk=1), in_days(1)
    cases = [
        (in_state(ResourceState.DRAFT, review_due_on=due), False),
        (in_state(ResourceState.PUBLISHED, current=version), True),
        (in_state(ResourceState.WITHDRAWN, current=version, review_due_on=due), True),
        (in_state(ResourceState.WITHDRAWN, current=version), False),
        (in_state(ResourceState.PUBLISHED, current=version, kind=ResourceKind.CASE), False),
    ]
    assert [needs_check_for_later_date(resource) for resource, _ in cases] == [needs for _, needs in cases]


def test_no_date_counts_as_a_later_date():
    early, late = in_days(1), in_days(2)
    assert [is_later_date(early, late), is_later_date(late, early), is_later_date(early, early)] == [True, False, False]
    assert [is_later_date(early, None), is_later_date(None, early), is_later_date(None, None)] == [True, True, False]


def test_case_learning_lasts_a_year_at_most():
    assert not expires_too_late(ResourceKind.CASE, in_days(365))
    assert expires_too_late(ResourceKind.CASE, in_days(366))
    assert not expires_too_late(ResourceKind.GUIDANCE, in_days(366))
    assert not expires_too_late(ResourceKind.CASE, None)
    assert not expires_too_late(None, in_days(366))
