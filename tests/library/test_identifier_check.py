"""What curators write about resources, and editors about agencies, is checked for identifiers."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from library.actions.edit_resource import add_resource, change_resource
from library.models import Resource
from ratsite.accounts.forms.account import LeaveForm, LeaverForm
from ratsite.circles.forms.circle import CircleForm
from ratsite.network.forms import AgencyForm
from ratsite.network.models import Agency, Remit
from tests.factories import AgencyFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db
PHONE = "0121 496 0123"


def sent(**changes) -> dict:
    values = {"title": "A card", "summary": "What to ask.", "kind": "guidance", "language": "en"}
    due = timezone.localdate() + dt.timedelta(days=300)
    return {**values, "audience": "members", "marking": "green", "review_due_on": due.isoformat(), **changes}


@pytest.mark.parametrize("field", ["title", "summary", "creators", "publisher", "licence", "origin"])
def test_an_identifier_is_reported_at_its_field_and_nothing_typed_is_lost(curator, sign_in, field):
    client = sign_in(curator, with_second_step=True)
    words = f"Ring {PHONE} first"
    upload = SimpleUploadedFile("card.txt", b"Ask.")
    html = client.post(reverse("library:resource_add"), sent(**{field: words}, file=upload)).content.decode()
    assert f"Remove “{PHONE}”, or say below why it is public. It may identify someone (phone number)" in html
    assert words in html
    resource = make_resource()
    url = reverse("library:resource_edit", args=[resource.slug])
    assert "It may identify someone (phone number)" in client.post(url, sent(**{field: words})).content.decode()
    assert Resource.objects.get().title == resource.title
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=resource.pk, curator=curator, **{field: words})
    with pytest.raises(PermissionDenied):
        add_resource(curator=curator, **{"title": "x", "summary": "y", "kind": "guidance", field: words})


def test_a_published_contact_may_be_used_and_a_protective_marking_never(curator, sign_in):
    AgencyFactory(public_contacts=PHONE)
    client = sign_in(curator, with_second_step=True)
    resource = make_resource()
    url = reverse("library:resource_edit", args=[resource.slug])
    shown_hash = client.get(url).context["shown_hash"]
    assert client.post(url, sent(summary=f"Ring {PHONE}.", shown_hash=shown_hash)).status_code == 302
    html = client.post(url, sent(summary="OFFICIAL-SENSITIVE: for police")).content.decode()
    assert "It may identify someone (protective marking)" in html


def test_the_name_of_a_file_is_checked(curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    resource = make_resource()
    upload = SimpleUploadedFile("ring_0121_496_0123.txt", b"Ask.")
    html = client.post(
        reverse("library:version_add", args=[resource.slug]), {"note": "More", "files": upload}
    ).content.decode()
    assert "The file name may contain this: phone number. Give the file another name." in html
    assert resource.versions.first().files.count() == 1


def errors_of(agency, **changes) -> dict:
    """Return the errors of the agency's form, sent unchanged except for these fields."""
    bare = AgencyForm(instance=agency)
    values = {name: bare[name].value() for name in bare.fields} | {"reason": "They asked us to."} | changes
    return AgencyForm({name: value for name, value in values.items() if value is not None}, instance=agency).errors


@pytest.mark.parametrize("field", ["what_we_do", "what_we_cannot_do"])
def test_an_agency_s_notes_hold_nobody_but_its_own_published_contacts(field):
    agency = AgencyFactory()
    agency.remits.add(agency.main_remit)
    errors = errors_of(agency, **{field: f"Ask Jo on {PHONE}."})
    assert "It may identify someone (phone number)" in str(errors[field])
    assert "protective marking" in str(errors_of(agency, **{field: "OFFICIAL-SENSITIVE"})[field])
    assert field not in errors_of(agency, **{field: f"Ring {PHONE}.", "public_contacts": PHONE})
    assert Agency.objects.get() == agency


def test_the_cms_shows_what_was_found_in_place_and_takes_it_out_with_one_press(sign_in):
    remit = Remit.objects.get(slug="housing")
    before = remit.description
    client = sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    address = reverse("wagtailsnippets_network_remit:edit", args=[remit.pk])
    assert "This may identify someone. Nothing is saved yet." not in client.get(address).content.decode()
    data = {"name": remit.name, "position": remit.position, "description": f"Ring {PHONE} at night."}
    html = client.post(address, data).content.decode()
    assert f"Description: “Ring <mark>{PHONE}</mark> at night.”" in html
    html = client.post(address, {**data, "redact": "1"}).content.decode()
    assert 'value="Ring [phone number removed] at night."' in html
    assert "Nothing has been sent yet" in html
    remit.refresh_from_db()
    assert remit.description == before
    assert client.post(address, {**data, "description": "Homes."}).status_code == 302
    remit.refresh_from_db()
    assert remit.description == "Homes."


@pytest.mark.parametrize("field", ["name", "purpose", "reason"])
def test_a_circle_s_texts_are_checked(field):
    sent = {"name": "Night work", "purpose": "Vans at night.", "reason": "The meeting asked."}
    assert CircleForm(sent).is_valid()
    assert "phone number" in str(CircleForm(sent | {field: f"Ring {PHONE}"}).errors[field])


def test_a_job_title_contains_no_number(member, sign_in):
    data = {"job_title": f"Ring {PHONE}", "is_here": "on", "keeps_terms": "on"}
    html = sign_in(member).post(reverse("me:confirm"), data).content.decode()
    assert "It may identify someone (phone number)" in html


@pytest.mark.parametrize("form", [LeaverForm, LeaveForm])
def test_a_logged_reason_for_leaving_contains_no_number(form):
    assert "phone number" in str(form({"reason": f"Ring {PHONE}"}).errors["reason"])
    assert form({"reason": "It was good."}).is_valid()
