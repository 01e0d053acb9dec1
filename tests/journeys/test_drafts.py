"""A file is saved with a draft, two devices write one draft, and a post is withdrawn and restored."""

import pytest
from playwright.sync_api import expect

from forum.actions.post import post_reply
from forum.models import Attachment, Draft, Post
from ratsite.files.quarantine import end_quarantine
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_attach_files import text_file
from tests.journeys.test_attachments import choose_files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def topic():
    return make_topic(title="Rooms let again and again")


def test_a_reply_with_a_file_is_stopped_by_the_check_corrected_and_posted_with_its_file(visitor, topic):
    visitor.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    visitor.page.get_by_label("Your reply").fill("Ring 07700 900123 at night.")
    choose_files(visitor, text_file(), text_file("other.txt", b"Not this one."))
    visitor.press("Post reply")
    assert "Before others read this: could someone be recognised?" in visitor.text()
    for name in ("card.txt", "other.txt"):
        expect(visitor.page.locator(".draft-file", has_text=name)).to_be_visible()  # without opening anything
    assert visitor.fits_screen()
    visitor.press("Remove other.txt")
    assert "The file has been removed. Your text is saved." in visitor.text()
    assert visitor.page.locator(".draft-file").count() == 1
    visitor.page.get_by_label("Your reply").fill("Ring them at night.")
    visitor.press("Post reply")
    assert "card.txt" in visitor.text()
    file = Attachment.objects.get(post__topic=topic)
    end_quarantine(file_id=str(file.stored_file_id))
    assert (file.post.source, file.stored_file.name) == ("Ring them at night.", "card.txt")
    assert not Draft.objects.filter(topic=topic).exists()


def test_two_devices_with_one_draft_keep_both_texts(visitor, visit, topic):
    person, phone = MemberFactory(), visit(visitor.device)
    for device in (visitor, phone):
        device.force_sign_in(person)
        device.open(f"/forum/topics/{topic.pk}/reply/")
    phone.page.get_by_label("Your reply").fill("From the phone.")
    phone.press("Save draft")
    visitor.page.get_by_label("Your reply").fill("From the desk.")
    visitor.press("Save draft")
    assert "Both versions are saved. Yours is another version of the draft." in visitor.text()
    assert visitor.page.get_by_label("Your reply").input_value() == "From the desk."
    assert visitor.fits_screen()
    visitor.follow("See both side by side")
    assert visitor.heading() == "Versions of your draft"
    assert ("From the phone." in visitor.text(), "From the desk." in visitor.text()) == (True, True)
    assert visitor.fits_screen()
    visitor.page.go_back()
    visitor.follow("Open the other version")
    assert visitor.page.get_by_label("Your reply").input_value() == "From the phone."
    visitor.press("Post reply")
    assert "Your post is published" in visitor.text()
    assert Post.objects.filter(topic=topic).latest("pk").source == "From the phone."
    visitor.open("/drafts/")
    assert ("From the desk." in visitor.text(), visitor.fits_screen()) == (True, True)


def test_a_post_is_withdrawn_and_comes_back_with_its_text_in_the_drafts_meanwhile(visitor, visit, topic):
    author, reader = MemberFactory(), visit(visitor.device)
    post_reply(topic=topic, author=author, body="We see it too.")
    reader.force_sign_in(MemberFactory())
    visitor.force_sign_in(author)
    visitor.open(topic.get_absolute_url())
    visitor.more_for_post(2)
    visitor.follow("Withdraw your post")
    assert visitor.heading() == "Withdraw this post"
    assert visitor.fits_screen()
    visitor.press("Withdraw the post")
    visitor.follow("Open its text in your drafts")
    assert visitor.page.get_by_label("Your reply").input_value() == "We see it too."
    reader.open(topic.get_absolute_url())
    assert "We see it too." not in reader.text()
    visitor.open(topic.get_absolute_url())
    visitor.follow("Undo this")
    visitor.press("Undo: show the post again")
    assert "Your post has been restored." in visitor.text()
    reader.open(topic.get_absolute_url())
    assert "We see it too." in reader.text()
    assert not Draft.objects.filter(topic=topic).exists()
