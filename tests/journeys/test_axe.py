"""Every kind of page, looked at by axe in light on a phone and in dark at a desk, and measured at 320 pixels."""

from collections.abc import Iterable

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults

from tests.journeys.rooms import ROOMS
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
# The second look asks again only what colours and widths can change.
DEPENDS_ON_THE_LOOK = [
    "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "region", "empty-heading",
    "link-name", "button-name", "label", "svg-img-alt", "aria-hidden-focus", "heading-order",
]  # fmt: skip
LOOKS = [("light", 360, []), ("dark", 1280, DEPENDS_ON_THE_LOOK)]
NARROW = 320  # pixels: 1280 at 400 % (WCAG 2.2, 1.4.10)


@pytest.mark.parametrize("name", ROOMS)
def test_axe_finds_nothing_and_the_page_never_scrolls_sideways(visit, furniture, name):
    visitor = visit()
    furniture.show(visitor, ROOMS[name])
    visitor.page.evaluate(AXE_SCRIPT)
    found = [
        f"{scheme} at {width}: {line}" for scheme, width, rules in LOOKS for line in look(visitor, scheme, width, rules)
    ]
    assert not found, "\n".join(found)
    assert widest(visitor) <= NARROW


def look(visitor: Visitor, scheme: str, width: int, rules: Iterable[str] = ()) -> list[str]:
    """What axe has to say; without `rules` it applies all that it has."""
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    results = AxeResults(page.evaluate("options => axe.run(document, options)", options))
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def widest(visitor: Visitor) -> int:
    visitor.page.set_viewport_size({"width": NARROW, "height": 640})
    return visitor.page.evaluate("document.documentElement.scrollWidth")
