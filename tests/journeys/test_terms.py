"""New terms of reference: a coordinator writes, previews and publishes them, and a member accepts them."""

import pytest

from ratsite.accounts.models import TermsOfReference
from tests.factories import MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_terms_are_published_after_a_preview_and_a_member_accepts_the_changes(visit, visitor):
    number = TermsOfReference.objects.newest().version + 1
    member = MemberFactory()
    coordinator = visit()
    coordinator.force_sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    coordinator.open("/review/people/")
    coordinator.follow("Terms of reference")
    coordinator.follow("Write the next version")
    terms = coordinator.page.get_by_label("The terms", exact=True)
    terms.fill(f"{terms.input_value()}\n- I bring {number} questions.\n")
    coordinator.press("See the changes")
    assert coordinator.page.get_by_role("link", name="Say what is changing").is_visible()
    coordinator.page.get_by_label("What is changing, and why").fill("Lunch needs questions. Agreed in March.")
    coordinator.press("See the changes")
    assert coordinator.page.locator("ins", has_text=f"I bring {number} questions.").is_visible()
    coordinator.press(f"Publish version {number}")
    assert coordinator.path() == "/review/people/terms/"

    visitor.force_sign_in(member)
    visitor.open("/catch-up/")
    visitor.follow("Read and accept the terms of reference")
    visitor.press("Accept the terms")
    assert visitor.page.get_by_role("link", name="Tick this").is_visible()
    visitor.page.get_by_label("I have read the terms and will keep to them").check()
    visitor.press("Accept the terms")
    assert visitor.page.get_by_text(f"You accepted version {number} on").is_visible()
