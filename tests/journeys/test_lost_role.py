"""A steward loses their role while writing: the refusal shows their text, so that they can copy it."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.factories import MemberFactory
from tests.journeys.test_pages import RENDERINGS, axe_violations, overflowing
from tests.membership_changes import remove_roles

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Ask where they slept.\nThen ask who holds the passport."


def test_a_former_curator_can_copy_the_text_that_they_had_typed(visitor):
    curator = MemberFactory(roles=["Curators"])
    visitor.allow_status(403)
    visitor.force_sign_in(curator, with_second_step=True)
    visitor.open("/library/add/")
    visitor.page.get_by_label("Title").fill("A card for first meetings")
    visitor.page.get_by_label("Summary").fill(WORDS)
    remove_roles(curator)
    visitor.press("Add the resource")
    assert visitor.heading() == "You may not do that here"
    boxes = [box.input_value() for box in visitor.page.locator("textarea[readonly]").all()]
    assert boxes[:2] == ["A card for first meetings", WORDS]
    if visitor.device.scripts:
        visitor.page.evaluate(AXE_SCRIPT)
        assert [
            line for scheme, width, rules in RENDERINGS for line in axe_violations(visitor, scheme, width, rules)
        ] == []
        assert not overflowing(visitor, "100%")
