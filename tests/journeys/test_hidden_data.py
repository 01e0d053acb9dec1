"""Hidden data in a file, from the upload to the reader: a clean copy, reasons for what stays, and a second reviewer."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from library.actions.edit_resource import add_resource
from library.models import Resource
from ratsite.files.models import StoredFile
from ratsite.files.tasks import check_file
from tests.factories import MemberFactory
from tests.files.hidden_pdf import boxed
from tests.lib.documents.pdf.test_overlaps import NAVY, ON_IT, PHOTO, WHERE, page, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def check_files() -> None:
    for stored in StoredFile.objects.quarantined():
        check_file.func(str(stored.pk))  # as the worker does meanwhile


def test_hidden_data_is_removed_or_explained_and_a_second_person_publishes_it(visitor, visit):
    title, curator = f"Card for desks {visitor.device.scripts}", MemberFactory(roles=["Curators"])
    under, pasted = boxed("Marmalade House"), page(picture(PHOTO, *WHERE), picture(NAVY, *ON_IT))
    uploads = [SimpleUploadedFile("card.pdf", under), SimpleUploadedFile("photo.pdf", pasted)]
    add_resource(curator=curator, uploads=uploads, title=title, summary="Ask.", kind="guidance", is_to_publish=True)
    check_files()
    version = Resource.objects.get(title=title).versions.get()
    visitor.force_sign_in(curator, with_second_step=True)
    visitor.open(version.get_absolute_url())
    assert "Open the page “Hidden data” to make a clean copy" in visitor.text()
    visitor.follow("See what is hidden in its files")
    words = visitor.text()
    assert ("Text under a box or picture" in words, "Picture under a box or another picture" in words) == (True, True)
    assert ("Marmalade" in words, visitor.fits_screen()) == (False, True)
    visitor.page.get_by_role("button", name="Make a clean copy").first.click()
    visitor.page.wait_for_load_state()
    check_files()

    visitor.page.reload()
    visitor.follow("Compare the clean copy")
    pictures = visitor.page.locator("main figure img")
    assert (pictures.count(), visitor.fits_screen()) == (2, True)
    for one in pictures.all():
        one.scroll_into_view_if_needed()
        one.evaluate("image => image.decode()")  # fails for a picture that did not come
    visitor.press("Use the clean copy")
    assert "Curators can get the original for 30 days" in visitor.text()
    visitor.follow("See what is hidden in its files")
    with visitor.page.expect_download() as taken:
        visitor.page.get_by_role("button", name="Download the original").click()
    assert taken.value.path().read_bytes() == under

    while visitor.page.get_by_role("link", name="Say why this is harmless").count():
        visitor.page.get_by_role("link", name="Say why this is harmless").first.click()
        visitor.press("Save reason")
        assert visitor.page.title().startswith("Error: ")
        visitor.page.get_by_label("Why this is harmless").fill("The sky is under it")
        visitor.press("Save reason")
    assert ("once a second person has reviewed it." in visitor.text(), visitor.fits_screen()) == (True, True)

    reviewer = visit(visitor.device)
    reviewer.force_sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    reviewer.open("/review/")
    reviewer.follow(title)
    assert ("The sky is under it" in reviewer.text(), reviewer.fits_screen()) == (True, True)
    reviewer.page.get_by_label("Publish it").check()
    reviewer.press("Decide")
    version.refresh_from_db()
    assert version.is_published
