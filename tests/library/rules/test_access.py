"""Who may ask for a file that opens on request only, answer the request and end the access."""

import pytest
from django.contrib.auth.models import AnonymousUser

from library.models import AccessRequest, ResourceFile, ResourceVersion
from library.rules.access import access_deciders, can_ask_for_files, can_decide_access, can_end_access
from ratsite.accounts.models import User
from tests.factories import AgencyFactory, CircleFactory, MemberFactory
from tests.library.rules.rows import curator_of, in_days, silenced, soon

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_for(published) -> AccessRequest:
    """A request for a file of a resource of an agency with a deputy, by a member of a third agency; not saved."""
    asker = MemberFactory()
    file = ResourceFile(version=ResourceVersion(resource=published))
    return AccessRequest(file=file, asked_by=asker, agency=asker.agency)


def test_members_ask_for_files_unless_they_are_silenced():
    users = (MemberFactory(), silenced(), AnonymousUser())
    assert [can_ask_for_files(user) for user in users] == [True, False, False]


def test_curators_of_the_owner_and_the_deputy_answer_requests(request_for, published):
    owner, deputy, other = (curator_of(agency) for agency in (published.agency, published.deputy, AgencyFactory()))
    MemberFactory(agency=published.agency)
    curator_of(published.agency, silenced_until=soon())
    curator_of(published.agency, confirm_by=in_days(-1))
    assert set(access_deciders(request_for)) == {owner, deputy}
    assert [can_decide_access(person, request_for) for person in (owner, deputy, other)] == [True, True, False]
    request_for.asked_by = owner
    assert set(access_deciders(request_for)) == {deputy}


def test_without_a_curator_of_the_owners_those_of_all_other_agencies_answer(request_for):
    other = curator_of(AgencyFactory())
    curator_of(request_for.agency)
    curator_of(None)
    assert set(access_deciders(request_for)) == {other}
    asker = request_for.asked_by
    request_for.agency = None
    assert set(access_deciders(request_for)) == {other, *User.objects.filter(agency=asker.agency).exclude(pk=asker.pk)}


def test_without_owners_the_curators_who_can_read_the_circle_answer(request_for, published):
    published.agency = published.deputy = None
    inside, outside = curator_of(AgencyFactory()), curator_of(AgencyFactory())
    assert set(access_deciders(request_for)) == {inside, outside}
    published.circle = CircleFactory()
    published.circle.people.add(inside)
    assert set(access_deciders(request_for)) == {inside}


def test_access_is_ended_by_those_who_answer_and_by_the_owner_s_lead(request_for, published):
    curator = curator_of(published.agency)
    lead = MemberFactory(agency=published.agency, is_agency_lead=True)
    quiet = MemberFactory(agency=published.agency, is_agency_lead=True, silenced_until=soon())
    people = (curator, lead, quiet, MemberFactory(is_agency_lead=True), MemberFactory(agency=published.agency))
    assert [can_end_access(person, request_for) for person in people] == [True, True, False, False, False]
    published.agency = None
    assert not can_end_access(lead, request_for)


def test_a_silenced_curator_answers_no_request(request_for, published):
    curator = curator_of(published.agency)
    assert can_decide_access(curator, request_for)
    curator.silenced_until = soon()  # since the page was opened
    assert not can_decide_access(curator, request_for)
