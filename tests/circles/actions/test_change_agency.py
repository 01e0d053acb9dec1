"""Only a coordinator of today who has seen an agency's present page may change the agency."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import ModelLogEntry

from ratsite.circles.actions.change_agency import add_agency, change_agency
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.actions import PAGE_FIELDS, shown_hash_of_agency
from ratsite.network.models import Agency, Remit
from tests.circles.coordinators import WHY, coordinator, signed_in
from tests.factories import AgencyFactory, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db


def change(agency: Agency, person, *, shown_hash: str, **changes) -> bool:
    values = {name: getattr(agency, name) for name in PAGE_FIELDS} | changes
    texts = {"held": [], "explanation": "", "beside_earlier": False, "reason": WHY, "shown_hash": shown_hash}
    return change_agency(agency=agency, coordinator=person, values=values, **texts)


def test_an_agency_is_changed_and_a_second_save_of_the_same_changes_nothing():
    agency, person = AgencyFactory(), coordinator("housing").with_second_step()
    assert change(agency, person, email_domains="mine.example", shown_hash=shown_hash_of_agency(agency))
    agency.refresh_from_db()
    assert agency.email_domains == "mine.example"
    assert not change(agency, person, shown_hash=shown_hash_of_agency(agency))
    entry = ModelLogEntry.objects.get(action="network.agency.change")
    assert (entry.user, entry.data["reason"], entry.data["changed"]) == (person, WHY, ["email_domains"])


def test_the_log_shows_no_values_if_only_whole_addresses_among_the_email_domains_changed():
    agency, person = AgencyFactory(email_domains="lock.example\na@box.example"), coordinator("housing")
    domains = "lock.example\nb@box.example"
    assert change(agency, person.with_second_step(), email_domains=domains, shown_hash=shown_hash_of_agency(agency))
    entry = ModelLogEntry.objects.get(action="network.agency.change")
    assert (entry.data["changed"], entry.data["before"], entry.data["after"]) == (["email_domains"], {}, {})
    log = flat(signed_in(person).get("/review/log/").content)
    assert "lock.example" not in log


def test_a_person_who_is_not_a_coordinator_neither_changes_nor_adds_an_agency():
    agency, member = AgencyFactory(what_we_do="We house people."), MemberFactory()
    with pytest.raises(PermissionDenied):
        change(agency, member, what_we_do="Nothing.", shown_hash=shown_hash_of_agency(agency))
    values = {"name": "New Trust", "main_remit": Remit.objects.first(), "remits": [], "areas": []}
    with pytest.raises(PermissionDenied):
        add_agency(coordinator=member, values=values, held=[], explanation="", reason=WHY)
    assert list(Agency.objects.filter(pk=agency.pk).values_list("what_we_do", flat=True)) == ["We house people."]
    assert not Agency.objects.filter(name="New Trust").exists()


def test_a_save_after_another_person_changed_the_agency_is_refused_under_the_lock():
    agency, person = AgencyFactory(), coordinator("housing").with_second_step()
    seen = shown_hash_of_agency(agency)
    Agency.objects.filter(pk=agency.pk).update(email_domains="theirs.example")
    with pytest.raises(Stale):
        change(agency, person, email_domains="mine.example", shown_hash=seen)
    agency.refresh_from_db()
    assert agency.email_domains == "theirs.example"
