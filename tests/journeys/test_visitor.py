"""Tests of `Visitor`: it records each kind of error."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys.test_pages import BROKEN_WORDS, axe_violations, overflowing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAULTS = [
    ("console.error('x')", "console: x"),
    ("document.body.setAttribute('style', 'color: red')", "policy violation"),
    ("setTimeout(() => { throw new Error('late') })", "script error"),
    ("setTimeout(() => alert('boo'))", "dialog: boo"),
    ("fetch('/nowhere.css').catch(() => 0)", "404 for GET"),
    ("new Image().src = 'https://elsewhere.example/x.png'", "policy violation"),
]


@pytest.mark.parametrize(("script", "error"), FAULTS, ids=[error for _script, error in FAULTS])
def test_an_error_in_the_browser_is_recorded(visit, script, error):
    visitor = visit()
    visitor.open("/cookies/").evaluate(f"() => {{ {script} }}")
    for _ in range(100):
        if any(error in line for line in visitor.errors):
            break
        visitor.page.wait_for_timeout(20)
    assert [line for line in visitor.errors if error in line]
    visitor.errors.clear()


def test_the_page_checks_find_bad_contrast_a_missing_label_overflow_and_broken_words(visit):
    visitor = visit()
    page = visitor.open("/contact/")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.querySelector('label[for=id_text]').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    found = " ".join(axe_violations(visitor, "light", 360))
    assert "color-contrast" in found
    assert "label" in found
    page.evaluate("document.querySelector('h1').style.width = '50rem'")
    assert overflowing(visitor, "100%")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(BROKEN_WORDS) == []
    page.evaluate("Object.assign(document.querySelector('h1').style, {width: '2em', overflowWrap: 'anywhere'})")
    assert page.evaluate(BROKEN_WORDS)
