"""Curators keep the list of laws and statutory guidance that resources rely on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from library.actions.edit_instrument import add_instrument, change_instrument
from library.actions.index_resource import index_resource
from library.models import LegalInstrument
from tests.factories import MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db
LAWS = reverse("library:instrument_list")


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"])


def test_a_new_site_has_the_laws_of_this_field_with_their_official_addresses():
    laws = dict(LegalInstrument.objects.values_list("name", "url"))
    assert laws["Modern Slavery Act 2015"] == "https://www.legislation.gov.uk/ukpga/2015/30"
    assert (len(laws) >= 12, all(url.startswith("https://") for url in laws.values())) == (True, True)


def test_a_curator_adds_a_law_and_readers_open_it_from_the_resource(curator, member, sign_in):
    client = sign_in(curator, with_second_step=True)
    answer = client.post(LAWS, {"name": "Test Act 2099", "url": "legislation.example/2099"}, follow=True)
    assert "It is on the list." in answer.content.decode()
    law = LegalInstrument.objects.get(name="Test Act 2099")
    assert (law.slug, law.url) == ("test-act-2099", "https://legislation.example/2099")
    assert ModelLogEntry.objects.get(action="library.instrument.add").user == curator
    form = client.get(reverse("library:resource_add")).content.decode()
    assert "Test Act 2099" in form
    page = flat(sign_in(member).get(make_resource(instruments=[law]).get_absolute_url()).content)
    assert '<a href="https://legislation.example/2099" rel="external noreferrer">Test Act 2099</a>' in page


def test_resources_are_found_by_the_new_name_of_a_law(curator, sign_in):
    law = add_instrument(curator=curator.with_second_step(), name="Test Act 2099")
    resource = make_resource(instruments=[law])
    index_resource(resource)
    client = sign_in(curator, with_second_step=True)
    assert "Test Act 2099" in client.get(LAWS).content.decode()
    client.post(reverse("library:instrument_edit", args=[law.pk]), {"name": "Marmalade Act 2099", "url": ""})
    resource.refresh_from_db()
    assert ("Marmalade" in resource.search_words, "Test Act" in resource.search_words) == (True, False)
    entry = ModelLogEntry.objects.get(action="library.instrument.change")
    assert (entry.data["before"], entry.data["name"]) == ("Test Act 2099", "Marmalade Act 2099")
    assert (
        change_instrument(instrument_id=law.pk, curator=curator.with_second_step(), name="Marmalade Act 2099") is False
    )


def test_no_law_is_listed_twice(curator, sign_in):
    answer = sign_in(curator, with_second_step=True).post(LAWS, {"name": "modern slavery act 2015"})
    assert "this one is on the list already" in answer.content.decode()


def test_only_curators_keep_the_list(member, moderator):
    law = LegalInstrument.objects.first()
    for person in (member, moderator.with_second_step()):
        with pytest.raises(PermissionDenied):
            add_instrument(curator=person, name="Test Act 2099")
        with pytest.raises(PermissionDenied):
            change_instrument(instrument_id=law.pk, curator=person, name="Test Act 2099")
