"""The identifier check stops a breach before it is posted: with and without scripts, on a computer and on a phone."""

import pytest
from django.urls import reverse

from forum.models import Post
from library.models import Resource
from tests.factories import BoardFactory, MemberFactory, make_resource, make_topic, numbers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "She can be rung on 07700 900123 in the evening."


@pytest.fixture
def topic():
    return make_topic(BoardFactory(), MemberFactory())


def write(visitor, topic) -> None:
    visitor.force_sign_in(MemberFactory())
    visitor.open(topic.get_absolute_url())
    visitor.page.get_by_label("Your reply").fill(WORDS)
    visitor.press("Post reply")
    assert visitor.page.title().startswith("Error: ")
    assert visitor.page.locator("#identifiers mark").inner_text() == "07700 900123"


def test_one_press_removes_what_may_identify_a_person(visitor, topic):
    write(visitor, topic)
    visitor.press("Remove it for me")
    assert visitor.page.get_by_label("Your reply").input_value() == WORDS.replace(
        "07700 900123", "[phone number removed]"
    )
    visitor.press("Post reply")
    assert "Your post is published" in visitor.page.get_by_role("status").first.inner_text()
    assert "07700" not in Post.objects.latest("pk").source


def test_a_number_that_is_nobody_s_is_justified_and_goes_to_a_moderator(visitor, topic):
    write(visitor, topic)
    visitor.page.get_by_label("Why this does not identify anyone").fill("it is on their poster")
    visitor.press("Send it to a moderator")
    assert "waiting for a moderator" in visitor.page.get_by_role("status").first.inner_text()
    assert Post.objects.latest("pk").explanation == "it is on their poster"


def test_a_justified_resource_is_found_once_another_person_has_published_it(visitor):
    resource = make_resource(title=f"Who to call {next(numbers)}")
    visitor.force_sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    visitor.open(f"{resource.get_absolute_url()}edit/")
    visitor.page.get_by_label("Summary").fill("Ring 07700 900123, or the duty line on 0121 496 0123.")
    visitor.press("Save the changes")
    assert visitor.page.locator(".field--error mark").all_inner_texts() == ["07700 900123", "0121 496 0123"]
    visitor.press("Remove it for me")
    summary = visitor.page.get_by_label("Summary")
    assert summary.input_value() == "Ring [phone number removed], or the duty line on [phone number removed]."
    summary.fill("Ring the duty line on 0121 496 0123.")
    visitor.press("Save the changes")
    visitor.page.get_by_label("Why these contact details are public").fill("the council prints it on its card")
    visitor.press("Save the changes")
    assert "Readers cannot find this resource" in visitor.page.locator("main").inner_text()
    assert not Resource.objects.visible_to(MemberFactory()).filter(pk=resource.pk).exists()
    visitor.force_sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    visitor.open("/review/")
    visitor.page.get_by_role("link", name=resource.title, exact=True).click()
    assert "the council prints it on its card" in visitor.page.locator("main").inner_text()
    visitor.decide("Publish it: readers can use it straight away")
    assert Resource.objects.visible_to(MemberFactory()).filter(pk=resource.pk).exists()


def test_the_return_key_sends_the_justified_text_and_removes_nothing(visitor, topic):
    write(visitor, topic)
    visitor.page.get_by_label("Why this does not identify anyone").fill("it is on their poster")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text("waiting for a moderator").first.wait_for()
    assert Post.objects.latest("pk").source == WORDS


def test_every_other_form_shows_identifiers_in_place_too(visitor):
    curator = MemberFactory(roles=["Curators"])
    resource = make_resource(curator)
    visitor.force_sign_in(curator, with_second_step=True)
    visitor.open(reverse("library:resource_edit", args=[resource.slug]))
    visitor.page.get_by_label("Summary").fill(WORDS)
    visitor.press("Save the changes")
    visitor.page.get_by_label("Why these contact details are public").fill("it is on their poster")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_text("Readers can find the resource again once a second person has reviewed it.").wait_for()
    assert Resource.objects.get(pk=resource.pk).summary == WORDS
