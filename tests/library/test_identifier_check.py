"""What curators say about resources, and editors about agencies, is looked at for what identifies somebody."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.actions.edit_resource import add_resource, change_resource
from library.models import Resource
from ratsite.accounts.forms.account import LeaveForm, LeaverForm
from ratsite.network.models import Agency, Circle
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db
PHONE = "0121 496 0123"


@pytest.fixture
def curator(db):
    return MemberFactory(roles=["Curators"])


def sent(**changes) -> dict:
    values = {"title": "A card", "summary": "What to ask.", "kind": "guidance", "language": "en"}
    return {**values, "audience": "members", "marking": "green", **changes}


@pytest.mark.parametrize("field", ["title", "summary", "creators", "publisher", "licence", "origin"])
def test_it_is_said_beside_the_field_and_nothing_typed_is_lost(curator, sign_in, field):
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


def test_what_is_published_may_stand_there_and_a_marking_never(curator, sign_in):
    AgencyFactory(public_contacts=PHONE)
    client = sign_in(curator, with_second_step=True)
    resource = make_resource()
    url = reverse("library:resource_edit", args=[resource.slug])
    assert client.post(url, sent(summary=f"Ring {PHONE}.")).status_code == 302
    html = client.post(url, sent(summary="OFFICIAL-SENSITIVE: for police")).content.decode()
    assert "It may identify someone (protective marking)" in html


def test_the_name_of_a_file_is_looked_at(curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    resource = make_resource()
    upload = SimpleUploadedFile("ring_0121_496_0123.txt", b"Ask.")
    html = client.post(reverse("library:file_add", args=[resource.slug]), {"file": upload}).content.decode()
    assert "The file name may contain this: phone number. Give the file another name" in html
    assert resource.files.count() == 1


def errors_of(instance, **changes) -> dict:
    """Of the form in the CMS, sent as it stands but for these."""
    form_class = type(instance).snippet_viewset.get_edit_handler().get_form_class()
    bare = form_class(instance=instance)
    values = {name: bare[name].value() for name in bare.fields} | changes
    return form_class({name: value for name, value in values.items() if value is not None}, instance=instance).errors


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
    circle = CircleFactory(name="Night work", purpose="Vans at night.")
    client = sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    address = reverse("wagtailsnippets_network_circle:edit", args=[circle.pk])
    opened = client.get(address)
    assert "This may identify someone. Nothing is saved yet." not in opened.content.decode()
    data = {"name": "Night work", "slug": circle.slug, "purpose": f"Ring {PHONE} at night."}
    data["shown_hash"] = opened.context["form"].initial["shown_hash"]
    html = client.post(address, data).content.decode()
    assert f"Purpose: “Ring <mark>{PHONE}</mark> at night.”" in html
    html = client.post(address, {**data, "redact": "1"}).content.decode()
    assert 'value="Ring [phone number removed] at night."' in html
    assert "Nothing is sent yet" in html
    assert Circle.objects.get().purpose == "Vans at night."
    assert client.post(address, {**data, "purpose": "Lorries at night."}).status_code == 302
    assert Circle.objects.get().purpose == "Lorries at night."


def test_a_circle_s_purpose_is_looked_at():
    assert "phone number" in str(errors_of(CircleFactory(), purpose=f"Ring {PHONE}")["purpose"])
    assert Circle.objects.exists()


def test_what_people_say_of_their_role_holds_no_number(member, sign_in):
    data = {"job_title": f"Ring {PHONE}", "is_here": "on", "keeps_terms": "on"}
    html = sign_in(member).post(reverse("me:confirm"), data).content.decode()
    assert "It may identify someone (phone number)" in html


@pytest.mark.parametrize("form", [LeaverForm, LeaveForm])
def test_a_word_on_leaving_that_the_log_keeps_holds_no_number(form):
    assert "phone number" in str(form({"reason": f"Ring {PHONE}"}).errors["reason"])
    assert form({"reason": "It was good."}).is_valid()
