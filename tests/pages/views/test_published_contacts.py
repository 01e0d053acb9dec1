"""Published contacts, which texts may contain: which pass, who keeps the list, and what each entry needs."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.forms.resources import NewResourceForm
from ratsite.lib.identifiers import find
from ratsite.pages.actions.publish_contact import add_contact
from ratsite.pages.contacts import published_contacts
from ratsite.pages.enums import ContactKind
from ratsite.pages.models import PublishedContact
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
LIST = reverse("staff_contacts:contact_list")
SOURCE = {"body": "Walsall Council", "source_url": "https://go.walsall.gov.uk/contact"}
GUIDANCE = "Send the form to nrm@modernslavery.gov.uk, or ask the housing.desk@walsall.gov.uk first."


@pytest.fixture
def staff_client(curator, sign_in):
    return sign_in(curator, with_second_step=True)


def errors_of(summary: str, curator) -> dict:
    return NewResourceForm({"title": "Referring", "summary": summary}, curator=curator).errors


def test_guidance_that_names_shared_mailboxes_of_public_bodies_needs_no_justification(curator):
    assert "summary" not in errors_of(GUIDANCE, curator)
    assert "summary" in errors_of("Ask jane.smith@homeoffice.gov.uk.", curator)


def test_the_list_comes_with_the_domains_of_the_public_sector_each_with_its_source():
    shipped = PublishedContact.objects.filter(checked_on=None)
    assert {one.value for one in shipped} == {"gov.uk", "police.uk", "nhs.uk"}
    assert all(one.source_url.startswith("https://www.gov.uk/") for one in shipped)


@pytest.mark.parametrize("rows", [0, 40])
def test_reading_the_list_costs_three_queries(django_assert_num_queries, rows):
    PublishedContact.objects.bulk_create(
        PublishedContact(kind=ContactKind.EMAIL, value=f"desk{row}@council.example", **SOURCE) for row in range(rows)
    )
    with django_assert_num_queries(3):
        published_contacts()


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "passes", "asked_about"),
    [
        ("domain", " https://www.Pool.example ", "pool.example", "Write to nrm@pool.example", "jane@pool.example"),
        ("email", "Desk.Two@pool.example", "desk.two@pool.example", "Ask desk.two@pool.example", "two@pool.example"),
        ("phone", "0121  496 0123", "0121 496 0123", "Ring +44 121 496 0123", "Ring 0121 496 0124"),
    ],
)  # fmt: skip
def test_a_curator_adds_a_contact_with_its_source(staff_client, curator, kind, typed, stored, passes, asked_about):
    answer = staff_client.post(reverse("staff_contacts:contact_add"), {"kind": kind, "value": typed, **SOURCE})
    assert answer.url == LIST
    contact = PublishedContact.objects.get(value=stored)
    assert (contact.checked_on, contact.checked_by) == (timezone.localdate(), curator)
    assert find(passes, published_contacts()) == []
    assert find(asked_about, published_contacts()) != []
    assert stored in flat(staff_client.get(LIST).content)
    assert ModelLogEntry.objects.filter(action="pages.contact.add", user=curator).count() == 1


@pytest.mark.parametrize(
    ("kind", "value", "error"),
    [
        ("domain", "gmail.com", "Anyone can get an email address at this domain"),
        ("domain", "co.uk", "Anyone can get an email address at this domain"),
        ("domain", "uk", "Enter a domain"),
        ("domain", "council.example/contact", "Enter a domain"),
        ("email", "enquiries", "Enter one email address"),
        ("email", "a@council.example, b@council.example", "Enter one email address"),
        ("email", "Jane Smith a@council.example", "Enter one email address"),
        ("phone", "999", "Enter one phone number"),
        ("phone", "jane@council.example", "Enter one phone number"),
        ("phone", "0121 496 0123 or 0121 496 0124", "Enter one phone number"),
        ("domain", "gov.uk", "Enter another contact, because this one is already in the list"),
    ],
)
def test_a_faulty_contact_is_refused_at_its_field_and_shown_again(staff_client, kind, value, error):
    page = flat(
        staff_client.post(reverse("staff_contacts:contact_add"), {"kind": kind, "value": value, **SOURCE}).content
    )
    assert error in page
    assert f'value="{value}"' in page
    assert 'value="Walsall Council"' in page


def test_a_source_is_needed_and_is_a_secure_page(staff_client):
    add, data = reverse("staff_contacts:contact_add"), {"kind": "phone", "value": "0121 496 0123", "body": "Council"}
    assert "Fill in “Page that publishes it”" in flat(staff_client.post(add, data).content)
    assert "begins with https://" in flat(
        staff_client.post(add, data | {"source_url": "http://council.example"}).content
    )
    assert not PublishedContact.objects.filter(kind="phone").exists()


def test_a_checked_contact_says_when_and_by_whom(staff_client, curator):
    shipped = PublishedContact.objects.get(value="gov.uk")
    page = flat(staff_client.get(shipped.get_absolute_url()).content)
    assert "Nobody in the network has checked it yet" in page
    staff_client.post(shipped.get_absolute_url(), {"body": shipped.body, "source_url": shipped.source_url})
    shipped.refresh_from_db()
    assert (shipped.checked_on, shipped.checked_by) == (timezone.localdate(), curator)
    assert f"by {curator}" in flat(staff_client.get(shipped.get_absolute_url()).content)


def test_a_contact_that_another_steward_changed_meanwhile_is_not_replaced_unseen(staff_client):
    shipped = PublishedContact.objects.get(value="gov.uk")
    sent = {"body": "The Government", "source_url": shipped.source_url}
    shown = staff_client.get(shipped.get_absolute_url()).context["form"]["shown_hash"].value()
    PublishedContact.objects.filter(pk=shipped.pk).update(body="The Cabinet Office")
    answer = staff_client.post(shipped.get_absolute_url(), sent | {"shown_hash": shown})
    shipped.refresh_from_db()
    assert (answer.status_code, shipped.body, shipped.checked_on) == (409, "The Cabinet Office", None)
    html = flat(answer.content)
    assert ("Someone else changed this after" in html, 'value="The Government"' in html) == (True, True)
    again = answer.context["form"]["shown_hash"].value()
    assert staff_client.post(shipped.get_absolute_url(), sent | {"shown_hash": again}).url == LIST
    shipped.refresh_from_db()
    assert shipped.body == "The Government"


def test_a_removed_contact_is_asked_about_again_and_the_log_says_why(staff_client):
    shipped = PublishedContact.objects.get(value="gov.uk")
    remove = reverse("staff_contacts:contact_remove", args=[shipped.pk])
    assert "Fill in “Reason”" in flat(staff_client.post(remove, {"reason": ""}).content)
    assert "may identify someone" in flat(staff_client.post(remove, {"reason": "Ask 07700 900123"}).content)
    staff_client.post(remove, {"reason": "Too wide"})
    assert find(GUIDANCE, published_contacts()) != []
    assert ModelLogEntry.objects.get(action="pages.contact.remove").data["reason"] == "Too wide"


def test_nobody_but_curators_and_coordinators_adds_to_the_list():
    for steward in (MemberFactory(), MemberFactory(roles=["Moderators"]), MemberFactory(roles=["Editors"])):
        with pytest.raises(PermissionDenied):
            add_contact(steward=steward, kind="phone", value="0121 496 0123", **SOURCE)
    for role in ("Curators", "Coordinators"):
        steward = MemberFactory(roles=[role])
        add_contact(steward=steward, kind="phone", value="0121 496 0123", **SOURCE)
    assert PublishedContact.objects.filter(kind="phone").count() == 1
