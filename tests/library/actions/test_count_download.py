"""Downloads of resources' files: how they are counted, and who may see the numbers and the names."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions.count_download import delete_old_downloads
from library.models import FileDownload, Resource, ResourceDownload
from ratsite.network.enums import Marking
from tests.factories import MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def resource(curator):
    return make_resource(curator, title="Induction")


def take(client, resource):
    response = client.get(resource.current.files.get().get_absolute_url())
    assert b"".join(response.streaming_content)


def shown_in(response) -> str:
    return flat(response.content.decode())


def test_a_download_counts_once_in_ten_minutes_for_each_person(resource, member, sign_in):
    client = sign_in(member)
    take(client, resource)
    take(client, resource)
    assert FileDownload.objects.count() == 1
    FileDownload.objects.update(downloaded_at=timezone.now() - dt.timedelta(minutes=11))
    take(client, resource)
    take(sign_in(MemberFactory()), resource)
    assert FileDownload.objects.count() == 3


def test_looking_at_a_file_does_not_count(resource, member, sign_in):
    client, file = sign_in(member), resource.current.files.get()
    assert b"".join(client.head(file.get_absolute_url()).streaming_content) == b""
    client.get(resource.get_absolute_url())
    client.get(reverse("library:page_text", args=[file.pk, 1]))
    client.get(reverse("library:file_thumbnail", args=[file.pk]))
    assert not FileDownload.objects.exists()


def test_people_of_the_owner_agency_see_the_total_and_neither_agencies_nor_names(resource, curator, member, sign_in):
    take(sign_in(member), resource)
    colleague = MemberFactory(agency=curator.agency)
    address = reverse("library:resource_downloads", args=[resource.slug])
    shown = shown_in(sign_in(colleague).get(address))
    assert "Members downloaded its files 1 time in the last year." in shown
    assert "We do not count members who only read its pages on this site." in shown
    assert (member.agency.name in shown, str(member) in shown) == (False, False)
    assert sign_in(colleague).get(reverse("library:download_names", args=[resource.slug])).status_code == 403


@pytest.mark.parametrize("task", [{"is_agency_lead": True}, {"roles": ["Curators"]}])
@pytest.mark.parametrize("place", ["agency", "deputy"])
def test_leads_and_curators_of_the_owner_and_its_deputy_see_which_agencies(resource, member, sign_in, place, task):
    take(sign_in(member), resource)
    person = MemberFactory(**task)
    Resource.objects.filter(pk=resource.pk).update(**{place: person.agency})
    client = sign_in(person, with_second_step=True)
    assert member.agency.name in shown_in(client.get(reverse("library:resource_downloads", args=[resource.slug])))
    assert client.get(reverse("library:download_names", args=[resource.slug])).status_code == 200


@pytest.mark.parametrize("task", [{}, {"is_agency_lead": True}, {"roles": ["Curators"]}, {"roles": ["Coordinators"]}])
def test_nobody_of_another_agency_sees_downloads_and_the_page_says_why(resource, member, sign_in, task):
    take(sign_in(member), resource)
    client = sign_in(MemberFactory(**task), with_second_step=True)
    assert "Who downloaded files" not in shown_in(client.get(resource.get_absolute_url()))
    for name, words in (
        ("resource_downloads", "Only people from the agency"),
        ("download_names", "Only leads and curators"),
    ):
        response = client.get(reverse(f"library:{name}", args=[resource.slug]))
        shown = shown_in(response)
        assert (response.status_code, words in shown, "another role" in shown) == (403, True, False)


def test_a_curator_of_another_agency_reads_the_reasons_for_closely_marked_files_and_no_numbers(member, sign_in):
    resource = make_resource(marking=Marking.AMBER_STRICT)
    file = resource.current.files.get()
    ResourceDownload.objects.store(person=member, reason="To brief the night team", resource=resource, file=file)
    take(sign_in(member), resource)
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    assert "Who downloaded files" in shown_in(client.get(resource.get_absolute_url()))
    shown = shown_in(client.get(reverse("library:resource_downloads", args=[resource.slug])))
    assert "To brief the night team" in shown
    assert ("Members downloaded" in shown, "Show the names" in shown) == (False, False)


def test_opening_the_names_is_recorded(resource, curator, member, sign_in):
    take(sign_in(member), resource)
    lead = MemberFactory(agency=curator.agency, is_agency_lead=True)
    client, address = sign_in(lead), reverse("library:download_names", args=[resource.slug])
    assert str(member) not in shown_in(client.get(address))
    assert "Say why you need to see the names" in shown_in(client.post(address, {"reason": ""}))
    assert not ModelLogEntry.objects.filter(action="library.downloads.names").exists()
    assert str(member) in shown_in(client.post(address, {"reason": "A copy was found in a bus"}))
    entry = ModelLogEntry.objects.get(action="library.downloads.names")
    assert (entry.user, entry.data["reason"]) == (lead, "A copy was found in a bus")


def test_downloads_are_deleted_after_a_year(resource, member, sign_in):
    take(sign_in(member), resource)
    delete_old_downloads()
    assert FileDownload.objects.exists()
    FileDownload.objects.update(downloaded_at=timezone.now() - dt.timedelta(days=367))
    delete_old_downloads()
    assert not FileDownload.objects.exists()
