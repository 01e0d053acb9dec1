"""The live preview and the checks next to a page that an editor writes."""

import re

import pytest

from ratsite.pages.models import HistoryPage
from tests.factories import MemberFactory
from tests.journeys.conftest import DESKTOP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_editor_sees_the_page_next_to_the_form_with_the_results_of_the_checks(visit, settings):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    editor, part, visitor = MemberFactory(roles=["Editors"]), HistoryPage.objects.live().first(), visit(DESKTOP)
    page = visitor.page
    visitor.sign_in(editor, then="/cms/")
    page.get_by_role("link", name="Our history").click()
    page.get_by_role("link", name=part.title, exact=True).click()
    page.locator("[name=title]").fill("A name that was just typed")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    preview.get_by_role("heading", level=1, name="A name that was just typed").wait_for()
    page.get_by_role("button", name="Toggle checks").click()
    page.locator("[data-content-word-count]").filter(has_text=re.compile(r"\d{2,}")).wait_for()
    assert page.get_by_role("heading", name="Issues found").is_visible()
    part.refresh_from_db()
    assert part.title != "A name that was just typed"
