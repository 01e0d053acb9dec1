"""A member is silenced, reads why and appeals; another steward lifts the sanction, and they write again."""

import pytest

from tests.factories import BoardFactory, MemberFactory, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_silenced_member_reads_why_appeals_and_writes_again_when_another_steward_lifts_it(visit, visitor):
    moderator, coordinator = MemberFactory(roles=["Moderators"]), MemberFactory(roles=["Coordinators"])
    member = MemberFactory()
    topic = make_topic(BoardFactory(), member)

    imposer = visit(visitor.device)
    imposer.force_sign_in(moderator, with_second_step=True)
    imposer.open(topic.get_absolute_url())
    imposer.more_for_post(1)
    imposer.follow("Member options")
    imposer.page.get_by_label("Silence: they can read, but not write").check()
    imposer.page.get_by_label("One week").check()
    imposer.press("Impose sanction")
    assert imposer.page.title().startswith("Error: ")
    imposer.page.get_by_label("Reason").fill("Two posts named a road.")
    imposer.press("Impose sanction")
    assert "We have emailed the person" in imposer.page.get_by_role("status").first.inner_text()

    visitor.force_sign_in(member)
    visitor.open(topic.get_absolute_url())
    assert "You can read, but you cannot write" in visitor.page.locator("main").inner_text()
    assert visitor.page.get_by_role("button", name="Post reply").count() == 0
    visitor.follow("Read why, and about appeals")
    assert "Two posts named a road." in visitor.page.locator("main").inner_text()
    visitor.follow("Appeal against this")
    visitor.page.get_by_label("Why do you think that this is wrong?").fill("It was the name of a district.")
    visitor.press("Send appeal")
    assert "We will email you when it has been decided" in visitor.page.get_by_role("status").first.inner_text()

    imposer.open("/review/?show=not-mine")
    assert f"Silence of {member}" in imposer.page.locator("main").inner_text()
    decider = visit(visitor.device)
    decider.force_sign_in(coordinator, with_second_step=True)
    decider.open("/review/")
    decider.follow(f"Silence of {member}")
    assert "It was the name of a district." in decider.page.locator("main").inner_text()
    decider.page.get_by_label("Lift it: it ends now").check()
    decider.page.get_by_label("Reason").fill("You are right, it is a district.")
    decider.press("Decide")
    assert "The appeal was right." in decider.page.get_by_role("status").first.inner_text()

    visitor.open(topic.get_absolute_url())
    assert "You can read, but you cannot write" not in visitor.page.locator("main").inner_text()
    visitor.page.locator("textarea[name=body]").fill("Thank you. The district is meant.")
    visitor.press("Post reply")
    assert "Thank you. The district is meant." in visitor.page.locator("main").inner_text()
