"""Files of the library are checked for identifiers, which must be removed, or explained, before others read them."""

import pytest
from django.urls import reverse

from library.models import ResourceFile
from tests.factories import AgencyFactory, MemberFactory, make_resource, make_version

pytestmark = pytest.mark.django_db
PHONE, NHS = "07700 900123", "Her NHS number is 943 476 5919."
WHY = "the helpline has published it"


def added(curator, says: str, explanation: str = "") -> ResourceFile:
    version = make_version(make_resource(), curator, content=says.encode(), name="numbers.txt", explanation=explanation)
    return version.files.select_related("stored_file", "version__resource").get()


@pytest.mark.parametrize(
    ("says", "explanation", "refusal", "state"),
    [
        ("Ask about today first.", "", "", "published"),
        (f"Ring {PHONE}.", "", "", "draft"),
        (f"Ring {PHONE}.", WHY, "", "in_review"),
        (NHS, "", "NHS number", "draft"),
        (NHS, WHY, "NHS number", "draft"),
    ],
)
def test_a_file_that_may_identify_a_person_is_held_until_its_curator_justifies_it(
    curator, says, explanation, refusal, state
):
    file = added(curator, says, explanation)
    assert (file.stored_file.is_clean, file.version.state) == (not refusal, state)
    assert refusal in file.stored_file.refusal
    assert PHONE not in file.stored_file.refusal + file.identifiers
    assert "943" not in file.stored_file.refusal


def test_a_contact_that_an_agency_has_published_passes(curator):
    AgencyFactory(public_contacts=PHONE)
    assert added(curator, f"Ring {PHONE}.").version.is_published


def test_a_refused_file_reaches_nobody_and_its_curator_reads_why_and_takes_it_out(curator, sign_in):
    file = added(curator, NHS)
    resource = file.version.resource
    reader = sign_in(MemberFactory())
    assert reader.get(file.get_absolute_url()).status_code == 404
    assert "numbers.txt" not in reader.get(resource.get_absolute_url()).content.decode()
    client = sign_in(curator, with_second_step=True)
    shown = client.get(file.version.get_absolute_url()).content.decode()
    assert "The file may contain this: NHS number." in shown
    client.post(reverse("library:content_remove", args=[resource.slug, 2]), {"file": file.pk})
    assert not ResourceFile.objects.filter(pk=file.pk).exists()


def test_the_page_says_what_was_found_and_takes_the_reason_without_another_upload(curator, sign_in):
    version = added(curator, f"Ring {PHONE}.").version
    client = sign_in(curator, with_second_step=True)
    shown = client.get(version.get_absolute_url()).content.decode()
    assert "It may contain this: phone number. Say why that does not identify a private person, or remove it." in shown
    unsaid = "Say why these details do not identify a private person, or remove them"
    brief = "Say in a few words why this does not identify a private person"
    for reason, error in (
        ("", unsaid),
        ("x", brief),
        ("It’s fine", brief),
        (f"it is {PHONE}", "It may identify someone"),
    ):
        assert error in client.post(version.get_absolute_url(), {"justification": reason}).content.decode()
    client.post(version.get_absolute_url(), {"justification": WHY})
    version.refresh_from_db()
    assert (version.state, version.justification) == ("in_review", WHY)
