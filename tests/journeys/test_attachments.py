"""A picture and a document in a reply: they wait for their check, are seen, downloaded and removed."""

import pytest
from playwright.sync_api import expect

from forum.models import Attachment
from ratsite.files.quarantine import end_quarantine
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_attach_files import photo, text_file
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def end_the_check(monkeypatch):
    """Files wait until this is called, as if another process checked them."""
    monkeypatch.setattr("ratsite.files.quarantine.end_quarantine", lambda *, file_id: None)

    def end() -> None:
        for file in Attachment.objects.filter(stored_file__state="quarantined"):
            end_quarantine(file_id=str(file.stored_file_id))

    return end


def choose_files(visitor: Visitor, *uploads) -> None:
    visitor.page.get_by_text("Content note, how you are named, files").click()
    chosen = [{"name": file.name, "mimeType": file.content_type, "buffer": file.read()} for file in uploads]
    visitor.page.get_by_label("Files").set_input_files(chosen)


def test_a_picture_and_a_document_are_attached_checked_and_shown_and_one_is_removed(visit, visitor, end_the_check):
    topic, author, reader = make_topic(), MemberFactory(), visit(visitor.device)
    visitor.force_sign_in(author)
    reader.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    visitor.page.get_by_label("Your reply").fill("Both are ours.")
    choose_files(visitor, photo(), text_file())
    visitor.press("Post reply")
    assert "Your files are being checked. Your post is published automatically after that." in visitor.text()
    assert "yard.jpg is being checked. Nobody else can see it yet." in visitor.text()
    assert "card.txt is being checked. Nobody else can see it yet." in visitor.text()
    assert visitor.fits_screen()
    reader.open(topic.get_absolute_url())
    assert "Both are ours." not in reader.text()

    end_the_check()
    reader.open(topic.get_absolute_url())
    picture = reader.page.locator("#post-2 img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    assert reader.fits_screen()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="card.txt").click()
    assert download.value.path().read_bytes() == b"Ask first."

    visitor.open(topic.get_absolute_url())
    visitor.follow("Edit your post 2")
    visitor.page.get_by_role("group", name="Files to remove").get_by_label("yard.jpg").check()
    visitor.press("Change the post")
    assert "Your post has been changed." in visitor.text()
    reader.open(topic.get_absolute_url())
    assert "card.txt" in reader.text()
    assert "yard.jpg" not in reader.text()
    assert reader.page.locator("#post-2 img").count() == 0
