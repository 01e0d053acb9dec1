"""Tests of this folder's own checks: each finds what it must find."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.journeys.test_rooms import BROKEN_WORDS, look, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAULTS = [
    ("console.error('x')", "console: x"),
    ("document.body.setAttribute('style', 'color: red')", "policy violation"),
    ("setTimeout(() => { throw new Error('late') })", "script error"),
    ("setTimeout(() => alert('boo'))", "dialog: boo"),
    ("fetch('/nowhere.css').catch(() => 0)", "404 for GET"),
    ("new Image().src = 'https://elsewhere.example/x.png'", "policy violation"),
]


@pytest.mark.parametrize(("script", "complaint"), FAULTS, ids=[complaint for _script, complaint in FAULTS])
def test_the_watch_notices(visit, script, complaint):
    visitor = visit()
    visitor.open("/cookies/").evaluate(f"() => {{ {script} }}")
    for _ in range(100):
        if any(complaint in line for line in visitor.complaints):
            break
        visitor.page.wait_for_timeout(20)
    assert [line for line in visitor.complaints if complaint in line]
    visitor.complaints.clear()


def test_axe_and_the_measure_notice(visit):
    visitor = visit()
    page = visitor.open("/contact/")
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.querySelector('label[for=id_text]').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#ddd'")
    found = " ".join(look(visitor, "light", 360))
    assert "color-contrast" in found
    assert "label" in found
    page.evaluate("document.querySelector('h1').style.width = '50rem'")
    assert too_wide(visitor, "100%")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(BROKEN_WORDS) == []
    page.evaluate("Object.assign(document.querySelector('h1').style, {width: '2em', overflowWrap: 'anywhere'})")
    assert page.evaluate(BROKEN_WORDS)
