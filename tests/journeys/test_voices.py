"""A member replies as their agency: readers see no name, a moderator looks it up, and the member is notified."""

import pytest

from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reply_as_an_agency_names_nobody_until_a_moderator_says_why_they_must_know(visit, visitor):
    topic = make_topic(BoardFactory())
    agency = AgencyFactory()
    writer = MemberFactory(first_name="Dana", last_name="Okafor", agency=agency)
    visitor.force_sign_in(writer)
    visitor.open(topic.get_absolute_url())
    visitor.page.get_by_label("Your reply").fill("We keep two rooms.")
    visitor.page.get_by_text("Content note, how you are named, files").click()
    visitor.page.get_by_label(f"As your agency: {agency.name}").check()
    visitor.press("Preview")
    shown = visitor.page.locator("#preview").inner_text()
    assert (agency.name in shown, "Dana" in shown) == (True, False)
    visitor.press("Post reply")
    assert "Only you can see that." in visitor.page.locator("#post-2").inner_text()

    reader = visit(visitor.device)
    reader.force_sign_in(MemberFactory())
    reader.open(topic.get_absolute_url())
    post = reader.page.locator("#post-2").inner_text()
    assert (agency.name in post, "We keep two rooms." in post) == (True, True)
    assert "Dana" not in reader.page.content()

    decider = visit(visitor.device)
    decider.force_sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True)
    decider.open(topic.get_absolute_url())
    decider.more_for_post(2)
    decider.follow("Find out who wrote it")
    decider.press("Record reason and show author")
    assert decider.page.title().startswith("Error: ")
    decider.page.get_by_label("Why you need to know").fill("Somebody may be in danger.")
    decider.press("Record reason and show author")
    assert "Dana Okafor" in decider.page.locator("main").inner_text()

    visitor.open(topic.get_absolute_url())
    assert "Their reason: Somebody may be in danger." in visitor.page.locator("#post-2").inner_text()
