"""What a file of the library says is looked at: who may be known by it is taken out, or spoken for, first."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.actions.edit_resource import add_file
from library.models import ResourceFile
from ratsite.files.quarantine import end_quarantine
from tests.factories import AgencyFactory, MemberFactory, make_resource

pytestmark = pytest.mark.django_db
PHONE, NHS = "07700 900123", "Her NHS number is 943 476 5919."
WHY = "the helpline has published it"


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"])


def added(curator, says: str, spoken_for: str = "") -> ResourceFile:
    file = add_file(
        resource_id=make_resource().pk,
        upload=SimpleUploadedFile("numbers.txt", says.encode()),
        curator=curator,
        spoken_for=spoken_for,
    )
    end_quarantine(file_id=str(file.stored_file_id))
    return ResourceFile.objects.select_related("stored_file", "resource").get(pk=file.pk)


@pytest.mark.parametrize(
    ("says", "spoken_for", "refusal"),
    [
        ("Ask about today first.", "", ""),
        (f"Ring {PHONE}.", "", "phone number"),
        (f"Ring {PHONE}.", WHY, ""),
        (NHS, "", "NHS number"),
        (NHS, WHY, "NHS number"),
    ],
)
def test_what_may_identify_somebody_is_refused_unless_its_curator_speaks_for_it(curator, says, spoken_for, refusal):
    stored = added(curator, says, spoken_for).stored_file
    assert (stored.is_clean, refusal in stored.refusal) == (not refusal, True)
    assert PHONE not in stored.refusal
    assert "943" not in stored.refusal


def test_what_an_agency_has_published_passes(curator):
    AgencyFactory(public_contacts=PHONE)
    assert added(curator, f"Ring {PHONE}.").stored_file.is_clean


def test_a_refused_file_reaches_nobody_and_its_curator_reads_why(curator, sign_in):
    file = added(curator, f"Ring {PHONE}.")
    reader = sign_in(MemberFactory())
    assert reader.get(file.get_absolute_url()).status_code == 404
    assert "numbers.txt" not in reader.get(file.resource.get_absolute_url()).content.decode()
    shown = sign_in(curator, with_second_step=True).get(file.resource.get_absolute_url()).content.decode()
    assert "The file may contain this: phone number." in shown


def test_the_page_keeps_why_a_file_may_stand_and_looks_at_that_too(curator, sign_in):
    resource = make_resource()
    client, address = sign_in(curator, with_second_step=True), reverse("library:file_add", args=[resource.slug])
    upload = SimpleUploadedFile("numbers.txt", f"Ring {PHONE}.".encode())
    shown = client.post(address, {"file": upload, "spoken_for": f"it is {PHONE}"}).content.decode()
    assert "It may identify someone (phone number)" in shown
    upload = SimpleUploadedFile("numbers.txt", f"Ring {PHONE}.".encode())
    client.post(address, {"file": upload, "spoken_for": WHY})
    assert resource.files.get(spoken_for=WHY).stored_file.name == "numbers.txt"
