"""Who must give a download reason, and who may see who downloaded a file."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from library.models import ResourceDownload
from library.rules.downloads import (
    can_open_downloads,
    can_open_names,
    can_read_reasons,
    can_see_downloads,
    needs_download_reason,
)
from ratsite.accounts.enums import MemberState
from ratsite.network.enums import Marking
from tests.factories import AgencyFactory, MemberFactory, make_resource
from tests.library.rules.rows import curator_of, silenced, soon

pytestmark = pytest.mark.django_db


def test_a_reason_is_needed_for_a_closely_marked_file_unless_one_was_given_recently(member):
    poster = MemberFactory()
    resource = make_resource(poster, marking=Marking.AMBER_STRICT)
    file, other_file = resource.current.files.get(), make_resource(marking=Marking.AMBER_STRICT).current.files.get()
    assert (needs_download_reason(member, file), needs_download_reason(poster, file)) == (True, False)
    said = {"reason": "For a visit", "created_at": timezone.now(), "resource": resource}
    ResourceDownload.objects.create(person=MemberFactory(), file=file, **said)
    ResourceDownload.objects.create(person=member, file=other_file, **said)
    assert needs_download_reason(member, file)
    ResourceDownload.objects.create(person=member, file=file, **said)
    assert not needs_download_reason(member, file)
    open_file = make_resource().current.files.get()
    assert not needs_download_reason(member, open_file)


def test_the_owner_and_its_deputy_see_the_downloads(published):
    agencies = (published.agency, published.deputy, AgencyFactory(), None)
    assert [can_see_downloads(MemberFactory(agency=agency), published) for agency in agencies] == [
        True,
        True,
        False,
        False,
    ]
    assert not can_see_downloads(MemberFactory(agency=published.agency, state=MemberState.LEFT), published)
    assert not can_see_downloads(AnonymousUser(), published)
    published.agency = None
    assert not can_see_downloads(MemberFactory(agency=None), published)


def test_the_page_about_downloads_is_for_the_owners_and_for_curators_of_closely_marked_files(published, curator):
    owner = MemberFactory(agency=published.agency)
    assert (can_open_downloads(owner, published), can_open_downloads(curator, published)) == (True, False)
    published.marking = Marking.AMBER_STRICT
    people = (owner, curator, MemberFactory())
    assert [can_open_downloads(person, published) for person in people] == [True, True, False]


def test_curators_read_the_download_reasons_unless_they_are_silenced(published):
    users = (MemberFactory(roles=["Curators"]), silenced("Curators"), MemberFactory(roles=["Moderators", "Editors"]))
    assert [can_read_reasons(user, published) for user in users] == [True, False, False]


def test_leads_and_curators_of_the_owner_see_who_downloaded(published):
    curator = curator_of(published.agency)
    lead = MemberFactory(agency=published.agency, is_agency_lead=True)
    assert (can_open_names(curator, published), can_open_names(lead, published)) == (True, True)
    refused = (
        MemberFactory(agency=published.agency),
        curator_of(AgencyFactory()),
        MemberFactory(is_agency_lead=True),
        curator_of(published.agency, silenced_until=soon()),
        AnonymousUser(),
    )
    assert [can_open_names(user, published) for user in refused] == [False] * len(refused)
