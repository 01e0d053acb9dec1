"""A member needs a closely marked file: they give a reason, get the file, and the moderators read the reason."""

import pytest

from forum.models import Topic
from tests.factories import MemberFactory
from tests.forum.actions.test_attach_files import shared

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_file_downloads_once_its_reader_has_given_a_reason(visit, visitor):
    file, reader = shared(), MemberFactory()
    topic = file.post.topic
    Topic.objects.filter(pk=topic.pk).update(marking="amber_strict")
    visitor.force_sign_in(reader)
    visitor.open(topic.get_absolute_url())
    visitor.follow("card.txt")
    assert (visitor.heading(), visitor.fits_screen()) == ("Why do you need this file?", True)
    visitor.press("Download the file")
    assert visitor.page.title().startswith("Error: ")
    visitor.page.get_by_label("Why you need the file").fill("To brief the night team")
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Download the file").click()
    assert download.value.suggested_filename == "card.txt"

    keeper = visit(visitor.device)
    keeper.force_sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    keeper.open(topic.get_absolute_url())
    keeper.open_section("Change or add to this topic")
    keeper.follow("Manage this topic")
    keeper.follow("Who downloaded files")
    words = keeper.page.locator("main").inner_text()
    assert (str(reader) in words, "To brief the night team" in words, keeper.fits_screen()) == (True, True, True)
