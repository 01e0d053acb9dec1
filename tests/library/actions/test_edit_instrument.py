"""Curators keep the list of laws and statutory guidance that resources rely on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from library.actions.edit_instrument import add_instrument, change_instrument
from library.actions.index_resource import index_resource
from library.integrations.personal_data import PERSONAL_DATA
from library.models import LegalInstrument
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.personal_data import NOBODY, Erasing
from tests.factories import MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db
LAWS = reverse("library:instrument_list")


def test_a_new_site_has_the_laws_of_this_field_with_their_official_addresses():
    laws = dict(LegalInstrument.objects.values_list("name", "url"))
    assert laws["Modern Slavery Act 2015"] == "https://www.legislation.gov.uk/ukpga/2015/30"
    assert (len(laws) >= 12, all(url.startswith("https://") for url in laws.values())) == (True, True)


def test_a_curator_adds_a_law_and_readers_open_it_from_the_resource(curator, member, sign_in):
    client = sign_in(curator, with_second_step=True)
    answer = client.post(LAWS, {"name": "Test Act 2099", "url": "www.legislation.gov.uk/ukpga/2099/1"}, follow=True)
    assert "It is on the list." in answer.content.decode()
    law = LegalInstrument.objects.get(name="Test Act 2099")
    assert (law.slug, law.url) == ("test-act-2099", "https://www.legislation.gov.uk/ukpga/2099/1")
    assert ModelLogEntry.objects.get(action="library.instrument.add").user == curator
    form = client.get(reverse("library:resource_add")).content.decode()
    assert "Test Act 2099" in form
    page = flat(sign_in(member).get(make_resource(instruments=[law]).get_absolute_url()).content)
    link = '<a href="https://www.legislation.gov.uk/ukpga/2099/1" rel="external noreferrer">Test Act 2099</a>'
    assert link in page


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
    assert "this one is already on the list" in answer.content.decode()


def test_the_audit_log_shows_the_address_of_a_law_before_and_after_a_change(curator, moderator, sign_in):
    law = LegalInstrument.objects.get(name="Modern Slavery Act 2015")
    before, after = law.url, "https://www.legislation.gov.uk/ukpga/2099/30"
    client = sign_in(curator, with_second_step=True)
    client.post(reverse("library:instrument_edit", args=[law.pk]), {"name": law.name, "url": after})
    entry = ModelLogEntry.objects.get(action="library.instrument.change")
    assert (entry.data["before_url"], entry.data["url"]) == (before, after)
    page = flat(sign_in(moderator, with_second_step=True).get("/review/log/?about=library.").content)
    assert (before in page, after in page) == (True, True)


@pytest.mark.parametrize(
    "url",
    [
        "https://agency.example/law", "https://www.gov.uk.example/law", "https://www.gov.uk@agency.example/law",
        "http://www.gov.uk/law", "https://notcoe.int/",
    ],
)  # fmt: skip
def test_readers_are_led_to_no_page_but_that_of_a_publisher_of_law(curator, sign_in, url):
    law = LegalInstrument.objects.get(name="Modern Slavery Act 2015")
    client, before = sign_in(curator, with_second_step=True), law.url
    answer = client.post(reverse("library:instrument_edit", args=[law.pk]), {"name": law.name, "url": url})
    law.refresh_from_db()
    said = "Enter a page of legislation.gov.uk, GOV.UK or coe.int" in answer.content.decode()
    assert (said, law.url) == (True, before)


def test_the_name_of_a_law_has_no_identifiers(curator, sign_in):
    answer = sign_in(curator, with_second_step=True).post(LAWS, {"name": "Guidance, ask 07700 900123"})
    assert "may identify someone" in answer.content.decode()
    assert not LegalInstrument.objects.filter(name__startswith="Guidance,").exists()


def test_an_erased_person_s_name_goes_out_of_the_laws_and_out_of_the_search(curator):
    person = MemberFactory()
    laws = [LegalInstrument.objects.create(slug=f"law-{n}", name=name) for n, name in enumerate(
        (f"Guidance of {person}", f"Guidance of {NOBODY}"))]  # fmt: skip
    resource = make_resource(instruments=laws)
    index_resource(resource)
    for erase in PERSONAL_DATA.erasers.values():
        erase(Erasing(person=person, keeps_posts=True))
    resource.refresh_from_db()
    names = list(resource.instruments.order_by("pk").values_list("name", flat=True))
    assert (str(person) in resource.search_words, names) == (
        False, ["guidance-of-a-former-member", f"Guidance of {NOBODY}"],
    )  # fmt: skip


def test_two_curators_who_add_one_law_get_the_same_one(curator):
    first = add_instrument(curator=curator.with_second_step(), name="Test Act 2099")
    assert add_instrument(curator=curator.with_second_step(), name="Test act 2099") == first


def test_a_law_that_another_curator_changed_meanwhile_is_not_replaced_unseen(curator, sign_in):
    law = add_instrument(curator=curator.with_second_step(), name="Test Act 2099")
    client, address = sign_in(curator, with_second_step=True), reverse("library:instrument_edit", args=[law.pk])
    shown = client.get(address).context["form"]["shown_hash"].value()
    LegalInstrument.objects.filter(pk=law.pk).update(name="Jam Act 2099")
    mine = {"name": "Test Act 2099", "url": "https://www.legislation.gov.uk/ukpga/2099/1"}
    page = client.post(address, {**mine, "shown_hash": shown})
    assert "The name is now “Jam Act 2099”" in flat(page.content)
    law.refresh_from_db()
    assert (law.name, law.url) == ("Jam Act 2099", "")
    client.post(address, {**mine, "shown_hash": page.context["form"]["shown_hash"].value()})
    law.refresh_from_db()
    assert (law.name, law.url) == tuple(mine.values())


def test_a_name_that_another_curator_gave_meanwhile_is_refused_at_its_field(curator, sign_in, monkeypatch):
    law, other = LegalInstrument.objects.all()[:2]
    with pytest.raises(Stale):
        change_instrument(instrument_id=law.pk, curator=curator.with_second_step(), name=other.name.upper())
    monkeypatch.setattr("library.forms.instruments.InstrumentForm.clean_name", lambda form: form.cleaned_data["name"])
    client = sign_in(curator, with_second_step=True)
    answer = client.post(reverse("library:instrument_edit", args=[law.pk]), {"name": other.name.upper()})
    assert "this one is already on the list" in answer.content.decode()


def test_only_curators_keep_the_list(member, moderator):
    law = LegalInstrument.objects.first()
    for person in (member, moderator.with_second_step()):
        with pytest.raises(PermissionDenied):
            add_instrument(curator=person, name="Test Act 2099")
        with pytest.raises(PermissionDenied):
            change_instrument(instrument_id=law.pk, curator=person, name="Test Act 2099")
