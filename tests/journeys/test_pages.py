"""Every kind of page, opened by a new visitor: its size, its accessibility (axe), and its layout at 320 pixels."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.core.cache import cache

from tests.journeys.conftest import DESKTOP
from tests.journeys.pages import PAGES
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Rules of axe whose result depends on colours and widths. The second rendering checks only these.
VISUAL_RULES = [
    "color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "region", "empty-heading",
    "link-name", "button-name", "label", "svg-img-alt", "aria-hidden-focus", "heading-order",
]  # fmt: skip
RENDERINGS = [("light", 360, []), ("dark", 1280, VISUAL_RULES)]
NARROW = 320  # pixels: 1280 at 400 % (WCAG 2.2, 1.4.10)

PUBLIC_BYTES = 45 * 1024
SCRIPTS = Path(settings.BASE_DIR) / "ratsite" / "static" / "ratsite" / "js"
MEMBERS_BYTES = 80 * 1024
SCRIPT_BYTES = 30 * 1024  # of those
REQUESTS = {"public": 7, "members": 7}
WITH_A_PICTURE = {"files", "own-files"}  # one more request, for an attached picture
PASSKEY_SCRIPTS = 4  # only on the sign-in page
FORUM_SCRIPTS = 1 + len(list(SCRIPTS.glob("forum/*.js")))  # forum.js and its modules: on pages where members write
LEVEL = 6  # of gzip, the default of web servers; Brotli compresses better
NO_SIZE_LIMIT = {"component-sheet"}  # for developers only
COMPRESSED_TYPES = ("font/", "image/png", "image/webp", "image/jpeg")  # media types that are compressed already
# A browser without a window does not load the icon by itself.
FETCH_ICON = "fetch(document.querySelector('link[rel=icon]').href).then(answer => answer.blob()).then(() => true)"
# Returns the classes in use that no CSS rule names, as on a page without its style sheet. "js-" is for scripts.
UNSTYLED = """() => {
  const rules = list => [...list].flatMap(rule => [rule, ...(rule.cssRules ? rules(rule.cssRules) : [])]);
  const known = [...document.styleSheets].flatMap(sheet => rules(sheet.cssRules)).map(rule => rule.selectorText || "");
  const named = new Set(known.join(" ").match(/\\.[a-z][\\w-]*/gi).map(name => name.slice(1)));
  const used = new Set([...document.querySelectorAll("[class]")].flatMap(element => [...element.classList]));
  return [...used].filter(name => !named.has(name) && !name.startsWith("js-"));
}"""
# Returns links to a missing element of the page.
DEAD_LINKS = """() => {
  const links = [...document.querySelectorAll('a[href^="#"]')];
  return links.filter(link => link.hash.length > 1 && !document.getElementById(decodeURIComponent(link.hash.slice(1))))
    .map(link => `a link leads nowhere: ${link.getAttribute("href")}`);
}"""
OVERFLOWING = """text => {
  document.documentElement.style.fontSize = text;
  const screen = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= screen) return [];
  const wide = [...document.querySelectorAll("body *")].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width && box.right > screen + 1 && !element.closest(".scroll, .vh");
  });
  const name = one => `${one.tagName}.${one.getAttribute("class")}: ${one.textContent.trim().slice(0, 40)}`;
  return wide.slice(-2).map(name);
}"""

# Returns what cannot be read although it is on the page: overlapping links, broken phone numbers, cut-off tables.
ILLEGIBLE = """text => {
  document.documentElement.style.fontSize = text;
  const all = (where, is = () => true) => [...document.querySelectorAll(where)].filter(is);
  const words = element => element.textContent.trim().replace(/\\s+/g, " ").slice(0, 40);
  const cover = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  const place = element => element.getBoundingClientRect();
  const links = all(".masthead a", link => place(link).width);
  return [
    ...links.filter((link, n) => links.slice(0, n).some(other => cover(place(other), place(link))))
      .map(link => `a link lies on another: ${words(link)}`),
    ...all(".call b", number => number.offsetHeight > 2 * parseFloat(getComputedStyle(number).fontSize))
      .map(number => `a phone number is broken: ${words(number)}`),
    ...all(".search .input", field => field.offsetWidth < 120)
      .map(field => `nothing can be read in a search field: ${field.id}`),
    ...all(".table--stacked", table => table.parentElement.scrollWidth > table.parentElement.clientWidth)
      .map(table => `a table of entries goes sideways: ${words(table)}`),
    ...all(".fig__table", place => place.querySelectorAll("tr").length < 14 && place.scrollHeight > place.clientHeight)
      .map(place => `a table of twelve months is cut off: ${words(place)}`),
  ];
}"""

# Returns words of up to 16 letters that are broken over two lines without a hyphen: their column is too narrow.
BROKEN_WORDS = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const found = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (element.closest("pre, code, .vh") || getComputedStyle(element).hyphens === "auto") continue;
    if (!element.checkVisibility()) continue;
    for (const word of text.data.matchAll(/(?<!\\p{L})\\p{L}{2,16}(?!\\p{L})/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const tops = [...range.getClientRects()].map(line => line.top);
      if (Math.max(...tops) - Math.min(...tops) > 4) found.push(`a word is broken: ${word[0]}`);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def window(chromium, site) -> Iterator[Visitor]:
    """One browser for all pages. Opening one for each page would take a third of the time of the whole module."""
    visitor = Visitor(chromium, site, DESKTOP)
    visitor.disable_cache()
    yield visitor
    visitor.close()


@pytest.fixture
def visitor(window) -> Iterator[Visitor]:
    """The module's browser, reset to a new visitor. The test fails if it recorded an error."""
    cache.clear()  # reset the rate limits on signing in and writing
    window.reset()
    yield window
    assert not window.errors, "\n".join(window.errors)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_small_accessible_and_readable_on_a_narrow_screen(visitor, page_data, name):
    page_data.show(visitor, PAGES[name])
    found = too_heavy(visitor, name) if PAGES[name].is_first_view and name not in NO_SIZE_LIMIT else []
    found += [f"no style sheet of this page knows the class {name}" for name in visitor.page.evaluate(UNSTYLED)]
    found += visitor.page.evaluate(DEAD_LINKS)
    visitor.page.evaluate(AXE_SCRIPT)
    for scheme, width, rules in RENDERINGS:
        found += [f"{scheme} at {width}: {line}" for line in axe_violations(visitor, scheme, width, rules)]
        found += [f"at {width}: {line}" for line in visitor.page.evaluate(BROKEN_WORDS)]
    for text in ("100%", "200%"):
        found += [
            f"with text at {text} it is too wide for {NARROW} pixels: {name}" for name in overflowing(visitor, text)
        ]
        found += [f"with text at {text} on {NARROW} pixels: {line}" for line in visitor.page.evaluate(ILLEGIBLE, text)]
    assert not found, "\n".join(found)


def too_heavy(visitor: Visitor, name: str) -> list[str]:
    """Return [], or each response with its compressed size if a first visit loads more than is allowed."""
    wait_for_responses(visitor)
    sizes = {response.url: size_of(response) for response in visitor.responses}
    most = MEMBERS_BYTES if PAGES[name].role else PUBLIC_BYTES
    requests = REQUESTS["members" if PAGES[name].role else "public"] + (PASSKEY_SCRIPTS if name == "sign-in" else 0)
    requests += 1 if name in WITH_A_PICTURE else 0
    requests += FORUM_SCRIPTS if any("/js/forum" in url for url in sizes) else 0
    scripts = sum(size for url, size in sizes.items() if urlsplit(url).path.endswith(".js"))
    if sum(sizes.values()) <= most and len(sizes) <= requests and scripts <= SCRIPT_BYTES:
        return []
    return [f"more than {most} bytes or {requests} requests:", *(f"{size:7} {url}" for url, size in sizes.items())]


def wait_for_responses(visitor: Visitor) -> None:
    visitor.page.evaluate("document.fonts.ready.then(() => true)")
    visitor.page.evaluate(FETCH_ICON)


def size_of(response) -> int:
    """Return the size in bytes as a web server would send it. The tests' server does not compress files."""
    body = response.body()
    is_packed = response.header_value("content-type").startswith(COMPRESSED_TYPES)
    return len(body) if is_packed else len(gzip.compress(body, compresslevel=LEVEL))


def axe_violations(visitor: Visitor, scheme: str, width: int, rules: Iterable[str] = ()) -> list[str]:
    """Return the violations that axe finds. rules: ids of axe's rules; by default all of them."""
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


def overflowing(visitor: Visitor, text: str) -> list[str]:
    """Return the last two elements that make the page scroll sideways on a screen of NARROW pixels.

    text: the size of the text, "100%" or "200%" (WCAG 2.2, 1.4.4).
    """
    visitor.page.set_viewport_size({"width": NARROW, "height": 640})
    return visitor.page.evaluate(OVERFLOWING, text)
