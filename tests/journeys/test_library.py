"""The library on a phone: a resource is suggested, used, requested, withdrawn and replaced."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from library.models import AccessRequest, Resource
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from tests.factories import MemberFactory, make_resource
from tests.journeys.conftest import WITHOUT_SCRIPTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROLES = {"Curators", "Moderators"}


@pytest.fixture
def visit_as(visit):
    """visit_as(person, device) returns a new visitor with a phone, signed in as this person."""

    def visit_as(person, device=WITHOUT_SCRIPTS):
        visitor = visit(device)
        is_steward = person.groups.filter(name__in=ROLES).exists()
        visitor.force_sign_in(person, with_second_step=is_steward)
        return visitor

    return visit_as


def check_files() -> None:
    for stored in StoredFile.objects.quarantined():
        end_quarantine(file_id=str(stored.pk))  # as the worker does meanwhile


def download(visitor, name: str) -> bytes:
    with visitor.page.expect_download() as taken:
        visitor.page.get_by_role("link", name=name).first.click()
    return taken.value.path().read_bytes()


def test_a_suggestion_is_checked_reviewed_published_found_downloaded_and_noted(visitor, visit_as):
    device = visitor.device
    title = "Beds at short notice" if device.scripts else "Who answers at night"  # the form names similar titles first
    words = f"Marmalade{visitor.device.scripts} desk. The night desk answers at 0121 496 0123.".encode()
    member, curator = MemberFactory(), MemberFactory(roles=["Curators"])
    visitor.force_sign_in(member)
    page = visitor.open("/library/suggest/")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Why it is useful").fill("Every duty officer asks for it")
    page.locator("input[type=file]").set_input_files({"name": "beds.txt", "mimeType": "text/plain", "buffer": words})
    visitor.press("Send the suggestion")
    assert ("Waiting for a curator" in visitor.text(), visitor.fits_screen()) == (True, True)
    check_files()

    staff = visit_as(curator, device)
    staff.open("/library/curate/suggestions/")
    staff.follow(title)
    staff.page.get_by_label("Accept it").check()
    staff.press("Send the answer")
    staff.follow("See the results of its checks")
    assert "It may contain this: phone number" in staff.text()
    staff.press("Send it to review")
    assert staff.page.title().startswith("Error: ")
    staff.page.locator("[name=justification]").fill("It is the public number of a night desk")
    staff.press("Send it to review")
    assert ("In review" in staff.text(), staff.fits_screen()) == (True, True)

    reviewer = visit_as(MemberFactory(roles=["Curators"]), device)
    decide(reviewer, title, "Publish it")

    page = visitor.open("/library/")
    page.get_by_label("Search the library").fill(f"marmalade{device.scripts}")
    visitor.press("Search")
    visitor.follow(title)
    assert (visitor.heading(), visitor.fits_screen()) == (title, True)
    assert download(visitor, "beds.txt") == words
    visitor.follow("I used this: add a note")
    visitor.page.get_by_label("It helped").check()
    visitor.page.get_by_label("What others should know").fill("They answer within a minute.")
    visitor.press("Send the note")
    assert "Waiting for approval: other readers cannot see it yet" in visitor.text()
    decide(reviewer, title, "Publish it")
    staff.open(visitor.path())
    assert ("They answer within a minute." in staff.text(), staff.fits_screen()) == (True, True)


def decide(reviewer, title: str, choice: str) -> None:
    reviewer.open("/review/")
    reviewer.follow(title)
    reviewer.decide(choice)


def test_access_is_asked_for_granted_and_ends(visitor, visit_as):
    curator, label = MemberFactory(roles=["Curators"]), f"Trainer’s notes {visitor.device.scripts}"
    resource = make_resource(
        curator, request_label=label, upload=SimpleUploadedFile("secretname.txt", b"Ask softly."), agency=curator.agency
    )
    visitor.force_sign_in(MemberFactory())
    visitor.open(resource.get_absolute_url())
    assert (label in visitor.text(), "secretname" in visitor.text(), visitor.fits_screen()) == (True, False, True)
    visitor.follow("Ask for access")
    visitor.page.get_by_label("What you need it for").fill("For our induction day in January")
    visitor.press("Ask for access")
    visitor.open(resource.get_absolute_url())
    assert "Waiting for an answer" in visitor.text()

    staff = visit_as(curator, visitor.device)
    staff.open(AccessRequest.objects.get(file__label=label).get_absolute_url())
    staff.page.get_by_label("Let them read the file").check()
    staff.press("Send the answer")
    assert staff.fits_screen()

    visitor.open(resource.get_absolute_url())
    assert download(visitor, "secretname.txt") == b"Ask softly."
    file = resource.current.files.get()
    yesterday = timezone.now() - dt.timedelta(days=1)
    AccessRequest.objects.filter(file=file).update(ends_at=yesterday)
    visitor.open(resource.get_absolute_url())
    assert ("Your access ended on" in visitor.text(), "secretname" in visitor.text()) == (True, False)
    visitor.allow_status(404)
    visitor.open(file.get_absolute_url())
    assert "There is nothing at this address" in visitor.text()


def test_a_withdrawn_resource_says_why_and_what_to_use_instead(visit_as):
    newer, wrong = make_resource(title="The second card"), make_resource(title="The first card")
    reader, staff = visit_as(MemberFactory()), visit_as(MemberFactory(roles=["Curators"]))
    check(staff, wrong, "Withdraw it", newer, "Its telephone number is wrong")
    reader.allow_status(410)
    reader.open(wrong.get_absolute_url())
    words = reader.text()
    assert ("We withdrew this resource on" in words, "Its telephone number is wrong" in words) == (True, True)
    assert (reader.heading(), reader.fits_screen()) == ("The first card", True)
    reader.follow("The second card")
    assert reader.path() == newer.get_absolute_url()
    reader.open("/library/?q=card")
    assert "The first card" not in reader.text()


def test_an_expired_resource_is_superseded_and_leads_on(visit_as):
    newer, old = make_resource(title="Rooms let anew"), make_resource(title="Rooms let before")
    Resource.objects.filter(pk=old.pk).update(review_due_on=timezone.localdate() - dt.timedelta(days=40))
    reader, staff = visit_as(MemberFactory()), visit_as(MemberFactory(roles=["Curators"]))
    reader.open(old.get_absolute_url())
    assert ("This may be out of date" in reader.text(), reader.fits_screen()) == (True, True)
    staff.open("/library/curate/")
    assert "Rooms let before" in staff.text()
    check(staff, old, "Superseded", newer, "The act changed in spring")
    reader.open("/library/?q=rooms")
    found = reader.page.get_by_role("link", name="Rooms let").all_inner_texts()
    assert found == ["Rooms let anew", "Rooms let before"]
    reader.follow("Rooms let before")
    assert ("A newer resource replaces this one" in reader.text(), reader.fits_screen()) == (True, True)
    reader.follow("Rooms let anew")
    assert reader.path() == newer.get_absolute_url()


def check(staff, resource, outcome: str, instead, reason: str) -> None:
    """Check the resource through its page, and say what replaces it."""
    staff.open(f"{resource.get_absolute_url()}check/")
    staff.page.get_by_label(outcome).check()
    staff.page.get_by_label("What to use instead").fill(instead.get_absolute_url())
    staff.page.get_by_label("What you did to check, or why you chose this").fill(reason)
    staff.press("Save the outcome")
    assert staff.fits_screen()
